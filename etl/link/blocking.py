"""Which pairs of reports are worth comparing: those whose days meet and whose places may be one; about as many as there are reports.

Where very many reports of one area and day make all pairs too many, only those that also share a settlement or a toll are compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from etl.link.arrays import spread_runs
from etl.link.columns import NONE, Bools, Columns, Ints

Pairs = tuple[Ints, Ints]

CROWDED = 150
"""An area with more reports than this within some report's days is crowded."""
CHUNK_PAIRS = 100_000
_DAY_GAP = 1
"""Days of two reports may miss each other by so much: midnight, time zones."""
_SHORT_DAYS, _LONG_DAYS = 3, 31
_RARE_WORD = 4.0
_BLOCK_WORDS = 4
_NEAR_COPIES = 12
_CELL_DEGREES = 0.25


def candidate_pairs(columns: Columns) -> Iterator[Pairs]:
    """Pairs (positions in the columns, the first smaller) worth comparing, some perhaps twice, in chunks of bounded size."""
    dated = columns.first_day != NONE
    for keys in _area_keys(columns, dated):
        yield from window_pairs(keys, columns.low_day, columns.high_day)
    yield from _pairs_of_vague_places(columns, dated)
    yield from _pairs_of_copies(columns)


def _area_keys(columns: Columns, dated: Bools) -> Iterator[Ints]:
    """Keys under which days are compared, `NONE` for reports that take no part."""
    admin1 = np.where(dated, columns.admin1, NONE)
    crowded = _is_crowded(admin1, columns)
    yield np.where(dated & ((admin1 == NONE) | crowded), columns.place, NONE)
    yield np.where(crowded, NONE, admin1)
    if crowded.any():
        yield np.where(crowded & (columns.killed > 0), _combine(admin1, columns.killed), NONE)
        yield np.where(crowded & (columns.killed <= 0), _combine(admin1, columns.event_type), NONE)
    yield from _cell_keys(columns, dated)


def _cell_keys(columns: Columns, dated: Bools) -> Iterator[Ints]:
    """Cells of two grids that overlap, so that near places on two sides of a border of areas meet."""
    has_point = dated & (columns.fineness >= 2) & ~np.isnan(columns.latitude)
    for shift in (0.0, 0.5):
        row = np.floor(np.nan_to_num(columns.latitude) / _CELL_DEGREES + shift).astype(np.int64) + 1_000
        column = np.floor(np.nan_to_num(columns.longitude) / _CELL_DEGREES + shift).astype(np.int64) + 2_000
        yield np.where(has_point, row * 10_000 + column, NONE)


def _combine(keys: Ints, others: Ints) -> Ints:
    """One key of two; others from -1 up."""
    width = int(others.max(initial=0)) + 2
    return keys * width + others + 1


def _is_crowded(keys: Ints, columns: Columns) -> Bools:
    crowded = np.zeros(len(keys), np.bool_)
    order, ends = _runs(keys, columns.low_day, columns.high_day)
    counts = ends - np.arange(len(order))
    bad = np.unique(keys[order[counts > CROWDED]])
    if len(bad):
        crowded = np.isin(keys, bad)
    return crowded


