"""The cells of an Excel workbook as text, row by row, with the standard library (Office Open XML, ECMA-376 part 1, SpreadsheetML)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from etl.errors import GazetteerError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml$")
_COLUMN = re.compile(r"[A-Z]+")
_MOST_COLUMNS = 1_000


def read_sheets(path: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The sheets of a workbook by number, each with its rows; a sheet must be read before the next is asked for.

    Raises GazetteerError when the file is no workbook.
    """
    with zipfile.ZipFile(path) as archive:
        names = sorted((name for name in archive.namelist() if _SHEET.search(name)), key=_number)
        if not names:
            raise GazetteerError(f"{path}: the file is no Excel workbook (.xlsx)")
        try:
            shared = _read_shared(archive)
            for name in names:
                with archive.open(name) as file:
                    yield f"{_number(name)}", _read_rows(file, shared)
        except (ParseError, IndexError, ValueError) as error:
            raise GazetteerError(f"{path}: the workbook is broken ({error})") from error


def _number(name: str) -> int:
    found = _SHEET.search(name)
    return int(found.group(1)) if found else 0


def _read_shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with archive.open("xl/sharedStrings.xml") as file:
        return [_text(element) for element in _elements(file, "si")]


def _read_rows(file: IO[bytes], shared: list[str]) -> Iterator[list[str]]:
    for row in _elements(file, "row"):
        cells: list[str] = []
        for cell in row.iter(f"{_MAIN}c"):
            at = _column(cell.get("r", ""))
            if at >= 0:
                cells.extend([""] * (at - len(cells)))
            cells.append(_value(cell, shared))
        yield cells


def _column(reference: str) -> int:
    """The number of a column from a reference like "AB12", -1 without one."""
    found = _COLUMN.match(reference)
    if found is None:
        return -1
    at = 0
    for letter in found.group():
        at = at * 26 + ord(letter) - 64
    if at > _MOST_COLUMNS:
        raise ValueError(f"a table of {at} columns")
    return at - 1


def _value(cell: Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext(f"{_MAIN}v") or ""
    return shared[int(value)] if cell.get("t") == "s" and value else value


def _text(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{_MAIN}t"))


def _elements(file: IO[bytes], tag: str) -> Iterator[Element]:
    """The elements of a name, each let go once it is read, so that a large sheet does not fill the memory."""
    for _, element in iterparse(file, events=("end",)):
        if element.tag == f"{_MAIN}{tag}":
            yield element
            element.clear()
