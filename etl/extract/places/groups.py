"""Groups, forces and words that belong to the news of one country: weak evidence of where a text happens."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs

from etl.languages import read_table
from etl.records import quick


@quick
@dataclass(frozen=True, slots=True)
class GroupMention:
    """A name of the table in a text, and how much of its weight it gives to countries (alpha-3)."""

    start: int
    end: int
    shares: tuple[tuple[str, float], ...]


@lru_cache(maxsize=4)
def _matcher(language: str) -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[tuple[str, float], ...], ...]]:
    """The automaton of a language's names, as written and in capitals, and the shares of each."""
    names: dict[str, tuple[tuple[str, float], ...]] = {}
    for row in read_table(language, "places_groups.tsv"):
        shares = _shares(row["iso3"].split(","))
        for name in row["names"].split("|"):
            names.setdefault(name, shares)
            names.setdefault(name.upper(), shares)
    automaton = ahocorasick_rs.AhoCorasick(list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, tuple(names.values())


def _shares(countries: list[str]) -> tuple[tuple[str, float], ...]:
    """The share of each country: all of the weight for the one named most often, in proportion for others; else equal parts of it."""
    counts = Counter(countries)
    most = max(counts.values())
    return tuple((country, count / most if most > 1 else 1 / len(counts)) for country, count in counts.items())


def find_groups(text: str, *, language: str) -> list[GroupMention]:
    """All names of the table that stand in the text as words, in order; none overlap."""
    automaton, shares = _matcher(language)
    return [
        GroupMention(start, end, shares[number])
        for number, start, end in automaton.find_matches_as_indexes(text)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
    ]
