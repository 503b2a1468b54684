"""Our own tables turned into places: countries, first-level areas, regions and waters, and towns that sources lack or spell otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from etl.gazetteer import layout
from etl.gazetteer.keys import name_key
from etl.gazetteer.sources import SourcePlace, read_us_states
from etl.gazetteer.tables import Row, read_rows, split_names

_ISO_CODES_ARE_GEONAMES = frozenset({"US", "CH", "BE", "GB"})
_SAME_PLACE, _SAME_DISTRICT = 0.12, 0.06
_NEWS_SIZE = 30_000
"""Towns of our table weigh at least this much: they stand there because news names them."""


def read_countries() -> Iterator[SourcePlace]:
    """The countries of the world, in the order of the table."""
    for row in read_rows("countries.tsv"):
        yield SourcePlace(
            name=row["name"],
            kind=layout.COUNTRY,
            iso2=row["iso2"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            common=tuple(name for name in split_names(row["also"]) if not _is_acronym(name)),
        )


def _is_acronym(name: str) -> bool:
    """Whether a name lives by its capitals ("UK"): its key would be that of a word, so language packs list such forms."""
    return "." in name or (len(name) <= 4 and name.isupper())


def read_areas(named: dict[tuple[str, str], str]) -> dict[tuple[str, str], SourcePlace]:
    """First-level areas: the names that places carry, corrected and extended by our table.

    Codes are ISO 3166-2 where GeoNames uses them or our table gives them, else GeoNames' own ("SY.12").
    """
    areas = {
        (iso2, code): SourcePlace(name, layout.ADMIN1, iso2, 0.0, 0.0, admin1=code, code=_area_code(iso2, code))
        for (iso2, code), name in sorted(named.items())
    }
    for state in read_us_states():
        areas["US", state["code"]] = SourcePlace(
            state["name"], layout.ADMIN1, "US", 0.0, 0.0, geonames_id=state["geonameid"], admin1=state["code"], code=f"US-{state['code']}"
        )
    for row in read_rows("admin1.tsv"):
        key = (row["iso2"], row["code"])
        old = areas.get(key)
        latitude, longitude = _point(row)
        area = SourcePlace(row["name"], layout.ADMIN1, row["iso2"], latitude, longitude, admin1=row["code"])
        area.geonames_id = old.geonames_id if old else 0
        area.code = f"{row['iso2']}-{row['iso']}" if row["iso"] else _area_code(*key)
        area.common = (*split_names(row["also"]), *([old.name] if old else []))
        areas[key] = area
    return areas


def _area_code(iso2: str, code: str) -> str:
    if iso2 in _ISO_CODES_ARE_GEONAMES:
        return f"{iso2}-{code}"
    return f"AT-{int(code)}" if iso2 == "AT" else f"{iso2}.{code}"


def _point(row: Row) -> tuple[float, float]:
    return (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else (0.0, 0.0)


def read_regions() -> Iterator[SourcePlace]:
    """Regions, waters and other places above or beside the administrative ladder."""
    kinds = {name: number for number, name in enumerate(layout.KINDS)}
    for row in read_rows("regions.tsv"):
        latitude, longitude = _point(row)
        yield SourcePlace(
            name=row["name"],
            kind=kinds[row["kind"]],
            iso2=row["iso2"],
            latitude=latitude,
            longitude=longitude,
            population=int(row["population"] or 0),
            admin1=row["admin1"],
            common=tuple(split_names(row["also"])),
        )


def add_settlements(settlements: list[SourcePlace]) -> None:
    """Add the rows of our table: spellings to a place that is known, a new place where none of the names is known nearby."""
    kinds = {name: number for number, name in enumerate(layout.KINDS)}
    near: dict[tuple[str, int, int], list[SourcePlace]] = defaultdict(list)
    rows = read_rows("settlements.tsv")
    wanted = {row["iso2"] for row in rows}
    known_of: dict[str, list[SourcePlace]] = defaultdict(list)
    for place in settlements:
        if place.iso2 in wanted:
            near[place.iso2, round(place.latitude * 5), round(place.longitude * 5)].append(place)
            known_of[place.iso2].append(place)
    for row in rows:
        latitude, longitude = _point(row)
        names = [row["name"], *split_names(row["also"])]
        kind = kinds[row["kind"] or "settlement"]
        cells = [(round(latitude * 5) + up, round(longitude * 5) + right) for up in (-1, 0, 1) for right in (-1, 0, 1)]
        around = [place for cell in cells for place in near.get((row["iso2"], *cell), ())]
        keys = {name_key(name) for name in names}
        known = [place for place in around if place.kind == kind and _is_same(place, latitude, longitude, keys)]
        if known:
            best = max(known, key=lambda place: (place.population, -place.geonames_id))
            best.common = (*best.common, *names)
            best.population = max(best.population, int(row["population"] or 0), _NEWS_SIZE)
            continue
        closest = None if row["admin1"] else _closest(around or known_of[row["iso2"]], latitude, longitude)
        settlements.append(
            SourcePlace(
                name=row["name"],
                kind=kind,
                iso2=row["iso2"],
                latitude=latitude,
                longitude=longitude,
                population=max(int(row["population"] or 0), _NEWS_SIZE),
                admin1=row["admin1"] or (closest.admin1 if closest else ""),
                admin2=closest.admin2 if closest and _is_close(closest, latitude, longitude, _SAME_DISTRICT) else "",
                common=tuple(names[1:]),
            )
        )


def _closest(places: Sequence[SourcePlace], latitude: float, longitude: float) -> SourcePlace | None:
    return min(places, key=lambda p: ((p.latitude - latitude) ** 2 + (p.longitude - longitude) ** 2, p.geonames_id), default=None)


def _is_close(place: SourcePlace, latitude: float, longitude: float, degrees: float) -> bool:
    return abs(place.latitude - latitude) <= degrees and abs(place.longitude - longitude) <= degrees


def _is_same(place: SourcePlace, latitude: float, longitude: float, keys: set[str]) -> bool:
    return _is_close(place, latitude, longitude, _SAME_PLACE) and any(name_key(name) in keys for name in (place.name, *place.alternate))
