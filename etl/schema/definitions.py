"""The table schemas, read from `schemas/*.schema.json` into frozen records and checked for sense.

The files are Frictionless Table Schemas (v2) with keys of our own. Per field: `arrowType`, `codelist`, `anchors` (the column of ACLED,
UCDP GED, GTD, IBC or HDX HAPI that it matches). Per table: `sortKey` (the order of rows in the file), `spans` (columns that hold the words
at two offsets of the document's text), `rowRules` (SQL over the columns of one row; a rule is broken where it is false, and holds where
it is null, as a CHECK in SQL) and `tableRules` (SQL over several rows or tables that returns the rows that break it, as row_id, value,
detail).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from etl.errors import SchemaError
from etl.schema.codelists import codelist_names
from etl.schema.files import read_schema_file

TABLES: tuple[str, ...] = ("documents", "reports", "claims", "events", "event_history", "tallies", "tolls", "issues")
"""The tables of a dataset, in the order in which data takes its way."""

FIELD_TYPES: dict[str, str] = {
    "string": "string",
    "int32": "integer",
    "int64": "integer",
    "double": "number",
    "bool": "boolean",
    "date32[day]": "date",
    "timestamp[us, tz=UTC]": "datetime",
}
"""Arrow type to Frictionless type; columns are flat and of no other type."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its type, its meaning and what its values must be."""

    name: str
    type: str
    arrow_type: str
    description: str
    required: bool
    pattern: str | None
    minimum: float | None
    maximum: float | None
    min_length: int | None
    codelist: str | None
    anchors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Values of `column` stand in `parent_column` of the table `parent`."""

    column: str
    parent: str
    parent_column: str


@dataclass(frozen=True, slots=True)
class Span:
    """`column` holds the words of `documents.text` from `start` to `end`."""

    column: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class RowRule:
    """SQL over the columns of one row that must not be false."""

    name: str
    columns: tuple[str, ...]
    sql: str
    description: str


@dataclass(frozen=True, slots=True)
class TableRule:
    """SQL that returns the rows (row_id, value, detail) that break the rule; `reads` names the columns it needs."""

    name: str
    column: str
    reads: tuple[tuple[str, tuple[str, ...]], ...]
    sql: str
    description: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: its columns in order, its keys and its rules."""

    name: str
    title: str
    description: str
    version: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]
    spans: tuple[Span, ...]
    sort_key: tuple[str, ...]
    row_rules: tuple[RowRule, ...]
    table_rules: tuple[TableRule, ...]
    source: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def row_key(self) -> tuple[str, ...]:
        """The columns that name a row: its primary key or, without one, its first unique key."""
        return self.primary_key or self.unique_keys[0]

    def field(self, name: str) -> Field:
        """The column of that name. Raises SchemaError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise SchemaError(f"the table {self.name} has no column {name}")


def _read_field(raw: dict[str, Any]) -> Field:
    constraints = raw.get("constraints", {})
    unknown = set(raw) - {"name", "type", "arrowType", "description", "constraints", "codelist", "anchors"}
    unknown |= set(constraints) - {"required", "pattern", "minimum", "maximum", "minLength"}
    if unknown:
        raise SchemaError(f"column {raw.get('name')}: unknown key {', '.join(sorted(unknown))}")
    return Field(
        name=raw["name"],
        type=raw["type"],
        arrow_type=raw["arrowType"],
        description=raw["description"],
        required=bool(constraints.get("required", False)),
        pattern=constraints.get("pattern"),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        min_length=constraints.get("minLength"),
        codelist=raw.get("codelist"),
        anchors=tuple(sorted(raw.get("anchors", {}).items())),
    )


def _read_foreign_key(raw: dict[str, Any]) -> ForeignKey:
    (column,), (parent_column,) = raw["fields"], raw["reference"]["fields"]
    return ForeignKey(column, raw["reference"]["resource"], parent_column)


def parse_table_schema(source: str, *, name: str) -> TableSchema:
    """A table schema from the text of its file. Raises SchemaError, naming the file, when it is malformed or does not make sense."""
    where = f"schemas/{name}.schema.json"
    try:
        raw = json.loads(source)
        schema = TableSchema(
            name=raw["name"],
            title=raw["title"],
            description=raw["description"],
            version=raw["version"],
            fields=tuple(_read_field(field) for field in raw["fields"]),
            primary_key=tuple(raw.get("primaryKey", ())),
            unique_keys=tuple(tuple(key) for key in raw.get("uniqueKeys", ())),
            foreign_keys=tuple(_read_foreign_key(key) for key in raw.get("foreignKeys", ())),
            spans=tuple(Span(span["column"], span["start"], span["end"]) for span in raw.get("spans", ())),
            sort_key=tuple(raw["sortKey"]),
            row_rules=tuple(
                RowRule(rule["name"], tuple(rule["columns"]), rule["sql"], rule["description"]) for rule in raw.get("rowRules", ())
            ),
            table_rules=tuple(
                TableRule(
                    rule["name"],
                    rule["column"],
                    tuple((table, tuple(columns)) for table, columns in rule["reads"].items()),
                    rule["sql"],
                    rule["description"],
                )
                for rule in raw.get("tableRules", ())
            ),
            source=source,
        )
    except (json.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SchemaError(f"{where}: {type(error).__name__}: {error}") from error
    except SchemaError as error:
        raise SchemaError(f"{where}: {error}") from error
    problems = list(_problems(schema, name))
    if problems:
        raise SchemaError(f"{where}: {'; '.join(problems)}")
    return schema


def _problems(schema: TableSchema, name: str) -> list[str]:
    """What does not make sense in a schema by itself, in words."""
    problems = [] if schema.name == name else [f"it is named {schema.name}"]
    columns = set(schema.columns)
    if len(columns) != len(schema.fields):
        problems.append("a column stands twice")
    for field in schema.fields:
        if FIELD_TYPES.get(field.arrow_type) != field.type:
            problems.append(f"{field.name}: type {field.type} does not go with arrowType {field.arrow_type}")
        if not field.description:
            problems.append(f"{field.name}: no description")
        if field.codelist is not None and field.codelist not in codelist_names():
            problems.append(f"{field.name}: no code list {field.codelist}")
        if field.pattern is not None and not _compiles(field.pattern):
            problems.append(f"{field.name}: the pattern must be a valid expression between ^ and $")
    keys = [schema.primary_key, *schema.unique_keys, schema.sort_key, tuple(key.column for key in schema.foreign_keys)]
    named = {column for key in keys for column in key} | {name for span in schema.spans for name in (span.column, span.start, span.end)}
    named |= {column for rule in schema.row_rules for column in rule.columns}
    problems += [f"a key or rule names no column: {column}" for column in sorted(named - columns)]
    if not schema.primary_key and not schema.unique_keys:
        problems.append("no key")
    elif not set(schema.row_key) <= set(schema.sort_key) and not any(set(key) <= set(schema.sort_key) for key in schema.unique_keys):
        problems.append("the sort key must hold a key, so that the order of rows is one")
    rules = [rule.name for rule in schema.row_rules] + [rule.name for rule in schema.table_rules]
    if len(set(rules)) != len(rules):
        problems.append("a rule stands twice")
    return problems


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return pattern.startswith("^") and pattern.endswith("$")


@cache
def table_schema(table: str) -> TableSchema:
    """The schema of a table. Raises SchemaError for a table that no dataset has."""
    if table not in TABLES:
        raise SchemaError(f"no table is named '{table}'; there are {', '.join(TABLES)}")
    return parse_table_schema(read_schema_file(f"{table}.schema.json"), name=table)


def column_names(table: str) -> tuple[str, ...]:
    """The columns of a table, in order."""
    return table_schema(table).columns


@lru_cache(maxsize=1)
def schema_version() -> str:
    """The highest version of any table schema (SemVer), which is that of a dataset."""
    versions = [table_schema(table).version for table in TABLES]
    return max(versions, key=lambda version: tuple(int(part) for part in version.split(".")))
