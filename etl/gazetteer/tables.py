"""Our own tables of names beside this module: TSV with a header line and `#` comments, no quoting."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from etl.errors import GazetteerError

Row = dict[str, str]
TABLES = ("countries.tsv", "admin1.tsv", "settlements.tsv", "regions.tsv")


def read_bytes(name: str) -> bytes:
    """A table as it lies on disk."""
    return files(__package__).joinpath("data", name).read_bytes()


@cache
def read_rows(name: str) -> tuple[Row, ...]:
    """The rows of a table, as mappings from column to text. Raises GazetteerError, naming file and line, for a row that does not fit."""
    header: list[str] | None = None
    rows: list[Row] = []
    for number, line in enumerate(read_bytes(name).decode("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
        elif len(cells) > len(header):
            raise GazetteerError(f"gazetteer/data/{name}:{number}: {len(cells)} cells, the header has {len(header)}")
        else:
            rows.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return tuple(rows)


def split_names(cell: str) -> list[str]:
    """The names in a cell, separated by `|`."""
    return [name for part in cell.split("|") if (name := part.strip())]
