"""Productions of "last week", "this year", "that month", "the past 24 hours"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from etl.extract.dates import periods as cal
from etl.extract.dates.numbers import read_count
from etl.extract.dates.readings import Found, Production, Reading


def read_relative_unit(reading: Reading) -> Sequence[Found]:
    """ "last week", "this year", "the end of the month", "the weekend"."""
    line = reading.line
    unit = reading.value("unit")
    rel = reading.groups.get("rel")
    shift = int(rel[0].value or 0) if rel and rel[0].value.lstrip("-").isdigit() else 0
    anchor = line.anchor
    if unit == "D":
        return _read_relative_day(reading, shift)
    if unit in ("MO", "AF", "EV", "NI"):
        return () if anchor is None else [reading.found("TIME", f"{anchor.isoformat()}T{unit}", cal.day_of(anchor))]
    if rel and line.reference is not None:
        kind = rel[0].kind
        if kind in ("the", "that", "same", "previous", "following") or (line.is_narrative and kind == "next"):
            anchor = line.reference.start
    if reading.argument == "this" and unit == "WE" and anchor is not None:
        return _weekend(reading, anchor)
    if anchor is None:
        return [
            reading.found("DATE", {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "Q": "XXXX-QX"}.get(unit, "XXXX"))
        ]
    if unit == "Q" and rel and rel[0].kind == "latest":
        shift = -1
    period = cal.period_of(cal.shift(anchor, unit, shift), unit)
    if unit == "Q":
        line.accounting = period
    days = None
    mods = reading.groups.get("mod")
    if mods and mods[0].kind == "earlier" and shift == 0 and period.start <= anchor:
        days = (period.start, anchor)
    elif mods and mods[0].kind == "later" and shift == 0 and period.end >= anchor:
        days = (anchor, period.end)
    elif reading.argument == "so_far" and period.start <= anchor:
        days = (period.start, anchor)
    elif rel and rel[0].kind == "past" and not mods:
        days = (cal.shift(anchor, unit, -1), anchor)
    return [reading.found("DATE", period.value, period, days=days)]


def _weekend(reading: Reading, anchor: date) -> Sequence[Found]:
    """ "the weekend": the last one begun, or the coming one when the tense is future."""
    week = cal.weekend_of(anchor)
    if week.start > anchor and not reading.is_future():
        week = cal.weekend_of(cal.shift_day(anchor, -7))
    return [reading.found("DATE", week.value, week)]


def _read_relative_day(reading: Reading, shift: int) -> Sequence[Found]:
    day = reading.line.text_day(reading.candidate.start) if shift else reading.line.anchor
    if day is None:
        return [reading.found("DATE", "XXXX-XX-XX")]
    period = cal.day_of(cal.shift_day(day, shift))
    return [reading.found("DATE", period.value, period)]


def read_that_unit(reading: Reading) -> Sequence[Found]:
    """ "that year", "the same month", "later that week": the one the text speaks of."""
    unit = reading.value("unit")
    line = reading.line
    base = line.reference.start if line.reference is not None else line.published
    if base is None:
        return [reading.found("DATE", "XXXX")]
    period = cal.period_of(base, unit)
    days = None
    mods = reading.groups.get("mod")
    if mods and mods[0].kind == "later" and line.reference is not None and line.reference.end <= period.end:
        days = (line.reference.start, period.end)
    return [reading.found("DATE", period.value, period, days=days)]


def read_the_unit(reading: Reading) -> Sequence[Found]:
    """ "the quarter", "the week": the one spoken of, when the text speaks of one."""
    line = reading.line
    unit = reading.value("unit")
    if unit == "Q" and line.accounting is not None:
        return [reading.found("DATE", line.accounting.value, line.accounting)]
    return ()


def read_past_units(reading: Reading) -> Sequence[Found]:
    """ "the past 24 hours", "the next two years": a duration beside publication, whose days are known."""
    unit = reading.value("unit")
    rel = reading.groups["rel"][0]
    count = read_count(reading.groups["num"]) if "num" in reading.groups else None
    anchor = reading.line.anchor
    days = None
    direction = int(rel.value or 0)
    if anchor is not None and count is not None and direction:
        other = cal.shift(anchor, unit, direction * count)
        if unit in cal.CLOCK and other == anchor:
            other = cal.shift_day(anchor, direction)
        days = (min(anchor, other), max(anchor, other))
    return [reading.found("DURATION", cal.duration_value(count, unit), days=days)]


def read_recent_units(reading: Reading) -> Sequence[Found]:
    """ "recent weeks", "the coming months": a stretch of unknown length."""
    return [reading.found("DURATION", cal.duration_value(None, reading.value("unit")))]


def make_productions() -> dict[str, Production]:
    """The productions of this module by name."""
    return {
        "relative_unit": read_relative_unit,
        "that_unit": read_that_unit,
        "the_unit": read_the_unit,
        "past_units": read_past_units,
        "recent_units": read_recent_units,
    }
