"""Checking a dataset in its folder: its tables, and that its files are those that were published."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

from etl.check.result import Breach, CheckResult
from etl.check.tables import check_tables
from etl.dataset import Dataset, open_dataset
from etl.errors import DatasetError
from etl.schema import TABLES, schema_version
from etl.sql import MEMORY_LIMIT


def check_dataset(folder: str | Path, *, memory_limit: str = MEMORY_LIMIT) -> CheckResult:
    """Check the current version of a dataset, or the tables of a folder that is none.

    Raises DatasetError when the folder holds neither a dataset nor any of its tables.
    """
    folder = Path(folder)
    dataset = open_dataset(folder)
    files = folder if dataset is None else dataset.files
    paths = {table: files / f"{table}.parquet" for table in TABLES}
    if dataset is None and not any(path.is_file() for path in paths.values()):
        raise DatasetError(f"{folder} holds no dataset: there is neither a datapackage.json of ours nor any table")
    result = check_tables(paths, memory_limit=memory_limit)
    if dataset is None:
        note = "the files could not be compared with what was published: there is no datapackage.json of ours"
        return CheckResult(result.breaches, result.n_breaches, (*result.notes, note), result.rows)
    changed = [breach for table in TABLES for breach in _compare_file(dataset, table)]
    notes = list(result.notes)
    if dataset.metadata.get("version") != schema_version():
        notes.append(f"written by schema version {dataset.metadata.get('version')}, checked by version {schema_version()}")
    return CheckResult((*changed, *result.breaches), len(changed) + result.n_breaches, tuple(notes), result.rows)


def _compare_file(dataset: Dataset, table: str) -> list[Breach]:
    path = dataset.path(table)
    if not path.is_file():
        return []
    with path.open("rb") as file:
        digest = f"sha256:{file_digest(file, 'sha256').hexdigest()}"
    if digest == dataset.resource(table)["hash"]:
        return []
    return [Breach(table, None, None, digest, "file_as_published", "the file was changed after it was published")]
