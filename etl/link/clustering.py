"""From pairs that match to clusters of reports: the surest pairs first, and only where the clusters agree as wholes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from etl.link.blocking import candidate_pairs
from etl.link.columns import Columns, Floats, Ints, read_columns
from etl.link.duplicates import find_root
from etl.link.figures import ReportFigures
from etl.link.frame import Frame
from etl.link.matching import score_pairs, tell_reasons

MATCH = 0.4
"""Log odds from which a pair of reports is of one happening."""
JOIN = -0.2
"""Mean log odds between two clusters from which they are one."""
_KEPT = -8.0
"""Pairs below this are forgotten: they count as this much where clusters are compared."""
_COMPARED = 6
"""Of a large cluster its first reports stand for it."""

_KINDS = {"incident": 0, "places": 1}


class Link(NamedTuple):
    """Where a report belongs: the position of its cluster's first report, how sure that is (0 to 1), and why."""

    cluster: int
    score: float | None
    reasons: str | None


@dataclass(frozen=True, slots=True)
class _Pairs:
    first: Ints
    second: Ints
    score: Floats


def cluster_reports(frame: Frame, kinds: Sequence[str], figures: Sequence[ReportFigures | None]) -> dict[int, Link]:
    """For each report of an event kind the cluster that it belongs to. The order of the input does not matter."""
    links = _cluster_periods(frame, kinds)
    positions: list[int] = []
    codes: list[int] = []
    for position, report in enumerate(frame.reports):
        if kinds[position] in ("incident", "summary") and report.scope != "period":
            positions.append(position)
            codes.append(_KINDS["places" if kinds[position] == "summary" else "incident"])
    columns = read_columns(frame, positions, codes, figures)
    pairs = _scored_pairs(columns)
    clusters = _join(columns, pairs)
    links.update(_explain(columns, clusters))
    return links


def _cluster_periods(frame: Frame, kinds: Sequence[str]) -> dict[int, Link]:
    """Totals of one period, place and kind are one summary, whoever gives them; of one document each is its own."""
    firsts: dict[tuple[object, ...], int] = {}
    counts: dict[tuple[object, ...], int] = {}
    links: dict[int, Link] = {}
    for position, report in enumerate(frame.reports):
        if kinds[position] != "summary" or report.scope != "period":
            continue
        place = (report.country_iso3, report.admin1_name, report.admin2_name, report.place_name)
        what: tuple[object, ...] = (report.event_type, report.sub_event_type, report.date_start, report.date_end, *place)
        if report.country_iso3 is None and report.place_name is None:
            what = (*what, report.report_id)
        nth = counts.get((report.doc, *what), 0)
        counts[(report.doc, *what)] = nth + 1
        first = firsts.setdefault((nth, *what), position)
        links[position] = Link(first, None if first == position else 1.0, None if first == position else "same_period; same_area")
    return links


def _scored_pairs(columns: Columns) -> _Pairs:
    kept: list[_Pairs] = []
    if len(columns.position):
        for first, second in candidate_pairs(columns):
            score = score_pairs(columns, first, second).total
            good = score > _KEPT
            kept.append(_Pairs(first[good].astype(np.int64), second[good], score[good].astype(np.float64)))
    if not kept:
        nothing = np.zeros(0, np.int64)
        return _Pairs(nothing, nothing, np.zeros(0))
    first = np.concatenate([part.first for part in kept])
    second = np.concatenate([part.second for part in kept])
    score = np.concatenate([part.score for part in kept])
    keys, places = np.unique(first * len(columns.position) + second, return_index=True)
    del keys
    return _Pairs(first[places], second[places], score[places])


def _join(columns: Columns, pairs: _Pairs) -> list[int]:
    """For each row the first row of its cluster."""
    n_rows = len(columns.position)
    parents = list(range(n_rows))
    matches = np.flatnonzero(pairs.score >= MATCH)
    if not len(matches):
        return parents
    components = list(range(n_rows))
    firsts, seconds = pairs.first[matches].tolist(), pairs.second[matches].tolist()
    for one, other in zip(firsts, seconds, strict=True):
        root, other_root = find_root(components, one), find_root(components, other)
        if root != other_root:
            components[max(root, other_root)] = min(root, other_root)
    roots = np.array([find_root(components, row) for row in range(n_rows)], np.int64)
    inside = np.flatnonzero(roots[pairs.first] == roots[pairs.second])
    known: dict[tuple[int, int], float] = dict(
        zip(
            zip(pairs.first[inside].tolist(), pairs.second[inside].tolist(), strict=True),
            pairs.score[inside].tolist(),
            strict=True,
        )
    )
    # Scores are rounded so that the order of sums in them never decides; ties fall to the earlier reports.
    order = np.lexsort((pairs.second[matches], pairs.first[matches], -np.round(pairs.score[matches], 6)))
    members: dict[int, list[int]] = {}
    docs, groups = columns.doc.tolist(), columns.group.tolist()
    for number in order.tolist():
        root, other_root = find_root(parents, firsts[number]), find_root(parents, seconds[number])
        if root == other_root:
            continue
        left, right = members.get(root) or [root], members.get(other_root) or [other_root]
        if _agree(left, right, known, docs, groups):
            keep, drop = min(root, other_root), max(root, other_root)
            parents[drop] = keep
            members[keep] = sorted(left + right)
            members.pop(drop, None)
    return [find_root(parents, row) for row in range(n_rows)]


def _agree(left: list[int], right: list[int], known: dict[tuple[int, int], float], docs: list[int], groups: list[int]) -> bool:
    """Whether two clusters may be one: no document tells it twice, and on the mean their reports match."""
    if len(left) == 1 and len(right) == 1:
        return True
    if not {docs[row] for row in left}.isdisjoint({docs[row] for row in right}):
        return False
    total = 0.0
    count = 0
    for one in left[:_COMPARED]:
        for other in right[:_COMPARED]:
            # Of copies only some pairs are compared; the others are taken as neither for nor against.
            unknown = 0.0 if groups[one] == groups[other] else _KEPT
            total += known.get((one, other) if one < other else (other, one), unknown)
            count += 1
    return total >= JOIN * count


def _explain(columns: Columns, clusters: list[int]) -> dict[int, Link]:
    """The link of each row, scored against its cluster's first report."""
    rows = np.arange(len(clusters))
    heads = np.array(clusters, np.int64)
    joined = rows[rows != heads]
    positions = columns.position.tolist()
    links = {positions[row]: Link(positions[head], None, None) for row, head in enumerate(clusters)}
    if len(joined):
        scores = score_pairs(columns, heads[joined], joined)
        odds = 1 / (1 + np.exp(-np.clip(scores.total, -30, 30)))
        for number, row in enumerate(joined.tolist()):
            links[positions[row]] = Link(positions[clusters[row]], round(float(odds[number]), 4), tell_reasons(scores.parts, number))
    return links
