"""The sample articles give the figures that a reader writes down from them (`tests/cases/en/samples.tsv`)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import etl

ROOT = Path(__file__).resolve().parents[1]
CASES = Path(__file__).parent / "cases" / "en" / "samples.tsv"


def _cases() -> list[tuple[str, list[str]]]:
    lines = [
        (number, line.split("\t"))
        for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines(), start=1)
        if not line.startswith("#")
    ]
    return [(f"samples.tsv:{number}", cells) for number, cells in lines[1:]]


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """All claims of the samples, with the record they come from."""
    output = tmp_path_factory.mktemp("samples") / "output"
    summary = etl.run(ROOT / "samples", output=output)
    assert summary.refused == 0
    assert etl.check(output).ok
    documents = etl.read("documents", output)[["doc_id", "record_id"]]
    return etl.read("claims", output).merge(documents, on="doc_id")


@pytest.mark.parametrize(("where", "cells"), _cases(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_figure_that_counts(claims: pd.DataFrame, where: str, cells: list[str]) -> None:
    """The article gives it, with these bounds, and it counts; or the article gives none."""
    record, outcome, category, *bounds = cells
    found = claims[claims["record_id"] == record]
    if outcome == "-":
        assert found.empty, where
        return
    counted = found[found["counts_toward_total"]]
    figures = list(zip(counted["outcome"], counted["victim_category"], counted["low"], counted["best"], counted["high"], strict=True))
    told = [(name, group, *("" if pd.isna(bound) else str(bound) for bound in numbers)) for name, group, *numbers in figures]
    assert (outcome, category, *bounds) in told, where


def test_feared_denied_and_superseded_deaths_do_not_count(claims: pd.DataFrame) -> None:
    """Twenty miners feared dead, nine children said not to have died, a toll of 12 that became 15."""
    doubtful = claims[claims["assertion"] != "asserted"]
    assert not doubtful["counts_toward_total"].any()
    assert set(doubtful["assertion"]) >= {"feared", "denied", "superseded"}
