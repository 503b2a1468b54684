"""Clusters of reports into rows, a chunk at a time, so that records of Python exist for a chunk only and chunks can go to processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from etl.link.corrections import EventReview, review_event
from etl.link.event_rows import event_row, tally_rows
from etl.link.figures import ReportFigures, observe
from etl.link.frame import Frame, read_frame
from etl.link.history import history_rows
from etl.link.merging import Event, merge_reports, publisher_of
from etl.link.ordering import Ordered
from etl.schema import make_table
from etl.settings import Settings

CountryDay = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some clusters: their documents, reports and claims, and the number of each report's cluster.

    `summaries` are clusters of totals over a period or several places, `reviews` what people said of a cluster, `summary_days` the
    countries and days (ordinals) that some total covers: their events wait until all totals are known.
    """

    ordered: Ordered
    clusters: tuple[int, ...]
    summaries: frozenset[int]
    reviews: Mapping[int, EventReview]
    summary_days: frozenset[CountryDay]
    settings: Settings
    run_id: str


@dataclass(frozen=True, slots=True)
class MergedChunk:
    """Rows of a chunk's events, those that wait with their rows so far, and for each report its event and the kind of its link."""

    events: pa.Table
    tallies: pa.Table
    history: pa.Table
    waiting: list[tuple[Event, dict[str, Any]]]
    event_ids: list[str]
    link_types: list[str]


def merge_chunk(chunk: Chunk) -> MergedChunk:
    """Merge the clusters of a chunk into events."""
    rows = chunk.ordered
    frame = read_frame(rows.documents, rows.reports, rows.claims, doc=rows.doc.tolist(), report=rows.report.tolist())
    figures = _observe_all(frame, chunk.settings)
    members: dict[int, list[int]] = {}
    for position, cluster in enumerate(chunk.clusters):
        members.setdefault(cluster, []).append(position)
    event_ids, link_types = [""] * len(frame.reports), [""] * len(frame.reports)
    ready: list[Event] = []
    waiting: list[Event] = []
    for cluster, positions in members.items():
        event = merge_reports(frame, positions, figures, is_summary=cluster in chunk.summaries)
        if cluster in chunk.reviews:
            review_event(event, chunk.reviews[cluster])
        for position, link_type in zip(positions, _link_types(frame, event), strict=True):
            event_ids[position], link_types[position] = event.event_id, link_type
        (waiting if _must_wait(event, chunk.summary_days) else ready).append(event)
    return MergedChunk(
        events=make_table("events", [event_row(event, frame, run_id=chunk.run_id) for event in ready]),
        tallies=make_table("tallies", [row for event in ready for row in tally_rows(event)]),
        history=make_table("event_history", [row for event in ready for row in history_rows(event)]),
        waiting=[(event, event_row(event, frame, run_id=chunk.run_id)) for event in waiting],
        event_ids=event_ids,
        link_types=link_types,
    )


def _observe_all(frame: Frame, settings: Settings) -> list[ReportFigures]:
    figures = []
    for position, report in enumerate(frame.reports):
        document = frame.documents[report.doc]
        claims = [frame.claims[index] for index in frame.claims_of[position]]
        figures.append(observe(report, claims, document, publisher=publisher_of(document), settings=settings))
    return figures


def _must_wait(event: Event, summary_days: frozenset[CountryDay]) -> bool:
    if event.is_summary:
        return True
    country, day = event.placed.country_iso3, event.date_start
    return country is not None and day is not None and (country, day.toordinal()) in summary_days


def _link_types(frame: Frame, event: Event) -> Sequence[str]:
    """How each report of an event is linked to it, in order."""
    if len(event.reports) == 1:
        return ("first_report",)
    killed = event.tallies.get("killed")
    has_changed = killed is not None and killed.reported_min != killed.reported_max
    seen: set[str] = set()
    kinds = []
    for number, position in enumerate(event.reports):
        group = frame.documents[frame.reports[position].doc].near_dup_group
        if number == 0:
            kinds.append("first_report")
        elif group in seen:
            kinds.append("duplicate_report")
        else:
            kinds.append("update" if has_changed else "same_event")
        seen.add(group)
    return kinds
