"""Where the index of a user lies, and when it must be built again.

`CONFLICT_ETL_GAZETTEER` names the file; without it the index lies in the user's cache folder (`XDG_CACHE_HOME`, else `~/.cache`).
A list beside it remembers the user's own files, so that an index that grew stale is built with them again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl.errors import GazetteerError
from etl.gazetteer.lookup import layout_limit, read_header
from etl.gazetteer.version import base_version

VARIABLE = "CONFLICT_ETL_GAZETTEER"


def index_path() -> Path:
    """Where this user's index lies or will lie."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "conflict-etl" / "gazetteer.index"


def ensure_index() -> Path:
    """The path of an index of this version, built when there is none or an outdated one.

    Raises GazetteerError when a file that the user's index was built from is gone.
    """
    path = index_path()
    if not _is_current(path):
        build_cached(_remembered(path))
    return path


def build_cached(dumps: Sequence[Path]) -> tuple[Path, dict[str, Any]]:
    """Build the user's index from the packaged sources and these files; returns its path and header."""
    from etl.gazetteer.build import build_index

    path = index_path()
    header = build_index(path, geonames=dumps)
    _list_of(path).write_text(json.dumps([str(dump.resolve()) for dump in dumps]), encoding="utf-8")
    return path, header


def _is_current(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(16)
            head += file.read(max(0, layout_limit(head) - 16))
    except OSError:
        return False
    if len(head) <= 16:
        return False
    version: str = read_header(head, path)["version"]
    return version.split("+")[0] == base_version()


def _list_of(path: Path) -> Path:
    return path.with_name(path.name + ".sources.json")


def _remembered(path: Path) -> list[Path]:
    try:
        dumps = [Path(name) for name in json.loads(_list_of(path).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []
    gone = [str(dump) for dump in dumps if not dump.is_file()]
    if gone:
        raise GazetteerError(f"the gazetteer must be built again, but its source {gone[0]} is gone; run `make gazetteer GEONAMES=…`")
    return dumps
