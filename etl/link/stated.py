"""What each report says of the killed and the injured, as arrays, to compare reports by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.link.bounds import Bound, to_bound
from etl.settings import Settings

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NONE = -1


@dataclass(frozen=True, slots=True)
class Tolls:
    """What each report says of one outcome; -1 in `best` where it gives no number. `low` and `high` are how far it may be off."""

    best: Ints
    low: Floats
    high: Floats
    rank: Ints


def read_tolls(claims: pa.Table, *, report: Ints, scopes: pa.ChunkedArray, n_reports: int, settings: Settings) -> dict[str, Tolls]:
    """Tolls of the killed and the injured of every report: its counted claims added up.

    `report` is the row of each claim's report, `scopes` that report's scope.
    """
    own = pc.or_(pc.equal(claims["scope"], scopes), pc.and_(pc.equal(scopes, "period"), pc.equal(claims["scope"], "incident")))
    counted = pc.and_(pc.and_(own, claims["counts_toward_total"]), pc.not_equal(claims["review_status"], "rejected"))
    found = {}
    for outcome in ("killed", "injured"):
        chosen = np.flatnonzero(pc.and_(counted, pc.equal(claims["outcome"], outcome)).to_numpy(zero_copy_only=False))
        found[outcome] = _add_tolls(claims.take(pa.array(chosen)), report[chosen], n_reports, settings)
    return found


def _add_tolls(claims: pa.Table, report: Ints, n_reports: int, settings: Settings) -> Tolls:
    codes, bounds = _bounds_of(claims, settings)
    known = codes != NONE
    codes, owner = codes[known], report[known]
    # What nobody of one kind suffered says nothing of anybody else.
    partial_zero = np.array([bound.high == 0 for bound in bounds], np.bool_)[codes]
    partial_zero &= ~pc.is_in(claims["victim_category"], value_set=pa.array(["all", "unknown"])).to_numpy(zero_copy_only=False)[known]
    whole = np.bincount(owner[~partial_zero], minlength=n_reports) > 0
    best = np.bincount(owner, np.array([bound.best for bound in bounds], np.float64)[codes], n_reports)
    low = np.bincount(owner, np.array([_low(bound) for bound in bounds], np.float64)[codes], n_reports)
    high = np.bincount(owner, np.array([_high(bound) for bound in bounds], np.float64)[codes], n_reports)
    rank = np.full(n_reports, NONE, np.int64)
    np.maximum.at(rank, owner, np.array([bound.rank for bound in bounds], np.int64)[codes])
    return Tolls(np.where(whole, best, NONE).astype(np.int64), low.astype(np.float64), high.astype(np.float64), rank)


def _bounds_of(claims: pa.Table, settings: Settings) -> tuple[Ints, list[Bound]]:
    """For each claim the number of its bound in the list, -1 for one without; there are few that differ."""
    parts = [pc.fill_null(pc.cast(claims[name], pa.string()), "") for name in ("qualifier", "is_imputed", "low", "best", "high")]
    encoded = pc.binary_join_element_wise(*parts, "|").combine_chunks().dictionary_encode()
    bounds: list[Bound] = []
    numbers: list[int] = []
    for key in encoded.dictionary.to_pylist():
        qualifier, imputed, *figures = key.split("|")
        low, best, high = (int(figure) if figure else None for figure in figures)
        bound = None
        if low is not None or best is not None or high is not None:
            bound = to_bound(qualifier=qualifier, low=low, best=best, high=high, is_imputed=imputed == "true", settings=settings)
        numbers.append(NONE if bound is None else len(bounds))
        if bound is not None:
            bounds.append(bound)
    return np.array([*numbers, NONE], np.int64)[encoded.indices.to_numpy()], bounds or [_NO_BOUND]


_NO_BOUND = Bound(0, 0, 0, False, "not_stated", 0)


def _low(bound: Bound) -> float:
    return bound.best * 0.85 if bound.basis == "approx" else float(bound.low)


def _high(bound: Bound) -> float:
    if bound.is_open_high:
        # "At least" is said of a toll that may still rise, not of one of any size.
        return bound.high * 1.5 + 1
    return bound.best * 1.15 if bound.basis == "approx" else float(bound.high)
