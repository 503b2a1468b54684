"""The wheel holds what the package needs at run time: schemas, code lists, language packs, the gazetteer's own tables."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(find_spec("hatchling") is None or find_spec("pip") is None, reason="the packages that build a wheel are not installed")
def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    """Code and data of `etl/`, `schemas/` inside it, and both licence files."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(tmp_path), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    package = [path for path in (ROOT / "etl").rglob("*") if path.is_file() and path.suffix in (".py", ".tsv", ".toml")]
    assert {path.relative_to(ROOT).as_posix() for path in package} <= names
    schemas = [path for path in (ROOT / "schemas").rglob("*") if path.is_file()]
    assert {f"etl/{path.relative_to(ROOT).as_posix()}" for path in schemas} <= names
    assert {Path(name).name for name in names if ".dist-info/" in name} >= {"LICENSE", "NOTICE", "METADATA", "entry_points.txt"}
    assert not [name for name in names if name.startswith(("tests/", "samples/"))]
