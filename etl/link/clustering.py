"""From pairs that match to clusters of reports: the surest pairs first, and only where the clusters agree as wholes."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import repeat

import numpy as np

from etl.link.arrays import distinct
from etl.link.blocking import CHUNK_PAIRS, candidate_pairs
from etl.link.columns import NONE, Bools, Columns, Floats, Ints
from etl.link.duplicates import find_root
from etl.link.matching import score_pairs, tell_reasons

JOIN = 0.0
BEST = 0.1
BEST_VAGUE = 0.6
_PRECISE = 2
"""Mean log odds between two clusters from which they are one."""
_KEPT = -8.0
"""Pairs below this are forgotten: they count as this much where clusters are compared."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """For each report the first report of its cluster, how sure its link is (0 to 1, NaN for none), and why."""

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


def cluster_reports(columns: Columns) -> Clusters:
    """The cluster that each report belongs to. The order of the input does not matter."""
    n_reports = len(columns.position)
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
    """The pairs worth comparing that are not hopeless, in order."""
    n_rows = len(columns.position)
    found = [np.zeros(0, np.int64)]
    if n_rows:
        found += [first * n_rows + second for first, second in candidate_pairs(columns)]
    keys = distinct(np.concatenate(found))
    kept: list[_Pairs] = []
    for start in range(0, max(len(keys), 1), CHUNK_PAIRS):
        first, second = np.divmod(keys[start : start + CHUNK_PAIRS], max(n_rows, 1))
        score = score_pairs(columns, first, second).total
        good = score > _KEPT
        kept.append(_Pairs(first[good], second[good], score[good]))
    return _Pairs(
        np.concatenate([part.first for part in kept]),
        np.concatenate([part.second for part in kept]),
        np.concatenate([part.score for part in kept]),
    )


def _join(columns: Columns, pairs: _Pairs) -> list[int]:
    """For each row the first row of its cluster: average linkage, the clusters that match best on the mean joined first."""
    matches = np.flatnonzero(pairs.score >= JOIN)
    roots = _components(pairs, matches, len(columns.position))
    whole = _are_whole(pairs, matches, roots)
    # Where each report matches each other, whatever is joined first, all end up in one cluster.
    parents: list[int] = np.where(whole[roots], roots, np.arange(len(roots))).tolist()
    linkage = _Linkage(columns, _unsettled(pairs, roots, whole))
    heap = linkage.first_entries()
    heapify(heap)
    while heap:
        _, left, right, version = heappop(heap)
        if linkage.versions.get((left, right)) == version:
            parents[right] = left
            for entry in linkage.join(left, right):
                heappush(heap, entry)
    return [find_root(parents, row) for row in range(len(parents))]


def _components(pairs: _Pairs, matches: Ints, n_rows: int) -> Ints:
    """For each row the first of those that matches connect it with: no others can ever be in one cluster with it."""
    parents = list(range(n_rows))
    for one, other in zip(pairs.first[matches].tolist(), pairs.second[matches].tolist(), strict=True):
        root, other_root = find_root(parents, one), find_root(parents, other)
        if root != other_root:
            parents[max(root, other_root)] = min(root, other_root)
    return np.array([find_root(parents, row) for row in range(n_rows)], np.int64)


def _are_whole(pairs: _Pairs, matches: Ints, roots: Ints) -> Bools:
    """For each row whether it is the root of a component of which every two rows match."""
    sizes = np.bincount(roots, minlength=len(roots))
    found = np.bincount(roots[pairs.first[matches]], minlength=len(roots))
    whole: Bools = found == sizes * (sizes - 1) // 2
    return whole


def _unsettled(pairs: _Pairs, roots: Ints, whole: Bools) -> _Pairs:
    """The pairs of rows of one component that is not whole."""
    root = roots[pairs.first]
    inside = np.flatnonzero((root == roots[pairs.second]) & ~whole[root])
    # Scores are rounded so that the order of sums in them never decides; ties fall to the earlier reports.
    return _Pairs(pairs.first[inside], pairs.second[inside], np.round(pairs.score[inside], 6))


_Entry = tuple[float, int, int, int]
_Sums = tuple[float, int, float, float, int, float]
"""Of the pairs between two clusters that were compared the sum of log odds, how many, and the best; the same of precise reports."""


class _Linkage:
    """Clusters on the way, each named by its first row, and the log odds between those that have a pair that was compared.

    Once a cluster holds precise reports (of a settlement or second-level area, and a day), those alone speak for it. Pairs that were not
    compared count as `_KEPT`.
    """

    def __init__(self, columns: Columns, pairs: _Pairs) -> None:
        n_rows = len(columns.position)
        self.versions: dict[tuple[int, int], int] = {}
        self._precise: list[int] = ((columns.fineness >= _PRECISE) & (columns.first_day == columns.last_day)).astype(np.int64).tolist()
        self._sizes = [1] * n_rows
        self._docs: list[set[int]] = [{doc} for doc in columns.doc.tolist()]
        self._sums: list[dict[int, _Sums]] = [{} for _ in range(n_rows)]
        self._pairs = pairs
        precise = self._precise
        for one, other, score in zip(pairs.first.tolist(), pairs.second.tolist(), pairs.score.tolist(), strict=True):
            sums = (score, 1, score, score, 1, score) if precise[one] and precise[other] else (score, 1, score, 0.0, 0, _KEPT)
            self._sums[one][other] = self._sums[other][one] = sums

    def first_entries(self) -> list[_Entry]:
        """What the heap holds at first: the pairs of rows that match."""
        good = np.flatnonzero(self._pairs.score >= JOIN)
        first, second = self._pairs.first[good].tolist(), self._pairs.second[good].tolist()
        version = _version(1, 1)
        self.versions = dict.fromkeys(zip(first, second, strict=True), version)
        return list(zip((-self._pairs.score[good]).tolist(), first, second, repeat(version), strict=False))

    def _entry(self, one: int, other: int) -> _Entry | None:
        """What the heap holds of two clusters: the best first; None for those that cannot become one."""
        left, right = (one, other) if one < other else (other, one)
        total, count, best, precise_total, precise_count, precise_best = self._sums[left][right]
        n_pairs = self._precise[left] * self._precise[right]
        share = BEST
        if n_pairs:
            total, count, best = precise_total, precise_count, precise_best
        else:
            n_pairs, share = self._sizes[left] * self._sizes[right], BEST_VAGUE
        mean = share * best + (1 - share) * (total + _KEPT * (n_pairs - count)) / n_pairs
        if mean < JOIN or not self._docs[left].isdisjoint(self._docs[right]):
            self.versions.pop((left, right), None)
            return None
        self.versions[left, right] = version = _version(self._sizes[left], self._sizes[right])
        return -round(mean, 6), left, right, version

    def join(self, left: int, right: int) -> list[_Entry]:
        """Make one cluster of two; returns what the heap is to hold of it and others."""
        self._sizes[left] += self._sizes[right]
        self._precise[left] += self._precise[right]
        self._docs[left] |= self._docs[right]
        mine, theirs = self._sums[left], self._sums[right]
        self.versions.pop((left, right), None)
        del mine[right]
        for other, sums in theirs.items():
            if other == left:
                continue
            known = mine.get(other)
            mine[other] = sums if known is None else _add(known, sums)
            of_other = self._sums[other]
            del of_other[right]
            of_other[left] = mine[other]
            self.versions.pop((right, other) if right < other else (other, right), None)
        self._sums[right] = {}
        return [entry for other in mine if (entry := self._entry(left, other)) is not None]


def _version(left_size: int, right_size: int) -> int:
    """A number that tells the states of a pair of clusters apart: they only grow."""
    return left_size * 1_000_003 + right_size


def _add(one: _Sums, other: _Sums) -> _Sums:
    return (
        one[0] + other[0],
        one[1] + other[1],
        one[2] if one[2] > other[2] else other[2],
        one[3] + other[3],
        one[4] + other[4],
        one[5] if one[5] > other[5] else other[5],
    )


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
