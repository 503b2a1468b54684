"""Whether a whole text leans away from conflict: sport, business and ordinary crime use the words of war."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.events.lexicon import EventLexicon, Hit, Kind
from etl.records import quick

_STRONG = 60
_LONG = 800
_ENOUGH = {"crime": 2, "sport": 3, "business": 3}
_SURE = {"crime": ("violence_against_civilians", "unspecified_violence"), "sport": (), "business": ()}


@quick
@dataclass(frozen=True, slots=True)
class Lean:
    """What a text is about beside conflict (`name`, empty for nothing) and the words that stand in it
    (none where no event word asks for them).

    A long text that speaks of no armed group, army or heavy weapon at all is quiet: slight words of conflict make no event in it.
    """

    name: str
    tokens: frozenset[str]
    is_quiet: bool = False

    def turns(self, kind: Kind) -> bool:
        """Whether a word of this kind is no conflict in such a text."""
        if not self.name:
            return False
        only = _SURE[self.name]
        return kind.event_type in only if only else True


def judge_lean(plain: str, hits: Sequence[Hit], lexicon: EventLexicon) -> Lean:
    """The lean of a text: none as soon as armed groups, armies or heavy weapons are spoken of more than its own words."""
    topics: dict[str, set[str]] = {}
    evidence: set[str] = set()
    asks = False
    for hit in hits:
        entry = hit.entry
        if entry.classes and "armed" in entry.classes and not entry.classes & {"police", "unidentified"}:
            evidence.add(plain[hit.start + 1 : hit.end + 1])
        for kind in entry.kinds:
            asks = asks or "doc:" in kind.needs
            if kind.tells == "weak":
                topics.setdefault(kind.rule, set()).add(plain[hit.start + 1 : hit.end + 1])
            elif kind.event_type != "other" and kind.weight >= _STRONG and not kind.needs:
                evidence.add(plain[hit.start + 1 : hit.end + 1])
    tokens = frozenset(word.strip(".,;:!?") for word in plain.split()) if asks else frozenset()
    best = max(sorted(_ENOUGH), key=lambda name: len(topics.get(name, ())))
    size = len(topics.get(best, ()))
    leans = size >= _ENOUGH[best] and size > 2 * len(evidence)
    return Lean(best if leans else "", tokens, is_quiet=not evidence and len(plain) > _LONG)
