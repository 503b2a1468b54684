"""Files of the user, streamed: GeoNames dumps (`SY.zip`, `allCountries.txt`) and OCHA P-code tables (CSV or XLSX).

What a file is, is told by its name's ending and its first line. Every refusal is a GazetteerError that names the file and the line.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from etl.errors import GazetteerError
from etl.gazetteer.geonames_dump import read_geonames
from etl.gazetteer.pcodes import read_pcodes
from etl.gazetteer.sources import SourcePlace
from etl.gazetteer.xlsx import read_sheets

Area = tuple[str, str]


def read_dumps(
    paths: Sequence[Path], known: Sequence[SourcePlace], areas: Mapping[Area, SourcePlace]
) -> tuple[list[SourcePlace], list[SourcePlace]]:
    """Settlements that are not known yet, and areas, of all files, in their order.

    Known settlements (by GeoNames id) are given the second-level area and the names that a dump has for them. `areas` are the known
    first-level areas by country and GeoNames code. Raises GazetteerError for a file that is missing, broken or neither kind.
    """
    by_id = {place.geonames_id: place for place in known if place.geonames_id}
    settlements: list[SourcePlace] = []
    found: list[SourcePlace] = []
    for path in paths:
        if not path.is_file():
            raise GazetteerError(f"{path}: there is no such file")
        try:
            _read_one(path, by_id, areas, settlements, found)
        except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, OSError) as error:
            raise GazetteerError(f"{path}: the file is broken or cut off ({error})") from error
    return settlements, found


def _read_one(
    path: Path,
    by_id: dict[int, SourcePlace],
    areas: Mapping[Area, SourcePlace],
    settlements: list[SourcePlace],
    found: list[SourcePlace],
) -> None:
    kind = path.suffix.lower()
    if kind == ".xlsx":
        read_pcodes(path.name, read_sheets(path), areas, settlements, found)
    elif kind == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            read_pcodes(path.name, [("", csv.reader(file))], areas, settlements, found)
    elif kind in (".zip", ".txt", ".tsv"):
        read_geonames(path.name, lambda: _lines(path), by_id, settlements, found)
    else:
        raise GazetteerError(f"{path}: neither a GeoNames dump (.zip, .txt) nor a P-code table (.csv, .xlsx)")


def _lines(path: Path) -> Iterator[str]:
    with _open_text(path) as file:
        yield from file


@contextmanager
def _open_text(path: Path) -> Iterator[TextIO]:
    """The table of a dump: the file itself, or the one text in a zip that is no readme."""
    if path.suffix.lower() != ".zip":
        with path.open(encoding="utf-8-sig") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".txt") and "readme" not in name.lower()]
        if len(names) != 1:
            raise GazetteerError(f"{path}: a GeoNames zip holds one table (.txt), this one {len(names)}")
        with archive.open(names[0]) as raw, io.TextIOWrapper(raw, encoding="utf-8") as file:
            yield file
