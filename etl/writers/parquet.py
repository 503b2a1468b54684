"""One Parquet file a table: the schema's types and footer, rows in the schema's order, and the same bytes for the same rows.

Snappy, because every reader of Parquet knows it; page index, so that a filter reads little; row groups of at most 131,072 rows and about
64 MiB of text, cut by the rows alone: neither the size of the batches handed in nor the order in which they come shows in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import SchemaError
from etl.schema import arrow_schema, table_schema
from etl.sql import MEMORY_LIMIT, connect, quote_name

ROW_GROUP_ROWS = 131_072
ROW_GROUP_TEXT = 64 * 1024 * 1024
_SORTED_IN_MEMORY = 128 * 1024 * 1024
_BATCH_ROWS = 2048
_UNREPEATED = frozenset({"text", "quote", "detail", "headline", "note"})
"""Columns whose values hardly repeat: no dictionary is tried for them, and no bounds of theirs are kept."""

Source: TypeAlias = pa.Table | Path | Iterable[pa.RecordBatch]
"""Rows to write: a table, a Parquet file, or record batches that come one by one."""


def write_parquet(table: str, source: Source, path: Path, *, scratch: Path, memory_limit: str = MEMORY_LIMIT) -> int:
    """Write the rows of a table to a file, sorted by the table's sort key, nulls last; returns how many there are.

    More rows than fit into memory are sorted on disk, in `scratch`. Raises SchemaError when the columns or their types are not those of
    the schema, or when a null stands where none may.
    """
    schema = arrow_schema(table)
    if isinstance(source, pa.Table) and source.nbytes <= _SORTED_IN_MEMORY:
        _demand_columns(table, source.schema)
        order = [(column, "ascending") for column in table_schema(table).sort_key]
        batches: Iterator[pa.RecordBatch] = iter(source.select(schema.names).sort_by(order).to_batches())
        return _write_batches(table, batches, path)
    with connect(scratch, memory_limit=memory_limit) as connection:
        return _write_batches(table, _sort_on_disk(table, source, connection), path)


def _demand_columns(table: str, schema: pa.Schema) -> None:
    """Refuse a table whose columns are not those of its schema."""
    wanted = arrow_schema(table)
    strange = sorted(set(schema.names) - set(wanted.names))
    missing = [name for name in wanted.names if name not in schema.names]
    if strange or missing or len(schema.names) != len(wanted.names):
        raise SchemaError(f"{table}: columns missing: {', '.join(missing) or 'none'}; not in the schema: {', '.join(strange) or 'none'}")
    for field in wanted:
        if schema.field(field.name).type != field.type:
            raise SchemaError(f"{table}: {field.name} is {schema.field(field.name).type} and must be {field.type}")


def _sort_on_disk(table: str, source: Source, connection: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    schema = arrow_schema(table)
    if isinstance(source, Path):
        _demand_columns(table, pq.read_schema(source))
        relation = connection.read_parquet(str(source))
    elif isinstance(source, pa.Table):
        _demand_columns(table, source.schema)
        relation = connection.from_arrow(source)
    else:
        reader = pa.RecordBatchReader.from_batches(schema, _checked_batches(table, source))
        relation = connection.from_arrow(reader)
    columns = ", ".join(quote_name(name) for name in schema.names)
    order = ", ".join(f"{quote_name(name)} ASC NULLS LAST" for name in table_schema(table).sort_key)
    yield from relation.project(columns).order(order).to_arrow_reader(_BATCH_ROWS)


def _checked_batches(table: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    schema = arrow_schema(table)
    for batch in batches:
        _demand_columns(table, batch.schema)
        yield pa.RecordBatch.from_arrays([batch.column(name) for name in schema.names], schema=schema)


def _write_batches(table: str, batches: Iterator[pa.RecordBatch], path: Path) -> int:
    schema = arrow_schema(table)
    repeated = [name for name in schema.names if name not in _UNREPEATED]
    rows = 0
    options = {"compression": "snappy", "use_dictionary": repeated, "write_statistics": repeated, "write_page_index": True}
    with pq.ParquetWriter(path, schema, version="2.6", data_page_version="1.0", **options) as writer:
        for group in _cut_row_groups(batches):
            rows += group.num_rows
            _refuse_nulls(table, group)
            writer.write_table(group.cast(schema).combine_chunks(), row_group_size=ROW_GROUP_ROWS)
    return rows


def _refuse_nulls(table: str, group: pa.Table) -> None:
    for field in arrow_schema(table):
        if not field.nullable and group.column(field.name).null_count:
            raise SchemaError(f"{table}: {field.name} is null in {group.column(field.name).null_count} rows and must never be")


def _cut_row_groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Gather rows into groups. A group ends after the row with which it is full, whatever batches the rows came in."""
    held: list[pa.RecordBatch] = []
    held_rows = held_text = 0
    for batch in batches:
        rest = batch
        while rest.num_rows:
            sums = _text_bytes(rest).cumsum()
            fits = min(ROW_GROUP_ROWS - held_rows, int(np.searchsorted(sums, ROW_GROUP_TEXT - held_text)) + 1, rest.num_rows)
            held.append(rest.slice(0, fits))
            held_rows += fits
            held_text += int(sums[fits - 1])
            rest = rest.slice(fits)
            if held_rows >= ROW_GROUP_ROWS or held_text >= ROW_GROUP_TEXT:
                yield pa.Table.from_batches(held)
                held, held_rows, held_text = [], 0, 0
    if held:
        yield pa.Table.from_batches(held)


def _text_bytes(batch: pa.RecordBatch) -> npt.NDArray[np.int64]:
    """Bytes of text in each row."""
    sizes = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        if pa.types.is_string(column.type):
            sizes += pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
    return sizes
