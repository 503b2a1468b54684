"""Ways to break a dataset in one cell, made from the schemas: a new column or constraint is covered without a line here.

A rule over several cells cannot be broken without knowing what it means, so `RULE_BREAKERS` holds one change for each; a test fails when a
rule has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from etl.schema import TABLES, arrow_schema, codes, table_schema
from etl.schema.definitions import Field
from tests.fixtures.dataset import SATURDAY, SUNDAY, Rows, claim_id, event_id, report_id

INT64_MAX, INT32_MAX = 2**63 - 1, 2**31 - 1


@dataclass(frozen=True, slots=True)
class Corruption:
    """A value that breaks a rule when it stands in a column, in any row."""

    table: str
    column: str
    rule: str
    value: Any


def cell_corruptions() -> Iterator[Corruption]:
    """Every way in which a single cell can break what its column demands."""
    for table in TABLES:
        for field in table_schema(table).fields:
            yield from (Corruption(table, field.name, rule, value) for rule, value in _bad_values(field))
        for key in table_schema(table).foreign_keys:
            prefix = table_schema(key.parent).field(key.parent_column).pattern
            assert prefix is not None
            yield Corruption(table, key.column, "foreign_key", f"{prefix[1:4]}_ffffffffffffffff")


def _bad_values(field: Field) -> Iterator[tuple[str, Any]]:
    if field.required:
        yield "required", None
    if field.arrow_type == "double":
        yield "not_nan", float("nan")
        yield "maximum", float("inf")
    if field.minimum is not None:
        yield "minimum", field.minimum - 1
    if field.maximum is not None and field.maximum < (INT64_MAX if field.arrow_type == "int64" else INT32_MAX):
        yield "maximum", field.maximum + 1
    if field.codelist is not None:
        yield "code", 8 if field.type == "integer" else "no_such_code"
        if field.type == "string":
            yield "code", codes(field.codelist)[0] + " "
    if field.pattern is not None:
        yield "pattern", "?"
        yield "pattern", ""
    if field.min_length is not None:
        yield "min_length", ""


def loose_table(table: str, rows: list[dict[str, Any]]) -> pa.Table:
    """A table of the right types that takes what a strict one refuses: nulls anywhere, NaN."""
    fields = [pa.field(field.name, field.type) for field in arrow_schema(table)]
    return pa.table([pa.array([row.get(field.name) for row in rows], field.type) for field in fields], schema=pa.schema(fields))


def loose_tables(rows: Rows) -> dict[str, pa.Table]:
    """All tables, loosely."""
    return {table: loose_table(table, rows[table]) for table in TABLES}


_OTHER_TYPES = {
    pa.string(): pa.large_string(),
    pa.int32(): pa.int64(),
    pa.int64(): pa.int32(),
    pa.float64(): pa.float32(),
    pa.bool_(): pa.int8(),
    pa.date32(): pa.timestamp("ms"),
    pa.timestamp("us", tz="UTC"): pa.timestamp("ms", tz="UTC"),
}
"""For each type, the one that another writer most likely puts in its place."""


def with_other_type(table: pa.Table, column: str) -> pa.Table:
    """The table with one column cast to a type near its own."""
    position = table.schema.get_field_index(column)
    data = table.column(position)
    return table.set_column(position, column, data.cast(_OTHER_TYPES[data.type]))


Change = tuple[str, int, dict[str, Any]]
"""Table, row number, and what to write over the row."""

NINE = {"date_start": None, "date_end": None}

RULE_BREAKERS: dict[tuple[str, str], list[Change]] = {
    ("documents", "text_status_fits"): [("documents", 0, {"text": None})],
    ("documents", "publication_basis_fits"): [("documents", 0, {"published_date": None})],
    ("documents", "instant_fits_date"): [("documents", 0, {"published_at": datetime(2021, 5, 11, 6, tzinfo=UTC)})],
    ("documents", "text_chars_fit"): [("documents", 0, {"text_chars": 3000})],
    ("documents", "text_hash_fits"): [("documents", 0, {"text_sha256": "0" * 64})],
    ("documents", "group_is_whole"): [("documents", 1, {"is_group_lead": True})],
    ("documents", "one_group_lead"): [("documents", 2, {"is_group_lead": True})],
    ("reports", "span_order"): [("reports", 0, {"char_start": 60, "char_end": 60})],
    ("reports", "quote_is_text"): [("reports", 0, {"quote": "at least 12 people were killed when shells fell"})],
    ("reports", "char_end_within_text"): [("reports", 0, {"char_end": 3000})],
    ("reports", "dates_in_order"): [("reports", 1, {"date_end": date(2018, 1, 1)})],
    ("reports", "dates_unknown"): [("reports", 0, {"date_precision": 9})],
    ("reports", "precision_1_is_a_day"): [("reports", 0, {"date_end": SUNDAY})],
    ("reports", "dated_has_basis"): [("reports", 0, {"date_basis": "unknown"})],
    ("reports", "point_is_whole"): [("reports", 0, {"longitude": None})],
    ("reports", "place_unknown"): [("reports", 0, {"location_precision": 9})],
    ("reports", "country_only"): [("reports", 0, {"location_precision": 6, "country_iso3": None, "country_name": None})],
    ("reports", "country_is_named"): [("reports", 0, {"country_name": None})],
    ("reports", "linked_has_event"): [("reports", 0, {"event_id": None})],
    ("reports", "unlinked_has_no_event"): [("reports", 1, {"event_id": event_id("day")})],
    ("claims", "span_order"): [("claims", 0, {"char_start": 60, "char_end": 59})],
    ("claims", "quote_is_text"): [("claims", 1, {"char_start": 0, "char_end": 15})],
    ("claims", "char_end_within_text"): [("claims", 1, {"char_end": 3000})],
    ("claims", "source_text_is_text"): [("claims", 0, {"source_text": "a Délmar Relief Network"})],
    ("claims", "source_end_within_text"): [("claims", 0, {"source_end": 3000})],
    ("claims", "low_best_high"): [("claims", 1, {"low": 8})],
    ("claims", "exact_is_one_number"): [("claims", 1, {"high": None})],
    ("claims", "none_is_zero"): [("claims", 1, {"qualifier": "none"})],
    ("claims", "at_least_is_open"): [("claims", 0, {"high": 12})],
    ("claims", "up_to_is_bounded"): [("claims", 0, {"qualifier": "up_to"})],
    ("claims", "counted_is_countable"): [("claims", 1, {"counts_toward_total": True})],
    ("claims", "competing_names_its_rival"): [("claims", 7, {"competes_with_claim_id": None})],
    ("claims", "not_its_own_kin"): [("claims", 1, {"parent_claim_id": claim_id("civilians")})],
    ("claims", "dates_in_order"): [("claims", 5, {"date_end": date(2018, 1, 1)})],
    ("claims", "dates_unknown"): [("claims", 0, NINE)],
    ("claims", "precision_1_is_a_day"): [("claims", 0, {"date_end": SUNDAY})],
    ("claims", "dated_has_basis"): [("claims", 0, {"date_basis": "unknown"})],
    ("claims", "source_span_is_whole"): [("claims", 0, {"source_end": None})],
    ("claims", "same_document"): [("claims", 4, {"report_id": report_id("second-shelling")})],
    ("claims", "kin_in_same_document"): [("claims", 1, {"parent_claim_id": claim_id("governor")})],
    ("claims", "part_within_total"): [("claims", 7, {"part_role": "included_part", "parent_claim_id": claim_id("governor")})],
    ("claims", "parts_within_total"): [
        ("claims", 7, {"part_role": "exclusive_part", "parent_claim_id": claim_id("governor"), "low": 7, "best": 7, "high": 7}),
        ("claims", 8, {"part_role": "exclusive_part", "parent_claim_id": claim_id("governor"), "low": 7, "best": 7, "high": 7}),
    ],
    ("claims", "equal_parts_add_up"): [("claims", 1, {"low": 6, "best": 6, "high": 6})],
    ("events", "killed_low_best_high"): [("events", 0, {"killed_low": 13})],
    ("events", "killed_all_or_none"): [("events", 0, {"killed_low": None})],
    ("events", "injured_low_best_high"): [("events", 0, {"injured_high": 19})],
    ("events", "injured_all_or_none"): [("events", 0, {"injured_high": None})],
    ("events", "open_high_needs_figure"): [("events", 1, {"killed_is_open_high": True})],
    ("events", "basis_fits_killed"): [("events", 0, {"killed_best_basis": "not_stated"})],
    ("events", "basis_fits_injured"): [("events", 0, {"injured_best_basis": "zero_stated"})],
    ("events", "killed_parts_add_up"): [("events", 0, {"killed_civilians_best": 6})],
    ("events", "parts_more_has_no_parts"): [("events", 0, {"parts_status": "parts_more"})],
    ("events", "reported_in_order"): [("events", 0, {"reported_min": 16})],
    ("events", "dates_in_order"): [("events", 0, {"date_start": SUNDAY})],
    ("events", "dates_unknown"): [("events", 0, {"date_end": None})],
    ("events", "precision_1_is_a_day"): [("events", 0, {"date_end": SUNDAY})],
    ("events", "spans_months_fits"): [("events", 0, {"date_end": date(2021, 6, 1), "date_precision": 4})],
    ("events", "country_is_named"): [("events", 0, {"country_name": "Unknown"})],
    ("events", "point_is_whole"): [("events", 0, {"latitude": None})],
    ("events", "place_unknown"): [("events", 2, {"location_precision": 9})],
    ("events", "country_only"): [("events", 2, {"location_precision": 6, "country_iso3": None, "country_name": "Unknown"})],
    ("events", "grid_only_when_near"): [("events", 0, {"location_precision": 4})],
    ("events", "grid_fits_point"): [("events", 0, {"priogrid_gid": 149452})],
    ("events", "not_its_own_summary"): [("events", 2, {"summary_event_id": event_id("day")})],
    ("events", "reported_dates_in_order"): [("events", 0, {"last_reported_date": SATURDAY})],
    ("events", "one_first_report"): [("reports", 3, {"link_type": "first_report"})],
    ("events", "covering_event_is_summary"): [("events", 0, {"summary_event_id": event_id("talks")})],
    ("event_history", "merged_has_heir"): [("event_history", 3, {"superseded_by": None})],
    ("event_history", "active_has_no_heir"): [("event_history", 0, {"superseded_by": event_id("day")})],
    ("event_history", "not_its_own_heir"): [("event_history", 3, {"superseded_by": event_id("governor's shelling")})],
    ("event_history", "heir_exists"): [("event_history", 3, {"superseded_by": event_id("nowhere")})],
    ("tallies", "low_best_high"): [("tallies", 1, {"low": 8})],
    ("tallies", "all_or_none"): [("tallies", 1, {"high": None})],
    ("tallies", "reported_in_order"): [("tallies", 1, {"reported_min": 8})],
    ("tallies", "total_is_of_all"): [("tallies", 4, {"victim_category": "civilian"})],
    ("tallies", "leaves_add_up"): [("tallies", 1, {"low": 6, "best": 6, "high": 6, "reported_min": 6})],
    ("tallies", "total_is_the_events"): [("tallies", 4, {"low": 19, "best": 19, "high": 19, "reported_min": 19})],
    ("tolls", "low_best_high"): [("tolls", 1, {"low": 5000})],
    ("tolls", "period_in_order"): [("tolls", 0, {"period_end": date(2018, 1, 1)})],
    ("tolls", "start_unknown"): [("tolls", 0, {"period_start": None})],
    ("tolls", "not_its_own_predecessor"): [("tolls", 0, {"prev_toll_id": "SELF"})],
    ("tolls", "delta_needs_predecessor"): [("tolls", 0, {"delta_best": 1})],
    ("tolls", "delta_fits"): [("tolls", 1, {"delta_best": 21})],
    ("issues", "span_is_whole"): [("issues", 1, {"char_end": None})],
}


def apply(rows: Rows, changes: list[Change]) -> None:
    """Write changes over rows; "SELF" stands for the id of the row itself."""
    for table, number, values in changes:
        row = rows[table][number]
        own = row.get(table_schema(table).row_key[0])
        row.update({column: own if value == "SELF" else value for column, value in values.items()})
