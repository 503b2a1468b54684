"""Where the index of a user lies, and when it must be built again.

`CONFLICT_ETL_GAZETTEER` names the file; without it the index lies in the user's cache folder (`XDG_CACHE_HOME`, else `~/.cache`), with the
version of the code and tables in its name, so that two versions of the program do not take turns in building. A list beside it remembers
the user's own files, so that an index of a new version is built with them again.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from etl.errors import GazetteerError
from etl.gazetteer.lookup import layout_limit, read_header
from etl.gazetteer.version import base_version

VARIABLE = "CONFLICT_ETL_GAZETTEER"
_MOST_KEPT = 3
_logger = logging.getLogger(__name__)


def index_path() -> Path:
    """Where this user's index of this version lies or will lie."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return _cache_folder() / f"gazetteer-{base_version()}.index"


def ensure_index() -> Path:
    """The path of an index of this version, built when there is none or an outdated one.

    Raises GazetteerError when a file that the user's index was built from is gone, or when the folder cannot be written to.
    """
    path = index_path()
    if not _is_current(path):
        _logger.warning("building the place index %s, once for this version: about half a minute", path)
        build_cached(_remembered(path))
    return path


def build_cached(dumps: Sequence[Path]) -> tuple[Path, dict[str, Any]]:
    """Build the user's index from the packaged sources and these files; returns its path and header.

    Raises GazetteerError for a file that is neither a GeoNames dump nor a P-code table, and for a folder that cannot be written to.
    """
    from etl.gazetteer.build import build_index

    path = index_path()
    try:
        header = build_index(path, geonames=dumps)
        _list_of(path).write_text(json.dumps([str(dump.resolve()) for dump in dumps]), encoding="utf-8")
    except OSError as error:
        raise GazetteerError(f"the place index {path} cannot be written ({error}); {VARIABLE} names another file for it") from error
    _remove_old(path)
    return path, header


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "conflict-etl"


def _is_current(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(16)
            head += file.read(max(0, layout_limit(head) - 16))
    except OSError:
        return False
    if len(head) <= 16:
        return False
    try:
        version: str = read_header(head, path)["version"]
    except GazetteerError:
        return False
    return version.split("+")[0] == base_version()


def _list_of(path: Path) -> Path:
    """The list of the user's own files: one for all versions in the cache folder."""
    return path.with_name((path.name if os.environ.get(VARIABLE) else "gazetteer") + ".sources.json")


def _remembered(path: Path) -> list[Path]:
    try:
        dumps = [Path(name) for name in json.loads(_list_of(path).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []
    gone = [str(dump) for dump in dumps if not dump.is_file()]
    if gone:
        raise GazetteerError(f"the gazetteer must be built again, but its source {gone[0]} is gone; run `make gazetteer GEONAMES=…`")
    return dumps


def _remove_old(path: Path) -> None:
    """Keep the latest indexes of the cache folder, so that versions do not pile up; one that is in use elsewhere may stay."""
    if os.environ.get(VARIABLE):
        return
    for old in sorted(path.parent.glob("gazetteer-*.index"), key=lambda file: file.stat().st_mtime, reverse=True)[_MOST_KEPT:]:
        with suppress(OSError):
            old.unlink()
