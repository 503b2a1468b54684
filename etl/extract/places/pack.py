"""The words of a language that read place names: its tables, compiled once per process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from etl.extract.places.nearness import Nearness, alternatives, build_nearness
from etl.gazetteer.keys import name_key
from etl.languages import read_config, read_table


@dataclass(frozen=True, slots=True)
class PlacePack:
    """What a language pack says about places; words are lower case, `demonyms` and `stops` keyed as names are."""

    words: dict[str, frozenset[str]]
    never: frozenset[str]
    doubtful: frozenset[str]
    given_names: frozenset[str]
    abbreviations: dict[str, tuple[str, bool]]
    demonyms: dict[str, str]
    demonym_starts: frozenset[str]
    weights: dict[str, dict[str, float]]
    abroad: frozenset[str]
    nearness: Nearness
    person_after: re.Pattern[str]
    frontier: re.Pattern[str]


def _split(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(",") if word.strip()]


@lru_cache(maxsize=16)
def load_pack(language: str) -> PlacePack:
    """The compiled pack of a language. Raises LanguageError when a table is missing or malformed."""
    words: dict[str, set[str]] = {}
    for row in read_table(language, "places_words.tsv"):
        words.setdefault(row["class"], set()).update(_split(row["words"]))
    stops: dict[str, set[str]] = {"never": set(), "framed": set()}
    for row in read_table(language, "places_stop.tsv"):
        stops[row["rule"]].update(name_key(word) for word in _split(row["words"]))
    demonyms = {
        name_key(word): row["iso3"]
        for row in read_table(language, "nationalities.tsv")
        if row["iso3"].isalpha()
        for word in _split(row["words"])
    }
    starts = {" ".join(name.split()[:count]) for name in demonyms for count in range(1, len(name.split()))}
    config: dict[str, Any] = read_config(language, "places.toml")
    return PlacePack(
        words={name: frozenset(values) for name, values in words.items()},
        never=frozenset(stops["never"]),
        doubtful=frozenset(stops["framed"]),
        given_names=frozenset(name for row in read_table(language, "places_persons.tsv") for name in _split(row["names"])),
        abbreviations={
            form: (row["place"], row["after_place"] == "yes")
            for row in read_table(language, "places_abbreviations.tsv")
            for form in row["forms"].split("|")
        },
        demonyms={name: iso3 for name, iso3 in demonyms.items() if iso3},
        demonym_starts=frozenset(starts),
        weights={
            section: {name: value for name, value in values.items() if isinstance(value, float)} for section, values in config.items()
        },
        abroad=frozenset(config["focus"]["countries_abroad"]),
        person_after=re.compile(rf", (?:\d{{1,2}}[,.;]|(?:{alternatives(frozenset(words['person_after']))})\b)"),
        frontier=re.compile(rf" (?:{alternatives(frozenset(words['frontier']))})\b"),
        nearness=build_nearness({name: frozenset(values) for name, values in words.items()}),
    )
