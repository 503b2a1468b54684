"""SQL over the tables of a dataset, for showing a few of their rows."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl.dataset import Dataset
from etl.schema import TABLES
from etl.sql import connect, quote_name, quote_text


def fetch(dataset: Dataset, query: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows of a query in which the tables stand under their own names, as mappings from column to value."""
    with tempfile.TemporaryDirectory(prefix="show-") as scratch, connect(Path(scratch)) as database:
        for table in TABLES:
            file = quote_text(str(dataset.path(table)))
            database.execute(f"CREATE VIEW {quote_name(table)} AS SELECT * FROM read_parquet({file})")
        found = database.execute(query, list(parameters))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
