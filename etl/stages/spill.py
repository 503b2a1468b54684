"""Rows on their way to the dataset: kept in Arrow files, not in memory, until the run is over."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa

from etl.schema import arrow_schema


class Spill:
    """One Arrow file a table in a folder; append while open, read memory-mapped once closed."""

    def __init__(self, folder: Path, tables: tuple[str, ...]) -> None:
        self._folder = folder
        self._writers = {name: pa.ipc.new_file(str(self._path(name)), arrow_schema(name)) for name in tables}

    def __enter__(self) -> Spill:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for writer in self._writers.values():
            writer.close()

    def append(self, tables: dict[str, pa.Table]) -> None:
        """Add the rows of some tables."""
        for name, table in tables.items():
            self._writers[name].write_table(table)

    def read(self, name: str) -> pa.Table:
        """All rows of a table, memory-mapped; only after the spill was closed."""
        with pa.memory_map(str(self._path(name))) as source:
            return pa.ipc.open_file(source).read_all()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.arrow"
