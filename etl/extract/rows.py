"""From figures and happenings to rows of `claims` and `reports`: offsets back to the original text, ids, and nothing decided anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from etl.gazetteer.countries import country_name
from etl.ids import make_id
from etl.model import Attribution, DateRange, Figure, Happening, Place
from etl.text import FoldedText

Rows = tuple[dict[str, Any], ...]

PARTY_SOURCE_CLASSES = frozenset({"government", "military", "armed_group", "state_media"})
"""Sources that speak for a party to the conflict, so that their figures on the other side need care (Every Casualty, Standards, 2016)."""


def build_rows(folded: FoldedText, doc_id: str, figures: Sequence[Figure], happenings: Sequence[Happening]) -> tuple[Rows, Rows]:
    """The rows of `reports` and of `claims` of one document, reports by rank, claims by place in the text."""
    reports = []
    report_of: dict[int, tuple[str, Happening]] = {}
    for rank, happening in enumerate(happenings, start=1):
        row = _report_row(folded, doc_id, rank, happening)
        reports.append(row)
        for position in happening.figures:
            report_of[position] = (row["report_id"], happening)
    ids = _claim_ids(folded, doc_id, figures)
    first = {claim_id: position for position, claim_id in reversed(ids.items())}
    claims = [
        _claim_row(folded, doc_id, position, figures[position], ids, *report_of[position])
        for position in sorted(first.values(), key=lambda position: (figures[position].start, figures[position].end, ids[position]))
        if position in report_of
    ]
    return tuple(reports), tuple(claims)


def _claim_ids(folded: FoldedText, doc_id: str, figures: Sequence[Figure]) -> dict[int, str]:
    """Position to claim_id in text order; figures with the same words, outcome and victims share one, and the first makes the row."""
    ids: dict[int, str] = {}
    for position, figure in enumerate(figures):
        if figure.part_role == "retold":
            continue
        start, end = folded.original_span(figure.start, figure.end)
        ids[position] = make_id("clm", doc_id, start, end, figure.outcome, figure.victim_category, figure.sex, figure.age_group)
    return ids


def _report_row(folded: FoldedText, doc_id: str, rank: int, happening: Happening) -> dict[str, Any]:
    start, end = folded.original_span(happening.start, happening.end)
    place = happening.place
    link_type = "first_report"
    if happening.scope == "background":
        link_type = "background"
    elif not happening.is_conflict:
        link_type = "out_of_scope"
    elif happening.scope == "cumulative":
        link_type = "to_toll"
    return {
        "report_id": make_id("rep", doc_id, rank, start, end, happening.event_type, happening.sub_event_type),
        "doc_id": doc_id,
        "report_rank": rank,
        "scope": happening.scope,
        "event_type": happening.event_type,
        "sub_event_type": happening.sub_event_type,
        "method": happening.method or "unknown",
        "is_conflict": happening.is_conflict,
        "char_start": start,
        "char_end": end,
        "quote": folded.original[start:end],
        **_date_columns(happening.date),
        "date_text": _original_text(folded, happening.date),
        "place_text": _original_text(folded, place),
        "place_name": _settlement_name(place),
        "n_places": happening.n_places,
        "geonames_id": place.geonames_id if place else None,
        "admin1_code": _area_code(place),
        "admin1_name": place.admin1_name if place else None,
        "admin2_name": place.admin2_name if place else None,
        "country_iso3": place.country_iso3 if place else None,
        "country_name": country_name(place.country_iso3) if place and place.country_iso3 else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "location_precision": place.location_precision if place else 9,
        "actor1": happening.actor1,
        "actor1_type": happening.actor1_type,
        "actor2": happening.actor2,
        "actor2_type": happening.actor2_type,
        "link_type": link_type,
    }


def _area_code(place: Place | None) -> str | None:
    """The ISO 3166-2 code or P-code of the first-level area; the gazetteer's own codes ("IQ.15") are no codes that others join by."""
    code = place.admin1_code if place else None
    return None if code is None or "." in code else code


