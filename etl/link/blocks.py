"""One country's reports from rows to events: blocks know nothing of each other, so they can go to processes, and memory holds a block.

Reports of two countries are never matched, totals cover events of their country only, so nothing is lost at the borders of blocks;
reports of no known country are a block too. Where a person merges events of two countries, those are one block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.link.chunks import Chunk, CountryDay, merge_chunk
from etl.link.clustering import PERIOD, PLACES, Clusters, cluster_reports
from etl.link.collector import without_collector
from etl.link.columns import read_columns
from etl.link.corrections import Correction
from etl.link.duplicates import find_root
from etl.link.event_rows import settled_columns, tally_rows
from etl.link.figures import MAX_PERIOD_DAYS
from etl.link.frame import MERGED_COLUMNS, ReportRow
from etl.link.history import history_rows
from etl.link.ordering import Ordered, select_columns, slice_reports
from etl.link.reviewing import Reviews, correct_clusters
from etl.link.stated import read_tolls
from etl.link.summaries import settle_summaries
from etl.schema import make_table
from etl.settings import Settings

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CHUNK_REPORTS = 1_000
"""Reports that are held as records of Python at a time."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some reports that may make events, in order, what they are (`clustering.INCIDENT` and so on), and the corrections of them."""

    ordered: Ordered
    kinds: Ints
    corrections: tuple[Correction, ...]
    settings: Settings
    run_id: str


@dataclass(frozen=True, slots=True)
class LinkedBlock:
    """Rows of a block's events, and for each of its reports, in order, the event (None for one that a person rejected) and the link."""

    events: pa.Table
    tallies: pa.Table
    history: pa.Table
    event_ids: list[str | None]
    link_types: list[str]
    scores: list[float | None]
    reasons: list[str | None]
    reviews: Reviews


def split_blocks(
    ordered: Ordered, kinds: Ints, routed: Mapping[int, Sequence[Correction]], settings: Settings, run_id: str
) -> tuple[list[Ints], Iterator[Block]]:
    """The rows of each block's reports, the largest block first, and the blocks themselves, made one by one.

    `routed` has for each report the corrections that name it; a correction of several reports makes one block of theirs.
    """
    encoded = ordered.reports["country_iso3"].combine_chunks().dictionary_encode()
    keys = np.asarray(pc.fill_null(encoded.indices, len(encoded.dictionary)), np.int64)
    parents = list(range(len(encoded.dictionary) + 1))
    first_of: dict[str, int] = {}
    for row, corrections in sorted(routed.items()):
        for correction in corrections:
            one, other = (
                find_root(parents, first_of.setdefault(correction.correction_id, int(keys[row]))),
                find_root(parents, int(keys[row])),
            )
            parents[max(one, other)] = min(one, other)
    keys = np.array([find_root(parents, key) for key in range(len(parents))], np.int64)[keys]
    wanted = np.flatnonzero(kinds <= PERIOD)
    wanted = wanted[np.argsort(keys[wanted], kind="stable")]
    rows = [part for part in np.split(wanted, np.flatnonzero(np.diff(keys[wanted])) + 1) if len(part)]
    rows.sort(key=lambda part: (-len(part), int(part[0])))
    return rows, (_make_block(ordered, kinds, part, routed, settings, run_id) for part in rows)


def _make_block(
    ordered: Ordered, kinds: Ints, rows: Ints, routed: Mapping[int, Sequence[Correction]], settings: Settings, run_id: str
) -> Block:
    inside = set(rows.tolist()) if routed else set()
    found = {one.correction_id: one for row, corrections in sorted(routed.items()) if row in inside for one in corrections}
    order = {one.correction_id: number for number, one in enumerate(one for ones in routed.values() for one in ones)}
    corrections = tuple(sorted(found.values(), key=lambda one: order[one.correction_id])) if found else ()
    return Block(slice_reports(ordered, rows), kinds[rows], corrections, settings, run_id)


