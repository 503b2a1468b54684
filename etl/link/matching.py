"""Which reports tell of one happening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from etl.link.figures import ReportFigures
from etl.link.frame import Frame

Key = tuple[object, ...]


class Link(NamedTuple):
    """Where a report belongs: the position of its cluster's first report, how sure that is (0 to 1), and why."""

    cluster: int
    score: float
    reasons: str


def cluster_reports(frame: Frame, kinds: Sequence[str], figures: Sequence[ReportFigures | None]) -> dict[int, Link]:
    """For each report of an event kind the cluster it belongs to; near-duplicate documents share theirs."""
    firsts: dict[Key, int] = {}
    links: dict[int, Link] = {}
    counts: dict[Key, int] = {}
    for position, report in enumerate(frame.reports):
        if figures[position] is None:
            continue
        group = frame.documents[report.doc].group
        what = (kinds[position], report.event_type, report.date_start, report.country_iso3, report.geonames_id, report.place_name)
        nth = counts.get((report.doc, *what), 0)
        counts[(report.doc, *what)] = nth + 1
        first = firsts.setdefault((group, nth, *what), position)
        links[position] = Link(first, 1.0, "near_duplicate")
    return links
