"""Reports of many documents become events: the order of the steps, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.link.blocks import Block, LinkedBlock, link_block, split_blocks
from etl.link.clustering import INCIDENT, PERIOD, PLACES
from etl.link.collector import without_collector
from etl.link.corrections import Correction
from etl.link.duplicates import fill_groups, group_documents, sign_documents
from etl.link.figures import MAX_PERIOD_DAYS
from etl.link.frame import read_frame
from etl.link.history import Current, Published, read_event_ids, trace_history
from etl.link.ordering import Ordered, mark_copies, order_tables, slice_reports
from etl.link.reviewing import Reviews, correct_claims, route_corrections
from etl.link.tolls import find_tolls
from etl.schema import empty_table, make_table
from etl.settings import Settings

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MapBlocks = Callable[[Callable[[Block], LinkedBlock], Iterable[Block]], Iterable[LinkedBlock]]
"""Runs a function on blocks, in order; on several processes if it likes."""

BACKGROUND, OUT_OF_SCOPE, TO_TOLL = range(3, 6)
_LINK_TYPES = {BACKGROUND: "background", OUT_OF_SCOPE: "out_of_scope", TO_TOLL: "to_toll"}
_LINK_COLUMNS = ("event_id", "link_type", "match_score", "match_reasons")


@without_collector()
def link(
    tables: Mapping[str, pa.Table],
    *,
    settings: Settings,
    run_id: str,
    published: Published | None = None,
    corrections: Sequence[Correction] = (),
    map_blocks: MapBlocks = map,
) -> dict[str, pa.Table]:
    """Link the reports of all documents of a dataset.

    `tables` holds documents, reports and claims, extracted but not linked (columns of linking are ignored and filled anew), in any order.
    Gives the same three with their columns of linking, in the order they came in, and events, tallies, tolls, event_history and issues
    of this stage. The same rows give the same tables, whatever their order and however many runs brought them together; only the
    history also tells of `published`, what the last dataset said.
    """
    reviews = Reviews()
    marked, corrected = correct_claims(tables["claims"], corrections, reviews)
    documents = sign_documents(tables["documents"])
    with ThreadPoolExecutor(1) as aside:  # sorting and hashing leave Python's lock to others, so both cores work
        grouping = aside.submit(group_documents, documents)
        ordered = order_tables(documents, tables["reports"], corrected)
        groups = grouping.result()
    documents = fill_groups(documents, groups)
    ordered = mark_copies(ordered, groups)
    kinds = classify_reports(ordered.reports, settings)
    routed = route_corrections(corrections, ordered.reports, has_event=kinds <= PERIOD, reviews=reviews)
    rows, blocks = split_blocks(ordered, kinds, routed, settings, run_id)
    links = _Links(tables["reports"].num_rows, ordered.report_origin, kinds)
    linked: list[LinkedBlock] = []
    for part, block in zip(rows, map_blocks(link_block, blocks), strict=True):  # what is done here, is done while others go on
        links.add(part, block)
        reviews.add(block.reviews)
        linked.append(block)
    reports = links.fill(tables["reports"])
    event_of_report = dict(zip(reports["report_id"].to_pylist(), reports["event_id"].to_pylist(), strict=True))
    events = _sorted(_joined("events", [block.events for block in linked]), "country_iso3", "date_start", "event_id")
    history = _joined("event_history", [block.history for block in linked])
    return {
        "documents": documents,
        "reports": reports,
        "claims": _fill(marked, "event_id", [event_of_report.get(report_id) for report_id in marked["report_id"].to_pylist()]),
        "events": events,
        "tallies": _sorted(_joined("tallies", [block.tallies for block in linked]), "event_id"),
        "tolls": make_table("tolls", _find_tolls(ordered, kinds)),
        "event_history": _trace(history, events, published, reports, documents, reviews),
        "issues": make_table("issues", reviews.issues),
    }


def classify_reports(reports: pa.Table, settings: Settings) -> Ints:
    """What becomes of each report: INCIDENT, PLACES or PERIOD (an event), TO_TOLL, BACKGROUND or OUT_OF_SCOPE."""
    scope = reports["scope"]

    def has_scope(name: str) -> Bools:
        return _bools(pc.equal(scope, name))

    first, last = (pc.cast(reports[name], pa.int32()) for name in ("date_start", "date_end"))
    is_short = _bools(pc.less(pc.subtract(last, first), MAX_PERIOD_DAYS))
    kinds = np.where(_bools(pc.greater(reports["n_places"], 1)), PLACES, INCIDENT)
    kinds = np.where(has_scope("period"), np.where(is_short, PERIOD, TO_TOLL), kinds)
    kinds = np.where(has_scope("cumulative"), TO_TOLL, kinds)
    if not settings.include_non_conflict:
        kinds = np.where(_bools(reports["is_conflict"]), kinds, OUT_OF_SCOPE)
    return np.where(has_scope("background"), BACKGROUND, kinds).astype(np.int64)


def _bools(column: pa.ChunkedArray) -> Bools:
    """Truth values, null as false."""
    values: Bools = np.asarray(pc.fill_null(column, False), np.bool_)
    return values


def _joined(name: str, tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables) if tables else empty_table(name)


def _sorted(table: pa.Table, *keys: str) -> pa.Table:
    """Rows by some columns; those that agree in all stay in their order."""
    numbered = table.select(keys).append_column("row", pa.array(np.arange(table.num_rows)))
    return table.take(pc.sort_indices(numbered, sort_keys=[(key, "ascending") for key in (*keys, "row")]))


def _find_tolls(ordered: Ordered, kinds: Ints) -> list[dict[str, Any]]:
    """Rows of `tolls`; only the reports with a claim of a long or running total are looked at."""
    long_reports = _bools(pc.equal(ordered.reports["scope"], "cumulative"))[ordered.report]
    long_claims = _bools(pc.is_in(ordered.claims["scope"], value_set=pa.array(["period", "cumulative"])))
    chosen = np.unique(ordered.report[long_reports | long_claims])
    sliced = slice_reports(ordered, chosen)
    frame = read_frame(sliced.documents, sliced.reports, sliced.claims, doc=sliced.doc.tolist(), report=sliced.report.tolist())
    of_report = kinds[chosen]
    return find_tolls(
        frame,
        has_event=(of_report <= PERIOD).tolist(),
        in_scope=((of_report <= PERIOD) | (of_report == TO_TOLL)).tolist(),
    )


class _Links:
    """The event of each report, how it is linked, how surely, and why, in the order the reports came in."""

    def __init__(self, n_reports: int, origin: Ints, kinds: Ints) -> None:
        self._origin = origin
        self._values: dict[str, list[Any]] = {name: [None] * n_reports for name in _LINK_COLUMNS}
        types = self._values["link_type"] = ["out_of_scope"] * n_reports
        for kind, link_type in _LINK_TYPES.items():
            for row in origin[kinds == kind].tolist():
                types[row] = link_type

    def add(self, part: Ints, block: LinkedBlock) -> None:
        """Take what a block found of its reports."""
        found_of: list[Sequence[Any]] = [block.event_ids, block.link_types, block.scores, block.reasons]
        origins = self._origin[part].tolist()
        for name, found in zip(_LINK_COLUMNS, found_of, strict=True):
            column = self._values[name]
            for row, value in zip(origins, found, strict=True):
                column[row] = value

    def fill(self, reports: pa.Table) -> pa.Table:
        """The reports with these columns."""
        for name, column in self._values.items():
            reports = _fill(reports, name, column)
        return reports


def _trace(
    history: pa.Table, events: pa.Table, published: Published | None, reports: pa.Table, documents: pa.Table, reviews: Reviews
) -> pa.Table:
    if published is None:
        return history
    event_of, reports_of = read_event_ids(reports)
    last_day: dict[str, date | None] = dict(zip(events["event_id"].to_pylist(), events["last_reported_date"].to_pylist(), strict=True))
    known = frozenset(reports["report_id"].to_pylist())
    new_day = pc.max(documents["published_date"]).as_py()
    return trace_history(history, published, Current(known, event_of, reports_of, last_day, new_day, reviews.reasons))


def _fill(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    """The table with a column's values replaced, or the column added."""
    index = table.schema.get_field_index(name)
    if index < 0:
        return table.append_column(name, pa.array(values, pa.float64() if name == "match_score" else pa.string()))
    field = table.schema.field(index)
    return table.set_column(index, field, pa.array(values, field.type))
