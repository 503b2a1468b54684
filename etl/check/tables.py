"""Checking tables, in memory or in Parquet files, with one engine: DuckDB within bounded memory.

First the shape (tables, columns, exact Arrow types), by Arrow. Then, over the columns that have the right type: one pass over each table
for all demands on single rows; keys; references; and the rules over several rows or tables. A column that is missing or of another type
is one breach, and the rules that need it are left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl.check.probes import Probe, row_probes
from etl.check.result import Breach, CheckResult
from etl.check.spans import short_text_query, wrong_spans_of_long_texts
from etl.schema import TABLES, arrow_schema, table_schema
from etl.schema.definitions import Span, TableRule, TableSchema
from etl.sql import MEMORY_LIMIT, connect, quote_name, quote_text

Checkable: TypeAlias = pa.Table | Path
"""A table in memory, or the Parquet file that holds it."""

LISTED = 20
"""Rows listed of each broken rule."""

_SHOWN = 120
"""Characters shown of a value."""


def check_tables(tables: Mapping[str, Checkable], *, scratch: Path | None = None, memory_limit: str = MEMORY_LIMIT) -> CheckResult:
    """Check the tables of a dataset against their schemas and each other.

    `tables` must hold all of `TABLES`. What does not fit into memory is spilled to `scratch`, by default a temporary folder.
    """
    with (
        tempfile.TemporaryDirectory(prefix="check-", dir=scratch) as folder,
        connect(Path(folder), memory_limit=memory_limit) as connection,
    ):
        examination = _Examination(connection)
        for table in sorted(set(tables) - set(TABLES)):
            examination.add(Breach(table, None, None, None, "table_known", "no such table is in the schemas"))
        for table in TABLES:
            examination.open(table, tables.get(table))
        for table in TABLES:
            if table in examination.usable:
                examination.examine(table_schema(table))
        return examination.result()


@dataclass(slots=True)
class _Examination:
    """One run of the check: the tables that could be opened, with the columns that can be used, and what was found."""

    connection: duckdb.DuckDBPyConnection
    usable: dict[str, frozenset[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)
    n_breaches: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, breach: Breach, count: int = 1) -> None:
        """Keep a breach; `count` of 0 when it was counted with another."""
        self.breaches.append(breach)
        self.n_breaches += count

    def result(self) -> CheckResult:
        """What was found, in the order of the tables."""
        return CheckResult(tuple(self.breaches), self.n_breaches, tuple(self.notes), dict(self.rows))

    def open(self, table: str, source: Checkable | None) -> None:
        """Verify columns and types of a table and make it known to the database under its name."""
        if source is None or (isinstance(source, Path) and not source.is_file()):
            self.add(Breach(table, None, None, None, "table_present", "the table is missing"))
            return
        try:
            schema = pq.read_schema(source) if isinstance(source, Path) else source.schema
            if isinstance(source, Path):
                self.connection.execute(f"CREATE VIEW {quote_name(table)} AS SELECT * FROM read_parquet({quote_text(str(source))})")
            else:
                self.connection.register(table, source)
        except (OSError, pa.ArrowException, duckdb.Error) as error:
            self._unreadable(table, error)
            return
        self.usable[table] = frozenset(self._verify_columns(table, schema))

    def _verify_columns(self, table: str, schema: pa.Schema) -> list[str]:
        usable = []
        for wanted in arrow_schema(table):
            found = schema.get_all_field_indices(wanted.name)
            if len(found) != 1:
                rule, message = ("column_present", "it is missing") if not found else ("column_once", "it stands more than once")
                self.add(Breach(table, None, wanted.name, None, rule, message))
            elif schema.field(found[0]).type != wanted.type:
                message = f"its type is {schema.field(found[0]).type} and must be {wanted.type}"
                self.add(Breach(table, None, wanted.name, None, "arrow_type", message))
            else:
                usable.append(wanted.name)
        for name in sorted(set(schema.names) - set(arrow_schema(table).names)):
            self.add(Breach(table, None, name, None, "column_known", "no such column is in the schema"))
        return usable

    def examine(self, schema: TableSchema) -> None:
        """Verify everything about the values of a table."""
        try:
            self._examine_rows(schema)
            self._examine_keys(schema)
            self._examine_references(schema)
            for span in schema.spans:
                self._examine_span(schema, span)
            for rule in schema.table_rules:
                self._examine_rule(schema.name, rule)
            if schema.name == "documents":
                self._note_withheld_texts()
        except duckdb.Error as error:
            self._unreadable(schema.name, error)

    def _unreadable(self, table: str, error: Exception) -> None:
        first_line = (str(error).splitlines() or [""])[0]
        self.add(Breach(table, None, None, None, "readable", f"it cannot be read: {type(error).__name__}: {first_line}"))

    def _row_id(self, schema: TableSchema, alias: str = "") -> str:
        """SQL that names a row by its key, or by as much of its key as can be used."""
        prefix = f"{alias}." if alias else ""
        parts = [f"coalesce({prefix}{quote_name(name)}::VARCHAR, 'null')" for name in schema.row_key if name in self.usable[schema.name]]
        return " || '/' || ".join(parts) if parts else "NULL::VARCHAR"

    def _examine_rows(self, schema: TableSchema) -> None:
        probes = row_probes(schema, self.usable[schema.name])
        counts = ", ".join(["count(*)", *(f"count(*) FILTER (WHERE {probe.breaks})" for probe in probes)])
        found = self.connection.execute(f"SELECT {counts} FROM {schema.name}").fetchall()[0]
        self.rows[schema.name] = found[0]
        for probe, count in zip(probes, found[1:], strict=True):
            if count:
                self._list_rows(schema, probe, count)

    def _list_rows(self, schema: TableSchema, probe: Probe, count: int) -> None:
        values = ", ".join(f"{quote_name(name)}::VARCHAR" for name in probe.columns)
        query = f"SELECT {self._row_id(schema)} AS row_id, {values} FROM {schema.name} WHERE {probe.breaks} ORDER BY row_id LIMIT {LISTED}"
        self.n_breaches += count
        for row_id, *found in self.connection.execute(query).fetchall():
            if len(probe.columns) == 1:
                value = _show(found[0])
            else:
                value = ", ".join(f"{name}={_show(each)}" for name, each in zip(probe.columns, found, strict=True))
            self.add(Breach(schema.name, row_id, ", ".join(probe.columns), value, probe.rule, probe.message), count=0)

    def _examine_keys(self, schema: TableSchema) -> None:
        keys = [("primary_key", schema.primary_key), *(("unique_key", key) for key in schema.unique_keys)]
        for rule, key in keys:
            if not key or not set(key) <= self.usable[schema.name]:
                continue
            columns = ", ".join(map(quote_name, key))
            shown = " || '/' || ".join(f"coalesce({quote_name(name)}::VARCHAR, 'null')" for name in key)
            query = (
                f"SELECT min({self._row_id(schema)}) AS row_id, {shown} AS value, 'it stands ' || count(*) || ' times' AS detail "
                f"FROM {schema.name} GROUP BY {columns} HAVING count(*) > 1"
            )
            self._list_breaches(schema.name, ", ".join(key), rule, "the key must be unique", query)

    def _examine_references(self, schema: TableSchema) -> None:
        for key in schema.foreign_keys:
            if key.column not in self.usable[schema.name] or key.parent_column not in self.usable.get(key.parent, ()):
                continue
            column, parent_column = quote_name(key.column), quote_name(key.parent_column)
            query = (
                f"SELECT {self._row_id(schema, 'c')} AS row_id, c.{column}::VARCHAR AS value, NULL AS detail FROM {schema.name} c "
                f"ANTI JOIN {key.parent} p ON c.{column} = p.{parent_column} WHERE c.{column} IS NOT NULL"
            )
            self._list_breaches(schema.name, key.column, "foreign_key", f"no row of {key.parent} has it", query)

    def _examine_span(self, schema: TableSchema, span: Span) -> None:
        needed = {"doc_id", span.column, span.start, span.end}
        if not needed <= self.usable[schema.name] or not {"doc_id", "text", "text_chars"} <= self.usable.get("documents", frozenset()):
            return
        row_id, end = self._row_id(schema, "r"), quote_name(span.end)
        query = (
            f"SELECT {row_id} AS row_id, r.{end}::VARCHAR AS value, 'it has ' || d.text_chars || ' characters' AS detail "
            f"FROM {schema.name} r JOIN documents d ON r.doc_id = d.doc_id WHERE r.{end} > d.text_chars"
        )
        self._list_breaches(schema.name, span.end, f"{span.end}_within_text", "it must end within the text", query)
        rule, message = f"{span.column}_is_text", f"it must be text[{span.start}:{span.end}] of its document, in code points"
        self._list_breaches(schema.name, span.column, rule, message, short_text_query(schema.name, span, row_id))
        wrong = wrong_spans_of_long_texts(self.connection, schema.name, span, row_id)
        for number, (row, value, detail) in enumerate(wrong):
            self.n_breaches += 1
            if number < LISTED:
                self.add(Breach(schema.name, row, span.column, _show(value), rule, f"{message} ({_show(detail)})"), count=0)

    def _examine_rule(self, table: str, rule: TableRule) -> None:
        if all(set(columns) <= self.usable.get(read, frozenset()) for read, columns in rule.reads):
            self._list_breaches(table, rule.column, rule.name, rule.description, rule.sql)

    def _list_breaches(self, table: str, column: str, rule: str, message: str, query: str) -> None:
        """Keep the rows (row_id, value, detail) that a query returns as breaches."""
        listing = f"SELECT row_id, value, detail, count(*) OVER () FROM ({query}) ORDER BY row_id, value LIMIT {LISTED}"
        found = self.connection.execute(listing).fetchall()
        self.n_breaches += found[0][3] if found else 0
        for row_id, value, detail, _ in found:
            told = f"{message} ({_show(detail)})" if detail is not None else message
            self.add(Breach(table, row_id, column, _show(value), rule, told), count=0)

    def _note_withheld_texts(self) -> None:
        if "text" in self.usable["documents"]:
            query = "SELECT count(*) FILTER (WHERE text IS NULL), count(*) FROM documents"
            withheld, total = self.connection.execute(query).fetchall()[0]
            if withheld:
                self.notes.append(f"quotes were not checked for {withheld} of {total} documents: their texts are withheld")


def _show(value: Any) -> str:
    text = "null" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
