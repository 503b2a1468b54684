"""A published dataset: where its files are, and how to open and read them.

    output/
      events.parquet    -> current/events.parquet      one such link a table, and datapackage.json
      current           -> .versions/1f0c…             the one thing that a publication swaps
      .versions/1f0c…/  every file of one version, never changed once it is there

`Dataset` resolves `current` once, so all its tables are of one version, however long a reader takes. A copy whose links became files (a zip
archive, a file system without links) is a dataset too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import DatasetError
from etl.schema import PACKAGE_NAME, TABLES, table_schema

if TYPE_CHECKING:
    import pandas as pd

VERSIONS = ".versions"
CURRENT = "current"
PACKAGE_FILE = "datapackage.json"
FILES: tuple[str, ...] = (*(f"{table}.parquet" for table in TABLES), PACKAGE_FILE)
"""The files of a version."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One version of a dataset. `folder` is the one its user names, `files` the one that holds this version's files."""

    folder: Path
    files: Path
    version: str
    metadata: dict[str, Any]

    def path(self, table: str) -> Path:
        """The Parquet file of a table. Raises SchemaError for a table that no dataset has."""
        return self.files / f"{table_schema(table).name}.parquet"

    def resource(self, name: str) -> dict[str, Any]:
        """What `datapackage.json` says of a table's file: bytes, hash, rows, schema. Raises DatasetError when it says nothing."""
        for resource in self.metadata["resources"]:
            if resource["name"] == name:
                return dict(resource)
        raise DatasetError(f"{self.files / PACKAGE_FILE} does not describe {name}")

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.resource(table)["rows"])


def version_of(package: bytes) -> str:
    """The name of a version: 16 hexadecimal digits of the SHA-256 of its `datapackage.json`, which holds the hash of every table."""
    return sha256(package).hexdigest()[:16]


def current_files(folder: Path) -> Path | None:
    """The folder that holds the files of the current version; None when nothing was published.

    `current` is a link to it or, on a file system without links, a file that holds its name.
    """
    current = folder / CURRENT
    if current.is_dir():
        return current.resolve()
    if current.is_file():
        return folder / VERSIONS / current.read_text(encoding="utf-8").strip()
    return folder if (folder / PACKAGE_FILE).is_file() else None


def read_package(files: Path) -> tuple[bytes, dict[str, Any]] | None:
    """The bytes and the content of a version's `datapackage.json`; None when it is missing or not one of ours."""
    try:
        text = (files / PACKAGE_FILE).read_bytes()
        content = json.loads(text)
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or content.get("name") != PACKAGE_NAME or not isinstance(content.get("resources"), list):
        return None
    return text, content


def open_dataset(folder: str | Path) -> Dataset | None:
    """The dataset that a folder holds, its version resolved once; None when the folder holds none.

    Raises DatasetError when what was published is damaged.
    """
    folder = Path(folder)
    files = current_files(folder)
    if files is None:
        return None
    package = read_package(files)
    if package is None:
        if files == folder:
            return None
        raise DatasetError(f"{folder} is damaged: its current version has no {PACKAGE_FILE} of ours; run into an empty folder")
    return Dataset(folder=folder, files=files, version=version_of(package[0]), metadata=package[1])


_PANDAS_DTYPES = {pa.int32(): "Int32", pa.int64(): "Int64", pa.bool_(): "boolean", pa.string(): "string"}


def read_table(table: str, folder: str | Path) -> pd.DataFrame:
    """A table of a dataset as a pandas DataFrame.

    Dates are datetime64[us], instants datetime64[us, UTC], whole numbers Int32 or Int64, truth values boolean, texts string, degrees
    float64. Raises DatasetError when the folder holds no dataset, SchemaError for a table that no dataset has.
    """
    table_schema(table)
    dataset = open_dataset(folder)
    if dataset is None:
        raise DatasetError(f"{folder} holds no dataset: it has no {PACKAGE_FILE} of ours")
    try:
        data = pq.read_table(dataset.path(table))
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"{dataset.path(table)} cannot be read: {error}") from error
    return to_frame(data)


def to_frame(data: pa.Table) -> pd.DataFrame:
    """An Arrow table of ours as a pandas DataFrame, typed as `read_table` says."""
    import pandas as pd

    types = [pa.timestamp("us") if field.type == pa.date32() else field.type for field in data.schema]
    plain = pa.schema([pa.field(field.name, kind) for field, kind in zip(data.schema, types, strict=True)])
    dtypes = {arrow: pd.api.types.pandas_dtype(name) for arrow, name in _PANDAS_DTYPES.items()}
    frame: pd.DataFrame = data.replace_schema_metadata(None).cast(plain).to_pandas(types_mapper=dtypes.get)
    return frame
