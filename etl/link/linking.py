"""Reports of many documents become events: the order of the steps, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from etl.link.clustering import Link, cluster_reports
from etl.link.duplicates import fill_groups, group_documents
from etl.link.event_rows import event_row, tally_rows
from etl.link.figures import MAX_PERIOD_DAYS, ReportFigures, observe
from etl.link.frame import Frame, ReportRow, read_frame
from etl.link.merging import Event, merge_reports, publisher_of
from etl.link.summaries import settle_summaries
from etl.link.tolls import find_tolls
from etl.schema import empty_table, make_table
from etl.settings import Settings


def link(
    tables: Mapping[str, pa.Table], *, settings: Settings, run_id: str, previous_history: pa.Table | None = None
) -> dict[str, pa.Table]:
    """Link the reports of all documents of a dataset.

    `tables` holds documents, reports and claims, extracted but not linked (columns of linking are ignored and filled anew), in any order.
    Gives the same three with their columns of linking, in the order they came in, and events, tallies, tolls, event_history and issues
    of this stage. The same rows give the same tables, whatever their order and however many runs brought them together.
    """
    documents, reports, claims = tables["documents"], tables["reports"], tables["claims"]
    groups = group_documents(documents)
    frame = read_frame(documents, reports, claims, groups=groups)
    kinds = [classify_report(report, settings) for report in frame.reports]
    figures = _observe_all(frame, kinds, settings)
    links = cluster_reports(frame, kinds, figures)
    events = _merge_all(frame, kinds, figures, links)
    settle_summaries(events)
    tolls = find_tolls(
        frame,
        has_event=[kind in EVENT_KINDS for kind in kinds],
        in_scope=[kind not in ("background", "out_of_scope") for kind in kinds],
    )
    events.sort(key=lambda event: (event.placed.country_iso3 or "~", str(event.date_start or "~"), event.event_id))
    linked = _linked_reports(frame, kinds, links, events)
    event_of_report = {report_id: columns[0] for report_id, columns in linked.items()}
    return {
        "documents": fill_groups(documents, groups),
        "reports": _fill_reports(reports, linked),
        "claims": _fill(claims, "event_id", [event_of_report.get(report_id) for report_id in claims["report_id"].to_pylist()]),
        "events": make_table("events", [event_row(event, frame, run_id=run_id) for event in events]),
        "tallies": make_table("tallies", [row for event in events for row in tally_rows(event)]),
        "tolls": make_table("tolls", tolls),
        "event_history": empty_table("event_history"),
        "issues": empty_table("issues"),
    }


EVENT_KINDS = frozenset({"incident", "summary"})


def classify_report(report: ReportRow, settings: Settings) -> str:
    """What becomes of a report: incident or summary (an event), to_toll, background or out_of_scope."""
    if report.scope == "background":
        return "background"
    if not report.is_conflict and not settings.include_non_conflict:
        return "out_of_scope"
    if report.scope == "cumulative":
        return "to_toll"
    if report.scope == "period":
        start, end = report.date_start, report.date_end
        return "summary" if start is not None and end is not None and (end - start).days < MAX_PERIOD_DAYS else "to_toll"
    return "summary" if report.n_places > 1 else "incident"


def _observe_all(frame: Frame, kinds: Sequence[str], settings: Settings) -> list[ReportFigures | None]:
    figures: list[ReportFigures | None] = []
    for position, report in enumerate(frame.reports):
        if kinds[position] not in EVENT_KINDS:
            figures.append(None)
            continue
        document = frame.documents[report.doc]
        publisher = publisher_of(document, frame.documents[document.group])
        claims = [frame.claims[index] for index in frame.claims_of[position]]
        figures.append(observe(report, claims, document, publisher=publisher, settings=settings))
    return figures


def _merge_all(frame: Frame, kinds: Sequence[str], figures: Sequence[ReportFigures | None], links: Mapping[int, Link]) -> list[Event]:
    clusters: dict[int, list[int]] = {}
    for position in sorted(links):
        clusters.setdefault(links[position].cluster, []).append(position)
    return [merge_reports(frame, members, figures, is_summary=kinds[members[0]] == "summary") for _, members in sorted(clusters.items())]


def _linked_reports(
    frame: Frame, kinds: Sequence[str], links: Mapping[int, Link], events: Sequence[Event]
) -> dict[str, tuple[str | None, str, float | None, str | None]]:
    """For each report_id its event_id, link_type, match_score and the reasons."""
    linked: dict[str, tuple[str | None, str, float | None, str | None]] = {}
    for position, kind in enumerate(kinds):
        if kind not in EVENT_KINDS:
            linked[frame.reports[position].report_id] = (None, kind, None, None)
    for event in events:
        seen_groups: set[int] = set()
        killed = event.stated.get("killed") or event.tallies.get("killed")
        for number, position in enumerate(event.reports):
            report = frame.reports[position]
            group = frame.documents[report.doc].group
            if number == 0:
                link_type = "first_report"
            elif group in seen_groups:
                link_type = "duplicate_report"
            else:
                link_type = "update" if killed is not None and killed.reported_min != killed.reported_max else "same_event"
            seen_groups.add(group)
            how = links[position]
            linked[report.report_id] = (event.event_id, link_type, None if number == 0 else how.score, None if number == 0 else how.reasons)
    return linked


def _fill_reports(reports: pa.Table, linked: Mapping[str, tuple[str | None, str, float | None, str | None]]) -> pa.Table:
    nothing = (None, "out_of_scope", None, None)
    rows = [linked.get(report_id, nothing) for report_id in reports["report_id"].to_pylist()]
    for index, name in enumerate(("event_id", "link_type", "match_score", "match_reasons")):
        reports = _fill(reports, name, [row[index] for row in rows])
    return reports


def _fill(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    """The table with a column's values replaced, or the column added."""
    index = table.schema.get_field_index(name)
    if index < 0:
        return table.append_column(name, pa.array(values, pa.float64() if name == "match_score" else pa.string()))
    field = table.schema.field(index)
    return table.set_column(index, field, pa.array(values, field.type))
