"""GeoNames dumps: one place a line, 19 columns parted by tabs (https://download.geonames.org/export/dump/readme.txt)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from etl.errors import GazetteerError
from etl.gazetteer import layout
from etl.gazetteer.sources import SourcePlace

_COLUMNS = 19
_GONE = frozenset({"PPLH", "PPLW", "PPLQ", "ADM1H", "ADM2H"})
_SITES = frozenset({"CMPRF", "CMP", "AIRB", "AIRP", "AIRF", "DAM", "MILB", "INSM", "OILR", "PRN", "MN"})
_REGIONS = frozenset({"RGN", "RGNE", "VAL", "PEN", "MTS", "ISL", "ISLS", "FRST", "OAS", "DSRT", "PASS"})


def read_geonames(
    name: str,
    lines: Callable[[], Iterator[str]],
    by_id: dict[int, SourcePlace],
    settlements: list[SourcePlace],
    areas: list[SourcePlace],
) -> None:
    """Read a dump twice, first its areas, then its places, which carry the code of their second-level area.

    Adds places that are not known by their id to `settlements` and first- and second-level areas to `areas`. Historical and abandoned
    places are left out. Raises GazetteerError for a line that is no row of a dump.
    """
    names: dict[tuple[str, str, str], str] = {}
    for row in _rows(name, lines()):
        if row[6] == "A" and row[7] in ("ADM1", "ADM2"):
            place = _place(name, row, layout.ADMIN1 if row[7] == "ADM1" else layout.ADMIN2)
            areas.append(place)
            if place.kind == layout.ADMIN2:
                names[place.iso2, place.admin1, row[11]] = place.name
                place.code = f"{place.iso2}.{place.admin1}.{row[11]}"
    for row in _rows(name, lines()):
        kind = _kind(row)
        if kind is None:
            continue
        admin2 = names.get((row[8], row[10], row[11]), "")
        known = by_id.get(int(row[0])) if row[0].isdigit() else None
        if known is not None:
            known.admin2 = known.admin2 or admin2
            known.alternate = (*known.alternate, row[2], *_alternates(row))
            continue
        place = _place(name, row, kind)
        place.admin2 = admin2
        by_id[place.geonames_id] = place
        settlements.append(place)


def _kind(row: list[str]) -> int | None:
    if row[7] in _GONE:
        return None
    if row[6] == "P":
        return layout.SETTLEMENT
    if row[6] == "S" and row[7] in _SITES:
        return layout.SITE
    return layout.REGION if row[6] in "LTV" and row[7] in _REGIONS else None


def _rows(name: str, lines: Iterator[str]) -> Iterator[list[str]]:
    number = 0
    for number, line in enumerate(lines, start=1):
        row = line.rstrip("\r\n").split("\t")
        if len(row) != _COLUMNS:
            raise GazetteerError(f"{name}:{number}: a GeoNames dump has {_COLUMNS} columns parted by tabs, this line has {len(row)}")
        yield row
    if not number:
        raise GazetteerError(f"{name}: the file is empty")


def _alternates(row: list[str]) -> list[str]:
    return [alternate for alternate in row[3].split(",") if alternate]


def _place(name: str, row: list[str], kind: int) -> SourcePlace:
    try:
        number, latitude, longitude, population = int(row[0]), float(row[4]), float(row[5]), int(row[14] or 0)
    except ValueError as error:
        raise GazetteerError(f"{name}: the row of '{row[1]}' has a value that is no number ({error})") from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude == 0 and longitude == 0):
        raise GazetteerError(f"{name}: the row of '{row[1]}' has no point on the globe ({row[4]}, {row[5]})")
    return SourcePlace(
        name=row[1],
        kind=kind,
        iso2=row[8],
        latitude=latitude,
        longitude=longitude,
        geonames_id=number,
        population=max(0, population),
        admin1=row[10],
        alternate=(row[2], *_alternates(row)),
    )
