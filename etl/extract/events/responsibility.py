"""Who claims a deed and who is blamed for it. A claim of responsibility is no source of figures: it names an actor, not a witness."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from etl.extract.sources.rules import load_rules
from etl.extract.sources.vocabulary import CLASSES, Term, Vocabulary, case_forms, group_phrases, load_vocabulary, split_forms
from etl.extract.sources.words import Words, read_words
from etl.languages import read_table
from etl.model import Sentence, Trace

_SUSPECTS = "suspected_group"
"""The rule whose words may also describe people that something was done to."""


class Responsibility(NamedTuple):
    """A group that claims a deed (`claimed`) or is blamed for it (`blamed`); offsets into the folded text, `group` as printed."""

    start: int
    end: int
    kind: str
    group: str


def find_claims_of_responsibility(
    text: str, sentences: Sequence[Sentence], language: str = "en", *, trace: Trace | None = None
) -> list[Responsibility]:
    """The groups that claim a deed or are blamed for one, in text order; "no group has claimed it" gives none."""
    vocabulary = _load(language)
    starts = [sentence.start for sentence in sentences]
    telling = {bisect_right(starts, start) - 1 for _, start, _ in vocabulary.cues.find_matches_as_indexes(text)}
    found: dict[tuple[int, int], Responsibility] = {}
    for position in sorted(telling - {-1}):
        words = read_words(text, sentences[position], vocabulary)
        for rule in load_rules(language, "responsibility_rules.tsv"):
            for match in rule.pattern.finditer(words.tags):
                span = _group_span(words, match.span("g"))
                if span is None or span in found:
                    continue
                if rule.name == _SUSPECTS and _is_object(words.tags, match.start()):
                    if trace is not None:
                        trace.refused("responsibility", *span, rule.name, "people that something was done to")
                    continue
                start, end = span
                found[span] = Responsibility(start, end, rule.kind, text[start:end])
                if trace is not None:
                    trace.fired("responsibility", start, end, rule.name, rule.kind)
    return sorted(found.values())


def _is_object(tags: str, position: int) -> bool:
    """Whether the noun phrase around a position follows a verb ("killed 20 suspected smugglers")."""
    at = position - 1
    while at >= 0 and tags[at] in "dHnj":
        at -= 1
    return at >= 0 and tags[at] == "k"


def _group_span(words: Words, span: tuple[int, int]) -> tuple[int, int] | None:
    """The offsets of a group's words without article; None for what names no group: "the group", a number, a person's name."""
    first, last = span
    tags = words.tags
    while first < last and tags[first] in "dHn":
        first += 1
    while last > first and tags[last - 1] in "n'":
        last -= 1
    known = [at for at in range(first, last) if tags[at] in "sOG"]
    if known and tags[known[-1] + 1 : last].strip("lj") == "":
        last = known[-1] + 1
    if first == last:
        return None
    has_article = first > 0 and tags[first - 1] in "dH"
    if last - first > 1 and not has_article and tags[first:last] == "C" * (last - first):
        return None
    if last - first == 1 and (tags[first] == "l" or (tags[first] in "Os" and not words.terms[first].is_strong)):
        return None
    return words.starts[first], words.ends[last - 1]


@cache
def _load(language: str) -> Vocabulary:
    """The vocabulary of sources with the words of this module before it; its automaton finds the words that tell of responsibility."""
    base = load_vocabulary(language)
    terms: dict[str, Term] = {}
    triggers: set[str] = set()
    for row in read_table(language, "responsibility_words.tsv"):
        for form in split_forms(row["words"]):
            terms.setdefault(form, Term(CLASSES[row["class"]]))
            if row["trigger"] == "yes":
                triggers.update(case_forms(form))
    words = {form: term for form, term in terms.items() if " " not in form}
    phrases = dict(base.phrases)
    for first, by_second in group_phrases(terms).items():
        known = phrases.get(first, {})
        phrases[first] = known | {second: (*forms, *known.get(second, ())) for second, forms in by_second.items()}
    return replace(
        base,
        words=base.words | words,
        nouns={},
        phrases=phrases,
        openers=base.openers | frozenset(phrases),
        cues=ahocorasick_rs.AhoCorasick(sorted(triggers), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
    )
