"""Countries: names, ISO 3166-1 codes, a central point; and the cells of PRIO-GRID."""

from __future__ import annotations

import math
from functools import cache

from etl.gazetteer.keys import name_key
from etl.gazetteer.tables import read_rows, split_names

UNKNOWN_NAME = "Unknown"


@cache
def _names() -> dict[str, str]:
    return {row["iso3"]: row["name"] for row in read_rows("countries.tsv")}


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for row in read_rows("countries.tsv"):
        for name in [row["name"], *split_names(row["also"]), row["iso2"], row["iso3"]]:
            codes.setdefault(name_key(name), row["iso3"])
    return codes


@cache
def _points() -> dict[str, tuple[float, float]]:
    return {row["iso3"]: (float(row["latitude"]), float(row["longitude"])) for row in read_rows("countries.tsv")}


@cache
def iso3_of_iso2() -> dict[str, str]:
    """ISO 3166-1 alpha-2 to alpha-3, for all countries and territories."""
    return {row["iso2"]: row["iso3"] for row in read_rows("countries.tsv")}


def country_name(iso3: str | None) -> str:
    """The English name of a country by its alpha-3 code; "Unknown" without one or for a code that is none."""
    return UNKNOWN_NAME if iso3 is None else _names().get(iso3, UNKNOWN_NAME)


def country_iso3(name: str) -> str | None:
    """The alpha-3 code of a country by any of its English names or ISO codes, in any case; None when it is none."""
    return _codes().get(name_key(name))


def country_point(iso3: str) -> tuple[float, float] | None:
    """A central point of a country, latitude and longitude in degrees; None for an unknown code."""
    return _points().get(iso3)


def priogrid_gid(latitude: float, longitude: float) -> int:
    """The number of the PRIO-GRID cell that holds a point (degrees, WGS84).

    Cells are 0.5 by 0.5 degrees, 360 rows from the South Pole and 720 columns from 180 W, numbered from 1 row by row from the south-west
    corner (Tollefsen, Strand and Buhaug 2012, "PRIO-GRID: A unified spatial data structure", Journal of Peace Research 49(2)). A point on
    an edge belongs to the cell north and east of it; the North Pole and 180 E to the last row and column.
    """
    row = min(math.floor((latitude + 90) * 2), 359)
    column = min(math.floor((longitude + 180) * 2), 719)
    return row * 720 + column + 1
