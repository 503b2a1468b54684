"""Parquet: one document a row, read in batches; columns outside the mapping are not even decoded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.readers.records import build_document
from etl.readers.source import Format, Item, Source
from etl.settings import Settings

_CHUNK = 1 << 20
_BATCH_ROWS = 256
_IN_MEMORY = 1 << 24


def read_parquet(source: Source, settings: Settings) -> Iterator[Item]:
    """One document a row, its number (from 1) as line. A damaged file gives what can be read and one refusal for the rest."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        while piece := source.stream.read(_CHUNK):
            copy.write(piece)
        copy.seek(0)
        try:
            table = pq.ParquetFile(copy)
            names = table.schema_arrow.names
        except (pa.ArrowException, OSError, ValueError) as error:
            yield source.refuse("unreadable_parquet", f"The file is not readable Parquet ({_first_line(error)}).")
            return
        if settings.columns.get("text", "text") not in names:
            found = ", ".join(names)[:200]
            name = settings.columns.get("text", "text")
            yield source.refuse("missing_columns", f"The table has no column '{name}' for the text (it has: {found}).")
            return
        wanted = [name for name in dict.fromkeys(settings.columns.values()) if name in names]
        yield from _read_rows(table, wanted, source, settings)


def _read_rows(table: pq.ParquetFile, columns: list[str], source: Source, settings: Settings) -> Iterator[Item]:
    number = 0
    batches = table.iter_batches(batch_size=_BATCH_ROWS, columns=columns)
    while True:
        try:
            batch = next(batches, None)
            rows: list[dict[str, Any]] = [] if batch is None else batch.to_pylist()
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            yield source.refuse("unreadable_parquet", f"The rest of the table cannot be read ({_first_line(error)}).", line=number + 1)
            return
        if batch is None:
            return
        for row in rows:
            number += 1
            yield build_document(row, source, settings, line=number)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]


def _is_parquet(head: bytes, settings: Settings) -> bool:
    return head.startswith(b"PAR1")


FORMAT = Format("parquet", (".parquet", ".pq"), _is_parquet, read_parquet)
