"""The three tables in one order that depends on their content only, never on the order they came in, and who belongs to whom as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.link.arrays import spread_runs
from etl.link.frame import ClaimRow, DocumentRow, ReportRow
from etl.link.wording import WORD_COLUMNS

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Documents by time of publication and id, reports by document and rank, claims by report and place in the text.

    `group` is the row of the lead of each document's near-duplicate group, `doc` the row of each report's document, `report` that of
    each claim's report; `report_origin` and `claim_origin` the rows in the tables as they came. The documents have a column
    `lead_publisher` too: who published the lead.
    """

    documents: pa.Table
    reports: pa.Table
    claims: pa.Table
    group: Ints
    doc: Ints
    report: Ints
    report_origin: Ints
    claim_origin: Ints
    claim_starts: Ints
    """The first claim of each report, and one more number: how many there are."""

    def claims_of(self, positions: Ints) -> Ints:
        """Rows of the claims of some reports, in the order of those."""
        starts = self.claim_starts[positions]
        return spread_runs(starts, self.claim_starts[positions + 1] - starts)


def order_tables(documents: pa.Table, reports: pa.Table, claims: pa.Table) -> Ordered:
    """Put the tables in order; no document is a copy of another yet (`mark_copies`).

    Columns that linking does not look at are left behind, and so are reports of documents that are not there and claims of such reports.
    """
    documents = _select(documents, DocumentRow._fields)
    reports = _select(reports, (*ReportRow._fields, *WORD_COLUMNS))
    claims = _select(claims, ClaimRow._fields)
    keys = [(name, "ascending", "at_end") for name in ("published_date", "published_at", "doc_id")]
    documents = documents.take(pc.sort_indices(documents, sort_keys=keys))
    ids = documents["doc_id"].combine_chunks()
    reports, doc, report_origin = _attach(reports, "doc_id", ids, ("report_rank", "report_id"))
    claims, report, claim_origin = _attach(claims, "report_id", reports["report_id"].combine_chunks(), ("char_start", "claim_id"))
    starts = np.searchsorted(report, np.arange(reports.num_rows + 1)).astype(np.int64)
    return Ordered(documents, reports, claims, np.arange(len(ids)), doc, report, report_origin, claim_origin, starts)


def mark_copies(ordered: Ordered, groups: Mapping[str, str]) -> Ordered:
    """The same with `group` and the documents' columns of it filled; `groups` maps each doc_id to that of its group's lead."""
    documents = ordered.documents
    ids = documents["doc_id"].combine_chunks()
    leads = pa.array([groups[doc_id] for doc_id in ids.to_pylist()], pa.string())
    group = _rows_of(leads, ids)
    columns = {"near_dup_group": leads, "lead_publisher": documents["publisher"].take(pa.array(group))}
    documents = documents.drop_columns([name for name in columns if name in documents.column_names])
    for name, values in columns.items():
        documents = documents.append_column(name, values)
    return replace(ordered, documents=documents, group=group)


def _select(table: pa.Table, names: Iterable[str]) -> pa.Table:
    wanted = frozenset(names)
    return table.select([name for name in table.column_names if name in wanted])


def select_columns(ordered: Ordered, *, reports: Iterable[str], claims: Iterable[str]) -> Ordered:
    """The same with only some columns of reports and claims."""
    return replace(ordered, reports=_select(ordered.reports, reports), claims=_select(ordered.claims, claims))


def slice_reports(ordered: Ordered, rows: Ints) -> Ordered:
    """Some reports (rows in order) with their documents and claims; `group` then only tells which documents are copies of one another."""
    docs, doc = np.unique(ordered.doc[rows], return_inverse=True)
    claim_rows = ordered.claims_of(rows)
    counts = ordered.claim_starts[rows + 1] - ordered.claim_starts[rows]
    return Ordered(
        documents=ordered.documents.take(pa.array(docs)),
        reports=ordered.reports.take(pa.array(rows)),
        claims=ordered.claims.take(pa.array(claim_rows)),
        group=np.unique(ordered.group[docs], return_inverse=True)[1].astype(np.int64),
        doc=doc.astype(np.int64),
        report=np.repeat(np.arange(len(rows)), counts),
        report_origin=ordered.report_origin[rows],
        claim_origin=ordered.claim_origin[claim_rows],
        claim_starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
    )


def _attach(table: pa.Table, key: str, ids: pa.Array, then: tuple[str, ...]) -> tuple[pa.Table, Ints, Ints]:
    """A table sorted by the row of its `key` in `ids`, those rows, and where each of its own rows came from."""
    owner = _rows_of(table[key], ids)
    keys = pa.table({"owner": owner, **{name: table[name] for name in then}})
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names]).to_numpy().astype(np.int64)
    order = order[owner[order] >= 0]
    return table.take(pa.array(order)), owner[order], order


def _rows_of(values: pa.Array | pa.ChunkedArray, ids: pa.Array) -> Ints:
    found = pc.fill_null(pc.index_in(values, value_set=ids), -1)
    rows: Ints = np.asarray(found, np.int64)
    return rows
