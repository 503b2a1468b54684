"""The cases of `tests/cases/<language>/dates.tsv`: words, kind, value, days, precision and rule of time expressions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from etl.extract.dates import find_dates
from etl.model import DateRange

CASES = Path(__file__).resolve().parents[2] / "cases"
COLUMNS = ["text", "published", "span", "kind", "value", "start", "end", "precision", "rule", "gap"]


def load_cases() -> list[object]:
    """A parameter for each row; rows with a gap must fail, so that whoever mends one must unmark it."""
    made: list[object] = []
    for path in sorted(CASES.glob("*/dates.tsv")):
        lines = [(n, line) for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if not line.startswith("#")]
        assert lines[0][1].split("\t") == COLUMNS
        for number, line in lines[1:]:
            row = dict(zip(COLUMNS, line.split("\t"), strict=True))
            marks = [pytest.mark.xfail(strict=True, reason=row["gap"])] if row["gap"] else []
            made.append(pytest.param(path.parent.name, row, id=f"{path.parent.name}/{path.name}:{number}", marks=marks))
    return made


def shown(found: DateRange) -> dict[str, str]:
    """An expression as a row."""
    return {
        "span": found.text,
        "kind": found.kind,
        "value": found.value,
        "start": found.date_start.isoformat() if found.date_start else "-",
        "end": found.date_end.isoformat() if found.date_end else "-",
        "precision": str(found.date_precision),
        "rule": found.rule,
    }


@pytest.mark.parametrize(("language", "row"), load_cases())
def test_case(language: str, row: dict[str, str]) -> None:
    """A row's words are found as the row says, or nothing is found where it says so."""
    published = None if row["published"] == "-" else date.fromisoformat(row["published"])
    found = find_dates(row["text"], published=published, language=language)
    if row["span"].startswith("!"):
        words = row["span"][1:]
        start = 0 if words == "*" else row["text"].index(words)
        end = len(row["text"]) if words == "*" else start + len(words)
        assert [shown(item) for item in found if item.start < end and item.end > start] == []
        return
    expected = {key: row[key] for key in ("span", "kind", "value", "start", "end", "precision", "rule")}
    asked = [key for key in expected if key in ("span", "start", "end") or expected[key] != "-"]
    assert {key: expected[key] for key in asked} in [{key: shown(item)[key] for key in asked} for item in found], [*map(shown, found)]


def test_cases_are_many() -> None:
    """English has two hundred cases or more, a fifth of them of what is no date."""
    rows = [line.split("\t") for line in (CASES / "en" / "dates.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(rows) > 200
    assert sum(row[2].startswith("!") for row in rows) >= 40
