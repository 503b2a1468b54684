"""Rows become tables strictly: what does not fit is refused with table, row and column."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from etl.errors import SchemaError
from etl.schema import TABLES, arrow_schema, empty_table, make_table
from tests.fixtures.dataset import base_rows

ISSUE = {"issue_id": "iss_" + "0" * 16, "severity": "error", "stage": "read", "code": "x", "detail": "d"}


def _issue(**values: Any) -> dict[str, Any]:
    return {**ISSUE, **values}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (_issue(colour="red"), "no such column: colour"),
        (_issue(detail=None), "detail is null"),
        ({"issue_id": "iss"}, "is null and must not be"),
        (_issue(line_number="1"), "line_number is '1', which is no int64"),
        (_issue(line_number=1.0), "line_number is 1.0"),
        (_issue(line_number=True), "line_number is True"),
        (_issue(line_number=2**63), "line_number cannot hold"),
        (_issue(detail=b"d"), "detail is b'd'"),
        (_issue(detail="\ud800"), "detail cannot hold"),
    ],
)
def test_a_row_that_does_not_fit(row: dict[str, Any], reason: str) -> None:
    """Strange keys, missing values, near types and numbers too large are refused, and the row is named."""
    with pytest.raises(SchemaError, match=reason) as raised:
        make_table("issues", [ISSUE, row])
    assert "issues, row 1" in str(raised.value)


def test_no_number_is_nan() -> None:
    """NaN is refused where null is meant."""
    row = dict(base_rows()["reports"][0], latitude=float("nan"))
    with pytest.raises(SchemaError, match="latitude is NaN"):
        make_table("reports", [row])


def test_a_day_is_no_instant() -> None:
    """A datetime in a column of days is refused; a naive instant is taken as UTC."""
    row = dict(base_rows()["documents"][0])
    with pytest.raises(SchemaError, match="published_date"):
        make_table("documents", [{**row, "published_date": datetime(2021, 5, 9, tzinfo=UTC)}])
    table = make_table("documents", [{**row, "published_at": datetime(2021, 5, 9, 8, 0)}])
    assert table["published_at"][0].as_py() == datetime(2021, 5, 9, 8, 0, tzinfo=UTC)
    assert table["published_date"][0].as_py() == date(2021, 5, 9)


@pytest.mark.parametrize("table", TABLES)
def test_rows_survive_the_way_into_a_table(table: str) -> None:
    """What went in comes out, a missing key as null; an empty table has the same schema."""
    rows = base_rows()[table]
    made = make_table(table, rows)
    assert made.schema.equals(arrow_schema(table), check_metadata=True)
    assert empty_table(table).schema.equals(made.schema, check_metadata=True)
    for row, out in zip(rows, made.to_pylist(), strict=True):
        assert {name: value for name, value in out.items() if value is not None} == {k: v for k, v in row.items() if v is not None}


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_flat(table: str) -> None:
    """Only types that every reader of Parquet knows, and none of them nested or a dictionary."""
    allowed = {pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us", tz="UTC")}
    assert {field.type for field in arrow_schema(table)} <= allowed
