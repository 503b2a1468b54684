"""Words that put something near a place or between places: "15 km north of X", "between X and Y", "the X-Y road"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.extract.places.scan import Hit

_WINDOW = 80
NEAR, BETWEEN = 2, 5
"""Codes of location_precision."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """The compiled words of a language. `last_words` are those that can stand right before a name in such a phrase, `beside` is all that
    stands between two names of which one is said to be near the other ("Rawa, 15 km north of Ana").
    """

    beside: re.Pattern[str]
    near: re.Pattern[str]
    between: re.Pattern[str]
    joined: re.Pattern[str]
    road: re.Pattern[str]
    last_words: frozenset[str]

    def read(self, text: str, hits: list[Hit], position: int, word_before: str) -> tuple[int, bool]:
        """The precision that the words around a hit give it (0 for none), and whether the next hit shares it."""
        hit = hits[position]
        following = hits[position + 1] if position + 1 < len(hits) else None
        if following is not None and following.start - hit.end <= 40 and following.iso3 is None:
            middle = text[hit.end : following.start]
            if (len(middle) == 1 or middle == " to ") and middle in "-/ to " and self.road.match(text, following.end):
                return BETWEEN, True
        if word_before not in self.last_words:
            return 0, False
        before = text[max(0, hit.start - _WINDOW) : hit.start].lower()
        is_pair = following is not None and following.iso3 is None and self.joined.fullmatch(text, hit.end, following.start)
        if is_pair and self.between.search(before):
            return BETWEEN, True
        return (NEAR, False) if self.near.search(before) else (0, False)


def build_nearness(words: dict[str, frozenset[str]]) -> Nearness:
    """Compile the classes near, between, direction, distance, road, joins and town of a language's table of words."""

    def any_of(name: str) -> str:
        return alternatives(words[name])

    article = any_of("article")
    lead = rf"(?:(?:{article}) )?(?:[a-z-]+ ){{0,2}}(?:(?:{any_of('town')}) (?:{any_of('of')}) )?"
    direction, road = rf"(?:{any_of('direction')})", any_of("road")
    distance = rf"(?:\d[\d.,]*|[a-z-]+)[ -]?(?:{any_of('distance')})(?: ?\([^()]{{1,20}}\))?"
    away = rf"{distance}(?: [a-z]+(?: (?:{article}))?)?(?: {direction})? (?:{any_of('from')})"
    nearby = rf"(?:{any_of('near')}|{away}|{direction} (?:{any_of('of')})) {lead}"
    near = rf"(?:^|[^a-z]){nearby}$"
    beside = rf"(?: (?:{any_of('unlisted_settlement')}|{any_of('unlisted_admin2')}))?,? {nearby}"
    between = rf"(?:^|[^a-z])(?:{any_of('between')}|(?:{road})s? (?:[a-z]+ )?(?:{any_of('joins')})) {lead}$"
    joined = rf"\s(?:{any_of('and')})\s{lead}"
    road_after = rf"(?:'s)?\s+(?:[a-z]+\s){{0,2}}(?:{road})\b"
    ends = {phrase.split()[-1] for name in ("near", "between", "joins", "town") for phrase in words[name]}
    last_words = frozenset(ends | words["from"] | words["article"] | words["part"])
    return Nearness(
        re.compile(beside), re.compile(near), re.compile(between), re.compile(joined), re.compile(road_after, re.IGNORECASE), last_words
    )


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
