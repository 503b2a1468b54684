"""The table of places: each sentence with the places a reader finds in it."""

from __future__ import annotations

import pytest

from etl.extract.places import find_places
from etl.model import Place
from tests.tables import read_cases

_DEMONYM = " demonym "


def _describe(place: Place) -> list[str]:
    return [place.kind, str(place.country_iso3), str(place.location_precision), str(place.admin1_name), str(place.admin2_name)]


def _agrees(wanted: str, found: str) -> bool:
    return wanted in ("*", found) or wanted.replace("_", " ") == found


def _matches(entry: str, place: Place) -> bool:
    words, _, rest = entry.partition("=")
    facts = _describe(place)
    name, *wanted = _split(rest)
    return _agrees(words, place.text) and _agrees(name, place.name) and all(_agrees(w, f) for w, f in zip(wanted, facts, strict=False))


def _split(rest: str) -> list[str]:
    """Name (which may have spaces) and the facts after it, which begin with the kind."""
    kinds = ("country", "admin1", "admin2", "settlement", "site", "region", "water", "demonym")
    words = rest.split(" ")
    at = next(n for n, word in enumerate(words) if n and (word in kinds or (word == "*" and words[0] != "")))
    return [" ".join(words[:at]), *words[at:]]


@pytest.mark.parametrize("case", read_cases("en", "places.tsv"))
def test_places(case: dict[str, str]) -> None:
    """The cases of places.tsv: words, name, kind, country, precision and areas of each place, in the order of the text."""
    entries = [] if case["expect"] == "-" else case["expect"].split("; ")
    with_demonyms = any(_DEMONYM in f"{entry} " for entry in entries)
    found = [place for place in find_places(case["text"]) if with_demonyms or place.kind != "demonym"]
    shown = [(place.text, place.name, *_describe(place), place.rule) for place in found]
    assert len(found) == len(entries), shown
    for entry, place in zip(entries, found, strict=True):
        assert _matches(entry, place), (entry, shown)
