"""The gazetteer as a process uses it: one memory-mapped file, opened in a millisecond, looked up by key.

Nothing is unpacked: names, points and containers are read from the map when asked for, so that processes share its pages.
"""

from __future__ import annotations

import json
import mmap
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from etl.errors import GazetteerError
from etl.gazetteer import layout


@dataclass(frozen=True, slots=True)
class GazetteerPlace:
    """A place of the index; latitude and longitude in degrees (WGS84), `population` 0 when unknown.

    `admin1` and `admin2` are the numbers of the containing places, None without one; `country_iso3` is None for seas and regions of
    several countries. `code` is the code of a first- or second-level area.
    """

    number: int
    name: str
    kind: str
    latitude: float
    longitude: float
    geonames_id: int | None
    population: int
    country_iso3: str | None
    admin1: int | None
    admin2: int | None
    code: str | None


class Gazetteer:
    """An open index. `version` names its sources and their state; it goes into every dataset made with it."""

    def __init__(self, path: Path) -> None:
        """Map the index at `path`. Raises GazetteerError when the file is no index of this layout."""
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise GazetteerError(f"the gazetteer index {path} cannot be opened ({error}); build it with `make gazetteer`") from error
        header = read_header(self._map[: layout_limit(self._map)], path)
        self.version: str = header["version"]
        self.countries: tuple[str, ...] = tuple(header["countries"])
        view = memoryview(self._map)
        sections: dict[str, Any] = {}
        for name, code in layout.SECTIONS:
            start, size = header["sections"][name]
            sections[name] = view[start : start + size].cast(code)  # type: ignore[call-overload]
        self.slots, self._entry_key, self._entry_first = sections["slots"], sections["entry_key"], sections["entry_first"]
        self.flags, self.candidates = sections["entry_flags"], sections["candidates"]
        self.latitude, self.longitude, self.population = sections["latitude"], sections["longitude"], sections["population"]
        self.country, self.admin1, self.admin2, self.kind = (sections[name] for name in ("country", "admin1", "admin2", "kind"))
        self._geonames_id, self._name, self._code = sections["geonames_id"], sections["name"], sections["code"]
        self._keys_at, self._names_at = header["sections"]["key_blob"][0], header["sections"]["name_blob"][0]
        self._mask = len(self.slots) - 1
        self._areas: dict[str, int] = header["areas"]

    def __len__(self) -> int:
        """How many places the index holds."""
        return len(self.kind)

    def find_entry(self, key: str) -> int:
        """The number of the entry with this key, or -1."""
        wanted = key.encode("utf-8", "replace")
        slots, mask = self.slots, self._mask
        slot = crc32(wanted) & mask
        while number := slots[slot]:
            start = self._keys_at + self._entry_key[number - 1]
            if self._map[start : self._keys_at + self._entry_key[number]] == wanted:
                return int(number) - 1
            slot = (slot + 1) & mask
        return -1

    def entry_candidates(self, entry: int) -> list[tuple[int, int]]:
        """The places that bear the name of an entry, as (place number, PRIMARY, COMMON or ALTERNATE), the most populous first."""
        return [(packed >> 2, packed & 3) for packed in self.candidates[self._entry_first[entry] : self._entry_first[entry + 1]]]

    def find(self, key: str) -> list[tuple[int, int]]:
        """The candidates of a key; none when it is unknown or only begins longer names."""
        entry = self.find_entry(key)
        return self.entry_candidates(entry) if entry >= 0 else []

    def name_of(self, number: int) -> str:
        """The name of a place."""
        start = self._names_at + self._name[number]
        return self._text_at(start)

    def iso3_of(self, number: int) -> str | None:
        """The country of a place."""
        return self.countries[self.country[number]] or None

    def place(self, number: int) -> GazetteerPlace:
        """All that is known of a place."""
        return GazetteerPlace(
            number=number,
            name=self.name_of(number),
            kind=layout.KINDS[self.kind[number]],
            latitude=self.latitude[number] / layout.DEGREES,
            longitude=self.longitude[number] / layout.DEGREES,
            geonames_id=self._geonames_id[number] or None,
            population=self.population[number],
            country_iso3=self.iso3_of(number),
            admin1=self.admin1[number] - 1 if self.admin1[number] else None,
            admin2=self.admin2[number] - 1 if self.admin2[number] else None,
            code=self._text_at(self._names_at + self._code[number]) or None,
        )

    def find_area(self, code: str) -> int:
        """The number of the first-level area with a GeoNames code ("US.TX"), -1 when there is none."""
        return self._areas.get(code, -1)

    def _text_at(self, start: int) -> str:
        return self._map[start : self._map.find(b"\0", start)].decode("utf-8")


def layout_limit(data: Any) -> int:
    """Where the header of an index ends, or 0 when the data is none."""
    return 16 + int.from_bytes(data[8:16], "little") if len(data) >= 16 and bytes(data[:8]) == layout.MAGIC else 0


def read_header(head: bytes, path: Path) -> dict[str, Any]:
    """The header of an index. Raises GazetteerError when the bytes are none."""
    if len(head) <= 16:
        raise GazetteerError(f"{path} is no gazetteer index of this version; build it again with `make gazetteer`")
    try:
        header: dict[str, Any] = json.loads(head[16:])
    except ValueError as error:
        raise GazetteerError(f"the gazetteer index {path} is damaged ({error}); build it again with `make gazetteer`") from error
    return header


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer of this process, built first where there is none or an outdated one (about half a minute, once per user)."""
    from etl.gazetteer.cache import ensure_index

    return Gazetteer(ensure_index())
