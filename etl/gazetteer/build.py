"""Build the index: sources in, one memory-mapped file out, the same bytes from the same sources on every machine.

`python -m etl.gazetteer.build [FILE …]` builds the user's index, with GeoNames dumps or OCHA P-code tables when given.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from etl.gazetteer import layout
from etl.gazetteer.countries import iso3_of_iso2
from etl.gazetteer.keys import name_key
from etl.gazetteer.names import spell_area, spell_place
from etl.gazetteer.overlay import add_settlements, read_areas, read_countries, read_regions
from etl.gazetteer.sources import SourcePlace, name_areas, read_settlements
from etl.gazetteer.version import code_version

Area = tuple[str, str]
SubArea = tuple[str, str, str]


def build_index(target: Path, *, geonames: Sequence[Path] = ()) -> dict[str, Any]:
    """Write the index to `target`, atomically; returns its header (version, counts).

    `geonames` are files of the user: GeoNames dumps (`SY.zip`, `allCountries.txt`) or OCHA P-code tables (CSV, XLSX).
    Takes about half a minute; raises GazetteerError for a file that is neither.
    """
    from etl.gazetteer.dumps import read_dumps

    named = list(read_settlements())
    settlements = [place for place, _ in named]
    areas = read_areas(name_areas(named))
    extra, extra_areas = read_dumps(geonames, settlements, areas)
    for area in extra_areas:
        key = (area.iso2, area.admin1)
        if area.kind == layout.ADMIN1 and key in areas:
            known = areas[key]
            known.alternate = (*known.alternate, area.name, *area.alternate)
            known.code = area.code or known.code
            known.geonames_id = known.geonames_id or area.geonames_id
            if area.latitude and not known.latitude:
                known.latitude, known.longitude = area.latitude, area.longitude
        elif area.kind == layout.ADMIN1:
            areas[key] = area
    settlements.extend(extra)
    add_settlements(settlements)
    version = code_version(geonames)
    data, header = _pack(_numbered(settlements, areas, extra_areas), version)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{target.name}.{os.getpid()}.part")
    temporary.write_bytes(data)
    temporary.replace(target)
    return header


def _numbered(settlements: list[SourcePlace], areas: dict[Area, SourcePlace], extra: Sequence[SourcePlace]) -> list[SourcePlace]:
    """All places in their final order: countries, first-level areas, second-level areas, regions, then settlements."""
    members: dict[Area, list[SourcePlace]] = defaultdict(list)
    parts: dict[SubArea, list[SourcePlace]] = defaultdict(list)
    for place in settlements:
        members[place.iso2, place.admin1].append(place)
        if place.admin2:
            parts[place.iso2, place.admin1, place.admin2].append(place)
    for key, area in areas.items():
        _center(area, members[key])
    subareas = {(place.iso2, place.admin1, place.name): place for place in extra if place.kind == layout.ADMIN2}
    for sub_key, inside in parts.items():
        if sub_key not in subareas:
            subareas[sub_key] = SourcePlace(sub_key[2], layout.ADMIN2, sub_key[0], 0.0, 0.0, admin1=sub_key[1])
        _center(subareas[sub_key], inside)
    for (iso2, admin1, _), area in subareas.items():
        parent = areas.get((iso2, admin1))
        if parent is not None and not area.latitude and not area.longitude:
            area.latitude, area.longitude = parent.latitude, parent.longitude
    located = [area for area in areas.values() if area.latitude or area.longitude]
    located.sort(key=lambda place: (place.iso2, place.admin1))
    low = sorted((a for a in subareas.values() if a.latitude or a.longitude), key=lambda place: (place.iso2, place.admin1, place.name))
    settlements.sort(key=lambda place: (place.geonames_id or 1 << 40, place.iso2, place.name, place.latitude))
    return [*read_countries(), *located, *low, *read_regions(), *settlements]


def _center(area: SourcePlace, inside: Sequence[SourcePlace]) -> None:
    """Give an area without a point the middle of the box around its places, and one without a count the sum of their people.

    The middle of the box lies closer to the area's own centre than the mean of its places, which crowd on coasts and around capitals.
    """
    area.population = area.population or sum(place.population for place in inside if place.kind == layout.SETTLEMENT)
    if inside and not area.latitude and not area.longitude:
        latitudes, longitudes = [place.latitude for place in inside], [place.longitude for place in inside]
        area.latitude = round((min(latitudes) + max(latitudes)) / 2, 5)
        area.longitude = round((min(longitudes) + max(longitudes)) / 2, 5)


def _pack(places: Sequence[SourcePlace], version: str) -> tuple[bytes, dict[str, Any]]:
    """The file's bytes and its header."""
    iso3 = iso3_of_iso2()
    countries = ["", *sorted(set(iso3.values()))]
    country_number = {code: number for number, code in enumerate(countries)}
    admin1_at = {(p.iso2, p.admin1): n for n, p in enumerate(places) if p.kind == layout.ADMIN1}
    admin2_at = {(p.iso2, p.admin1, p.name): n for n, p in enumerate(places) if p.kind == layout.ADMIN2}
    columns: dict[str, array[Any]] = {name: array(code) for name, code in layout.PLACE_SECTIONS}
    blob = _Blob()
    names: dict[str, dict[int, int]] = defaultdict(dict)
    for number, place in enumerate(places):
        columns["latitude"].append(round(place.latitude * layout.DEGREES))
        columns["longitude"].append(round(place.longitude * layout.DEGREES))
        columns["geonames_id"].append(place.geonames_id)
        columns["population"].append(min(place.population, 0xFFFFFFFF))
        columns["country"].append(country_number[iso3.get(place.iso2, "")])
        inside = place.kind not in (layout.COUNTRY, layout.ADMIN1)
        columns["admin1"].append(admin1_at.get((place.iso2, place.admin1), -1) + 1 if inside else 0)
        below = place.kind not in (layout.COUNTRY, layout.ADMIN1, layout.ADMIN2)
        columns["admin2"].append(admin2_at.get((place.iso2, place.admin1, place.admin2), -1) + 1 if below else 0)
        columns["kind"].append(place.kind)
        columns["name"].append(blob.put(place.name))
        columns["code"].append(blob.put(place.code))
        spell = spell_area if place.kind in (layout.ADMIN1, layout.ADMIN2) else spell_place
        for name, level in spell(place):
            if key := name_key(name):
                names[key][number] = min(level, names[key].get(number, layout.ALTERNATE))
    sections: dict[str, bytes] = {name: _little(column) for name, column in columns.items()}
    sections["name_blob"] = bytes(blob.data)
    sections.update(_pack_names(names, places))
    areas = {f"{iso2}.{code}": number for (iso2, code), number in sorted(admin1_at.items())}
    facts = {"version": version, "countries": countries, "areas": areas, "places": len(places), "names": len(names)}
    return _assemble(sections, facts)


