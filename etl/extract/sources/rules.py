"""Rules of `attribution_rules.tsv` compiled, and what they find in a sentence: where somebody says something, and which words name him."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.extract.sources.vocabulary import CLASSES
from etl.extract.sources.words import Words
from etl.extract.symbol_rules import Rule, compile_rules
from etl.model import Trace
from etl.records import quick

Range = tuple[int, int]


@quick
@dataclass(frozen=True, slots=True)
class Saying:
    """One place where somebody says something, in positions of the sentence's words; `source` is None where it is the one named before."""

    rule: str
    kind: str
    cue: Range
    source: Range | None
    apposition: Range | None
    between: Range | None
    first: int
    last: int


@cache
def load_rules(language: str, table: str = "attribution_rules.tsv") -> tuple[Rule, ...]:
    """The rules of a pack in order of trust; the kind of one says where what is said stands (the table's head lists them)."""
    return compile_rules(language, table, CLASSES)


def _inserted(rule: Rule, tags: str, cue: Range, source: Range | None) -> Range | None:
    """The source put in between a noun and what is said of it without a mark ("a man police say was shot"): its last word only."""
    if rule.kind != "before" or source is None or source[1] - source[0] < 2 or not _is_inserted(tags, cue, source):
        return source
    return source[1] - 1, source[1]


def _is_inserted(tags: str, cue: Range, source: Range) -> bool:
    last, before = tags[source[1] - 1], tags[source[1] - 2]
    return source[1] == cue[0] and last in "sO" and before in "sl" and tags[cue[1] : cue[1] + 1] in ("x", "h", "k", "m")


def find_sayings(words: Words, rules: tuple[Rule, ...], trace: Trace | None = None) -> list[Saying]:
    """The sayings of a sentence in text order; each word of saying is taken by the first rule that reaches it."""
    taken: set[int] = set()
    found: list[Saying] = []
    present = frozenset(words.tags)
    for rule in rules:
        if rule.needs.isdisjoint(present):
            continue
        for match in rule.pattern.finditer(words.tags):
            cue = match.span("c")
            if cue[0] in taken or not _holds(rule, match, words, cue, trace):
                continue
            taken.add(cue[0])
            source = _inserted(rule, words.tags, cue, _group(match, "s"))
            found.append(
                Saying(
                    rule=rule.name,
                    kind=rule.kind,
                    cue=cue,
                    source=source,
                    apposition=_group(match, "a"),
                    between=_group(match, "o"),
                    first=min(cue[0], source[0]) if source else cue[0],
                    last=match.end(),
                )
            )
    return sorted(found, key=lambda saying: (saying.cue, saying.rule))


def _group(match: re.Match[str], name: str) -> Range | None:
    return match.span(name) if name in match.re.groupindex and match[name] is not None else None


_LABELS = frozenset(("headed", "tailed", "bracketed"))
_LONGEST_LABEL = 5
_FOLLOWED_BY_COUNT = 20
_CLAIMED = re.compile(r"[dHnp]{0,4}[jslCn']{0,3}(?:R|E(?!od?n))")
_OWNED = re.compile(r"[dHn]{0,4}[jslCn']{0,3}R")
_SAID_OF = frozenset("rndHGCOse")
_DENIED_OF = _SAID_OF | frozenset("kDE")


def _is_statement(words: Words, cue: int) -> bool:
    """Whether what is "released by" or "announced by" somebody is a statement, not prisoners or a truce."""
    term = words.terms[cue]
    before = words.tags[max(0, cue - 6) : cue]
    if term.symbol == "V" and (term.needs or term.stance in ("confirmed", "estimated")):
        return True
    if term.symbol == "N":
        return True
    return "D" in before or (term.symbol == "V" and ("x" in before[-3:] or "S" in before[-2:]))


def _holds(rule: Rule, match: re.Match[str], words: Words, cue: Range, trace: Trace | None) -> bool:
    """Whether the words around bear the reading out; a reading refused is traced with the reason."""
    reason = _why_not(rule, match, words, cue)
    if reason and trace is not None:
        trace.refused("attribution", words.starts[cue[0]], words.ends[cue[1] - 1], rule.name, reason)
    return not reason


def _why_not(rule: Rule, match: re.Match[str], words: Words, cue: Range) -> str:
    tags = words.tags
    term = words.terms[cue[0]]
    following = tags[cue[1] : cue[1] + 1]
    source = _group(match, "s")
    if source is not None and source[0] and tags[source[0] - 1] == "z":
        return "nobody who says so"
    if source is not None and source[0] and tags[source[0] - 1] == "w":
        return "what a preposition governs, not somebody saying so"
    if rule.kind == "before" and source is not None and source[1] - source[0] > 1 and _is_inserted(tags, cue, source):
        return ""
    is_participle = following in ("b", "@") or (following in ("k", "2") and term.stance not in ("denied", "claimed"))
    if rule.kind == "before" and rule.name != "embedded" and term.symbol == "V" and is_participle:
        return "a participle, not somebody saying so"
    if cue[0] and tags[cue[0] - 1] in "nH'" and rule.kind in ("before", "after") and source is not None and source[1] == cue[0]:
        return "an adjective, not somebody saying so"
    if term.stance == "claimed" and _CLAIMED.match(tags, cue[1]):
        return "lays claim to a deed, not to a figure"
    if term.symbol == "V" and _OWNED.match(tags, cue[1]):
        return "speaks of who did it, not of a figure"
    if term.needs in ("noun", "object") and following not in (_DENIED_OF if term.stance == "denied" else _SAID_OF):
        return "nobody and nothing that it could be said of follows"
    if rule.name == "agent" and "z" in tags[max(0, cue[0] - 4) : cue[0]]:
        return "the words are negated"
    if rule.name == "agent" and not _is_statement(words, cue[0]):
        return "nothing before it that somebody may state"
    if rule.name in _LABELS and source is not None and source[1] - source[0] > _LONGEST_LABEL:
        return "too long for a label"
    if term.symbol == "N" and source is not None and tags[source[0]] == "n":
        return "people counted, not somebody who counts"
    if term.symbol == "N" and "n" not in tags[cue[1] : cue[1] + _FOLLOWED_BY_COUNT]:
        return "no number follows the verb of counting"
    return ""
