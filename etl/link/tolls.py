"""Running and long-period totals: one row per figure and source, in series that show each increment; never part of a sum of events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from etl.ids import make_id
from etl.link.figures import is_event_scope, origin_of, spell_out
from etl.link.frame import ClaimRow, Frame, ReportRow
from etl.link.merging import publisher_of

_COUNTABLE = frozenset({"asserted", "unverified"})
RESTART_RATIO = 0.5
"""A count that falls below this share of its predecessor, and stays there, was started anew; a smaller fall is a revision."""

SeriesKey = tuple[str, ...]


class _Entry(NamedTuple):
    """A toll with what places it in its series."""

    key: SeriesKey
    start: tuple[int, ...] | None
    order: tuple[date, date, int, str]
    row: dict[str, Any]


def find_tolls(frame: Frame, *, has_event: Sequence[bool], in_scope: Sequence[bool]) -> list[dict[str, Any]]:
    """Rows of `tolls`, each with the one before it in its series.

    A series is one source's count of one outcome and kind of victim for one place from one start. `has_event` and `in_scope` tell of
    each report whether an event holds its toll, and whether it is about conflict.
    """
    entries = []
    for claim in frame.claims:
        report = frame.reports[claim.report]
        if in_scope[claim.report] and _is_toll(claim, report, has_event=has_event[claim.report]):
            entries.append(_entry(frame, claim, report))
    series: dict[SeriesKey, list[_Entry]] = {}
    named: dict[SeriesKey, set[str]] = {}
    for entry in entries:
        named.setdefault(_without_source(entry.key), set()).add(entry.key[1])
    fuller = {key: spell_out(sources) for key, sources in named.items()}
    for entry in entries:
        scope, source, *rest = entry.key
        source = fuller[_without_source(entry.key)].get(source, source)
        series.setdefault((scope, source, *rest), []).append(entry)
    rows: list[dict[str, Any]] = []
    for key in sorted(series):
        for members in _split_by_start(series[key]):
            rows.extend(_chain(members))
    return rows


def _without_source(key: SeriesKey) -> SeriesKey:
    return (key[0], *key[2:])


def _is_toll(claim: ClaimRow, report: ReportRow, *, has_event: bool) -> bool:
    if claim.assertion not in _COUNTABLE or claim.part_role == "repeat" or claim.review_status == "rejected":
        return False
    if report.scope == "background" or claim.scope == "background":
        return False
    if claim.scope == "cumulative" or report.scope == "cumulative":
        return True
    return claim.scope == "period" and not (has_event and is_event_scope(report.scope, claim))


def _entry(frame: Frame, claim: ClaimRow, report: ReportRow) -> _Entry:
    document = frame.documents[report.doc]
    scope = "period" if claim.scope == "period" and report.scope != "cumulative" else "cumulative"
    start, precision = claim.date_start, claim.date_precision
    if start is None and claim.date_end is None:
        start, precision = report.date_start, report.date_precision
    end = claim.date_end or report.date_end or (document.published_date if scope == "cumulative" else None)
    if start is not None and end is not None and start > end:
        end = None
    if start is None:
        precision = 9
    elif precision == 9:
        precision = 5
    reported = document.published_date
    country = claim.country_iso3 or report.country_iso3
    origin = origin_of(claim, publisher_of(document))
    place = report.place_name if country == report.country_iso3 else None
    row = {
        "toll_id": make_id("tol", claim.claim_id),
        "claim_id": claim.claim_id,
        "toll_scope": scope,
        "source_name": claim.source_name or (document.publisher if claim.source_class in ("outlet", "wire_agency") else None),
        "source_class": claim.source_class,
        "outcome": claim.outcome,
        "victim_category": claim.victim_category,
        "sex": claim.sex,
        "age_group": claim.age_group,
        "country_iso3": country,
        "place_name": place,
        "period_start": start,
        "period_start_precision": precision,
        "period_end": end,
        "low": claim.low,
        "best": claim.best,
        "high": claim.high,
        "reported_date": reported,
        "parts_status": claim.parts_status,
    }
    key = (scope, origin, claim.outcome, claim.victim_category, claim.sex, claim.age_group, country or "", place or "")
    began: tuple[int, ...] | None = None if start is None else (start.year,) if precision == 5 else (start.year, start.month)
    if scope == "period" and start is not None:
        # Totals of different periods are no running count: only those from one day on are one series.
        began = (start.year, start.month, start.day)
    last = end or reported or date.max
    return _Entry(key, began, (last, reported or date.max, claim.best or 0, claim.claim_id), row)


def _split_by_start(members: list[_Entry]) -> list[list[_Entry]]:
    """Counts from different starts are different series; one that names no start goes with the only one that does."""
    by_start: dict[tuple[int, ...] | None, list[_Entry]] = {}
    for entry in members:
        by_start.setdefault(entry.start, []).append(entry)
    nameless = by_start.pop(None, [])
    groups = [by_start[start] for start in sorted(start for start in by_start if start is not None)]
    if nameless:
        if len(groups) == 1 and nameless[0].key[0] == "cumulative":
            groups[0].extend(nameless)
        else:
            groups.append(nameless)
    return groups


def _chain(members: list[_Entry]) -> list[dict[str, Any]]:
    """The rows of a series in order, each with its predecessor, the increment, and the count rebased over restarts."""
    rows = [entry.row for entry in sorted(members, key=lambda entry: entry.order)]
    series_id = make_id("ser", *min(members, key=lambda entry: entry.order).key, rows[0]["period_start"])
    previous: dict[str, Any] | None = None
    base = 0
    for position, row in enumerate(rows):
        row["series_id"] = series_id
        row["is_restart"] = False
        if previous is not None:
            row["prev_toll_id"] = previous["toll_id"]
            if row["best"] is not None and previous["best"] is not None:
                row["delta_best"] = row["best"] - previous["best"]
                row["is_monotonic"] = row["delta_best"] >= 0
                if _restarts(rows, position, previous["best"]):
                    row["is_restart"] = True
                    base += previous["best"]
        row["rebased_best"] = None if row["best"] is None else base + row["best"]
        if row["best"] is not None or previous is None:
            previous = row
    return rows


def _restarts(rows: Sequence[dict[str, Any]], position: int, before: int) -> bool:
    following = [row["best"] for row in rows[position : position + 2] if row["best"] is not None]
    return all(best < RESTART_RATIO * before for best in following)


def daily_increments(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each series of `tolls` adds from one day to the next: series_id, day, best (rebased, the day's last), increment.

    `rows` are rows of `tolls`; the first day of a series has no increment. A negative increment is a revision downwards.
    """
    series: dict[str, dict[date, dict[str, Any]]] = {}
    by_id = {row["toll_id"]: row for row in rows}
    depth: dict[str, int] = {}
    for row in sorted(rows, key=lambda one: one["toll_id"]):
        chain = []
        step: dict[str, Any] | None = row
        while step is not None and step["toll_id"] not in depth:
            chain.append(step["toll_id"])
            step = by_id.get(step.get("prev_toll_id") or "")
        start = depth[step["toll_id"]] if step is not None else -1
        for offset, toll_id in enumerate(reversed(chain), start=1):
            depth[toll_id] = start + offset
    for row in sorted(rows, key=lambda one: (depth[one["toll_id"]], one["toll_id"])):
        day = row["period_end"] or row["reported_date"]
        if day is not None and row["rebased_best"] is not None:
            series.setdefault(row["series_id"], {})[day] = row
    increments = []
    for series_id in sorted(series):
        before: int | None = None
        for day in sorted(series[series_id]):
            best = series[series_id][day]["rebased_best"]
            increments.append({"series_id": series_id, "day": day, "best": best, "increment": None if before is None else best - before})
            before = best
    return increments
