"""Rows of `events` and `tallies` from merged events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from etl.gazetteer.countries import country_name, priogrid_gid
from etl.link.bounds import Bound
from etl.link.choosing import roll_up
from etl.link.frame import DocumentRow, Frame
from etl.link.merging import Event, publisher_of
from etl.link.tallies import Tally, parts_status

_SINGLE_COLUMNS = ("killed_or_injured", "missing", "detained", "abducted", "released", "displaced")
_PART_COLUMNS = {
    "civilian": "killed_civilians_best",
    "state_forces": "killed_state_forces_best",
    "armed_groups": "killed_armed_groups_best",
    "perpetrators": "killed_perpetrators_best",
}
_UNKNOWN_COLUMN = "killed_unknown_best"
_NO_PARTS: dict[str, Any] = dict.fromkeys([*_PART_COLUMNS.values(), _UNKNOWN_COLUMN])
_FINEST_GRID_PRECISION = 3


def event_row(event: Event, frame: Frame, *, run_id: str) -> dict[str, Any]:
    """The row of an event."""
    documents = _documents_of(event, frame)
    days = sorted({document.published_date for document in documents if document.published_date})
    return {
        "event_id": event.event_id,
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "method": event.method,
        "event_clarity": 2 if event.is_summary else 1,
        "date_start": event.date_start,
        "date_end": event.date_end,
        "date_precision": event.date_precision,
        "spans_months": _spans_months(event),
        **_place_columns(event),
        "actor1": event.actor1,
        "actor1_type": event.actor1_type,
        "actor2": event.actor2,
        "actor2_type": event.actor2_type,
        **_evidence_columns(event, frame, documents),
        "n_documents": len({document.doc_id for document in documents}),
        "n_claims": event.n_claims,
        "first_reported_date": days[0] if days else None,
        "last_reported_date": days[-1] if days else None,
        "review_status": event.review_status,
        "run_id": run_id,
        **settled_columns(event),
    }


def settled_columns(event: Event) -> dict[str, Any]:
    """The columns of an event that the settling of period totals may change."""
    return {**_toll_columns(event), "summary_event_id": event.summary.event_id if event.summary else None, "note": _note(event)}


def _documents_of(event: Event, frame: Frame) -> list[DocumentRow]:
    return [frame.documents[frame.reports[position].doc] for position in event.reports]


def _spans_months(event: Event) -> bool:
    start, end = event.date_start, event.date_end
    return start is not None and end is not None and (start.year, start.month) != (end.year, end.month)


def _place_columns(event: Event) -> dict[str, Any]:
    placed = event.placed
    has_point = placed.latitude is not None and placed.longitude is not None
    gid = None
    if has_point and placed.location_precision <= _FINEST_GRID_PRECISION:
        assert placed.latitude is not None
        assert placed.longitude is not None
        gid = priogrid_gid(placed.latitude, placed.longitude)
    return {
        "country_iso3": placed.country_iso3,
        "country_name": country_name(placed.country_iso3),
        "admin1_code": placed.admin1_code,
        "admin1_name": placed.admin1_name,
        "admin2_name": placed.admin2_name,
        "place_name": placed.place_name,
        "n_places": placed.n_places,
        "geonames_id": placed.geonames_id,
        "latitude": placed.latitude if has_point else None,
        "longitude": placed.longitude if has_point else None,
        "location_precision": placed.location_precision,
        "priogrid_gid": gid,
    }


def _toll_columns(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for outcome in ("killed", "injured"):
        tally = event.tallies.get(outcome)
        total = tally.total if tally else None
        row[f"{outcome}_low"] = total.low if total else None
        row[f"{outcome}_best"] = total.best if total else None
        row[f"{outcome}_high"] = total.high if total else None
        row[f"{outcome}_is_open_high"] = bool(total and total.is_open_high)
        row[f"{outcome}_best_basis"] = total.basis if total else "uncounted" if tally and tally.is_uncounted else "not_stated"
    for outcome in _SINGLE_COLUMNS:
        tally = event.tallies.get(outcome)
        row[f"{outcome}_best"] = tally.total.best if tally and tally.total else None
    killed = event.tallies.get("killed")
    stated = event.stated.get("killed", killed)
    row["killed_stated_best"] = stated.total.best if stated and stated.total else None
    row["reported_min"] = stated.reported_min if stated else None
    row["reported_max"] = stated.reported_max if stated else None
    row["killed_claim_id"] = killed.best_claim_id if killed and killed.total else None
    row["parts_status"] = parts_status(killed) if killed else "not_applicable"
    row.update(_part_columns(killed))
    for side in ("actor1", "actor2"):
        count = killed.sides.get(side) if killed else None
        fits = killed is not None and count is not None and (killed.total is None or count <= killed.total.best)
        row[f"killed_{side}_best"] = count if fits else None
    return row


def _part_columns(killed: Tally | None) -> dict[str, Any]:
    """The killed by kind, and whoever is left as unknown; all empty where the parts exceed the total."""
    if killed is None or (killed.total is None and not killed.categories):
        return _NO_PARTS
    sums = roll_up(killed.categories)
    known = sum(sums.get(name, 0) for name in _PART_COLUMNS)
    if killed.total is None:
        return {**_NO_PARTS, **{column: sums[name] for name, column in _PART_COLUMNS.items() if name in sums}} if not known else _NO_PARTS
    if sum(sums.values()) > killed.total.best:
        return _NO_PARTS
    row: dict[str, Any] = {column: sums.get(name) for name, column in _PART_COLUMNS.items()}
    row[_UNKNOWN_COLUMN] = killed.total.best - known
    return row


def _evidence_columns(event: Event, frame: Frame, documents: Sequence[DocumentRow]) -> dict[str, Any]:
    tallies = list(event.tallies.values())
    lead_tally = event.tallies.get("killed") or (tallies[0] if tallies else None)
    if tallies:
        origins = frozenset().union(*(tally.origins for tally in tallies))
    else:
        origins = frozenset(publisher_of(document) for document in documents)
    source, document = _primary_source(event, frame, lead_tally)
    return {
        "has_disagreement": any(tally.has_disagreement for tally in tallies),
        "has_only_party_claims": bool(tallies) and all(tally.is_only_party for tally in tallies),
        "evidence_grade": _grade(event, lead_tally, len(origins)),
        "n_independent_sources": max(1, len(origins)),
        "primary_source": source,
        "primary_url": document.url,
        "headline": document.title,
    }


def _primary_source(event: Event, frame: Frame, tally: Tally | None) -> tuple[str | None, DocumentRow]:
    """The name of the source of the best figure as printed, else the publisher; and the document that gives it."""
    if tally is not None and tally.best_claim_id is not None:
        for position in event.reports:
            for index in frame.claims_of[position]:
                claim = frame.claims[index]
                if claim.claim_id == tally.best_claim_id:
                    document = frame.documents[frame.reports[position].doc]
                    return claim.source_name or document.lead_publisher or document.publisher, document
    document = frame.documents[frame.reports[event.reports[0]].doc]
    return document.lead_publisher or document.publisher, document


def _grade(event: Event, tally: Tally | None, n_origins: int) -> str:
    if event.is_withdrawn:
        return "discounted"
    if tally is not None and tally.is_confirmed:
        return "confirmed"
    if event.is_denied or any(one.is_contested for one in event.tallies.values()):
        return "contested"
    if tally is None or tally.total is None:
        return "fair" if n_origins >= 2 else "weak"
    return "fair" if tally.has_agreement else "weak"


def _note(event: Event) -> str | None:
    """What people corrected and, for a summary, how many separable events were taken off what was stated."""
    parts = []
    if event.is_summary and event.n_covered:
        for outcome, tally in sorted(event.stated.items()):
            now = event.tallies[outcome].total
            if tally.total is not None and now is not None:
                parts.append(f"{outcome}: stated {tally.total.best}, left {now.best}")
        parts.append(f"separable events covered: {event.n_covered}")
    if event.review_note:
        parts.append(event.review_note)
    return "; ".join(parts) or None


def tally_rows(event: Event) -> list[dict[str, Any]]:
    """The rows of `tallies` of an event: for each outcome its total, then its parts by kind of victim, and by sex and age."""
    rows: list[dict[str, Any]] = []
    for outcome, tally in event.tallies.items():
        rows.append(_row(event, tally, "total", ("all", "all", "all"), tally.total, is_leaf=True))
        total = tally.total.best if tally.total else 0
        categories = {(category, "all", "all"): bound for category, bound in tally.categories.items()}
        rows.extend(_part_rows(event, tally, "category", categories, total, residual=("unknown", "all", "all")))
        for category, bound in sorted(tally.subcategories.items()):
            if category not in tally.categories:
                rows.append(_row(event, tally, "category", (category, "all", "all"), bound, is_leaf=False))
        people = {("all", sex, age): bound for (sex, age), bound in tally.sex_ages.items()}
        rows.extend(_part_rows(event, tally, "sex_age", people, total, residual=("all", "unknown", "unknown")))
        del outcome
    return rows


def _part_rows(
    event: Event, tally: Tally, breakdown: str, parts: dict[tuple[str, str, str], Bound], total: int, *, residual: tuple[str, str, str]
) -> list[dict[str, Any]]:
    if not parts:
        return []
    left = total - sum(bound.best for bound in parts.values())
    rows = [_row(event, tally, breakdown, key, bound, is_leaf=left >= 0) for key, bound in sorted(parts.items())]
    if left > 0 and residual not in parts:
        bound = Bound(left, left, left, False, "residual", 0)
        rows.append(_row(event, tally, breakdown, residual, bound, is_leaf=True, is_residual=True))
    return rows


def _row(
    event: Event,
    tally: Tally,
    breakdown: str,
    key: tuple[str, str, str],
    bound: Bound | None,
    *,
    is_leaf: bool,
    is_residual: bool = False,
) -> dict[str, Any]:
    is_total = breakdown == "total"
    return {
        "event_id": event.event_id,
        "outcome": tally.outcome,
        "victim_category": key[0],
        "sex": key[1],
        "age_group": key[2],
        "breakdown": breakdown,
        "low": bound.low if bound else None,
        "best": bound.best if bound else None,
        "high": bound.high if bound else None,
        "reported_min": tally.reported_min if is_total else None,
        "reported_max": tally.reported_max if is_total else None,
        "is_leaf": is_leaf,
        "is_residual": is_residual,
        "best_rule": "residual" if is_residual else tally.best_rule,
        "best_claim_id": None if is_residual else tally.best_claim_id,
        "n_claims": tally.n_claims,
        "n_independent_sources": len(tally.origins),
    }
