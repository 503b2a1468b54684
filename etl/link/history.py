"""What was known when, and what became of every event id that was ever published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.link.merging import Event
from etl.schema import arrow_schema, make_table

ENDED = ("merged", "split", "retracted")


@dataclass(frozen=True, slots=True)
class Published:
    """What the last dataset said: for each report its event, for each document its reports, and the history it came with."""

    event_of: Mapping[str, str] = field(default_factory=dict)
    reports_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    killed_of: Mapping[str, int | None] = field(default_factory=dict)
    history: pa.Table | None = None


def read_published(reports: pa.Table, events: pa.Table, history: pa.Table) -> Published:
    """What a published dataset says, from its tables."""
    event_of, reports_of = read_event_ids(reports)
    killed_of = dict(zip(events["event_id"].to_pylist(), events["killed_best"].to_pylist(), strict=True))
    return Published(event_of, reports_of, killed_of, history)


def read_event_ids(reports: pa.Table) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The event of each report that has one, and each document's reports that have one, by their ids."""
    event_of: dict[str, str] = {}
    reports_of: dict[str, list[str]] = {}
    ids = (reports[name].to_pylist() for name in ("report_id", "doc_id", "event_id"))
    for report_id, doc_id, event_id in zip(*ids, strict=True):
        if event_id is not None:
            event_of[report_id] = event_id
            reports_of.setdefault(doc_id, []).append(report_id)
    return event_of, reports_of


def history_rows(event: Event) -> list[dict[str, Any]]:
    """The rows of an active event: when it was first reported, and each day on which its toll changed."""
    if event.is_summary:
        return [_summary_row(event)]
    rows = []
    before: int | None = None
    for number, revision in enumerate(event.revisions):
        reason = "first reported" if number == 0 else f"killed revised from {_told(before)} to {_told(revision.best)}"
        rows.append(_active(event, revision.day, revision.best, reason))
        before = revision.best
    total = event.tallies["killed"].total if "killed" in event.tallies else None
    if total is not None and total.basis == "reviewed":
        rows[-1] = _active(event, event.revisions[-1].day, total.best, event.review_note or "set by a person")
    return rows


def _summary_row(event: Event) -> dict[str, Any]:
    stated = event.stated.get("killed", event.tallies.get("killed"))
    killed = event.tallies.get("killed")
    best = killed.total.best if killed and killed.total else None
    reason = "first reported"
    if event.n_covered and stated and stated.total:
        reason = f"a total of {stated.total.best}, less what the events it covers account for"
    return _active(event, event.revisions[-1].day, best, reason)


def _active(event: Event, day: date | None, best: int | None, reason: str) -> dict[str, Any]:
    return {"event_id": event.event_id, "status": "active", "as_of_date": day, "killed_best": best, "reason": reason}


def _told(best: int | None) -> str:
    return "not stated" if best is None else str(best)


@dataclass(frozen=True, slots=True)
class Current:
    """What the new dataset says: its reports, for each its event, for each document its reports of events, for each event its last day.

    `new_day` is the last day of publication of all; `reasons` are what people gave for retracting or joining an event, by its id.
    """

    reports: frozenset[str]
    event_of: Mapping[str, str]
    reports_of: Mapping[str, Sequence[str]]
    last_day: Mapping[str, date | None]
    new_day: date | None
    reasons: Mapping[str, str] = field(default_factory=dict)


def trace_history(active: pa.Table, published: Published, current: Current) -> pa.Table:
    """The history of the new dataset: rows of active events, what became of ids that are no longer active, and what was known before.

    Every id of the last dataset's events and history is found in it: active, or leading to what it became.
    """
    rows: list[dict[str, Any]] = []
    members: dict[str, list[str]] = {}
    for report_id, event_id in published.event_of.items():
        members.setdefault(event_id, []).append(report_id)
    doc_of = {report_id: doc_id for doc_id, report_ids in published.reports_of.items() for report_id in report_ids}
    for event_id in sorted(members):
        heirs = _find_heirs(members[event_id], doc_of, published, current)
        if event_id not in current.last_day:
            rows.extend(_ended(event_id, heirs, published, current))
        else:
            rows.extend(_parted(event_id, heirs, published, current))
    ended = make_table("event_history", rows)
    tables = [active]
    if published.history is not None and published.history.num_rows:
        is_active = pc.is_in(published.history["event_id"], value_set=pa.array(sorted(current.last_day), pa.string()))
        stale = pc.and_(is_active, pc.equal(published.history["status"], "active"))
        tables.append(published.history.filter(pc.invert(stale)).cast(arrow_schema("event_history")))
    return _without_repeats(pa.concat_tables([*tables, ended]))


def _find_heirs(report_ids: Sequence[str], doc_of: Mapping[str, str], published: Published, current: Current) -> list[str]:
    """The events that hold the reports of an event today; those of a report that was read anew, its document's."""
    heirs: dict[str, None] = {}
    for report_id in report_ids:
        event_id = current.event_of.get(report_id)
        if event_id is not None:
            heirs[event_id] = None
            continue
        doc_id = doc_of[report_id]
        before, now = published.reports_of[doc_id], current.reports_of.get(doc_id, ())
        if report_id not in current.reports and now:
            place = min(before.index(report_id), len(now) - 1)
            heirs[current.event_of[now[place]]] = None
    return sorted(heirs)


def _ended(event_id: str, heirs: Sequence[str], published: Published, current: Current) -> list[dict[str, Any]]:
    killed = published.killed_of.get(event_id)
    given = current.reasons.get(event_id)
    if not heirs:
        reason = given or "its reports are no longer there, or are no longer taken for a happening in scope"
        return [_row(event_id, "retracted", None, current.new_day, killed, reason)]
    if len(heirs) == 1:
        reason = given or "an earlier report of it came, or it proved to be the same event"
        return [_row(event_id, "merged", heirs[0], current.last_day.get(heirs[0]), killed, reason)]
    reason = given or "its reports proved to tell of several events"
    return [_row(event_id, "split", heir, current.last_day.get(heir), killed, reason) for heir in heirs]


def _parted(event_id: str, heirs: Sequence[str], published: Published, current: Current) -> list[dict[str, Any]]:
    """An event that stands, but has lost reports to others."""
    reason = current.reasons.get(event_id) or "some of its reports proved to tell of another event"
    return [
        _row(event_id, "split", heir, current.last_day.get(heir), published.killed_of.get(event_id), reason)
        for heir in heirs
        if heir != event_id
    ]


def _row(event_id: str, status: str, heir: str | None, day: date | None, killed: int | None, reason: str) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "status": status,
        "superseded_by": heir,
        "as_of_date": day,
        "killed_best": killed,
        "reason": reason,
    }


def _without_repeats(table: pa.Table) -> pa.Table:
    """Each change once, the first of several."""
    if table.num_rows < 2:
        return table
    keys = ("event_id", "as_of_date", "status", "superseded_by")
    numbered = table.select(keys).append_column("row", pa.array(range(table.num_rows), pa.int64()))
    firsts = numbered.group_by(list(keys)).aggregate([("row", "min")])["row_min"].combine_chunks()
    return table.take(firsts.take(pc.sort_indices(firsts)))
