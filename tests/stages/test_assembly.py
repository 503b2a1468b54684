"""Old and new rows together: what is replaced, what stays, and that nothing stands twice."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from etl.stages.assembly import first_of_each, replace_issues, replace_rows, set_column


def _rows(*rows: tuple[Any, ...], names: tuple[str, ...]) -> pa.Table:
    return pa.table({name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(names)})


def _documents(*rows: tuple[str, str]) -> pa.Table:
    return _rows(*rows, names=("doc_id", "text"))


def _issues(*rows: tuple[str, str, str | None, str | None]) -> pa.Table:
    return _rows(*rows, names=("issue_id", "stage", "doc_id", "source_file"))


def test_a_document_given_again_has_its_rows_replaced_and_the_others_stay() -> None:
    """Only ids that were extracted anew lose their old rows."""
    old = _documents(("doc_a", "old a"), ("doc_b", "old b"))
    new = _documents(("doc_b", "new b"), ("doc_c", "new c"))
    merged = replace_rows(old, new, doc_ids={"doc_b", "doc_c"})
    assert dict(zip(merged["doc_id"].to_pylist(), merged["text"].to_pylist(), strict=True)) == {
        "doc_a": "old a",
        "doc_b": "new b",
        "doc_c": "new c",
    }


def test_a_document_that_now_has_no_rows_loses_its_old_ones() -> None:
    """Its id is among the extracted though no new row carries it."""
    old = _documents(("doc_a", "claim"))
    assert replace_rows(old, _documents(), doc_ids={"doc_a"}).num_rows == 0


def test_old_issues_go_with_their_document_their_file_or_their_stage() -> None:
    """What was read or extracted anew speaks for itself; linking is done anew each time."""
    old = _issues(
        ("iss_1", "extract", "doc_a", "a.txt"),
        ("iss_2", "extract", "doc_b", "b.txt"),
        ("iss_3", "read", None, "a.txt"),
        ("iss_4", "read", None, "other.txt"),
        ("iss_5", "link", "doc_b", "b.txt"),
    )
    new = _issues(("iss_6", "read", None, "a.txt"))
    merged = replace_issues(old, new, doc_ids={"doc_a"}, source_files={"a.txt"})
    assert sorted(merged["issue_id"].to_pylist()) == ["iss_2", "iss_4", "iss_6"]


def test_without_a_last_dataset_the_new_rows_stand_alone() -> None:
    """And the same issue found twice stands once."""
    new = _issues(("iss_1", "read", None, "a.txt"), ("iss_1", "read", None, "a.txt"))
    assert replace_issues(None, new, doc_ids=set(), source_files=set()).num_rows == 1
    assert replace_rows(None, new, doc_ids=set()) is new


def test_first_of_each_keeps_the_order() -> None:
    """The first row of each key, where it stood."""
    table = _documents(("b", "1"), ("a", "2"), ("b", "3"), ("c", "4"))
    assert first_of_each(table, "doc_id")["text"].to_pylist() == ["1", "2", "4"]


def test_set_column_fills_every_row() -> None:
    """Type and name stay."""
    table = set_column(_documents(("a", "x"), ("b", "y")), "text", "same")
    assert table["text"].to_pylist() == ["same", "same"]
    assert table.schema.field("text").type == pa.string()
