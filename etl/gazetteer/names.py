"""Which names a place is found by, and how far each is to be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import name as character_name

from etl.gazetteer import layout
from etl.gazetteer.keys import name_key
from etl.gazetteer.sources import SourcePlace

_SCRIPTS = ("LATIN", "ARABIC", "CYRILLIC", "HEBREW", "GREEK", "ARMENIAN", "GEORGIAN")
_LONGEST = 60
_TWO_NAMES = " / "
_ARTICLE, _LEAST_BARE, _LEAST_SKELETON = "al ", 4, 3
_PAIRS = (("ph", "f"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"))
_CONSONANTS = str.maketrans("qcvz", "kkfs", "aeiouyhw -")
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
    """The names of a country, region or settlement with their standing: PRIMARY, COMMON or ALTERNATE.

    "Donostia / San Sebastián" is two names, one in each language of the town. An alternate name that only spells the first one otherwise
    ("Baiji" of Bayji) stands as high as a common one, and so does the name without its article ("Fallujah" of Al Fallujah).
    """
    yield place.name, layout.PRIMARY
    key = name_key(place.name)
    if key.startswith(_ARTICLE) and len(key) >= _LEAST_BARE + len(_ARTICLE):
        yield key.removeprefix(_ARTICLE), layout.COMMON
    halves = place.name.split(_TWO_NAMES)
    if len(halves) == 2 and all(map(_is_usable, halves)):
        yield from ((half, layout.PRIMARY) for half in halves)
    for name in place.common:
        yield name, layout.COMMON
    skeleton = spelling_key(key)
    for name in place.alternate:
        if _is_usable(name):
            is_spelling = len(skeleton) >= _LEAST_SKELETON and name.isascii() and spelling_key(name_key(name)) == skeleton
            yield name, layout.COMMON if is_spelling else layout.ALTERNATE


def spelling_key(name: str) -> str:
    """What different spellings of a name have in common: its consonants in order, doubled ones once, related ones alike."""
    bare = name_key(name).removeprefix(_ARTICLE)
    for pair, letter in _PAIRS:
        bare = bare.replace(pair, letter)
    plain = bare.translate(_CONSONANTS)
    return "".join(char for at, char in enumerate(plain) if at == 0 or plain[at - 1] != char)


def bare_area_name(name: str) -> str:
    """The name of an area without the word for its kind: "Homs Governorate" is Homs."""
    return _AREA_WORDS.sub("", name) or name


def spell_area(place: SourcePlace) -> Iterator[tuple[str, int]]:
    """The names of an area, each with and without the word for the kind of area ("Muhafazat Homs", "Homs Governorate", "Homs")."""
    for name, level in spell_place(place):
        yield name, level
        bare = bare_area_name(name)
        if bare != name:
            yield bare, level
