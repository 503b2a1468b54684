"""Figures that the outlet reports and says could not be verified: `unverified`, and the source's stance `not_verified`.

"Rebels said they had killed 40, a claim that could not be verified", "The toll could not be independently confirmed", "Unconfirmed reports
said 12 people died". What could not be verified must be the figure: the motive, or who did it, says nothing of the number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from etl.extract.sources.vocabulary import case_forms, split_forms
from etl.languages import read_table
from etl.model import Figure, Sentence, Trace
from etl.records import replace

_WORDS_BETWEEN = 3
_NEAR = 60
"""Characters around the words of doubt in which what is doubted must be named."""


@dataclass(frozen=True, slots=True)
class _Doubts:
    """The compiled words: an automaton that finds sentences to look at, and the patterns of doubt."""

    triggers: ahocorasick_rs.AhoCorasick
    after: re.Pattern[str]
    before: re.Pattern[str]
    target: re.Pattern[str]
    precedes: re.Pattern[str]
    follows: re.Pattern[str]
    alone: re.Pattern[str]


def doubt_figures(
    text: str, sentences: Sequence[Sentence], figures: Sequence[Figure], *, language: str = "en", trace: Trace | None = None
) -> list[Figure]:
    """The figures with those marked that the text says could not be verified; positions and all else stay as they were."""
    doubted = list(figures)
    doubts = _load(language)
    starts = [sentence.start for sentence in sentences]
    hits = {bisect_right(starts, start) - 1 for _, start, _ in doubts.triggers.find_matches_as_indexes(text)}
    for position in sorted(hits - {-1}):
        for index, start, end in _find(text, sentences, figures, position, doubts):
            figure = doubted[index]
            if figure.assertion != "asserted":
                continue
            source = figure.attribution
            doubted[index] = replace(
                figure,
                assertion="unverified",
                attribution=None if source is None else replace(source, stance="not_verified"),
            )
            if trace is not None:
                trace.fired("verification", start, end, "not_verified", f"said of {figure.quantity.text}")
    return doubted


def _find(
    text: str, sentences: Sequence[Sentence], figures: Sequence[Figure], position: int, doubts: _Doubts
) -> list[tuple[int, int, int]]:
    """The figures that a sentence says could not be verified, with the words that say so."""
    sentence = sentences[position]
    own = [index for index, figure in enumerate(figures) if figure.sentence_index == sentence.index]
    match = doubts.before.search(text, sentence.start, sentence.end)
    if match is not None:
        return [(index, *match.span()) for index in own if figures[index].start >= match.end()]
    match = doubts.after.search(text, sentence.start, sentence.end)
    if match is None:
        return []
    span = match.span()
    first, last = max(sentence.start, match.start() - _NEAR), min(sentence.end, match.end() + _NEAR)
    named_after = doubts.target.search(text, match.end(), last) or doubts.follows.match(text, match.end(), last)
    following = [index for index in own if figures[index].start >= match.end()]
    if following and named_after is not None:
        return [(index, *span) for index in following]
    preceding = [index for index in own if figures[index].end <= match.start()]
    if match["base"]:
        told = preceding if named_after is not None else []
        return [(index, *span) for index in told or (_latest(sentences, figures, position) if named_after and not own else [])]
    if doubts.target.search(text, first, match.start()) or doubts.alone.match(text, match.start(), sentence.end):
        return [(index, *span) for index in preceding or ([] if own else _latest(sentences, figures, position))]
    pronoun = doubts.precedes.search(text[first : match.start()])
    if pronoun is None:
        return []
    if first + pronoun.start() == sentence.start:
        return [(index, *span) for index in _latest(sentences, figures, position)]
    return [(index, *span) for index in preceding if _stands_beside(text, figures[index], match.start())]


def _stands_beside(text: str, figure: Figure, position: int) -> bool:
    """Whether "this" before a position can stand for what is said of a figure: near, and no clause between."""
    end = max(figure.end, figure.cue_end)
    between = text[end:position]
    return len(between) <= _NEAR and sum(between.count(mark) for mark in ",;.") <= 1


def _latest(sentences: Sequence[Sentence], figures: Sequence[Figure], position: int) -> list[int]:
    """The figures of the last sentence before with any, in this paragraph or the one before."""
    paragraph = sentences[position].paragraph
    for earlier in range(position - 1, -1, -1):
        if sentences[earlier].paragraph < paragraph - 1:
            return []
        found = [index for index, figure in enumerate(figures) if figure.sentence_index == sentences[earlier].index]
        if found:
            return found
    return []


@cache
def _load(language: str) -> _Doubts:
    words: dict[str, list[str]] = {}
    for row in read_table(language, "verification.tsv"):
        words.setdefault(row["class"], []).extend(split_forms(row["words"]))

    def any_of(name: str) -> str:
        return "|".join(re.escape(form) for form in sorted(words[name], key=lambda form: (-len(form), form)))

    triggers = sorted({case for name in ("verified", "verify", "doubted", "undone") for form in words[name] for case in case_forms(form)})
    gap = rf"(?:\s+[^\W\d_]+){{0,{_WORDS_BETWEEN}}}?\s+"
    return _Doubts(
        triggers=ahocorasick_rs.AhoCorasick(triggers, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        after=re.compile(
            rf"\b(?:(?:{any_of('not')}){gap}(?:{any_of('verified')}|(?P<base>{any_of('verify')}))|{any_of('undone')})\b", re.IGNORECASE
        ),
        before=re.compile(rf"\b(?:{any_of('doubted')})\s+(?:{any_of('object')})\b", re.IGNORECASE),
        target=re.compile(rf"\b(?:{any_of('object')})\b", re.IGNORECASE),
        precedes=re.compile(rf"\b(?:{any_of('pronoun')})\s+\Z", re.IGNORECASE),
        follows=re.compile(rf"\s+(?:{any_of('pronoun')})\b", re.IGNORECASE),
        alone=re.compile(rf"(?:{any_of('undone')})\s*(?:[.,;:]|\Z)", re.IGNORECASE),
    )
