"""Which reports of some explained documents would be linked to one event, how surely and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from etl.explain import Explanation
from etl.link import link
from etl.schema import make_table
from etl.settings import Settings
from etl.terminal import hang, plain, terminal_columns

MOST_DOCUMENTS = 2_000
"""So many documents are compared, the first ones: what explains a file must not need the memory of a run."""

Row = dict[str, Any]


def find_links(explanations: Iterable[Explanation]) -> list[Row]:
    """The links that a run over these documents would make: event_id, report_id, doc_id, link_type, match_score, match_reasons, quote.

    By event and in order of publication, each event's first report included; events of one report are left out.
    """
    rows: dict[str, dict[str, Row]] = {"documents": {}, "reports": {}, "claims": {}}
    for explanation in explanations:
        found = explanation.extraction
        document = {**asdict(found.document), "text_status": "included", "run_id": ""}
        if len(rows["documents"]) >= MOST_DOCUMENTS or document["doc_id"] in rows["documents"]:
            continue
        rows["documents"][document["doc_id"]] = document
        rows["reports"].update({row["report_id"]: row for row in found.reports})
        rows["claims"].update({row["claim_id"]: row for row in found.claims})
    if len(rows["documents"]) < 2:
        return []
    tables = {name: make_table(name, list(of.values())) for name, of in rows.items()}
    linked = link(tables, settings=Settings(), run_id="")["reports"].to_pylist()
    members: dict[str, list[Row]] = {}
    for row in linked:
        if row["event_id"] is not None:
            members.setdefault(row["event_id"], []).append(row)
    names = ("event_id", "report_id", "doc_id", "link_type", "match_score", "match_reasons", "quote")
    return [
        {name: row[name] for name in names}
        for event_id in sorted(members)
        for row in sorted(members[event_id], key=lambda row: (row["link_type"] != "first_report", row["report_id"]))
        if len(members[event_id]) > 1
    ]


def render_links(links: Iterable[Row]) -> str:
    """Lines for a person: each event with its reports, the score of each link and its reasons."""
    columns = terminal_columns()
    lines: list[str] = []
    event_id = None
    for row in links:
        if row["event_id"] != event_id:
            event_id = row["event_id"]
            lines.append(f"one event  {event_id}")
        score = "" if row["match_score"] is None else f" (score {row['match_score']:.2f})"
        lines.append(f"  {row['report_id']}  {row['link_type']}{score}")
        if row["match_reasons"]:
            lines += hang("    because ", plain(row["match_reasons"]), columns)
        lines += hang("    words   ", f"“{plain(row['quote'])}”", columns, most=3)
    return "\n".join(lines)