def _pack_names(names: dict[str, dict[int, int]], places: Sequence[SourcePlace]) -> dict[str, bytes]:
    """The hash table of names and of the beginnings of longer names, with the candidates of each."""
    flags: dict[str, int] = dict.fromkeys(names, layout.IS_NAME)
    for name in names:
        words = name.split(" ")
        for count in range(1, len(words)):
            beginning = " ".join(words[:count])
            flags[beginning] = flags.get(beginning, 0) | layout.IS_PREFIX
    keys = sorted(flags)
    starts, firsts, candidates, blob = array("I"), array("I"), array("I"), bytearray()
    size = 1 << (len(keys) * 2 - 1).bit_length()
    slots = array("I", bytes(4 * size))
    for entry, key in enumerate(keys):
        starts.append(len(blob))
        firsts.append(len(candidates))
        encoded = key.encode("utf-8", "replace")
        blob += encoded
        ranked = sorted(names.get(key, {}).items(), key=lambda item: (item[1], -places[item[0]].population, item[0]))
        candidates.extend(number << 2 | level for number, level in ranked)
        slot = layout.slot_of(encoded, size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = entry + 1
    starts.append(len(blob))
    firsts.append(len(candidates))
    return {
        "slots": _little(slots),
        "entry_key": _little(starts),
        "entry_first": _little(firsts),
        "entry_flags": bytes(flags[key] for key in keys),
        "candidates": _little(candidates),
        "key_blob": bytes(blob),
    }


class _Blob:
    """Zero-ended strings, each kept once; offset 0 is the empty string."""

    def __init__(self) -> None:
        self.data = bytearray(b"\0")
        self._known = {"": 0}

    def put(self, text: str) -> int:
        """The offset of a string."""
        if text not in self._known:
            self._known[text] = len(self.data)
            self.data += text.replace("\0", "").encode("utf-8", "replace") + b"\0"
        return self._known[text]


def _little(column: array[Any]) -> bytes:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()


def _assemble(sections: dict[str, bytes], facts: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """Header and sections in one piece. Offsets are written at a fixed width so that the header's length does not depend on them."""

    def encode(start: int) -> tuple[bytes, dict[str, Any]]:
        at, table = start, {}
        for name, _ in layout.SECTIONS:
            table[name] = [at, len(sections[name])]
            at += -(-len(sections[name]) // 8) * 8
        header = {**facts, "sections": table}
        return json.dumps(header, sort_keys=True).encode(), header

    room = -(-(len(encode(1 << 40)[0]) + 16) // 8) * 8
    text, header = encode(room)
    data = bytearray(layout.MAGIC + (room - 16).to_bytes(8, "little") + text.ljust(room - 16))
    for name, _ in layout.SECTIONS:
        data += sections[name].ljust(-(-len(sections[name]) // 8) * 8, b"\0")
    return bytes(data), header


def file_digest(paths: Iterable[Path]) -> str:
    """A short hash of the content of files, in order."""
    digest = sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:16]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the user's index with the files named on the command line."""
    from etl.gazetteer.cache import build_cached

    paths = [Path(argument) for argument in (sys.argv[1:] if arguments is None else arguments)]
    target, header = build_cached(paths)
    sys.stdout.write(f"{target}: {header['places']:,} places, {header['names']:,} names, version {header['version']}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
