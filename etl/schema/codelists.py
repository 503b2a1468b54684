"""Code lists: which codes a column may hold, what they mean, what they roll up into and what they are called elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from etl.errors import SchemaError
from etl.schema.files import read_schema_file, schema_folder

CODE_COLUMNS = ("code", "definition", "sort_order", "rollup")


@lru_cache(maxsize=1)
def codelist_names() -> tuple[str, ...]:
    """Names of the code lists, sorted."""
    return tuple(sorted(path.stem for path in (schema_folder() / "codelists").glob("*.csv")))


@cache
def code_rows(codelist: str) -> tuple[dict[str, str], ...]:
    """The rows of a code list in its order, as mappings from column to text.

    Raises SchemaError, naming file and line, for a row that does not fit the header, an empty or doubled code, or rows out of order.
    """
    name = f"codelists/{codelist}.csv"
    reader = csv.DictReader(io.StringIO(read_schema_file(name)))
    if tuple(reader.fieldnames or ())[: len(CODE_COLUMNS)] != CODE_COLUMNS:
        raise SchemaError(f"schemas/{name}:1: the header must start with {','.join(CODE_COLUMNS)}")
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for row in reader:
        where = f"schemas/{name}:{reader.line_num}"
        if None in row or None in row.values():
            raise SchemaError(f"{where}: the row does not have as many cells as the header")
        if not row["code"] or not row["definition"] or row["code"] in seen:
            raise SchemaError(f"{where}: code and definition must be given, and a code stands once")
        if row["sort_order"] != str(len(rows) + 1):
            raise SchemaError(f"{where}: sort_order must count from 1 without a gap")
        seen.add(row["code"])
        rows.append(dict(row))
    return tuple(rows)


@cache
def codes(codelist: str) -> tuple[str, ...]:
    """The codes of a list, in its order, as text (those of integer columns too)."""
    return tuple(row["code"] for row in code_rows(codelist))


@cache
def rollup(codelist: str) -> Mapping[str, str]:
    """Code to the coarser code that it rolls up into; codes without one are left out."""
    return MappingProxyType({row["code"]: row["rollup"] for row in code_rows(codelist) if row["rollup"]})
