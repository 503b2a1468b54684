"""Some rows of the three tables as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import pyarrow as pa


class DocumentRow(NamedTuple):
    """What linking needs of a document; `near_dup_group` is the id of its group's lead, `lead_publisher` who published that one."""

    doc_id: str
    publisher: str | None
    title: str | None
    url: str | None
    source_file: str
    published_date: date | None
    published_at: datetime | None
    near_dup_group: str
    lead_publisher: str | None


class ReportRow(NamedTuple):
    """What linking needs of a report; `doc` is a position in the list of documents."""

    report_id: str
    doc_id: str
    report_rank: int
    scope: str
    event_type: str
    sub_event_type: str | None
    method: str
    is_conflict: bool
    date_start: date | None
    date_end: date | None
    date_precision: int
    date_basis: str
    place_name: str | None
    n_places: int
    geonames_id: int | None
    admin1_code: str | None
    admin1_name: str | None
    admin2_name: str | None
    country_iso3: str | None
    latitude: float | None
    longitude: float | None
    location_precision: int
    actor1: str | None
    actor1_type: str | None
    actor2: str | None
    actor2_type: str | None
    doc: int


class ClaimRow(NamedTuple):
    """What linking needs of a claim; `report` is a position in the list of reports."""

    claim_id: str
    report_id: str
    char_start: int
    outcome: str
    victim_category: str
    victim_side: str
    victim_nationality_iso3: str | None
    sex: str
    age_group: str
    part_role: str
    parent_claim_id: str | None
    competes_with_claim_id: str | None
    moved_from_claim_id: str | None
    parts_status: str
    counts_toward_total: bool
    qualifier: str
    low: int | None
    best: int | None
    high: int | None
    is_imputed: bool
    assertion: str
    scope: str
    date_start: date | None
    date_end: date | None
    date_precision: int
    place_text: str | None
    country_iso3: str | None
    source_name: str | None
    source_class: str
    stance: str
    is_party_claim: bool
    review_status: str
    report: int


_TOLL_COLUMNS = frozenset(
    {"char_start", "victim_nationality_iso3", "parts_status", "date_start", "date_end", "date_precision", "place_text", "country_iso3"}
)
MERGED_COLUMNS = tuple(name for name in ClaimRow._fields if name not in _TOLL_COLUMNS)
"""The columns of claims that events are made of; running totals need the others too."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Records of documents, reports and claims in the order of linking (`ordering`)."""

    documents: list[DocumentRow]
    reports: list[ReportRow]
    claims: list[ClaimRow]
    claims_of: list[list[int]]
    """For each report the positions of its claims."""


_DEFAULTS: dict[str, Any] = {"method": "unknown", "review_status": "unreviewed"}


def read_frame(documents: pa.Table, reports: pa.Table, claims: pa.Table, *, doc: Sequence[int], report: Sequence[int]) -> Frame:
    """Records of three tables that are in order (`ordering`); documents have the column `lead_publisher` too.

    `doc` are the rows of each report's document, `report` those of each claim's report.
    """
    claim_rows = list(map(ClaimRow._make, _rows(claims, ClaimRow._fields[:-1], report)))
    claims_of: list[list[int]] = [[] for _ in doc]
    for position, row in enumerate(report):
        claims_of[row].append(position)
    document_rows = list(map(DocumentRow._make, _rows(documents, DocumentRow._fields)))
    return Frame(document_rows, list(map(ReportRow._make, _rows(reports, ReportRow._fields[:-1], doc))), claim_rows, claims_of)


def _rows(table: pa.Table, names: Iterable[str], *more: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """Rows as tuples of the named columns, and of more values; a column that is not there is null, or its default."""
    columns: list[Sequence[Any]] = []
    for name in names:
        index = table.schema.get_field_index(name)
        if index < 0:
            columns.append([_DEFAULTS.get(name)] * table.num_rows)
            continue
        column = table.column(index)
        # numpy makes dates thirty times as fast.
        values = column.to_numpy().tolist() if column.type == pa.date32() else column.to_pylist()
        if name in _DEFAULTS:
            values = [_DEFAULTS[name] if value is None else value for value in values]
        columns.append(values)
    return zip(*columns, *more, strict=True)
