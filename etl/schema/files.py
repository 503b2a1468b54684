"""Where the schema files are: inside the installed package, or at the root of a working copy."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from etl.errors import SchemaError


@lru_cache(maxsize=1)
def schema_folder() -> Path:
    """The folder of `<table>.schema.json` files and `codelists/`. Raises SchemaError when there is none."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "schemas", package.parent / "schemas"):
        if (folder / "codelists").is_dir():
            return folder
    raise SchemaError("the folder schemas/ is missing: install the package again")


def read_schema_file(name: str) -> str:
    """The text of a file of the schema folder. Raises SchemaError when it is missing or not UTF-8."""
    try:
        return (schema_folder() / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaError(f"schemas/{name} cannot be read: {error}") from error
