"""The stretch of days that a toll covers: up to a day, since a start, a few days, a week or longer."""

from __future__ import annotations

import re
from datetime import date, timedelta

from etl.extract.happenings.spans import Dates
from etl.extract.happenings.tellings import Telling
from etl.model import DateRange
from etl.records import replace

MONTH = 4
"""The precision of a month; of what is longer it is greater."""
_YEAR = 5
_WEEK = re.compile(r".*-W\d\d")
_SOME_DAYS, _DAYS = 2, re.compile(r"P[2-7]D")


def running_until(telling: Telling, published: date | None) -> DateRange | None:
    """A count without a stated start: open before, up to the day that is named, else to publication."""
    named = telling.date if telling.date is not None and telling.date.date_precision == 1 else None
    end = named.date_end if named is not None else published
    if end is None:
        return None
    words = (named.start, named.end, named.text) if named is not None else (telling.start, telling.start, "")
    return DateRange(*words, "DURATION", "", None, end, _YEAR, "publication" if named is None else named.date_basis, "running")


def running_since(opened: DateRange, published: date | None) -> DateRange:
    """The stretch from a stated start to publication; its precision is that of the start."""
    precision = {4: _YEAR, 7: MONTH, 10: 1}.get(len(opened.value), opened.date_precision)
    return replace(opened, date_end=published if published is not None else None, date_precision=precision)


def few_days(dates: Dates, start: int, cue: int, until: DateRange | None) -> DateRange | None:
    """The stretch of "three days of fighting": so many days to the one that is named, or to publication; None for more than a week."""
    if until is None or until.date_end is None:
        return None
    length = next((found for found in dates.within(start, cue) if found.end > cue and _DAYS.fullmatch(found.value)), None)
    if length is None:
        return None
    first = until.date_end - timedelta(days=int(length.value[1:-1]) - 1)
    return replace(until, start=length.start, end=length.end, text=length.text, date_start=first, date_precision=_SOME_DAYS)


def capped(stretch: DateRange, published: date | None) -> DateRange:
    """A stretch that ends with publication where its words run on ("this month")."""
    if (
        published is None
        or stretch.date_end is None
        or stretch.date_start is None
        or not stretch.date_start <= published < stretch.date_end
    ):
        return stretch
    return replace(stretch, date_end=published)


def is_week_or_longer(found: DateRange) -> bool:
    """Whether an expression names a week, a month or more."""
    return found.date_precision >= MONTH or _WEEK.fullmatch(found.value) is not None


def is_night(stretch: DateRange) -> bool:
    """Whether a stretch is a day and the next."""
    first, last = stretch.date_start, stretch.date_end
    return first is not None and last is not None and (last - first).days == 1
