"""What a claim's bounds count as on an event, where low, best and high are all filled or all empty so that sums hold."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from etl.settings import Settings


class Bound(NamedTuple):
    """A figure as it stands on events: bounds in persons, whether the top is open, how the best figure came about, and how vague it is.

    `rank` orders figures by how much they say: 0 exact or open, 1 approximate, 2 a range, 3 a vague word, 4 an upper bound only.
    """

    low: int
    best: int
    high: int
    is_open_high: bool
    basis: str
    rank: int


EXACT, APPROXIMATE, RANGE, VAGUE, UPPER = range(5)

_ACLED_STEPS = ((2_000, 1_000), (200, 100), (20, 12), (4, 10), (0, 3))
"""ACLED's convention where only a vague word is given: 3, 10, 12 for dozens, 100 for hundreds (ACLED, FAQs on fatalities)."""
_AIRWARS_STEPS = ((2_000, 2_000), (200, 200), (40, 40), (20, 20), (0, 2))
"""The plain minimum that a word states: a plural is two (Airwars, Methodology, on low estimates)."""


def to_bound(*, qualifier: str, low: int | None, best: int | None, high: int | None, is_imputed: bool, settings: Settings) -> Bound | None:
    """The bound that a claim's figure counts as, or None where it states no number.

    Open high gives high = best; about n gives n, n, n; a range or vague word a to b gives a, a, b (settings `range_best` and
    `vague`); up to n gives 1, n, n.
    """
    return _to_bound(qualifier, low, best, high, is_imputed, settings.range_best, settings.vague)


@lru_cache(maxsize=16_384)
def _to_bound(
    qualifier: str, low: int | None, best: int | None, high: int | None, is_imputed: bool, range_best: str, vague: str
) -> Bound | None:
    if is_imputed or qualifier == "vague":
        return _vague_bound(low, best, high, vague)
    if qualifier in ("up_to", "less_than"):
        top = high if high is not None else best
        return None if top is None else Bound(min(1 if low is None else low, top), top, top, False, "upper_only", UPPER)
    if best is None:
        return _range_bound(low, high, range_best)
    if low is None and high is None:
        return Bound(best, best, best, False, "approx" if qualifier == "approx" else "stated", APPROXIMATE)
    if best == 0 and high == 0:
        return Bound(0, 0, 0, False, "zero_stated", EXACT)
    if high is None:
        return Bound(best if low is None else min(low, best), best, best, True, "stated", EXACT)
    return Bound(best if low is None else min(low, best), best, max(high, best), False, "stated", EXACT)


def _range_bound(low: int | None, high: int | None, range_best: str) -> Bound | None:
    if low is None or high is None:
        known = low if low is not None else high
        return None if known is None else Bound(known, known, known, high is None, "stated", EXACT)
    if range_best == "null":
        return None
    best = low if range_best == "low" else (low + high) // 2
    return Bound(low, best, high, False, "range_low", RANGE)


def _vague_bound(low: int | None, best: int | None, high: int | None, vague: str) -> Bound | None:
    least = low if low is not None else best
    if vague == "null" or least is None:
        return None
    most = high if high is not None else least
    chosen = least
    if vague != "range":
        steps = _ACLED_STEPS if vague == "acled" else _AIRWARS_STEPS
        chosen = next(value for floor, value in steps if least >= floor)
    return Bound(min(least, chosen), chosen, max(most, chosen), high is None, "vague_low", VAGUE)


def add_bounds(bounds: list[Bound]) -> Bound:
    """The bound of several sets of people together."""
    if len(bounds) == 1:
        return bounds[0]
    rank = max(bound.rank for bound in bounds)
    basis = "zero_stated" if all(bound.basis == "zero_stated" for bound in bounds) else "sum_of_parts"
    return Bound(
        sum(bound.low for bound in bounds),
        sum(bound.best for bound in bounds),
        sum(bound.high for bound in bounds),
        any(bound.is_open_high for bound in bounds),
        basis,
        rank,
    )


def do_overlap(first: Bound, second: Bound) -> bool:
    """Whether two figures can both be true; an approximate one reaches a tenth either way."""
    first_low, first_high = _reach(first)
    second_low, second_high = _reach(second)
    return first_low <= second_high and second_low <= first_high


def do_all_overlap(bounds: Iterable[Bound]) -> bool:
    """Whether each two of some figures can both be true."""
    lows, highs = zip(*map(_reach, bounds), strict=True)
    return bool(max(lows) <= min(highs))


def _reach(bound: Bound) -> tuple[float, float]:
    if bound.basis == "approx":
        return bound.best * 0.9, bound.best * 1.1
    return bound.low, float("inf") if bound.is_open_high else bound.high
