"""What linking does with arrays of whole numbers: runs of rows, and sets kept in order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def spread_runs(starts: Ints, counts: Ints) -> Ints:
    """The rows of some runs, one run after the other: of starts 4, 0 and counts 2, 3 the rows 4, 5, 0, 1, 2."""
    rows: Ints = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))
    return rows


def distinct(values: Ints) -> Ints:
    """Each value once, in order. numpy's own `unique` hashes, which takes forty times as long where most values differ."""
    ordered = np.sort(values)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))]


def leave_out(values: Ints, others: Ints) -> Ints:
    """The values, which are in order, without those that are among the others."""
    if not len(others):
        return values
    known = np.sort(others)
    nearest: Ints = known[np.minimum(np.searchsorted(known, values), len(known) - 1)]
    kept: Ints = values[nearest != values]
    return kept
