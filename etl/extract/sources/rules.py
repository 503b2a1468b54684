"""Rules of `attribution_rules.tsv` compiled, and what they find in a sentence: where somebody says something, and which words name him."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.errors import LanguageError
from etl.extract.patterns import translate
from etl.extract.sources.vocabulary import CLASSES
from etl.extract.sources.words import Words
from etl.languages import read_table
from etl.model import Trace

KINDS = frozenset(("before", "after", "both", "nested", "elided"))

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule and where what is said stands: after the words of saying (`before`), in front of or around them (`after`), ..."""

    name: str
    kind: str
    pattern: re.Pattern[str]


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
    """The rules of a pack in order of trust. Raises LanguageError for a pattern that names an unknown class or is malformed."""
    macros: dict[str, str] = {}
    rules: list[Rule] = []
    for row in read_table(language, table):
        where = f"{language}/{table}, rule {row['rule']}"
        source = translate(row["pattern"], macros, where, CLASSES)
        if row["kind"] == "macro":
            macros[row["rule"]] = f"(?:{source})"
            continue
        try:
            rules.append(Rule(row["rule"], row["kind"], re.compile(source)))
        except re.error as error:
            raise LanguageError(f"{where}: {error}") from error
    return tuple(rules)


def find_sayings(words: Words, rules: tuple[Rule, ...], trace: Trace | None = None) -> list[Saying]:
    """The sayings of a sentence in text order; each word of saying is taken by the first rule that reaches it."""
    taken: set[int] = set()
    found: list[Saying] = []
    for rule in rules:
        for match in rule.pattern.finditer(words.tags):
            cue = _cue(match)
            if cue[0] in taken or not _holds(rule, match, words, cue, trace):
                continue
            taken.add(cue[0])
            source = _group(match, "s")
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


def _cue(match: re.Match[str]) -> Range:
    """The words of saying; a rule of two alternatives names the cue in the one that matched."""
    return match.span("c")


def _group(match: re.Match[str], name: str) -> Range | None:
    if name not in match.re.groupindex or match[name] is None:
        return None
    return match.span(name)


_LABELS = frozenset(("headed", "tailed"))
_LONGEST_LABEL = 5
_FOLLOWED_BY_COUNT = 20
_CLAIMED = re.compile(r"[dHn]{0,4}[jslCn']{0,3}E")


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
    """Whether the words around bear the reading out: no participle before a state, a number after a verb of counting."""
    tags = words.tags
    after = tags[cue[1] : cue[1] + _FOLLOWED_BY_COUNT]
    reason = ""
    if (
        rule.kind == "before"
        and tags[cue[0]] == "V"
        and after[:1] in ("k", "2")
        and words.terms[cue[0]].stance not in ("denied", "claimed")
    ):
        reason = "a participle, not somebody saying so"
    elif words.terms[cue[0]].stance == "claimed" and _CLAIMED.match(after):
        reason = "lays claim to a deed, not to a figure"
    elif rule.name == "agent" and "z" in tags[max(0, cue[0] - 4) : cue[0]]:
        reason = "the words are negated"
    elif rule.name == "agent" and not _is_statement(words, cue[0]):
        reason = "nothing before it that somebody may state"
    elif tags[cue[0]] == "N" and (source := _group(match, "s")) is not None and tags[source[0]] == "n":
        reason = "people counted, not somebody who counts"
    elif rule.name in _LABELS and match.end("s") - match.start("s") > _LONGEST_LABEL:
        reason = "too long for a label"
    elif tags[cue[0]] == "N" and "n" not in after:
        reason = "no number follows the verb of counting"
    if reason and trace is not None:
        trace.refused("attribution", words.starts[cue[0]], words.ends[cue[1] - 1], rule.name, reason)
    return not reason
