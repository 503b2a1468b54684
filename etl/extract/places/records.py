"""The records of places: what is known of a place wherever it is named, and how exactly the words name it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from etl.extract.places.frames import Frame
from etl.gazetteer import layout
from etl.gazetteer.countries import country_name
from etl.gazetteer.keys import name_key
from etl.gazetteer.lookup import Gazetteer, load_gazetteer
from etl.model import Place

_PRECISION = {"country": 6, "admin1": 4, "admin2": 3, "settlement": 1, "site": 1, "region": 5, "water": 7, "demonym": 6}
_POINTS = frozenset({"settlement", "site"})


@lru_cache(maxsize=512)
def country_number(gazetteer: Gazetteer, iso3: str) -> int:
    """The place number of a country, -1 when the gazetteer lacks it."""
    for number, _ in gazetteer.find(name_key(country_name(iso3))):
        if gazetteer.kind[number] == layout.COUNTRY:
            return number
    return -1


def describe(
    gazetteer: Gazetteer, number: int, start: int, end: int, words: str, frame: Frame, candidates: int, rule: str | None = None
) -> Place:
    """The record of a place of the gazetteer as it stands in the text."""
    name, kind, latitude, longitude, geonames_id, iso3, admin1_code, admin1_name, admin2_name = _facts(gazetteer, number)
    precision = _PRECISION[kind]
    if kind == "admin2" and (latitude, longitude) == _point_above(gazetteer, number):
        precision = 4  # a table gave the district's name without a point
    if kind in _POINTS:
        if frame.area == "area2" or (frame.holds and frame.area is None):  # "Sangin district", or "Sangin" of a village in it
            kind, precision, admin2_name = "admin2", 3, name
        elif frame.area == "area1":
            precision = 4
        elif frame.precision:
            precision = frame.precision
    return Place(
        start=start,
        end=end,
        text=words,
        name=name,
        kind=kind,
        latitude=latitude,
        longitude=longitude,
        geonames_id=geonames_id,
        country_iso3=iso3,
        admin1_code=admin1_code,
        admin1_name=admin1_name,
        admin2_name=admin2_name,
        location_precision=precision,
        candidates=candidates,
        rule=rule or ("institution" if frame.in_institution else frame.rule),
    )


@lru_cache(maxsize=20_000)
def _point_above(gazetteer: Gazetteer, number: int) -> tuple[float, float] | None:
    """The point of the first-level area that holds a place."""
    above = gazetteer.place(number).admin1
    if above is None:
        return None
    area = gazetteer.place(above)
    return area.latitude, area.longitude


Facts = tuple[str, str, float, float, int | None, str | None, str | None, str | None, str | None]


@lru_cache(maxsize=20_000)
def _facts(gazetteer: Gazetteer, number: int) -> Facts:
    """What a record says of a place of the gazetteer wherever it is named."""
    found = gazetteer.place(number)
    admin1 = number if found.kind == "admin1" else found.admin1
    admin2 = number if found.kind == "admin2" else found.admin2
    return (
        found.name,
        found.kind,
        found.latitude,
        found.longitude,
        found.geonames_id,
        found.country_iso3,
        gazetteer.place(admin1).code if admin1 is not None else None,
        gazetteer.name_of(admin1) if admin1 is not None else None,
        gazetteer.name_of(admin2) if admin2 is not None else None,
    )


def container(places: Sequence[Place]) -> Place | None:
    """The smallest common container of several places: a first-level area, else a country, at its central point.

    None when there are no places, or when they lie in several countries or in none.
    """
    countries = {place.country_iso3 for place in places}
    if not places or len(countries) != 1 or None in countries:
        return None
    areas = {place.admin1_name for place in places}
    gazetteer = load_gazetteer()
    first = places[0]
    number = -1
    if len(areas) == 1 and first.admin1_name is not None:
        for other, _ in gazetteer.find(name_key(first.admin1_name)):
            if gazetteer.kind[other] == layout.ADMIN1 and gazetteer.iso3_of(other) == first.country_iso3:
                number = other
                break
    if number < 0:
        number = country_number(gazetteer, first.country_iso3 or "")
    if number < 0:
        return None
    last = max(place.end for place in places)
    return describe(gazetteer, number, first.start, last, first.text, Frame(), 1, rule="container")
