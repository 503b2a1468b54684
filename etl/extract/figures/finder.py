"""Casualty figures of a text: every count of people with what happened to them, its parts within the sentence, and whether it is asserted.

A cascade of three floors: words get classes (`tokens`), classes become chunks (`chunks`), and named rules over chunk strings
(`patterns.tsv`) say who was killed, injured or taken (`reading`). What they say becomes figures (`making`); words about people already
named are tied to theirs (`mentions`, `people`). A figure's `rule` is the rule that made it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass, field
from functools import cache
from itertools import pairwise
from operator import attrgetter
from string import ascii_lowercase, ascii_uppercase

import ahocorasick_rs

from etl.extract.figures.chunk_grammar import CHUNKS
from etl.extract.figures.chunks import chunk_sentence
from etl.extract.figures.drafts import Reading
from etl.extract.figures.fates import settle_fates, tie_deaths
from etl.extract.figures.lexicon import Lexicon, load_lexicon
from etl.extract.figures.lists import describe_all
from etl.extract.figures.making import make_figures
from etl.extract.figures.mentions import change_state, know_people, parts_of_unknown, refer, remember
from etl.extract.figures.parts import link_across, link_parts
from etl.extract.figures.people import Memory, in_text_order, load_words
from etl.extract.figures.persons import join_persons
from etl.extract.figures.pronouns import tell_sex
from etl.extract.figures.reading import read_rules
from etl.extract.figures.tokens import Tokens, tag_sentence, take_as_words
from etl.extract.symbol_rules import Rule, compile_rules
from etl.model import Figure, Place, Sentence, Trace

Span = tuple[int, int]

_START = attrgetter("start")
_RECALLED = 3
_BETWEEN_PLACES = 8
"""Characters between two places of a list."""
_CUE_TAGS = re.compile("[KkIABNME\u03c0\u03b7\u03b2WqJH]")


def has_trigger(text: str, language: str = "en") -> bool:
    """Whether a text holds any word that a casualty figure needs; costs a few microseconds per thousand characters."""
    return next(_whole_words(text.lower(), load_lexicon(language).triggers), None) is not None


def _whole_words(low: str, words: ahocorasick_rs.AhoCorasick) -> Iterator[int]:
    """Where whole words of a list begin in a lower-case text."""
    for _, start, end in words.find_matches_as_indexes(low):
        if (start == 0 or not low[start - 1].isalpha()) and (end >= len(low) or not low[end].isalpha()):
            yield start


def _trigger_starts(text: str, lexicon: Lexicon) -> list[int]:
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    starts = [*_whole_words(low, lexicon.triggers), *(match.start() for match in lexicon.parted.finditer(low))]
    return sorted([*starts, *_whole_words(low, lexicon.later)]) if starts else []


@cache
def _load_rules(language: str) -> tuple[Rule, ...]:
    return compile_rules(language, "patterns.tsv", CHUNKS)


def find_figures(
    text: str, sentences: Sequence[Sentence], places: Sequence[Place] = (), *, language: str = "en", trace: Trace | None = None
) -> list[Figure]:
    """The casualty figures of the folded text in text order; `parent` is a position in the returned list.

    `places` are the place names found in the text: one that goes on a list of places ("in Buffalo, New York") is nobody's name.
    Parts within a sentence are linked here; what depends on other sentences (repeats, competing and superseded figures) is settled later
    by `etl.extract.figures.settling`.
    """
    lexicon = load_lexicon(language)
    starts = _trigger_starts(text, lexicon)
    if not starts:
        return []
    reader = _Reader(text, language, lexicon, _load_rules(language), _is_caseless(text), places, trace)
    position = 0
    for sentence in sentences:
        while position < len(starts) and starts[position] < sentence.start:
            position += 1
        if position >= len(starts) or starts[position] >= sentence.end:
            reader.unread.append(sentence)
        else:
            reader.read(sentence)
    settle_fates(text, sentences, reader.memory, reader.figures, language=language, trace=trace)
    figures = in_text_order(reader.figures)
    link_across(figures, trace)
    return figures


def _go_on_a_list(text: str, places: Sequence[Place], lexicon: Lexicon) -> list[Span]:
    """The places named in several words that stand right after another place: its container, or the next one of a list."""
    found = []
    for previous, place in pairwise(places):
        if " " in place.text and 0 < place.start - previous.end <= _BETWEEN_PLACES:
            between = text[previous.end : place.start]
            words = between.replace(",", " ").split()
            if (words or "," in between) and all(word in lexicon.words and lexicon.words[word].kind == "and" for word in words):
                found.append((place.start, place.end))
    return found


_UPPER, _LOWER = ascii_uppercase.encode(), ascii_lowercase.encode()


def _is_caseless(text: str) -> bool:
    """Whether case tells nothing: a text nearly all in capitals or all in lower case."""
    sample = text[:3000]
    if sample.isascii():
        letters = sample.encode()
        upper = len(letters) - len(letters.translate(None, _UPPER))
        lower = len(letters) - len(letters.translate(None, _LOWER))
    else:
        upper = sum(map(str.isupper, sample))
        lower = sum(map(str.islower, sample))
    return upper > 4 * lower or (upper == 0 and lower > 40)


@dataclass(slots=True)
class _Reader:
    """Reads the sentences of a text in order; `unread` are those without a casualty word, read only when a pronoun asks who was meant."""

    text: str
    language: str
    lexicon: Lexicon
    rules: Sequence[Rule]
    is_caseless: bool
    places: InitVar[Sequence[Place]]
    trace: Trace | None
    listed_places: list[Span] = field(init=False)
    countries: frozenset[Span] = field(init=False)
    figures: list[Figure] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    unread: list[Sentence] = field(default_factory=list)

    def __post_init__(self, places: Sequence[Place]) -> None:
        self.listed_places = _go_on_a_list(self.text, places, self.lexicon)
        self.countries = frozenset((place.start, place.end) for place in places if place.kind == "country")

    def read(self, sentence: Sentence) -> None:
        """Add the figures of a sentence."""
        tokens = self._tag(sentence)
        if not _CUE_TAGS.search(tokens.tags):
            self.unread.append(sentence)
            return
        reading = self._chunk(tokens)
        if self.trace is not None:
            _show_chunks(reading, self.trace)
        describe_all(reading, load_words(self.language)["each"])
        read_rules(reading, self.rules, self.trace)
        link_parts(reading, self.trace)
        made = make_figures(sentence, reading, self.figures, self.trace)
        unknown = parts_of_unknown(made, self.figures)
        if reading.references or unknown:
            self._recall(sentence)
        know_people(sentence, unknown, self.memory, self.figures, self.trace)
        tie_deaths(sentence, made, self.memory, self.figures, language=self.language, trace=self.trace)
        remember(self.text, sentence, reading, made, self.memory, self.countries)
        for word, cue, rule in reading.references:
            if reading.span(word) in self.countries:
                continue
            refer(self.text, sentence, reading, word, cue, rule, self.memory, self.figures, language=self.language, trace=self.trace)
        for position, cue, rule in reading.changes:
            change_state(sentence, reading, position, cue, rule, made, self.figures)

    def _recall(self, sentence: Sentence) -> None:
        """Remember the people of the last sentences that were passed over."""
        passed = [earlier for earlier in self.unread if sentence.index - earlier.index <= _RECALLED]
        self.unread.clear()
        if not passed:
            return
        mentions = self.memory.mentions
        first = bisect_left(mentions, passed[0].start, key=_START)
        for earlier in passed:
            reading = self._chunk(self._tag(earlier))
            remember(self.text, earlier, reading, {}, self.memory, self.countries)
        mentions[first:] = sorted(mentions[first:], key=_START)

    def _chunk(self, tokens: Tokens) -> Reading:
        words = load_words(self.language)
        symbols, chunks = join_persons(self.text, *chunk_sentence(self.text, tokens), words)
        tell_sex(self.text, symbols, chunks, words)
        return Reading(self.text, symbols, chunks)

    def _tag(self, sentence: Sentence) -> Tokens:
        tokens = tag_sentence(self.text, sentence.start, sentence.end, self.lexicon, is_capitals=self.is_caseless)
        places = self.listed_places
        for place in places[bisect_left(places, (sentence.start, 0)) : bisect_left(places, (sentence.end, 0))]:
            take_as_words(tokens, *place)
        return tokens


def _show_chunks(reading: Reading, trace: Trace) -> None:
    for chunk in reading.chunks:
        if chunk.quantity is not None or chunk.outcome:
            detail = chunk.outcome or (chunk.quantity.qualifier if chunk.quantity else "")
            trace.span("figures", chunk.start, chunk.end, chunk.kind, detail)
