"""Publishing a dataset: staged, then all its tables at once.

A version is a folder `.versions/<hash of its content>` that never changes once it is there. It is written under another name, flushed,
renamed, and made current by swapping one link; so a reader, a crash or a `kill -9` at any moment leaves either the old version whole or
the new one. The version before stays for readers that have it open; older ones go. What a killed run leaves is removed by the next. A
run that makes the same content as the current version changes no file.

Where a file system has no links, `current` is a file that holds the version's name, swapped in the same way (`open_dataset` sees one
version or the other), and the tables beside it are copies that follow one by one.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.dataset import CURRENT, FILES, PACKAGE_FILE, VERSIONS, Dataset, current_files, open_dataset, read_package, version_of
from etl.errors import DatasetError
from etl.schema import TABLES, describe_dataset, table_schema
from etl.writers.links import has_links, is_link, link_or_copy, place_copy, place_link, swap_current, sync_file, sync_folder
from etl.writers.lock import FolderLock
from etl.writers.parquet import Source, write_parquet

_STAGED = ".staged"
_TRASH = ".trash"
_LOCK = ".lock"
_HARMLESS = frozenset({VERSIONS, ".gitkeep", ".gitignore", ".DS_Store", "Thumbs.db", "desktop.ini", f"{CURRENT}.new"})
"""Names that a folder may hold and still count as empty."""


class Staging:
    """The next version of a dataset in the making; a context manager that holds the folder's lock.

        with Staging(folder) as staging:
            staging.write("claims", batches)                # sorted and written by the schema
            staging.adopt("documents", staging.previous.path("documents"))   # a file of ours, as it is
            ...                                             # check staging.paths()
            dataset = staging.publish(metadata)

    `previous` is the current version, None at first; `scratch` a folder for the run's own files. Leaving without `publish` removes all
    that was staged. Raises DatasetError when the folder holds something else or another run is writing to it.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.previous: Dataset | None = None
        self.scratch = self.folder / VERSIONS / ".scratch"
        self._staged = self.folder / VERSIONS / _STAGED
        self._lock = FolderLock(self.folder / VERSIONS / _LOCK)

    def __enter__(self) -> Staging:
        try:
            demand_own_folder(self.folder)
            (self.folder / VERSIONS).mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except OSError as error:
            raise DatasetError(f"{self.folder} cannot be written to: {error}") from error
        try:
            demand_own_folder(self.folder)
            self.previous = open_dataset(self.folder)
            self._discard_leftovers()
            self._staged.mkdir()
            self.scratch.mkdir()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._discard_leftovers()
        finally:
            self._lock.release()

    def write(self, table: str, source: Source) -> int:
        """Stage a table from a table, a Parquet file or record batches in any order; returns its rows. Raises SchemaError for a misfit."""
        return write_parquet(table, source, self._path(table), scratch=self.scratch)

    def adopt(self, table: str, path: Path) -> int:
        """Stage a file that an earlier run wrote, as it is; returns its rows."""
        target = self._path(table)
        target.unlink(missing_ok=True)
        link_or_copy(path, target)
        return int(pq.ParquetFile(target).metadata.num_rows)

    def paths(self) -> dict[str, Path]:
        """The files staged so far, by table."""
        return {table: self._path(table) for table in TABLES if self._path(table).is_file()}

    def publish(self, metadata: Mapping[str, Any]) -> Dataset:
        """Describe what was staged, make it the current version, and return it.

        Raises DatasetError when a table was not staged, or a file that is not ours stands where one of ours must.
        """
        missing = [table for table in TABLES if not self._path(table).is_file()]
        if missing:
            raise DatasetError(f"nothing was staged for {', '.join(missing)}; stage an empty table where there is nothing")
        files = {table: _describe_file(self._path(table)) for table in TABLES}
        package = describe_dataset(files, metadata).encode()
        version = self._settle_version(package)
        self._show(version)
        before = {self.previous.files.name, self.previous.version} if self.previous else set()
        self._remove_old_versions({version} | before)
        published = open_dataset(self.folder)
        if published is None:
            raise DatasetError(f"{self.folder} was changed by something else while it was published; run again")
        return published

    def _path(self, table: str) -> Path:
        return self._staged / f"{table_schema(table).name}.parquet"

    def _settle_version(self, package: bytes) -> str:
        """The version's folder under its final name: the one that is there already, if it is whole, or else the staged one."""
        versions = self.folder / VERSIONS
        base = name = version_of(package)
        repair = 1
        while (versions / name).exists():
            if _is_whole(versions / name, package):
                return name
            repair += 1
            name = f"{base}-{repair}"
        (self._staged / PACKAGE_FILE).write_bytes(package)
        for file in FILES:
            sync_file(self._staged / file)
        sync_folder(self._staged)
        self._staged.rename(versions / name)
        sync_folder(versions)
        return name

    def _show(self, version: str) -> None:
        """Make a version current and have every name in the folder lead to it."""
        folder, files = self.folder, self.folder / VERSIONS / version
        linked = has_links(folder)
        if linked:
            self._give_copies_a_version()
            for name in FILES:
                place_link(folder, name)
            sync_folder(folder)
        current = current_files(folder)
        if current is None or current.resolve() != files.resolve():
            swap_current(folder, version)
        if not linked:
            for name in FILES:
                place_copy(folder, name, files / name)

    def _give_copies_a_version(self) -> None:
        """Where the folder is a copy whose links became files, make a version of them first, so that linking loses nothing."""
        folder, previous = self.folder, self.previous
        if previous is None or (folder / CURRENT).is_symlink():
            return
        if (folder / CURRENT).is_file():
            swap_current(folder, previous.files.name)
            return
        files = folder / VERSIONS / previous.version
        if (folder / CURRENT).is_dir():
            if files.exists():
                self._discard(folder / CURRENT)
            else:
                (folder / CURRENT).rename(files)
        elif not files.exists():
            kept = self.scratch / "copies"
            kept.mkdir()
            for name in FILES:
                link_or_copy(folder / name, kept / name)
            kept.rename(files)
        swap_current(folder, files.name)

    def _remove_old_versions(self, kept: set[str]) -> None:
        for path in sorted((self.folder / VERSIONS).iterdir()):
            if path.is_dir() and not path.name.startswith(".") and path.name not in kept:
                self._discard(path)

    def _discard(self, path: Path) -> None:
        """Remove a folder that may be in use or half gone: out of the way first, in one step."""
        trash = self.folder / VERSIONS / f"{_TRASH}-{path.name}"
        shutil.rmtree(trash, ignore_errors=True)
        path.rename(trash)
        shutil.rmtree(trash, ignore_errors=True)

    def _discard_leftovers(self) -> None:
        """Remove what this run, or one that was killed, did not publish."""
        versions = self.folder / VERSIONS
        for path in [self._staged, self.scratch, *versions.glob(f"{_TRASH}-*")]:
            shutil.rmtree(path, ignore_errors=True)
        for path in [*versions.glob("*.new"), self.folder / f"{CURRENT}.new"]:
            path.unlink(missing_ok=True)


