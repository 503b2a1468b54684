"""The two sides of a happening, from the table of cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import etl
from tests.tables import Case, read_cases

COLUMNS = ("actor1", "actor1_type", "actor2", "actor2_type")


@pytest.mark.parametrize("case", read_cases("en", "actors.tsv"))
def test_the_sides_of_a_happening(case: Case) -> None:
    """Each side is the group or noun that the text names, with its kind; a side nobody names stays empty."""
    report = etl.extract(case["text"], published="2020-01-10").reports[0]
    assert {column: report[column] or "-" for column in COLUMNS} == {column: case[column] for column in COLUMNS}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["rebels", "the army", "killed", "attacked", "between", "and", "by", "four people", "in Gao", ".", ","]),
        max_size=20,
    )
)
def test_a_named_side_has_a_kind(words: list[str]) -> None:
    """However words fall: a side has a name and a kind or neither, and no two sides are one."""
    for report in etl.extract(" ".join(words), published="2020-01-10").reports:
        for side in ("actor1", "actor2"):
            assert (report[side] is None) == (report[f"{side}_type"] is None)
        assert report["actor1"] is None or report["actor1"] != report["actor2"]
