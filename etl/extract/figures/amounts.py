"""How many people a figure allows, figures of one list added up, and whether two figures can be counts of one group."""

from __future__ import annotations

from collections.abc import Sequence

from etl.model import Figure
from etl.records import replace

OPEN = 10**12
"""What stands for no upper bound."""
_NEAR = 0.1
_SEVERAL = 3


def amount(figure: Figure) -> tuple[int, int]:
    """The least and the greatest number that a figure allows; open bounds are very large."""
    quantity = figure.quantity
    low = next((value for value in (quantity.low, quantity.best) if value is not None), 0)
    if quantity.qualifier in ("at_least", "more_than"):
        return low, OPEN
    high = next((value for value in (quantity.high, quantity.best, quantity.low) if value is not None), 0)
    if quantity.qualifier == "approx":
        return int(low * (1 - _NEAR)), int(high * (1 + _NEAR)) + 1
    return low, high


def add_up(figures: Sequence[Figure]) -> Figure:
    """The figures of one list as one figure of all their people, to lay another figure beside; its words are those of the first."""
    first = figures[0]
    bounds = [amount(figure) for figure in figures]
    low, high = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    is_exact = low == high
    quantity = replace(
        first.quantity,
        low=low,
        best=low if is_exact or high >= OPEN else None,
        high=None if high >= OPEN else high,
        qualifier="exact" if is_exact else "at_least" if high >= OPEN else "range",
        is_imputed=any(figure.quantity.is_imputed for figure in figures),
    )
    return replace(
        first,
        quantity=quantity,
        victim_category=_common([figure.victim_category for figure in figures]),
        sex=_common([figure.sex for figure in figures]),
        age_group=_common([figure.age_group for figure in figures]),
        introduced="new",
    )


def _common(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else "all"


def says_same_number(lead: Figure, figure: Figure) -> bool:
    """Whether two figures can be one count: the same number, or a vague one beside one within its bounds."""
    if lead.quantity.best is not None and lead.quantity.best == figure.quantity.best:
        return True
    if lead.quantity.is_imputed or figure.quantity.is_imputed or "approx" in (lead.quantity.qualifier, figure.quantity.qualifier):
        (low, high), (least, most) = amount(lead), amount(figure)
        return low <= most and least <= high
    return (lead.quantity.low, lead.quantity.high) == (figure.quantity.low, figure.quantity.high)


def is_zero(figure: Figure) -> bool:
    """Whether a figure says that it happened to nobody."""
    return figure.quantity.qualifier == "none"


def is_single(figure: Figure) -> bool:
    """Whether a figure is of exactly one person."""
    return figure.quantity.best == 1 and figure.quantity.qualifier == "exact"


def are_of_one_size(one: Figure, other: Figure) -> bool:
    """Whether two figures can be two counts of one group: not when one is several times the other."""
    least, most = sorted((max(amount(one)[0], 1), max(amount(other)[0], 1)))
    return most <= _SEVERAL * least
