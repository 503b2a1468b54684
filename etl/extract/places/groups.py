"""Groups, forces and words that belong to the news of one country: weak evidence of where a text happens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs

from etl.languages import read_table
from etl.records import quick


@quick
@dataclass(frozen=True, slots=True)
class GroupMention:
    """A name of the table in a text, and the countries (alpha-3) that share its weight."""

    start: int
    end: int
    countries: tuple[str, ...]


@lru_cache(maxsize=4)
def _matcher(language: str) -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, ...], ...]]:
    """The automaton of a language's names, as written and in capitals, and the countries of each."""
    names: dict[str, tuple[str, ...]] = {}
    for row in read_table(language, "places_groups.tsv"):
        countries = tuple(row["iso3"].split(","))
        for name in row["names"].split("|"):
            names.setdefault(name, countries)
            names.setdefault(name.upper(), countries)
    automaton = ahocorasick_rs.AhoCorasick(list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, tuple(names.values())


def find_groups(text: str, *, language: str) -> list[GroupMention]:
    """All names of the table that stand in the text as words, in order; none overlap."""
    automaton, countries = _matcher(language)
    return [
        GroupMention(start, end, countries[number])
        for number, start, end in automaton.find_matches_as_indexes(text)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
    ]
