"""One table, one file: sorted, typed, the same bytes for the same rows, read alike by pandas, DuckDB and pyarrow."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import SchemaError
from etl.schema import TABLES, arrow_schema, table_schema
from etl.writers import parquet, write_parquet
from tests.fixtures.dataset import base_tables


def _write(table: str, source: pa.Table, path: Path) -> bytes:
    assert write_parquet(table, source, path, scratch=path.parent / "scratch") == source.num_rows
    return path.read_bytes()


@pytest.mark.parametrize("table", TABLES)
def test_rows_come_back_sorted_and_whole(table: str, tmp_path: Path) -> None:
    """Every value as it was, in the order of the schema's sort key."""
    source = base_tables()[table]
    _write(table, source, tmp_path / "t.parquet")
    back = pq.read_table(tmp_path / "t.parquet")
    assert back.schema.equals(arrow_schema(table), check_metadata=False)
    order = [(column, "ascending") for column in table_schema(table).sort_key]
    assert back.to_pylist() == source.sort_by(order).to_pylist()


@given(order=st.permutations(range(9)), cuts=st.sets(st.integers(1, 8)))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_neither_order_nor_batches_show_in_the_bytes(tmp_path: Path, order: list[int], cuts: set[int]) -> None:
    """A table, the same rows in any order, or in batches of any size: the same file."""
    source = base_tables()["claims"]
    source = source.slice(0, 9)
    expected = _write("claims", source, tmp_path / "a.parquet")
    shuffled = source.take(pa.array(order))
    assert _write("claims", shuffled, tmp_path / "b.parquet") == expected
    edges = [0, *sorted(cuts), 9]
    batches = [shuffled.slice(a, b - a).combine_chunks().to_batches()[0] for a, b in pairwise(edges) if b > a]
    write_parquet("claims", batches, tmp_path / "c.parquet", scratch=tmp_path / "scratch")
    assert (tmp_path / "c.parquet").read_bytes() == expected


def test_a_file_is_a_source_too(tmp_path: Path) -> None:
    """Rows sorted on disk give the same bytes as rows sorted in memory."""
    source = base_tables()["events"]
    expected = _write("events", source, tmp_path / "a.parquet")
    pq.write_table(source, tmp_path / "plain.parquet")
    write_parquet("events", tmp_path / "plain.parquet", tmp_path / "b.parquet", scratch=tmp_path / "scratch")
    assert (tmp_path / "b.parquet").read_bytes() == expected


def test_row_groups_hold_the_rows_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups of few rows, gathered from batches in any order, give the rows of one group; each is full or the last."""
    source = base_tables()["claims"]
    shuffled = source.take(pa.array(range(source.num_rows - 1, -1, -1)))
    pieces = pa.concat_tables([shuffled.slice(at, 3) for at in range(0, source.num_rows, 3)])
    _write("claims", source, tmp_path / "one.parquet")
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 4)
    _write("claims", pieces, tmp_path / "rows.parquet")
    monkeypatch.setattr(parquet, "ROW_GROUP_TEXT", 1)
    _write("claims", pieces, tmp_path / "texts.parquet")
    whole = pq.read_table(tmp_path / "one.parquet")
    for name, most in (("rows", 4), ("texts", 1)):
        file = pq.ParquetFile(tmp_path / f"{name}.parquet")
        sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        assert sizes[:-1] == [most] * (len(sizes) - 1)
        assert file.read().equals(whole)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    """A missing, a strange and a retyped column, and a null where none may be."""
    source = base_tables()["issues"]
    position = source.schema.get_field_index("line_number")
    for bad in (
        source.drop_columns(["detail"]),
        source.append_column("surprise", pa.nulls(source.num_rows, pa.string())),
        source.set_column(position, "line_number", source["line_number"].cast(pa.int32())),
        source.set_column(source.schema.get_field_index("code"), "code", pa.nulls(source.num_rows, pa.string())),
    ):
        with pytest.raises(SchemaError, match="issues"):
            write_parquet("issues", bad, tmp_path / "t.parquet", scratch=tmp_path / "scratch")


def test_pandas_and_duckdb_read_whole_numbers_as_such(tmp_path: Path) -> None:
    """Counts with gaps are no floats in plain pandas, and sums no doubles in DuckDB; one codec that every tool has."""
    path = tmp_path / "events.parquet"
    _write("events", base_tables()["events"], path)
    frame = pd.read_parquet(path)
    assert str(frame["killed_best"].dtype) in ("Int32", "Int64")
    assert str(frame["has_disagreement"].dtype) in ("bool", "boolean")
    (row,) = duckdb.sql(f"SELECT sum(killed_best)::BIGINT, count(*) FROM '{path}'").fetchall()
    assert row[0] == int(frame["killed_best"].sum())
    metadata = pq.ParquetFile(path).metadata
    assert {metadata.row_group(0).column(at).compression for at in range(metadata.num_columns)} == {"SNAPPY"}
