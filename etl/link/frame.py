"""The tables of an input as records in one order that depends on their content only, never on the order they came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pyarrow as pa


class DocumentRow(NamedTuple):
    """What linking needs of a document; `group` is the position of its near-duplicate group's lead."""

    doc_id: str
    publisher: str | None
    title: str | None
    url: str | None
    source_file: str
    published_date: date | None
    published_at: datetime | None
    group: int


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
    quote: str
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
    link_type: str
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


@dataclass(frozen=True, slots=True)
class Frame:
    """Documents by time of publication and id, reports by document and rank, claims by report and place in the text."""

    documents: list[DocumentRow]
    reports: list[ReportRow]
    claims: list[ClaimRow]
    claims_of: list[list[int]]
    """For each report the positions of its claims."""


_LATEST = datetime.max.replace(tzinfo=UTC)
_DEFAULTS: dict[str, Any] = {"method": "unknown", "link_type": "first_report", "review_status": "unreviewed"}


def read_frame(documents: pa.Table, reports: pa.Table, claims: pa.Table, *, groups: dict[str, str]) -> Frame:
    """Records of three tables; `groups` maps each doc_id to the doc_id of its near-duplicate group's lead.

    Reports of documents that are not there, and claims of such reports, are left out.
    """
    raw_documents = _rows(documents, DocumentRow._fields[:-1])
    raw_documents.sort(key=lambda row: (row[5] or date.max, row[6] or _LATEST, row[0]))
    doc_position = {row[0]: position for position, row in enumerate(raw_documents)}
    document_rows = [
        DocumentRow._make((*row, doc_position.get(groups.get(row[0], row[0]), position))) for position, row in enumerate(raw_documents)
    ]
    raw_reports = [(*row, doc_position[row[1]]) for row in _rows(reports, ReportRow._fields[:-1]) if row[1] in doc_position]
    raw_reports.sort(key=lambda row: (row[-1], row[2], row[0]))
    report_rows = list(map(ReportRow._make, raw_reports))
    report_position = {row.report_id: position for position, row in enumerate(report_rows)}
    raw_claims = [(*row, report_position[row[1]]) for row in _rows(claims, ClaimRow._fields[:-1]) if row[1] in report_position]
    raw_claims.sort(key=lambda row: (row[-1], row[2], row[0]))
    claim_rows = list(map(ClaimRow._make, raw_claims))
    claims_of: list[list[int]] = [[] for _ in report_rows]
    for position, claim in enumerate(claim_rows):
        claims_of[claim.report].append(position)
    return Frame(document_rows, report_rows, claim_rows, claims_of)


def _rows(table: pa.Table, names: Iterable[str]) -> list[tuple[Any, ...]]:
    """Rows as tuples of the named columns; a column that is not there is null, or its default."""
    columns: list[list[Any]] = []
    for name in names:
        index = table.schema.get_field_index(name)
        if index < 0:
            columns.append([_DEFAULTS.get(name)] * table.num_rows)
            continue
        values = table.column(index).to_pylist()
        if name in _DEFAULTS:
            values = [_DEFAULTS[name] if value is None else value for value in values]
        columns.append(values)
    return list(zip(*columns, strict=True))
