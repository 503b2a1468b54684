"""Arrow schemas from the table schemas, and tables that keep to them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any

import pyarrow as pa

from etl.errors import SchemaError
from etl.schema.definitions import Field, TableSchema, table_schema

ARROW_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "double": pa.float64(),
    "bool": pa.bool_(),
    "date32[day]": pa.date32(),
    "timestamp[us, tz=UTC]": pa.timestamp("us", tz="UTC"),
}
_PYTHON_TYPES: dict[str, frozenset[type]] = {
    "string": frozenset({str}),
    "int32": frozenset({int}),
    "int64": frozenset({int}),
    "double": frozenset({float, int}),
    "bool": frozenset({bool}),
    "date32[day]": frozenset({date}),
    "timestamp[us, tz=UTC]": frozenset({datetime}),
}
_PANDAS_TYPES: dict[str, tuple[str, str]] = {
    "string": ("unicode", "object"),
    "int32": ("int32", "Int32"),
    "int64": ("int64", "Int64"),
    "double": ("float64", "float64"),
    "bool": ("bool", "boolean"),
    "date32[day]": ("date", "object"),
    "timestamp[us, tz=UTC]": ("datetimetz", "datetime64[us]"),
}
_NONE = type(None)


def _pandas_metadata(schema: TableSchema) -> bytes:
    """What pandas reads in the footer, so that whole numbers and booleans with nulls do not become floats and objects."""
    columns = []
    for field in schema.fields:
        pandas_type, numpy_type = _PANDAS_TYPES[field.arrow_type]
        metadata = {"timezone": "UTC"} if pandas_type == "datetimetz" else None
        columns.append(
            {"name": field.name, "field_name": field.name, "pandas_type": pandas_type, "numpy_type": numpy_type, "metadata": metadata}
        )
    # The version is that of the format of this entry, not of the pandas at hand: bytes must not depend on it.
    content = {"index_columns": [], "column_indexes": [], "columns": columns, "attributes": {}, "creator": {}, "pandas_version": "2.2.0"}
    return json.dumps(content, separators=(",", ":")).encode()


def _arrow_field(field: Field) -> pa.Field:
    metadata = {"description": field.description}
    if field.codelist:
        metadata["codelist"] = field.codelist
    return pa.field(field.name, ARROW_TYPES[field.arrow_type], nullable=not field.required, metadata=metadata)


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table: descriptions in the fields' metadata; name, title, version and pandas metadata in the schema's."""
    schema = table_schema(table)
    metadata = {
        b"table": schema.name.encode(),
        b"title": schema.title.encode(),
        b"description": schema.description.encode(),
        b"schema_version": schema.version.encode(),
        b"sort_key": ",".join(schema.sort_key).encode(),
        b"pandas": _pandas_metadata(schema),
    }
    return pa.schema([_arrow_field(field) for field in schema.fields], metadata=metadata)


def empty_table(table: str) -> pa.Table:
    """A table without rows."""
    return arrow_schema(table).empty_table()


def make_table(table: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A table from rows, strictly: a key that is no column, a null where none may be, or a value of another type is refused.

    A missing key is null. Values are plain Python: str, int, float, bool, date, datetime (taken as UTC when naive), None.
    Codes, ranges, patterns and keys are the business of `etl.check`. Raises SchemaError, naming table, row, column and value.
    """
    schema = table_schema(table)
    kept = rows if isinstance(rows, Sequence) else list(rows)
    columns = frozenset(schema.columns)
    for number, row in enumerate(kept):
        if not row.keys() <= columns:
            unknown = ", ".join(sorted(str(key) for key in row.keys() - columns))
            raise SchemaError(f"{table}, row {number}: no such column: {unknown}")
    values: Iterable[Sequence[Any]] = ([row.get(name) for row in kept] for name in schema.columns)
    if kept and all(len(row) == len(columns) > 1 for row in kept):  # no key is missing: the same, many times faster
        values = zip(*map(itemgetter(*schema.columns), kept), strict=True)
    arrays = [_make_column(table, field, column) for field, column in zip(schema.fields, values, strict=True)]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(table))


def _make_column(table: str, field: Field, values: Sequence[Any]) -> pa.Array:
    types = set(map(type, values))
    if _NONE in types:
        if field.required:
            raise SchemaError(f"{table}, row {values.index(None)}: {field.name} is null and must not be")
        types.discard(_NONE)
    allowed = _PYTHON_TYPES[field.arrow_type]
    if not types <= allowed:
        number = next(n for n, value in enumerate(values) if value is not None and type(value) not in allowed)
        raise SchemaError(f"{table}, row {number}: {field.name} is {_shorten(values[number])}, which is no {field.arrow_type}")
    if float in types and any(value is not None and value != value for value in values):
        raise SchemaError(f"{table}: {field.name} is NaN; leave it null")
    try:
        return pa.array(values, type=ARROW_TYPES[field.arrow_type])
    except (pa.ArrowException, OverflowError, UnicodeError):
        number = next(n for n, value in enumerate(values) if not _fits(value, field))
        raise SchemaError(f"{table}, row {number}: {field.name} cannot hold {_shorten(values[number])}") from None


def _fits(value: Any, field: Field) -> bool:
    try:
        pa.array([value], type=ARROW_TYPES[field.arrow_type])
    except (pa.ArrowException, OverflowError, UnicodeError):
        return False
    return True


def _shorten(value: Any) -> str:
    shown = ascii(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
