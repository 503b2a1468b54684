"""One Parquet file a table: the schema's types and footer, rows in the schema's order, and the same bytes for the same rows.

Snappy, because every reader of Parquet knows it; page index, so that a filter reads little; row groups of at most 131,072 rows and about
64 MiB of text, cut by the rows alone: neither the size of the batches handed in nor the order in which they come shows in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import SchemaError
from etl.schema import arrow_schema, table_schema

ROW_GROUP_ROWS = 131_072
ROW_GROUP_TEXT = 64 * 1024 * 1024
_BATCH_ROWS = 2048
_UNREPEATED = frozenset({"text", "quote", "detail", "headline", "note"})
"""Columns whose values hardly repeat: no dictionary is tried for them, and no bounds of theirs are kept."""

Source: TypeAlias = pa.Table | Path | Iterable[pa.RecordBatch]
"""Rows to write: a table, a Parquet file, or record batches that come one by one."""

Ints = npt.NDArray[np.int64]


def write_parquet(table: str, source: Source, path: Path, *, scratch: Path) -> int:
    """Write the rows of a table to a file, sorted by the table's sort key, nulls last; returns how many there are.

    Memory holds the sort key and a row group: rows that do not come as a table, which may itself be memory-mapped, are first kept in a file
    in `scratch`. Raises SchemaError when the columns or their types are not those of the schema, or when a null stands where none may.
    """
    if isinstance(source, pa.Table):
        _demand_columns(table, source.schema)
        return _write_sorted(table, source, path)
    scratch.mkdir(parents=True, exist_ok=True)
    kept = scratch / f"{table}.unsorted.arrow"
    try:
        with pa.ipc.new_file(str(kept), arrow_schema(table)) as writer:
            for batch in _checked_batches(table, source):
                writer.write_batch(batch)
        with pa.memory_map(str(kept)) as mapped:
            return _write_sorted(table, pa.ipc.open_file(mapped).read_all(), path)
    finally:
        kept.unlink(missing_ok=True)


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


def _checked_batches(table: str, source: Path | Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    schema = arrow_schema(table)
    batches = pq.ParquetFile(source).iter_batches(_BATCH_ROWS) if isinstance(source, Path) else source
    for batch in batches:
        _demand_columns(table, batch.schema)
        yield pa.RecordBatch.from_arrays([batch.column(name) for name in schema.names], schema=schema)


def _write_sorted(table: str, source: pa.Table, path: Path) -> int:
    schema = arrow_schema(table)
    source = source.select(schema.names)
    key = table_schema(table).sort_key
    order = pc.sort_indices(source.select(key), sort_keys=[(column, "ascending") for column in key]).to_numpy().astype(np.int64)
    batches = source.to_batches()
    ends = np.cumsum([batch.num_rows for batch in batches], dtype=np.int64)
    repeated = [name for name in schema.names if name not in _UNREPEATED]
    options = {"compression": "snappy", "use_dictionary": repeated, "write_statistics": repeated, "write_page_index": True}
    with pq.ParquetWriter(path, schema, version="2.6", data_page_version="1.0", **options) as writer:
        for rows in _cut_row_groups(order, _text_bytes(source)[order]):
            group = _gather(batches, ends, rows)
            _refuse_nulls(table, group)
            writer.write_table(group.cast(schema).combine_chunks(), row_group_size=ROW_GROUP_ROWS)
    return len(order)


def _refuse_nulls(table: str, group: pa.Table) -> None:
    for field in arrow_schema(table):
        if not field.nullable and group.column(field.name).null_count:
            raise SchemaError(f"{table}: {field.name} is null in {group.column(field.name).null_count} rows and must never be")


def _cut_row_groups(order: Ints, text: Ints) -> Iterator[Ints]:
    """The rows of each group, in order, of rows with so many bytes of text. A group ends after the row with which it is full."""
    sums = np.cumsum(text)
    start = 0
    while start < len(order):
        before = sums[start - 1] if start else 0
        full = int(np.searchsorted(sums, before + ROW_GROUP_TEXT)) + 1
        yield order[start : min(full, start + ROW_GROUP_ROWS)]
        start = min(full, start + ROW_GROUP_ROWS)


def _gather(batches: Sequence[pa.RecordBatch], ends: Ints, rows: Ints) -> pa.Table:
    """Some rows of all batches, of which each ends before a row. Arrow's own `take` would first join all of a column, which overflows."""
    sorting = np.argsort(rows, kind="stable")
    ascending = rows[sorting]
    which = np.searchsorted(ends, ascending, side="right")
    cuts = np.flatnonzero(np.diff(which)) + 1
    parts = []
    for part, number in zip(np.split(ascending, cuts), which[np.concatenate([[0], cuts])].tolist(), strict=True):
        batch = batches[number]
        parts.append(batch.take(pa.array(part - (int(ends[number]) - batch.num_rows))))
    places = np.empty(len(rows), np.int64)
    places[sorting] = np.arange(len(rows))
    return pa.Table.from_batches(parts).combine_chunks().take(pa.array(places))


def _text_bytes(source: pa.Table) -> Ints:
    """Bytes of text in each row."""
    sizes = np.zeros(source.num_rows, np.int64)
    for column in source.columns:
        if pa.types.is_string(column.type):
            sizes += pc.fill_null(pc.binary_length(column), 0).to_numpy()
    return sizes
