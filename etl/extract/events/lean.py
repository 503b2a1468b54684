"""Whether a whole text leans away from conflict: sport, business and ordinary crime use the words of war."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.events.lexicon import EventLexicon, Hit, Kind
from etl.records import quick

_STRONG = 60
_LONG = 800
_DEEDS = frozenset({"crime"})
_ALSO = {"gunpoint": "crime"}
"""Rules of words that are no conflict by themselves and count for a topic too."""
_ENOUGH = {"crime": 2, "sport": 3, "business": 3}
_SURE = {
    "crime": ("violence_against_civilians", "unspecified_violence", "battle", "strategic_development"),
    "sport": (),
    "business": (),
}


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

    @property
    def is_of_deeds(self) -> bool:
        """Whether the words of conflict name deeds all the same, though none of conflict."""
        return self.name in _DEEDS

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
        printed = plain[hit.start + 1 : hit.end + 1]
        if entry.classes and "armed" in entry.classes and not entry.classes & {"police", "unidentified"}:
            evidence.add(printed)
        for kind in entry.kinds:
            asks = asks or "doc:" in kind.needs
            if kind.tells == "weak" or kind.rule in _ALSO:
                topics.setdefault(_ALSO.get(kind.rule, kind.rule), set()).add(printed)
            elif kind.event_type != "other" and kind.weight >= _STRONG and not kind.needs:
                evidence.add(printed)
    tokens = frozenset(word.strip(".,;:!?") for word in plain.split()) if asks or topics else frozenset()
    against = (evidence - lexicon.words["crime_too"]) | (tokens & lexicon.words["political"])
    best = max(sorted(_ENOUGH), key=lambda name: len(topics.get(name, ())))
    size = len(topics.get(best, ()))
    leans = size >= _ENOUGH[best] and size > 2 * len(against)
    return Lean(best if leans else "", tokens, is_quiet=not evidence and len(plain) > _LONG)
