"""Whatever is broken, in any column of any table, the check names it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.check import CheckResult, check_tables
from etl.schema import TABLES, table_schema
from tests.check.corruptions import RULE_BREAKERS, Corruption, apply, cell_corruptions, loose_tables, with_other_type
from tests.fixtures.dataset import Rows, base_rows, base_tables

CELLS = list(cell_corruptions())


def found(result: CheckResult) -> set[tuple[str, str | None, str]]:
    """Table, column and rule of each breach."""
    return {(breach.table, breach.column, breach.rule) for breach in result.breaches}


def row_key(rows: Rows, table: str, number: int) -> str:
    """The id by which the check names a row."""
    row = rows[table][number]
    return "/".join("null" if row.get(name) is None else str(row[name]) for name in table_schema(table).row_key)


def test_the_whole_dataset_keeps_every_rule() -> None:
    """What the corruptions start from is sound, strictly and loosely made."""
    assert check_tables(base_tables()).ok
    assert check_tables(loose_tables(base_rows())).breaches == ()


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_is_found(table: str) -> None:
    """A dataset has all its tables."""
    tables = base_tables()
    del tables[table]
    assert (table, None, "table_present") in found(check_tables(tables))


@pytest.mark.parametrize("table", TABLES)
def test_a_column_of_another_type_is_found(table: str) -> None:
    """Every column has exactly its Arrow type: a near one is named for each column."""
    tables = base_tables()
    for column in table_schema(table).columns:
        tables[table] = with_other_type(tables[table], column)
    expected = {(table, column, "arrow_type") for column in table_schema(table).columns}
    assert found(check_tables(tables)) == expected


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_column_is_found(table: str) -> None:
    """Every column is there: each one that is not is named."""
    kept, *dropped = table_schema(table).columns
    tables = base_tables()
    tables[table] = tables[table].select([kept])
    assert {(table, column, "column_present") for column in dropped} <= found(check_tables(tables))


@pytest.mark.parametrize("table", TABLES)
def test_a_strange_column_is_found(table: str) -> None:
    """No table has a column that its schema does not know."""
    tables = base_tables()
    tables[table] = tables[table].append_column("surprise", pa.nulls(tables[table].num_rows, pa.string()))
    assert found(check_tables(tables)) == {(table, "surprise", "column_known")}


def test_a_strange_table_is_found() -> None:
    """No dataset has a table that the schemas do not know."""
    tables = {**base_tables(), "surprise": pa.table({"a": [1]})}
    assert found(check_tables(tables)) == {("surprise", None, "table_known")}


def _groups() -> Iterable[Any]:
    """Corruptions by table and rule, at most one a column, so that one check shows many."""
    ordered = sorted(CELLS, key=lambda each: (each.table, each.rule))
    for (table, rule), members in groupby(ordered, key=lambda each: (each.table, each.rule)):
        rounds: list[dict[str, Corruption]] = []
        for member in members:
            free = next((each for each in rounds if member.column not in each), None)
            if free is None:
                free = {}
                rounds.append(free)
            free[member.column] = member
        for number, each in enumerate(rounds):
            yield pytest.param(table, list(each.values()), id=f"{table}-{rule}-{number}")


@pytest.mark.parametrize(("table", "corruptions"), list(_groups()))
def test_a_corrupt_cell_is_found_in_every_column(table: str, corruptions: list[Corruption]) -> None:
    """Null, range, NaN, pattern, code, empty text, dangling key: each corrupt column is named, with its row and the value in it."""
    rows = base_rows()
    for corruption in corruptions:
        rows[table][0][corruption.column] = corruption.value
    result = check_tables(loose_tables(rows))
    expected = {(table, corruption.column, corruption.rule) for corruption in corruptions}
    assert expected <= found(result)
    ids = {breach.row_id for breach in result.breaches if (breach.table, breach.column, breach.rule) in expected}
    assert ids == {row_key(rows, table, 0)}


@settings(max_examples=25, deadline=None, derandomize=True)
@given(corruption=st.sampled_from(CELLS), data=st.data())
def test_a_single_corrupt_cell_is_found_in_any_row(corruption: Corruption, data: st.DataObject) -> None:
    """One cell is enough, whichever row it stands in."""
    rows = base_rows()
    number = data.draw(st.integers(0, len(rows[corruption.table]) - 1))
    rows[corruption.table][number][corruption.column] = corruption.value
    result = check_tables(loose_tables(rows))
    breaches = [
        each for each in result.breaches if (each.table, each.column, each.rule) == (corruption.table, corruption.column, corruption.rule)
    ]
    assert [breach.row_id for breach in breaches] == [row_key(rows, corruption.table, number)]


@pytest.mark.parametrize("table", TABLES)
def test_a_doubled_row_is_found(table: str) -> None:
    """Every key is unique: a row that stands twice breaks each of them."""
    rows = base_rows()
    rows[table].append(dict(rows[table][0]))
    schema = table_schema(table)
    expected = {(table, ", ".join(key), "unique_key") for key in schema.unique_keys}
    if schema.primary_key:
        expected.add((table, ", ".join(schema.primary_key), "primary_key"))
    assert expected <= found(check_tables(loose_tables(rows)))


@pytest.mark.parametrize(("table", "key"), [(table, key) for table in TABLES for key in table_schema(table).unique_keys])
def test_a_doubled_unique_key_is_found(table: str, key: tuple[str, ...]) -> None:
    """A unique key is unique by itself, not only together with the primary key."""
    rows = base_rows()
    rows[table][1].update({column: rows[table][0].get(column) for column in key})
    assert (table, ", ".join(key), "unique_key") in found(check_tables(loose_tables(rows)))


def _rules() -> set[tuple[str, str]]:
    names: set[tuple[str, str]] = set()
    for table in TABLES:
        schema = table_schema(table)
        names |= {(table, rule.name) for rule in (*schema.row_rules, *schema.table_rules)}
        names |= {(table, f"{span.column}_is_text") for span in schema.spans}
        names |= {(table, f"{span.end}_within_text") for span in schema.spans}
    return names


def test_every_rule_has_a_breaker() -> None:
    """No rule of the schemas stands untested, and no breaker is left of a rule that is gone."""
    assert set(RULE_BREAKERS) == _rules()


@pytest.mark.parametrize(("table", "rule"), sorted(RULE_BREAKERS))
def test_a_broken_rule_is_found(table: str, rule: str) -> None:
    """Sums, bounds, dates, spans, parts and kin: breaking a rule is found, and the row is named."""
    rows = base_rows()
    apply(rows, RULE_BREAKERS[table, rule])
    breaches = [each for each in check_tables(loose_tables(rows)).breaches if (each.table, each.rule) == (table, rule)]
    assert breaches
    assert all(breach.row_id and breach.column and breach.message for breach in breaches)
    if rule in {each.name for each in table_schema(table).row_rules}:
        number = RULE_BREAKERS[table, rule][0][1]
        assert {breach.row_id for breach in breaches} == {row_key(rows, table, number)}
