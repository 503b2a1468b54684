"""The schema files make sense, and one that does not is refused with the file, the column and the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from etl.errors import SchemaError
from etl.schema import TABLES, codes, column_names, table_schema
from etl.schema.codelists import code_rows, codelist_names, rollup
from etl.schema.definitions import parse_table_schema

Definition = dict[str, Any]


def _definition() -> Definition:
    content: Definition = json.loads(table_schema("tolls").source)
    return content


def _change(**values: Any) -> Callable[[Definition], None]:
    return lambda definition: definition.update(values)


def _change_field(**values: Any) -> Callable[[Definition], None]:
    return lambda definition: definition["fields"][0].update(values)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_change(name="tools"), "it is named tools"),
        (_change(primaryKey=["nothing"]), "names no column: nothing"),
        (_change(sortKey=["outcome"]), "the sort key must hold a key"),
        (_change(primaryKey=[], uniqueKeys=[]), "no key"),
        (_change_field(arrowType="int8"), "does not go with arrowType"),
        (_change_field(type="integer"), "does not go with arrowType"),
        (_change_field(description=""), "no description"),
        (_change_field(codelist="colours"), "no code list colours"),
        (_change_field(colour="red"), "unknown key colour"),
        (_change_field(constraints={"pattern": "("}), "pattern"),
        (lambda definition: definition["fields"].append(definition["fields"][0]), "a column stands twice"),
        (lambda definition: definition.pop("title"), "title"),
    ],
)
def test_a_schema_that_makes_no_sense_is_refused(change: Callable[[Definition], None], reason: str) -> None:
    """The message names the file and says what is wrong."""
    definition = _definition()
    change(definition)
    with pytest.raises(SchemaError, match=reason) as raised:
        parse_table_schema(json.dumps(definition), name="tolls")
    assert "schemas/tolls.schema.json" in str(raised.value)


def test_what_is_no_json_is_refused() -> None:
    """With the name of the file."""
    with pytest.raises(SchemaError, match=r"schemas/tolls\.schema\.json"):
        parse_table_schema("{", name="tolls")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_what_it_needs(table: str) -> None:
    """A version, a key, an order of rows; a meaning for each column and each rule."""
    schema = table_schema(table)
    assert len(schema.version.split(".")) == 3
    assert schema.row_key
    assert column_names(table) == schema.columns
    assert all(field.description.endswith(".") for field in schema.fields)
    assert all(rule.description for rule in (*schema.row_rules, *schema.table_rules))


def test_a_table_that_there_is_not() -> None:
    """The message lists those that there are."""
    with pytest.raises(SchemaError, match="documents, reports"):
        table_schema("deaths")


@pytest.mark.parametrize("name", codelist_names())
def test_code_lists_roll_up_into_codes(name: str) -> None:
    """What a code rolls up into is a code of some list, or a part of the killed that has a column of its own on `events`."""
    known = {code for each in codelist_names() for code in codes(each)}
    wide = {column.removeprefix("killed_").removesuffix("_best") for column in column_names("events")}
    for coarser in rollup(name).values():
        assert coarser in known | wide, coarser
    assert [row["code"] for row in code_rows(name)] == list(codes(name))


def test_every_code_list_is_used() -> None:
    """No list lies about that no column refers to."""
    used = {field.codelist for table in TABLES for field in table_schema(table).fields if field.codelist}
    assert set(codelist_names()) == used


def test_the_rules_that_sums_stand_on_are_there() -> None:
    """The promises of the README about events, claims and tallies are rules of the schemas, not of the code that makes rows."""
    rules = {(table, rule.name) for table in TABLES for rule in (*table_schema(table).row_rules, *table_schema(table).table_rules)}
    assert rules >= {
        ("claims", "low_best_high"),
        ("claims", "dates_in_order"),
        ("claims", "parts_within_total"),
        ("claims", "equal_parts_add_up"),
        ("events", "killed_low_best_high"),
        ("events", "killed_all_or_none"),
        ("events", "injured_all_or_none"),
        ("events", "killed_parts_add_up"),
        ("events", "parts_more_has_no_parts"),
        ("events", "dates_in_order"),
        ("reports", "dates_in_order"),
        ("tallies", "leaves_add_up"),
        ("tolls", "period_in_order"),
    }
    assert {span.column for span in table_schema("claims").spans} >= {"quote", "source_text"}
    assert {span.column for span in table_schema("reports").spans} >= {"quote"}
