"""From pairs that match to clusters of reports: the surest pairs first, and only where the clusters agree as wholes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.link.blocking import candidate_pairs
from etl.link.columns import NONE, Columns, Floats, Ints
from etl.link.duplicates import find_root
from etl.link.matching import score_pairs, tell_reasons

MATCH = 0.4
"""Log odds from which a pair of reports is of one happening."""
JOIN = -0.2
"""Mean log odds between two clusters from which they are one."""
_KEPT = -8.0
"""Pairs below this are forgotten: they count as this much where clusters are compared."""
_COMPARED = 6
"""Of a large cluster its first reports stand for it."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """For each report the first report of its cluster (-1 for one of no event), how sure its link is (0 to 1, NaN for none), and why."""

    heads: Ints
    scores: Floats
    reasons: list[str | None]


@dataclass(frozen=True, slots=True)
class _Pairs:
    first: Ints
    second: Ints
    score: Floats


INCIDENT, PLACES, PERIOD = range(3)
"""What may be matched with what: incidents, totals over several places, totals over a period."""


def cluster_reports(columns: Columns, *, n_reports: int) -> Clusters:
    """The cluster that each report belongs to. The order of the input does not matter."""
    heads, scores = np.full(n_reports, NONE, np.int64), np.full(n_reports, np.nan)
    reasons: list[str | None] = [None] * n_reports
    periods = columns.kind == PERIOD
    _cluster_periods(columns, np.flatnonzero(periods), heads, scores, reasons)
    rest = columns.take(np.flatnonzero(~periods))
    pairs = _scored_pairs(rest)
    _explain(rest, np.array(_join(rest, pairs), np.int64), pairs, heads, scores, reasons)
    return Clusters(heads, scores, reasons)


def _cluster_periods(columns: Columns, rows: Ints, heads: Ints, scores: Floats, reasons: list[str | None]) -> None:
    """Totals of one period, place and kind are one summary, whoever gives them; of one document each is its own."""
    firsts: dict[tuple[int, ...], int] = {}
    counts: dict[tuple[int, ...], int] = {}
    names = ("event_type", "sub_event_type", "first_day", "last_day", "country", "admin1", "admin2", "place")
    keys = np.stack([getattr(columns, name)[rows] for name in names], axis=1).tolist() if len(rows) else []
    for row, key in zip(rows.tolist(), keys, strict=True):
        position = int(columns.position[row])
        is_nowhere = key[4] == NONE and key[7] == NONE
        what = (*key, position if is_nowhere else NONE)
        within = (int(columns.doc[row]), *what)
        nth = counts.get(within, 0)
        counts[within] = nth + 1
        first = firsts.setdefault((nth, *what), position)
        heads[position] = first
        if first != position:
            scores[position], reasons[position] = 1.0, "same_period; same_area"


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


def _explain(columns: Columns, clusters: Ints, pairs: _Pairs, heads: Ints, scores: Floats, reasons: list[str | None]) -> None:
    """The link of each row: its best match among the reports of its cluster that came before it."""
    rows = np.arange(len(clusters))
    heads[columns.position] = columns.position[clusters]
    joined = rows[rows != clusters]
    if not len(joined):
        return
    partner = clusters.copy()
    inside = np.flatnonzero(clusters[pairs.first] == clusters[pairs.second])
    # The last one written stands, so the best pair of each row comes last; ties fall to the earlier report.
    order = inside[np.lexsort((-pairs.first[inside], np.round(pairs.score[inside], 6), pairs.second[inside]))]
    partner[pairs.second[order]] = pairs.first[order]
    found = score_pairs(columns, partner[joined], joined)
    positions = columns.position[joined]
    scores[positions] = np.round(1 / (1 + np.exp(-np.clip(found.total, -30, 30))), 4)
    for position, told in zip(positions.tolist(), tell_reasons(found.parts), strict=True):
        reasons[position] = told
