"""Which pairs of reports are worth comparing: those whose days meet and whose places may be one; about as many as there are reports.

Where very many reports of one area and day make all pairs too many, only those that also share a settlement or a toll are compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from etl.link.columns import NONE, Bools, Columns, Ints

Pairs = tuple[Ints, Ints]

CROWDED = 150
"""An area with more reports than this within some report's days is crowded."""
CHUNK_PAIRS = 1_000_000
_DAY_GAP = 1
"""Days of two reports may miss each other by so much: midnight, time zones."""
_LONG_DAYS = 8
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
        n_pairs = int(part.sum())
        if n_pairs:
            first = np.repeat(lefts[begin:stop], part)
            offset = np.arange(n_pairs) - np.repeat(np.cumsum(part) - part, part)
            second = rights[np.repeat(starts[begin:stop], part) + offset]
            kept = first != second
            yield np.minimum(first, second)[kept], np.maximum(first, second)[kept]
        begin = stop


def _pairs_of_vague_places(columns: Columns, dated: Bools) -> Iterator[Pairs]:
    """Pairs of a report that names no area smaller than a country with any of that country; in crowded ones with the same toll only."""
    known = dated & (columns.country != NONE)
    vague = known & (columns.admin1 == NONE) & (columns.place == NONE)
    if not vague.any():
        return
    short = known & (columns.high_day - columns.low_day <= _LONG_DAYS)
    crowded = np.zeros(len(known), np.bool_)
    for keys in (columns.country, _combine(columns.country, columns.killed)):
        lefts, starts, counts, rights = _vague_runs(columns, keys, vague & ~crowded if keys is columns.country else crowded, short)
        if keys is columns.country:
            busy = np.unique(columns.country[lefts[counts > CROWDED]])
            crowded = vague & np.isin(columns.country, busy) & (columns.killed > 0)
            counts = np.where(np.isin(columns.country[lefts], busy), 0, counts)
        yield from _expand(lefts, starts, counts, rights)


def _vague_runs(columns: Columns, keys: Ints, vague: Bools, short: Bools) -> tuple[Ints, Ints, Ints, Ints]:
    rows = np.flatnonzero(short)
    rights = rows[np.lexsort((rows, columns.low_day[rows], keys[rows]))]
    lefts = np.flatnonzero(vague)
    span = int(columns.high_day.max(initial=0)) + 10
    shifted = (keys - keys.min(initial=0)) * span
    codes = shifted[rights] + columns.low_day[rights]
    starts = np.searchsorted(codes, shifted[lefts] + columns.low_day[lefts] - _LONG_DAYS - _DAY_GAP, side="left")
    ends = np.searchsorted(codes, shifted[lefts] + columns.high_day[lefts] + _DAY_GAP, side="right")
    return lefts, starts.astype(np.int64), (ends - starts).astype(np.int64), rights


def _pairs_of_copies(columns: Columns) -> Iterator[Pairs]:
    """Pairs of reports of near-duplicate documents: each with those of the group's first document and of the one before it."""
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
            for other in {0, number - 1}:
                for left in documents[other]:
                    for right in documents[number]:
                        firsts.append(min(left, right))
                        seconds.append(max(left, right))
    if firsts:
        yield np.array(firsts, np.int64), np.array(seconds, np.int64)