def _claim_row(
    folded: FoldedText, doc_id: str, position: int, figure: Figure, ids: dict[int, str], report_id: str, happening: Happening
) -> dict[str, Any]:
    start, end = folded.original_span(figure.start, figure.end)
    place = figure.place or happening.place
    attribution = figure.attribution
    quantity = figure.quantity
    claim_id = ids[position]

    def claim_at(other: int | None) -> str | None:
        found = None if other is None else ids.get(other)
        return None if found == claim_id else found

    return {
        "claim_id": claim_id,
        "report_id": report_id,
        "doc_id": doc_id,
        "sentence_index": figure.sentence_index,
        "char_start": start,
        "char_end": end,
        "quote": folded.original[start:end],
        "value_text": _slice(folded, quantity.start, quantity.end),
        "outcome": figure.outcome,
        "victim_category": figure.victim_category,
        "victim_text": figure.victim_text,
        "victim_side": _victim_side(figure, happening),
        "victim_nationality_iso3": figure.victim_nationality_iso3,
        "sex": figure.sex,
        "age_group": figure.age_group,
        "part_role": figure.part_role,
        "parent_claim_id": claim_at(figure.parent),
        "competes_with_claim_id": claim_at(figure.competes_with),
        "moved_from_claim_id": claim_at(figure.moved_from),
        "parts_status": figure.parts_status,
        "counts_toward_total": figure.counts_toward_total,
        "qualifier": quantity.qualifier,
        "low": quantity.low,
        "best": quantity.best,
        "high": quantity.high,
        "is_imputed": quantity.is_imputed,
        "assertion": figure.assertion,
        "scope": figure.scope,
        **_date_columns(figure.date or happening.date),
        "place_text": _original_text(folded, place),
        "country_iso3": place.country_iso3 if place else None,
        **_source_columns(folded, attribution),
        "cue_text": _slice(folded, figure.cue_start, figure.cue_end),
        "rule": figure.rule,
        "review_status": "unreviewed",
    }


def _victim_side(figure: Figure, happening: Happening) -> str:
    """Which side's people they are, where the actors' kinds tell; `unknown` otherwise."""
    kinds = {
        "state_forces": ("state_forces",),
        "police": ("state_forces",),
        "pro_government_militia": ("state_forces", "political_militia"),
        "armed_group": ("rebel_group", "political_militia", "identity_militia"),
        "foreign_fighter": ("rebel_group", "external_other"),
    }.get(figure.victim_category)
    if kinds is None:
        if figure.victim_category == "perpetrator":
            return "actor1" if happening.actor1 else "unknown"
        civilian = figure.victim_category in ("civilian", "health_worker", "aid_worker", "journalist")
        return "third_party" if civilian and happening.actor1 and happening.actor2 else "unknown"
    if happening.actor1_type in kinds and happening.actor2_type not in kinds:
        return "actor1"
    if happening.actor2_type in kinds and happening.actor1_type not in kinds:
        return "actor2"
    return "unknown"


def _date_columns(date: DateRange | None) -> dict[str, Any]:
    if date is None or (date.date_start is None and date.date_end is None):
        return {"date_start": None, "date_end": None, "date_precision": 9, "date_basis": "unknown"}
    return {"date_start": date.date_start, "date_end": date.date_end, "date_precision": date.date_precision, "date_basis": date.date_basis}


def _source_columns(folded: FoldedText, attribution: Attribution | None) -> dict[str, Any]:
    if attribution is None:
        return {"source_class": "outlet", "stance": "said", "is_party_claim": False, "n_hops": 0}
    start, end = folded.original_span(attribution.start, attribution.end)
    return {
        "source_name": attribution.name,
        "source_text": folded.original[start:end],
        "source_class": attribution.source_class,
        "source_start": start,
        "source_end": end,
        "stance": attribution.stance,
        "is_party_claim": attribution.source_class in PARTY_SOURCE_CLASSES,
        "n_hops": attribution.n_hops,
    }


def _settlement_name(place: Place | None) -> str | None:
    return None if place is None or place.kind in ("country", "demonym") else place.name


def _original_text(folded: FoldedText, span: DateRange | Place | None) -> str | None:
    return _slice(folded, span.start, span.end) if span is not None and span.end > span.start else None


def _slice(folded: FoldedText, start: int, end: int) -> str:
    first, last = folded.original_span(start, end)
    return folded.original[first:last]
