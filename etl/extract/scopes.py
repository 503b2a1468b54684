"""What span of time a toll covers: one incident, a period with both ends, or a count that runs on since a start.

The rules, first that holds: a start is stated ("since March"), or words of a running count stand in the clause → cumulative; a stretch is
stated ("the past 24 hours", "from 3 to 5 July"), words of a period or of many places, or a date coarser than a week with no deed named →
period; else incident. Figures that carry a scope of their own keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from etl.extract.attachment import Dates
from etl.extract.dates import is_open_period, is_stretch
from etl.extract.discourse import Discourse
from etl.extract.tellings import Telling
from etl.model import DateRange, Figure, Trace

_MONTH, _YEAR = 4, 5


def decide_scope(
    text: str,
    telling: Telling,
    figures: Sequence[Figure],
    dates: Dates,
    *,
    published: date | None,
    discourse: Discourse,
    trace: Trace | None = None,
) -> None:
    """Set the scope of a telling, and its stretch of days where the words give one."""
    words = text[telling.start : telling.end]
    scope, reason = "incident", ""
    if telling.figures:
        stretches = [found for found in dates.within(telling.start, telling.end) if is_stretch(found)]
        scope, reason = _scope(words, telling, figures, stretches, discourse)
        if scope == "cumulative":
            opened = next((found for found in stretches if is_open_period(found)), None)
            telling.period = _running(opened, published) if opened is not None else _until(telling, published)
        elif scope == "period":
            telling.period = next((found for found in stretches if found.date_start is not None), telling.date)
    telling.scope = scope
    telling.is_separate = discourse.separate.search(words) is not None
    telling.is_background = discourse.background.search(text[telling.sentence.start : telling.sentence.end]) is not None
    if trace is not None and reason:
        trace.fired("scope", telling.start, telling.end, scope, reason)


def _scope(
    words: str, telling: Telling, figures: Sequence[Figure], stretches: Sequence[DateRange], discourse: Discourse
) -> tuple[str, str]:
    own = {figures[position].scope for position in telling.figures} - {"incident"}
    if len(own) == 1:
        return own.pop(), "the figure's own words"
    if any(is_open_period(found) for found in stretches):
        return "cumulative", "a start is stated"
    if (found := discourse.cumulative.search(words)) is not None:
        return "cumulative", f"a running count: {found.group()}"
    if any(found.date_start is not None for found in stretches):
        return "period", "a stretch of days is stated"
    if (found := discourse.period.search(words)) is not None:
        return "period", f"a period: {found.group()}"
    if (found := discourse.spread.search(words)) is not None:
        return "period", f"many places: {found.group()}"
    coarse = telling.date is not None and telling.date_trust == 3 and telling.date.date_precision >= _MONTH
    if coarse and not telling.mentions:
        return "period", "a month or longer and no deed named"
    return "incident", ""


def _running(opened: DateRange, published: date | None) -> DateRange:
    """The stretch from a stated start to publication; its precision is that of the start."""
    precision = {4: _YEAR, 7: _MONTH, 10: 1}.get(len(opened.value), opened.date_precision)
    return replace(opened, date_end=published if published is not None else None, date_precision=precision)


def _until(telling: Telling, published: date | None) -> DateRange | None:
    """A count without a stated start: open before, up to the day that is named, else to publication."""
    named = telling.date if telling.date is not None and telling.date.date_precision == 1 else None
    end = named.date_end if named is not None else published
    if end is None:
        return None
    words = (named.start, named.end, named.text) if named is not None else (telling.start, telling.start, "")
    return DateRange(*words, "DURATION", "", None, end, 9, "publication" if named is None else named.date_basis, "running")
