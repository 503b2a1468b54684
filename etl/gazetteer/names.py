"""Which names a place is found by, and how far each is to be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import name as character_name

from etl.gazetteer import layout
from etl.gazetteer.sources import SourcePlace

_SCRIPTS = ("LATIN", "ARABIC", "CYRILLIC", "HEBREW", "GREEK", "ARMENIAN", "GEORGIAN")
_LONGEST = 60
_AREA_WORDS = re.compile(
    r"(?i)^(?:muhafazat|wilayat-e|wilayat|wilaya de|sha`biyat|mayorality of|misto|respublika|provincia de|provincia|"
    r"departamento de|estado de|republic of|amanat)\s+(?:al |as |an |ad |ash )?|"
    r"\s+(?:governorate|province|sheng|shi|zizhiqu|krai|oblast|oblast'|region|district|state|department|avtonomnyy okrug|"
    r"federal capital territory|autonomous region)$"
)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return character_name(char, "").split(" ", 1)[0]


def _is_usable(name: str) -> bool:
    """Whether a name is written in a script that parts words, as a writer would: not in lower case, not a code."""
    if not 2 <= len(name) <= _LONGEST or "/" in name or "(" in name or any(char.isdigit() for char in name):
        return False
    first = next((char for char in name if char.isalpha()), "")
    if not first or _script(first) not in _SCRIPTS:
        return False
    if not any(char.isupper() for char in name) and first.islower():
        return False
    return len(name) > 3 or not (name.isascii() and name.isupper())


def spell_place(place: SourcePlace) -> Iterator[tuple[str, int]]:
    """The names of a country, region or settlement with their standing: PRIMARY, COMMON or ALTERNATE."""
    yield place.name, layout.PRIMARY
    for name in place.common:
        yield name, layout.COMMON
    for name in place.alternate:
        if _is_usable(name):
            yield name, layout.ALTERNATE


def spell_area(place: SourcePlace) -> Iterator[tuple[str, int]]:
    """The names of an area, each with and without the word for the kind of area ("Muhafazat Homs", "Homs Governorate", "Homs")."""
    for name, level in spell_place(place):
        yield name, level
        bare = _AREA_WORDS.sub("", name)
        if bare and bare != name:
            yield bare, level
