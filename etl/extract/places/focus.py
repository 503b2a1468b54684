"""The country that a text is about, from all that speaks for one: places, nationalities, groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from etl.extract.places.groups import find_groups
from etl.extract.places.hints import is_heading
from etl.extract.places.pack import load_pack
from etl.gazetteer.countries import country_name, country_point
from etl.languages import base_language
from etl.model import Place

_WORD_BEFORE = re.compile(r"([^\W\d_]+)[\s(\"']*$")
_WINDOW = 24


def focus_country(text: str, places: Sequence[Place], *, language: str) -> str | None:
    """The country (ISO 3166-1 alpha-3) where what a text tells of most likely happens; None when nothing speaks for one.

    `places` are those of `find_places` on the same text, demonyms included. A place after a preposition of place counts most, a country
    that acts ("Israel said") less, the nationality of somebody less again, a group or a local word of the language's table
    `places_groups.tsv` likewise; what is named early counts more. Weights are in the section `focus` of `places.toml`.
    """
    pack = load_pack(base_language(language))
    weights, into = pack.weights["focus"], pack.words["into"]
    scores: dict[str, float] = defaultdict(float)
    reach = weights["reach"]
    mentions = find_groups(text, language=base_language(language))
    named = {position for group in mentions for position in range(group.start, group.end)}
    for place in places:
        if not place.country_iso3 or (place.kind == "demonym" and place.start in named):
            continue
        kind = "demonym" if place.kind == "demonym" else "country" if place.kind == "country" else "place"
        weight = weights[kind]
        if kind != "demonym" and _word_before(text, place.start) in into:
            weight += weights["framed"]
        if kind == "country" and is_heading(text, place.start, place.end):
            return place.country_iso3
        if place.rule == "institution":
            weight *= weights["institution"]
        if place.country_iso3 in pack.abroad and kind != "place":
            weight *= weights["abroad"]
        scores[place.country_iso3] += weight / (1.0 + place.start / reach)
    groups: dict[str, float] = defaultdict(float)
    for group in mentions:
        weight = weights["group"] / (1.0 + group.start / reach)
        for country, share in group.shares:
            groups[country] += weight * share
    for country, score in groups.items():
        scores[country] += min(score, weights["groups_most"])
    return min(scores, key=lambda code: (-round(scores[code], 9), code)) if scores else None


def country_place(text: str, places: Sequence[Place], *, language: str) -> Place | None:
    """The country of `focus_country` as a place without words of its own, at the country's central point."""
    iso3 = focus_country(text, places, language=language)
    if iso3 is None:
        return None
    latitude, longitude = country_point(iso3) or (None, None)
    return Place(0, 0, "", country_name(iso3), "country", latitude, longitude, None, iso3, None, None, None, 6, 1, "focus")


def _word_before(text: str, start: int) -> str:
    found = _WORD_BEFORE.search(text, max(0, start - _WINDOW), start)
    return found.group(1).lower() if found else ""
