"""Writing: one Parquet file a table, and all tables of a run published at once."""

from etl.dataset import Dataset, open_dataset, read_table
from etl.writers.dataset import Staging, publish
from etl.writers.parquet import write_parquet

__all__ = ["Dataset", "Staging", "open_dataset", "publish", "read_table", "write_parquet"]
