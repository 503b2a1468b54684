"""Small tables for tests of linking: documents, reports and claims written in a line each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from etl.ids import make_id
from etl.link import link
from etl.link.corrections import Correction
from etl.link.history import Published
from etl.schema import make_table
from etl.settings import Settings
from tests.link.worlds import RUN_ID, document_row

DAY = date(2021, 3, 10)
TOWN = {"country_iso3": "SYR", "country_name": "Syria", "admin1_name": "Idlib", "place_name": "Sarmada", "geonames_id": 7,
        "latitude": 36.18, "longitude": 36.72, "location_precision": 1}  # fmt: skip
PROVINCE = {"country_iso3": "SYR", "country_name": "Syria", "admin1_name": "Idlib", "location_precision": 4}
COUNTRY = {"country_iso3": "SYR", "country_name": "Syria", "location_precision": 6}
OTHER_TOWN = {**TOWN, "admin1_name": "Aleppo", "place_name": "Manbij", "geonames_id": 8, "latitude": 36.52, "longitude": 37.95}


class Rows:
    """Documents, reports and claims as they are written down, and the tables of them."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self.reports: list[dict[str, Any]] = []
        self.claims: list[dict[str, Any]] = []

    def document(self, name: str, *, published: date | None = DAY, text: str | None = None, publisher: str | None = None) -> str:
        """A document; its text is its own unless given. Returns its id."""
        text = text or " ".join(f"{name}{number}" for number in range(120))
        doc_id = make_id("doc", name)
        made = document_row(doc_id, name, publisher=publisher or f"Outlet {name}", title=f"Title of {name}", published=published, text=text)
        self.documents.append(made)
        return doc_id

    def report(self, doc_id: str, *, rank: int = 1, start: date | None = DAY, end: date | None = None, **columns: Any) -> str:
        """A report of a blast in Sarmada on the tenth, unless told otherwise. Returns its id."""
        row: dict[str, Any] = {
            "report_id": make_id("rep", doc_id, rank),
            "doc_id": doc_id,
            "report_rank": rank,
            "scope": "incident",
            "event_type": "explosion_remote_violence",
            "sub_event_type": "remote_explosive_landmine_ied",
            "method": "planted_explosive",
            "is_conflict": True,
            "char_start": 0,
            "char_end": 1,
            "quote": "q",
            "date_start": start,
            "date_end": end or start,
            "date_precision": 9 if start is None else 1 if end in (None, start) else 2,
            "date_basis": "unknown" if start is None else "stated",
            "n_places": 1,
            "link_type": "first_report",
            **TOWN,
        }
        if "location_precision" in columns and columns["location_precision"] > 2:
            for name in ("place_name", "geonames_id", "latitude", "longitude", "admin1_name"):
                row.pop(name, None)
        self.reports.append({**row, **columns})
        return str(row["report_id"])

    def claim(self, report_id: str, best: int | None, outcome: str = "killed", **columns: Any) -> str:
        """A claim that exactly so many were killed, asserted by the outlet, unless told otherwise. Returns its id."""
        report = next(row for row in self.reports if row["report_id"] == report_id)
        number = len(self.claims)
        row = {
            "claim_id": make_id("clm", report_id, number),
            "report_id": report_id,
            "doc_id": report["doc_id"],
            "sentence_index": 0,
            "char_start": number,
            "char_end": number + 1,
            "quote": "q",
            "value_text": str(best),
            "outcome": outcome,
            "victim_category": "all",
            "victim_side": "unknown",
            "sex": "all",
            "age_group": "all",
            "part_role": "standalone",
            "parts_status": "not_applicable",
            "counts_toward_total": True,
            "qualifier": "exact",
            "low": best,
            "best": best,
            "high": best,
            "is_imputed": False,
            "assertion": "asserted",
            "scope": report["scope"],
            "date_precision": 9,
            "date_basis": "unknown",
            "source_class": "outlet",
            "stance": "said",
            "is_party_claim": False,
            "n_hops": 0,
            "rule": "made",
            "review_status": "unreviewed",
        }
        self.claims.append({**row, **columns})
        return str(row["claim_id"])

    def tell(self, name: str, killed: int | None, *, days_later: int = 0, text: str | None = None, **columns: Any) -> str:
        """A document with one report and, if a number is given, one claim. Returns the report's id."""
        document = self.document(name, published=DAY + timedelta(days=days_later), text=text)
        claimed = {key: columns.pop(key) for key in ("source_name", "source_class", "is_party_claim", "qualifier") if key in columns}
        report = self.report(document, **columns)
        if killed is not None:
            high = None if claimed.get("qualifier") == "at_least" else killed
            self.claim(report, killed, **{"high": high, **claimed})
        return report

    def tables(self) -> dict[str, pa.Table]:
        """The three tables."""
        return {name: make_table(name, getattr(self, name)) for name in ("documents", "reports", "claims")}

    def link(self, *, corrections: tuple[Correction, ...] = (), published: Published | None = None, **settings: Any) -> dict[str, pa.Table]:
        """What linking makes of them."""
        return link(self.tables(), settings=Settings(**settings), run_id=RUN_ID, corrections=corrections, published=published)


def events_of(out: dict[str, pa.Table]) -> list[dict[str, Any]]:
    """The events, by day and place."""
    rows: list[dict[str, Any]] = out["events"].to_pylist()
    return sorted(rows, key=lambda row: (row["event_clarity"], str(row["date_start"]), row["killed_best"] or 0))


def event_of(out: dict[str, pa.Table], report_id: str) -> str | None:
    """The event of a report."""
    ids = dict(zip(out["reports"]["report_id"].to_pylist(), out["reports"]["event_id"].to_pylist(), strict=True))
    found: str | None = ids[report_id]
    return found
