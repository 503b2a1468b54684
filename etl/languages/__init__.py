"""Language packs: one folder a language, data only. This module finds and reads them; what the data means is the business of `etl.extract`.

TSV files have a header line, `#` comments and no quoting; TOML files are read whole. Both are cached for the life of the process.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from etl.errors import LanguageError

Row = dict[str, str]


@lru_cache(maxsize=1)
def available_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the packs that ship with the package, sorted."""
    return tuple(sorted(entry.name for entry in files(__name__).iterdir() if entry.is_dir() and not entry.name.startswith("_")))


def has_language(code: str | None) -> bool:
    """Whether there is a pack for a language tag; only the part before a hyphen counts ("en-GB" is "en")."""
    return code is not None and base_language(code) in available_languages()


def base_language(code: str) -> str:
    """The primary subtag of a BCP 47 tag, in lower case."""
    return code.replace("_", "-").split("-", 1)[0].strip().lower()


def _read(language: str, name: str) -> str:
    try:
        return files(__name__).joinpath(language, name).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise LanguageError(f"the language pack '{language}' has no file {name}") from error


@cache
def read_table(language: str, name: str) -> tuple[Row, ...]:
    """The rows of a TSV file of a pack, as mappings from column name to text ("" where a trailing cell is left out).

    Raises LanguageError, naming file and line, for a row with more cells than the header.
    """
    header: list[str] | None = None
    rows: list[Row] = []
    for number, line in enumerate(_read(language, name).splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise LanguageError(f"{language}/{name}:{number}: {len(cells)} cells, the header has {len(header)}")
        rows.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    if header is None:
        raise LanguageError(f"{language}/{name}: no header line")
    return tuple(rows)


@cache
def read_config(language: str, name: str) -> dict[str, Any]:
    """The content of a TOML file of a pack. Raises LanguageError when it is malformed."""
    try:
        return tomllib.loads(_read(language, name))
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"{language}/{name}: {error}") from error