def _runs(keys: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Rows with a key in order of key and first possible day, and for each where those end that start before its last one."""
    rows = np.flatnonzero(keys != NONE)
    order = rows[np.lexsort((rows, low[rows], keys[rows]))]
    span = int(high.max(initial=0)) + 10
    codes = np.unique(keys[order], return_inverse=True)[1].astype(np.int64) if len(order) else order
    ends = np.searchsorted(codes * span + low[order], codes * span + high[order] + _DAY_GAP, side="right")
    return order, ends.astype(np.int64)


def window_pairs(keys: Ints, low: Ints, high: Ints) -> Iterator[Pairs]:
    """All pairs with the same key whose days meet."""
    order, ends = _runs(keys, low, high)
    counts = ends - np.arange(len(order)) - 1
    yield from _expand(order, np.arange(len(order)) + 1, counts, order)


def _expand(lefts: Ints, starts: Ints, counts: Ints, rights: Ints) -> Iterator[Pairs]:
    """Pairs of each left with `counts` rights from `starts` on, in chunks."""
    total = np.cumsum(counts)
    begin = 0
    while begin < len(lefts):
        done = total[begin - 1] if begin else 0
        stop = max(begin + 1, int(np.searchsorted(total, done + CHUNK_PAIRS, side="right")))
        part = counts[begin:stop]
        if part.any():
            first, second = np.repeat(lefts[begin:stop], part), rights[spread_runs(starts[begin:stop], part)]
            kept = first != second
            yield np.minimum(first, second)[kept], np.maximum(first, second)[kept]
        begin = stop


def _pairs_of_vague_places(columns: Columns, dated: Bools) -> Iterator[Pairs]:
    """Pairs of a report that names no area smaller than a country with any of that country; where those are very many, only with those
    that share a toll, a method or a rare word.
    """
    known = dated & (columns.country != NONE)
    vague = known & (columns.admin1 == NONE) & (columns.place == NONE)
    if not vague.any():
        return
    length = columns.high_day - columns.low_day
    crowded = np.zeros(len(known), np.bool_)
    for shortest, longest in ((0, _SHORT_DAYS), (_SHORT_DAYS + 1, _LONG_DAYS)):
        rights = known & (length >= shortest) & (length <= longest)
        rows, starts, counts, order = _vague_runs(columns, columns.country, vague, rights, longest)
        crowded[rows[counts > CROWDED]] = True
        yield from _expand(rows, starts, np.where(counts > CROWDED, 0, counts), order)
    if not crowded.any():
        return
    rights = known & (length <= _LONG_DAYS)
    telling = [np.where(columns.killed > 0, columns.killed, NONE), columns.method]
    telling += [np.where(columns.word_weights[:, place] >= _RARE_WORD, columns.words[:, place], NONE) for place in range(_BLOCK_WORDS)]
    for others in telling:
        has = others != NONE
        yield from _expand(*_vague_runs(columns, _combine(columns.country, others), crowded & has, rights & has, _LONG_DAYS, CROWDED))


def _vague_runs(
    columns: Columns, keys: Ints, lefts: Bools, rights: Bools, longest: int, most: int | None = None
) -> tuple[Ints, Ints, Ints, Ints]:
    """Of each left row, where those right ones with its key begin whose days may meet its own, and how many; in order of the last array.

    `longest` is how many days a right one spans at most; runs of more than `most` are left out.
    """
    rows = np.flatnonzero(rights)
    order = rows[np.lexsort((rows, columns.low_day[rows], keys[rows]))]
    left_rows = np.flatnonzero(lefts)
    span = int(columns.high_day.max(initial=0)) + 10
    shifted = (keys - keys.min(initial=0)) * span
    codes = shifted[order] + columns.low_day[order]
    starts = np.searchsorted(codes, shifted[left_rows] + columns.low_day[left_rows] - longest - _DAY_GAP, side="left")
    ends = np.searchsorted(codes, shifted[left_rows] + columns.high_day[left_rows] + _DAY_GAP, side="right")
    counts = (ends - starts).astype(np.int64)
    if most is not None:
        counts = np.where(counts > most, 0, counts)
    return left_rows, starts.astype(np.int64), counts, order


def _pairs_of_copies(columns: Columns) -> Iterator[Pairs]:
    """Pairs of reports of near-duplicate documents: all of a small group, in a large one each with the first's and the last few."""
    order = np.lexsort((columns.doc, columns.group))
    groups = columns.group[order]
    firsts: list[int] = []
    seconds: list[int] = []
    start = 0
    bounds = np.flatnonzero(np.diff(groups)) + 1
    for stop in [*bounds.tolist(), len(order)]:
        members = order[start:stop]
        start = stop
        if len(members) < 2 or columns.doc[members[0]] == columns.doc[members[-1]]:
            continue
        by_doc: dict[int, list[int]] = {}
        for row, doc in zip(members.tolist(), columns.doc[members].tolist(), strict=True):
            by_doc.setdefault(doc, []).append(row)
        documents = list(by_doc.values())
        for number in range(1, len(documents)):
            for other in {0, *range(max(0, number - _NEAR_COPIES), number)}:
                for left in documents[other]:
                    for right in documents[number]:
                        firsts.append(min(left, right))
                        seconds.append(max(left, right))
    if firsts:
        yield np.array(firsts, np.int64), np.array(seconds, np.int64)
