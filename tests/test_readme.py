"""The README is true: its code runs on the samples."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

import etl

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples as `articles/` and their dataset as `output/`."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "samples", folder / "articles")
    etl.run(folder / "articles", output=folder / "output")
    return folder


def test_python(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pandas lines run, and find what their comments say."""
    monkeypatch.chdir(folder)
    (block,) = _blocks("python")
    names: dict[str, object] = {}
    exec(block, names)
    found = names["found"]
    assert isinstance(found, etl.api.TextExtraction)
    assert found.claims[0]["best"] == 2
    assert str(found.reports[0]["date_start"]) == "2020-03-02"


def test_sql(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The DuckDB queries run and give rows."""
    monkeypatch.chdir(folder)
    (block,) = _blocks("sql")
    statements = [statement for statement in block.split(";") if statement.strip()]
    assert len(statements) == 2
    for statement in statements:
        assert duckdb.sql(statement).fetchall()


def test_tables_and_columns_are_named_right() -> None:
    """Every table of a dataset has its line, and the columns named first exist."""
    from etl.schema import TABLES, column_names

    for table in TABLES:
        assert f"| {table} |" in README
    first = README[README.index("Columns of `events`") : README.index("## What the numbers mean")]
    for name in re.findall(r"`([a-z0-9_]+)`", first):
        assert name == "events" or name in column_names("events"), name
