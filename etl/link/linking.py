"""Reports of many documents become events: the order of the steps, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.link.chunks import Chunk, CountryDay, MergedChunk, merge_chunk
from etl.link.clustering import INCIDENT, PERIOD, PLACES, Clusters, cluster_reports
from etl.link.columns import read_columns
from etl.link.corrections import Correction
from etl.link.duplicates import fill_groups, group_documents, sign_documents
from etl.link.event_rows import settled_columns, tally_rows
from etl.link.figures import MAX_PERIOD_DAYS
from etl.link.frame import read_frame
from etl.link.history import Current, Published, history_rows, trace_history
from etl.link.ordering import Ordered, order_tables
from etl.link.reviewing import Reviews, correct_claims, correct_clusters
from etl.link.stated import read_tolls
from etl.link.summaries import settle_summaries
from etl.link.tolls import find_tolls
from etl.schema import make_table
from etl.settings import Settings

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MapChunks = Callable[[Callable[[Chunk], MergedChunk], Iterable[Chunk]], Iterable[MergedChunk]]
"""Runs a function on chunks, in order; on several processes if it likes."""

CHUNK_REPORTS = 8_000
"""Reports that are held as records of Python at a time."""


def link(
    tables: Mapping[str, pa.Table],
    *,
    settings: Settings,
    run_id: str,
    published: Published | None = None,
    corrections: Sequence[Correction] = (),
    map_chunks: MapChunks = map,
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
    groups = group_documents(documents)
    documents = fill_groups(documents, groups)
    ordered = order_tables(documents, tables["reports"], corrected, groups=groups)
    kinds = classify_reports(ordered.reports, settings)
    clusters = _cluster(ordered, kinds, settings)
    group_of = ordered.group[ordered.doc]
    totals = np.isin(kinds, (PLACES, PERIOD))
    heads = correct_clusters(clusters.heads, corrections, reports=ordered.reports, groups=group_of, totals=totals, reviews=reviews)
    if reviews.rejected:
        heads = np.where(np.isin(heads, sorted(reviews.rejected)), -1, heads)
    merged = _merge(ordered, heads, totals, reviews, settings, run_id, map_chunks)
    reports = _fill_reports(tables["reports"], ordered, kinds, clusters, reviews, merged)
    event_of_report = dict(zip(reports["report_id"].to_pylist(), reports["event_id"].to_pylist(), strict=True))
    return {
        "documents": documents,
        "reports": reports,
        "claims": _fill(marked, "event_id", [event_of_report.get(report_id) for report_id in marked["report_id"].to_pylist()]),
        "events": merged.events,
        "tallies": merged.tallies,
        "tolls": make_table("tolls", _find_tolls(ordered, kinds)),
        "event_history": _trace(merged, published, reports, documents, reviews),
        "issues": make_table("issues", reviews.issues),
    }


BACKGROUND, OUT_OF_SCOPE, TO_TOLL = range(3, 6)
_LINK_TYPES = {BACKGROUND: "background", OUT_OF_SCOPE: "out_of_scope", TO_TOLL: "to_toll"}


def classify_reports(reports: pa.Table, settings: Settings) -> Ints:
    """What becomes of each report: INCIDENT, PLACES or PERIOD (an event), TO_TOLL, BACKGROUND or OUT_OF_SCOPE."""
    scope = reports["scope"]

    def has_scope(name: str) -> Bools:
        return _bools(pc.equal(scope, name))

    days = _bools(pc.less(pc.cast(pc.subtract(pc.cast(reports["date_end"], pa.int32()), pc.cast(reports["date_start"], pa.int32())),
                                  pa.int64()), MAX_PERIOD_DAYS))  # fmt: skip
    kinds = np.where(_bools(pc.greater(reports["n_places"], 1)), PLACES, INCIDENT)
    kinds = np.where(has_scope("period"), np.where(days, PERIOD, TO_TOLL), kinds)
    kinds = np.where(has_scope("cumulative"), TO_TOLL, kinds)
    if not settings.include_non_conflict:
        kinds = np.where(_bools(reports["is_conflict"]), kinds, OUT_OF_SCOPE)
    return np.where(has_scope("background"), BACKGROUND, kinds).astype(np.int64)


def _bools(column: pa.ChunkedArray) -> Bools:
    """Truth values, null as false."""
    values: Bools = pc.fill_null(column, False).to_numpy(zero_copy_only=False).astype(np.bool_)
    return values


def _cluster(ordered: Ordered, kinds: Ints, settings: Settings) -> Clusters:
    positions = np.flatnonzero(kinds <= PERIOD)
    n_reports = ordered.reports.num_rows
    scopes = ordered.reports["scope"].take(pa.array(ordered.report))
    tolls = read_tolls(ordered.claims, report=ordered.report, scopes=scopes, n_reports=n_reports, settings=settings)
    columns = read_columns(
        ordered.documents,
        ordered.reports,
        tolls,
        doc=ordered.doc,
        group=ordered.group[ordered.doc],
        positions=positions,
        kinds=kinds[positions],
    )
    return cluster_reports(columns, n_reports=n_reports)


@dataclass(frozen=True, slots=True)
class _Merged:
    events: pa.Table
    tallies: pa.Table
    history: pa.Table
    positions: Ints
    event_ids: list[str]
    link_types: list[str]


def _merge(
    ordered: Ordered, heads: Ints, totals: Bools, reviews: Reviews, settings: Settings, run_id: str, map_chunks: MapChunks
) -> _Merged:
    """Merge clusters chunk by chunk, then settle the totals among the events that waited for it."""
    parts = _split_positions(heads)
    chunks = _make_chunks(ordered, parts, heads, totals, reviews, settings, run_id)
    results = list(map_chunks(merge_chunk, chunks))
    waiting = [pair for result in results for pair in result.waiting]
    settle_summaries([event for event, _ in waiting])
    events = make_table("events", [{**row, **settled_columns(event)} for event, row in waiting])
    tallies = make_table("tallies", [row for event, _ in waiting for row in tally_rows(event)])
    history = make_table("event_history", [row for event, _ in waiting for row in history_rows(event)])
    return _Merged(
        _sorted(pa.concat_tables([*(result.events for result in results), events]), "country_iso3", "date_start", "event_id"),
        _sorted(pa.concat_tables([*(result.tallies for result in results), tallies]), "event_id"),
        pa.concat_tables([*(result.history for result in results), history]),
        np.concatenate([*parts, np.zeros(0, np.int64)]),
        [event_id for result in results for event_id in result.event_ids],
        [link_type for result in results for link_type in result.link_types],
    )


def _sorted(table: pa.Table, *keys: str) -> pa.Table:
    """Rows by some columns; those that agree in all stay in their order."""
    numbered = table.select(keys).append_column("row", pa.array(np.arange(table.num_rows)))
    return table.take(pc.sort_indices(numbered, sort_keys=[(key, "ascending") for key in (*keys, "row")]))


def _summary_days(reports: pa.Table, is_total: Bools) -> frozenset[CountryDay]:
    """Each country and day that a total of several days or places covers."""
    found: set[CountryDay] = set()
    rows = reports.select(["country_iso3", "date_start", "date_end"]).filter(pa.array(is_total))
    for country, start, end in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        first, last = start or end, end or start
        if country is not None and first is not None and (last - first).days < MAX_PERIOD_DAYS:
            found.update((country, day) for day in range(first.toordinal(), last.toordinal() + 1))
    return frozenset(found)


def _split_positions(heads: Ints) -> list[Ints]:
    """Reports of whole clusters, about `CHUNK_REPORTS` at a time, each part in order."""
    positions = np.flatnonzero(heads >= 0)
    positions = positions[np.lexsort((positions, heads[positions]))]
    ends = np.flatnonzero(np.diff(heads[positions], append=-1)) + 1
    parts = []
    start = 0
    while start < len(positions):
        stop = int(ends[min(int(np.searchsorted(ends, start + CHUNK_REPORTS)), len(ends) - 1)])
        parts.append(np.sort(positions[start:stop]))
        start = stop
    return parts


def _make_chunks(
    ordered: Ordered, parts: Sequence[Ints], heads: Ints, totals: Bools, reviews: Reviews, settings: Settings, run_id: str
) -> Iterator[Chunk]:
    publishers = ordered.documents["publisher"].take(pa.array(ordered.group))
    documents = ordered.documents.append_column("lead_publisher", publishers)
    summary_days = _summary_days(ordered.reports, totals & (heads >= 0))
    for part in parts:
        numbers = heads[part].tolist()
        known = set(numbers)
        yield Chunk(
            documents=documents.take(pa.array(np.unique(ordered.doc[part]))),
            reports=ordered.reports.take(pa.array(part)),
            claims=ordered.claims.take(pa.array(ordered.claims_of(part))),
            clusters=tuple(numbers),
            summaries=frozenset(head for head in known if totals[head]),
            reviews={head: review for head, review in reviews.of_cluster.items() if head in known},
            summary_days=summary_days,
            settings=settings,
            run_id=run_id,
        )


def _find_tolls(ordered: Ordered, kinds: Ints) -> list[dict[str, Any]]:
    """Rows of `tolls`; only the reports with a claim of a long or running total are looked at."""
    long_reports = _bools(pc.equal(ordered.reports["scope"], "cumulative"))[ordered.report]
    long_claims = _bools(pc.is_in(ordered.claims["scope"], value_set=pa.array(["period", "cumulative"])))
    chosen = np.unique(ordered.report[long_reports | long_claims])
    docs = np.unique(ordered.doc[chosen])
    documents = ordered.documents.append_column("lead_publisher", ordered.documents["publisher"].take(pa.array(ordered.group)))
    frame = read_frame(
        documents.take(pa.array(docs)),
        ordered.reports.take(pa.array(chosen)),
        ordered.claims.take(pa.array(ordered.claims_of(chosen))),
    )
    of_report = kinds[chosen]
    return find_tolls(
        frame,
        has_event=(of_report <= PERIOD).tolist(),
        in_scope=((of_report <= PERIOD) | (of_report == TO_TOLL)).tolist(),
    )


def _fill_reports(reports: pa.Table, ordered: Ordered, kinds: Ints, clusters: Clusters, reviews: Reviews, merged: _Merged) -> pa.Table:
    """The reports as they came, with the event of each, how it is linked, how surely, and why."""
    n_reports = ordered.reports.num_rows
    event_ids: list[str | None] = [None] * n_reports
    link_types = [_LINK_TYPES.get(kind, "out_of_scope") for kind in kinds.tolist()]
    scores: list[float | None] = [None] * n_reports
    reasons: list[str | None] = [None] * n_reports
    linked = zip(merged.positions.tolist(), merged.event_ids, merged.link_types, clusters.scores[merged.positions].tolist(), strict=True)
    for position, event_id, link_type, score in linked:
        event_ids[position], link_types[position] = event_id, link_type
        if link_type == "first_report":
            continue
        correction = reviews.joined.get(position)
        if correction is not None:
            scores[position], reasons[position] = 1.0, f"by a person: {correction.describe()}"
        elif score == score:
            scores[position], reasons[position] = score, clusters.reasons[position]
    place: list[int] = [-1] * reports.num_rows
    for position, origin in enumerate(ordered.report_origin.tolist()):
        place[origin] = position
    for name, values in (("event_id", event_ids), ("link_type", link_types), ("match_score", scores), ("match_reasons", reasons)):
        lost = "out_of_scope" if name == "link_type" else None
        reports = _fill(reports, name, [values[position] if position >= 0 else lost for position in place])
    return reports


def _trace(merged: _Merged, published: Published | None, reports: pa.Table, documents: pa.Table, reviews: Reviews) -> pa.Table:
    if published is None:
        return merged.history
    event_of: dict[str, str] = {}
    reports_of: dict[str, list[str]] = {}
    ids = (reports[name].to_pylist() for name in ("report_id", "doc_id", "event_id"))
    for report_id, doc_id, event_id in zip(*ids, strict=True):
        if event_id is not None:
            event_of[report_id] = event_id
            reports_of.setdefault(doc_id, []).append(report_id)
    last_day: dict[str, date | None] = dict(
        zip(merged.events["event_id"].to_pylist(), merged.events["last_reported_date"].to_pylist(), strict=True)
    )
    current = Current(
        frozenset(reports["report_id"].to_pylist()),
        event_of,
        reports_of,
        last_day,
        pc.max(documents["published_date"]).as_py(),
        reviews.reasons,
    )
    return trace_history(merged.history, published, current)


def _fill(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    """The table with a column's values replaced, or the column added."""
    index = table.schema.get_field_index(name)
    if index < 0:
        return table.append_column(name, pa.array(values, pa.float64() if name == "match_score" else pa.string()))
    field = table.schema.field(index)
    return table.set_column(index, field, pa.array(values, field.type))
