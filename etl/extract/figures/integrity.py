"""What holds between the figures of a document whatever the rules made of them: parts fit their totals, nothing points to nothing."""

from __future__ import annotations

from collections import defaultdict

from etl.model import Figure, Trace
from etl.records import replace

_STATED = frozenset({"asserted", "unverified"})
_NO_CLAIM = "retold"
"""The role of people told of again without a number, of whom no claim is made."""
_PARTS = frozenset({"exclusive_part", "included_part"})


def keep_arithmetic(figures: list[Figure], trace: Trace | None = None) -> None:
    """Let figures larger than their exact total stand alone, as other people, and mark totals whose exclusive parts add up to more.

    Exclusive parts add up within one breakdown: by sex and age, by nationality, or by category.
    """
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for index, figure in enumerate(figures):
        if figure.parent is None or figure.part_role not in _PARTS or figure.assertion not in _STATED:
            continue
        total, number = figures[figure.parent], _number(figure)
        if total.quantity.qualifier != "exact" or total.quantity.best is None or not _is_of(figure, total):
            continue
        if number > total.quantity.best and total.parts_status != "parts_more":
            figures[index] = replace(figure, parent=None, part_role="standalone", counts_toward_total=True)
            if trace is not None:
                trace.refused("settling", figure.start, figure.end, figure.rule, "larger than its total")
        elif figure.part_role == "exclusive_part":
            sums[figure.parent, _breakdown(figure)] += number
    for (parent, _), amount in sums.items():
        if amount > (figures[parent].quantity.best or 0):
            figures[parent] = replace(figures[parent], parts_status="parts_more")
    _keep_equal(figures)


def _keep_equal(figures: list[Figure]) -> None:
    """Let no total say that its parts are equal to it unless those of one breakdown, or all of them, add up to its best figure."""
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for figure in figures:
        if figure.parent is not None and figure.part_role == "exclusive_part":
            sums[figure.parent][_breakdown(figure)] += _number(figure)
    for index, figure in enumerate(figures):
        if figure.parts_status != "equal":
            continue
        amounts = [*sums[index].values(), sum(sums[index].values())]
        best = figure.quantity.best
        if best is None or best not in amounts:
            more = best is not None and max(amounts) > best
            figures[index] = replace(figure, parts_status="parts_more" if more else "parts_less")


def keep_pointers(figures: list[Figure]) -> None:
    """Let figures that others point to make a claim, as a repeat, even if they only tell of somebody again."""
    for figure in list(figures):
        for target in (figure.parent, figure.competes_with, figure.moved_from):
            if target is not None and figures[target].part_role == _NO_CLAIM and figure.part_role != _NO_CLAIM:
                figures[target] = replace(figures[target], part_role="repeat", counts_toward_total=False)


def _number(figure: Figure) -> int:
    quantity = figure.quantity
    return quantity.best if quantity.best is not None else quantity.low or 0


def _is_of(part: Figure, total: Figure) -> bool:
    return total.outcome in (part.outcome, "killed_or_injured")


def _breakdown(figure: Figure) -> str:
    if figure.sex != "all" or figure.age_group != "all":
        return "sex_age"
    return "nationality" if figure.victim_nationality_iso3 is not None else "category"
