"""Figures of one happening settled against each other across sentences: parts, repeats, competing and superseded figures, what counts.

Within a happening the figures of one outcome that stand for one set of people must count once. This module decides which figure
counts and what the others are; it never changes a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etl.model import Figure, Happening, Trace


def settle(
    text: str, figures: Sequence[Figure], happenings: Sequence[Happening], *, language: str = "en", trace: Trace | None = None
) -> list[Figure]:
    """The figures with their roles settled within each happening; positions stay as they were."""
    settled = list(figures)
    for happening in happenings:
        _settle_one(settled, happening.figures, trace)
    return settled


def _settle_one(figures: list[Figure], members: Sequence[int], trace: Trace | None) -> None:
    for outcome in dict.fromkeys(figures[index].outcome for index in members):
        same = [index for index in members if figures[index].outcome == outcome]
        _mark_repeats(figures, same, trace)


def _amount(figure: Figure) -> tuple[int | None, int | None, int | None]:
    return figure.quantity.low, figure.quantity.best, figure.quantity.high


def _mark_repeats(figures: list[Figure], members: Sequence[int], trace: Trace | None) -> None:
    """A figure said again, with the same number or less exactly, is a repeat of the first."""
    first: list[int] = []
    for index in members:
        figure = figures[index]
        if not figure.counts_toward_total or figure.assertion != "asserted":
            continue
        twin = next((other for other in first if _is_again(figures[other], figure)), None)
        if twin is None:
            first.append(index)
            continue
        figures[index] = replace(figure, part_role="repeat", counts_toward_total=False)
        if trace is not None:
            trace.fired("settling", figure.start, figure.end, "repeat", "the same toll said again")


def _is_again(earlier: Figure, later: Figure) -> bool:
    if earlier.sentence_index == later.sentence_index:
        return False
    return _amount(earlier) == _amount(later) or (earlier.quantity.best is not None and earlier.quantity.best == later.quantity.best)