def link_block(block: Block) -> LinkedBlock:
    """Cluster the reports of a block, apply the corrections, merge the clusters chunk by chunk, and settle totals among the events."""
    with without_collector():
        return _link_block(block)


def _link_block(block: Block) -> LinkedBlock:
    ordered, reviews = block.ordered, Reviews()
    clusters = _cluster(ordered, block.kinds, block.settings)
    totals = np.isin(block.kinds, (PLACES, PERIOD))
    totals &= ~np.isin(clusters.heads, clusters.heads[~totals])  # what others tell as one incident is one
    groups = ordered.group[ordered.doc]
    heads = correct_clusters(clusters.heads, block.corrections, reports=ordered.reports, groups=groups, totals=totals, reviews=reviews)
    if reviews.rejected:
        heads = np.where(np.isin(heads, sorted(reviews.rejected)), -1, heads)
    return _merge(block, clusters, heads, totals, reviews)


def _cluster(ordered: Ordered, kinds: Ints, settings: Settings) -> Clusters:
    n_reports = ordered.reports.num_rows
    scopes = ordered.reports["scope"].take(pa.array(ordered.report))
    tolls = read_tolls(ordered.claims, report=ordered.report, scopes=scopes, n_reports=n_reports, settings=settings)
    columns = read_columns(ordered.documents, ordered.reports, tolls, doc=ordered.doc, group=ordered.group[ordered.doc], kinds=kinds)
    return cluster_reports(columns)


def _merge(block: Block, clusters: Clusters, heads: Ints, totals: Bools, reviews: Reviews) -> LinkedBlock:
    n_reports = len(heads)
    event_ids: list[str | None] = [None] * n_reports
    link_types = ["out_of_scope"] * n_reports
    scores: list[float | None] = [None] * n_reports
    reasons: list[str | None] = [None] * n_reports
    events, tallies, history, waiting = [], [], [], []
    summary_days = _summary_days(block.ordered.reports, totals & (heads >= 0))
    sure = clusters.scores.tolist()
    ordered = select_columns(block.ordered, reports=ReportRow._fields, claims=MERGED_COLUMNS)
    for part in _split_positions(heads):
        merged = merge_chunk(_make_chunk(block, ordered, part, heads, totals, reviews, summary_days))
        events.append(merged.events)
        tallies.append(merged.tallies)
        history.append(merged.history)
        waiting += merged.waiting
        for row, event_id, link_type in zip(part.tolist(), merged.event_ids, merged.link_types, strict=True):
            event_ids[row], link_types[row] = event_id, link_type
            if link_type == "first_report":
                continue
            correction = reviews.joined.get(row)
            if correction is not None:
                scores[row], reasons[row] = 1.0, f"by a person: {correction.describe()}"
            elif clusters.reasons[row] is not None:
                scores[row], reasons[row] = sure[row], clusters.reasons[row]
    settle_summaries([event for event, _ in waiting])
    events.append(make_table("events", [{**row, **settled_columns(event)} for event, row in waiting]))
    tallies.append(make_table("tallies", [row for event, _ in waiting for row in tally_rows(event)]))
    history.append(make_table("event_history", [row for event, _ in waiting for row in history_rows(event)]))
    return LinkedBlock(
        pa.concat_tables(events), pa.concat_tables(tallies), pa.concat_tables(history), event_ids, link_types, scores, reasons, reviews
    )


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


def _make_chunk(
    block: Block, ordered: Ordered, part: Ints, heads: Ints, totals: Bools, reviews: Reviews, summary_days: frozenset[CountryDay]
) -> Chunk:
    sliced = slice_reports(ordered, part)
    numbers = heads[part].tolist()
    known = set(numbers)
    return Chunk(
        ordered=sliced,
        clusters=tuple(numbers),
        summaries=frozenset(head for head in known if totals[head]),
        reviews={head: review for head, review in reviews.of_cluster.items() if head in known},
        summary_days=summary_days,
        settings=block.settings,
        run_id=block.run_id,
    )
