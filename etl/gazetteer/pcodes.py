"""OCHA P-code tables: names and codes of administrative areas, as HDX publishes them for each country.

Two shapes are known: wide, with a column a level (`ADM1_EN`, `ADM1_PCODE`, `ADM2_EN` …, `admin1Name_en`, `adm1_name`), and long, one
area a row (`Location`, `Admin Level`, `P-Code`, `Name`, `Parent P-Code`). Points are read where there are some (`Latitude`, `center_lat`).
Levels 1 and 2 are areas; level 4, the communities, are settlements when they have points. Rows of HXL tags are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from etl.errors import GazetteerError
from etl.gazetteer import layout
from etl.gazetteer.countries import country_iso3, iso3_of_iso2
from etl.gazetteer.keys import name_key
from etl.gazetteer.names import bare_area_name, spelling_key
from etl.gazetteer.sources import SourcePlace

_NAME = re.compile(r"(?i)^(?:adm|admin) ?(\d)_?(?:name)?_?(?:en|name|ref|alt[12]?_?(?:en|name))?$")
_CODE = re.compile(r"(?i)^(?:adm|admin) ?(\d)_?p-?code$")
_LATITUDE = re.compile(r"(?i)^(?:latitude(?:_?y)?|lat|center_lat|y|latitude_y|lat_dd)$")
_LONGITUDE = re.compile(r"(?i)^(?:longitude(?:_?x)?|lon|long|lng|center_lon|x|longitude_x|long_dd)$")
_LONG = ("location", "admin level", "p-code", "name", "parent p-code")
_COMMUNITY = 4

Area = tuple[str, str]


@dataclass(slots=True)
class _Header:
    """Where the columns of a table are: names and codes by level, points, or the columns of the long shape."""

    names: dict[int, list[int]] = field(default_factory=dict)
    codes: dict[int, int] = field(default_factory=dict)
    latitude: int = -1
    longitude: int = -1
    long: tuple[int, ...] = ()


def read_pcodes(
    name: str,
    tables: Iterable[tuple[str, Iterable[list[str]]]],
    areas: Mapping[Area, SourcePlace],
    settlements: list[SourcePlace],
    found: list[SourcePlace],
) -> None:
    """Add the areas of all tables of a file to `found`, and communities with points to `settlements`.

    First-level areas are matched to known ones by name, and keep GeoNames' code as their key. Raises GazetteerError when no table has a
    header of either shape, and for a row that does not fit its header.
    """
    places = _Places(areas, settlements, found)
    is_known = False
    for title, rows in tables:
        where = f"{name}, sheet '{title}'" if title else name
        iterator = iter(rows)
        first = next(iterator, None)
        header = _read_header(first) if first is not None else None
        if header is None:
            continue
        is_known = True
        for number, row in enumerate(iterator, start=2):
            if any(cell.strip() for cell in row) and not (row[0].startswith("#") or any(cell.startswith("#adm") for cell in row)):
                _read_row(f"{where}:{number}", header, row, places)
    if not is_known:
        raise GazetteerError(f"{name}: no header of a P-code table (ADM1_EN and ADM1_PCODE, or Location, Admin Level, P-Code, Name)")


def _read_header(row: list[str]) -> _Header | None:
    header = _Header()
    cells = [" ".join(cell.strip().split()) for cell in row]
    lower = [cell.lower() for cell in cells]
    if all(column in lower for column in _LONG):
        header.long = tuple(lower.index(column) for column in _LONG)
    for at, cell in enumerate(cells):
        if code := _CODE.match(cell):
            header.codes[int(code.group(1))] = at
        elif named := _NAME.match(cell):
            header.names.setdefault(int(named.group(1)), []).append(at)
        elif _LATITUDE.match(cell):
            header.latitude = at
        elif _LONGITUDE.match(cell):
            header.longitude = at
    return header if header.long or (1 in header.names and 1 in header.codes) else None


def _read_row(where: str, header: _Header, row: list[str], places: _Places) -> None:
    def cell(at: int) -> str:
        return row[at].strip() if 0 <= at < len(row) else ""

    point = _read_point(where, cell(header.latitude), cell(header.longitude))
    if header.long:
        country, depth, code, area, parent = (cell(at) for at in header.long)
        iso2 = _iso2(country) or _iso2(code[:2])
        if not (iso2 and code and area):
            raise GazetteerError(f"{where}: a row needs a country, a P-code and a name")
        places.add(iso2, depth, code, [area], parent, point)
        return
    levels = sorted(level for level in header.codes if level > 0 and cell(header.codes[level]))
    if not levels:
        raise GazetteerError(f"{where}: a row needs a P-code")
    country = next((cell(at) for at in (header.codes.get(0, -1), *header.names.get(0, ())) if _iso2(cell(at))), "")
    iso2 = _iso2(country) or _iso2(cell(header.codes[levels[0]])[:2])
    if not iso2:
        raise GazetteerError(f"{where}: the row names no country that is known")
    parent = ""
    for level in levels:
        names = [cell(at) for at in header.names.get(level, ()) if cell(at)]
        if not names:
            raise GazetteerError(f"{where}: the P-code {cell(header.codes[level])} has no name")
        places.add(iso2, str(level), cell(header.codes[level]), names, parent, point if level == levels[-1] else None)
        parent = cell(header.codes[level])


def _read_point(where: str, latitude: str, longitude: str) -> tuple[float, float] | None:
    if not latitude or not longitude:
        return None
    try:
        point = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    except ValueError as error:
        raise GazetteerError(f"{where}: the point is no pair of numbers ({latitude}, {longitude})") from error
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise GazetteerError(f"{where}: the point is not on the globe ({latitude}, {longitude})")
    return None if point == (0.0, 0.0) else point


def _iso2(country: str) -> str:
    iso3 = country_iso3(country) if country else None
    return next((two for two, three in iso3_of_iso2().items() if three == iso3), "") if iso3 else ""


class _Places:
    """The areas of a file by P-code, so that each is made once and children find their parents."""

    def __init__(self, areas: Mapping[Area, SourcePlace], settlements: list[SourcePlace], found: list[SourcePlace]) -> None:
        self._known: dict[tuple[str, str], SourcePlace] = {}
        for (iso2, _), area in sorted(areas.items()):
            for name in (area.name, *area.common, *area.alternate):
                for key in _keys(name):
                    self._known.setdefault((iso2, key), area)
        self._by_code: dict[str, SourcePlace] = {}
        self._settlements, self._found = settlements, found

    def add(self, iso2: str, level: str, code: str, names: list[str], parent: str, point: tuple[float, float] | None) -> None:
        """Make the place of a P-code, or complete the one there is."""
        latitude, longitude = point or (0.0, 0.0)
        if code in self._by_code:
            place = self._by_code[code]
            if point and not place.latitude and not place.longitude:
                place.latitude, place.longitude = point
            return
        above = self._by_code.get(parent)
        admin1 = above.admin1 if above is not None else ""
        if level == "1":
            match = next((found for name in names for key in _keys(name) if (found := self._known.get((iso2, key)))), None)
            kind, admin1 = layout.ADMIN1, match.admin1 if match is not None else code
        elif level == "2":
            kind = layout.ADMIN2
        elif level == str(_COMMUNITY) and point:
            kind = layout.SETTLEMENT
        elif level in ("0", "3", "4", "5"):
            if above is not None:
                self._by_code[code] = above
            return
        else:
            raise GazetteerError(f"the P-code {code} has the level '{level}', which is none")
        place = SourcePlace(names[0], kind, iso2, latitude, longitude, admin1=admin1, code=code, alternate=tuple(names[1:]))
        if kind == layout.SETTLEMENT:
            place.admin2 = above.name if above is not None and above.kind == layout.ADMIN2 else ""
            self._settlements.append(place)
        else:
            self._found.append(place)
        self._by_code[code] = place


def _keys(name: str) -> Iterator[str]:
    """The keys that a name of an area is known by, strict ones first."""
    for spelled in (name, bare_area_name(name)):
        yield name_key(spelled)
    yield f"~{spelling_key(bare_area_name(name))}"