def publish(folder: str | Path, staged: Mapping[str, Source], metadata: Mapping[str, Any]) -> Dataset:
    """Write every table and publish them at once; see `Staging`."""
    with Staging(folder) as staging:
        for table in TABLES:
            if table in staged:
                staging.write(table, staged[table])
        return staging.publish(metadata)


def demand_own_folder(folder: Path) -> None:
    """Raise DatasetError unless a folder is missing, empty, or a dataset of ours in which nobody put other files under our names."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DatasetError(f"{folder} is a file; name a folder for the dataset")
    names = {path.name for path in folder.iterdir()} - _HARMLESS
    ours = {name for name in FILES if is_link(folder, name)}
    dataset = open_dataset(folder) if names - ours else None
    if names - ours and dataset is None:
        raise DatasetError(
            f"{folder} holds files that are no dataset of ours ({', '.join(sorted(names - ours)[:3])}): name an empty folder, or one that "
            "an earlier run made"
        )
    known = _known_hashes(folder)
    for name in FILES:
        path = folder / name
        if name not in ours and path.exists() and _hash(path) not in known:
            raise DatasetError(f"{path} is not as this program wrote it: move it away, then run again")


def _known_hashes(folder: Path) -> frozenset[str]:
    """Hashes of all files of all versions that are there, and of the copies beside them, as their packages tell."""
    hashes: set[str] = set()
    for files in [folder, *(folder / VERSIONS).glob("[0-9a-f]*")]:
        package = read_package(files)
        if package is not None:
            hashes.update(str(resource["hash"]) for resource in package[1]["resources"])
            hashes.add(_hash(files / PACKAGE_FILE))
    return frozenset(hashes)


def _describe_file(path: Path) -> dict[str, Any]:
    try:
        rows = pq.ParquetFile(path).metadata.num_rows
    except pa.ArrowException as error:
        raise DatasetError(f"{path.name} was staged and is no Parquet file: {error}") from error
    return {"bytes": path.stat().st_size, "hash": _hash(path), "rows": rows}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{file_digest(file, 'sha256').hexdigest()}"


def _is_whole(files: Path, package: bytes) -> bool:
    """Whether a version's folder holds exactly the files that a package describes, unharmed."""
    found = read_package(files)
    if found is None or found[0] != package:
        return False
    for resource in found[1]["resources"]:
        path = files / resource["path"]
        if not path.is_file() or path.stat().st_size != resource["bytes"] or _hash(path) != resource["hash"]:
            return False
    return True
