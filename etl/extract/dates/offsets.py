"""Productions of what is counted from another day: "three days ago", "two weeks later", "the next day"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from etl.extract.dates import periods as cal
from etl.extract.dates.numbers import read_count, read_int
from etl.extract.dates.readings import Found, Production, Reading
from etl.extract.dates.timeline import NEAR


def read_ago(reading: Reading) -> Sequence[Found]:
    """ "three days ago": to the day for days and for "a year ago today"; weeks give a day within a week, months a month, years a year."""
    line = reading.line
    unit = reading.value("unit")
    count = read_count(reading.groups["num"]) if "num" in reading.groups else None
    anchor = line.anchor
    if count is None:
        return [reading.found("DATE", "PAST_REF")]
    if "day" in reading.groups and anchor is not None:
        period = cal.day_of(cal.shift_day(cal.shift(anchor, unit, -count), int(reading.value("day"))))
        return [reading.found("DATE", period.value, period)]
    if count == 1 and unit == "Y" and line.accounting is not None:
        return _compared(reading)
    return _moved(reading, anchor, unit, -count)


def _moved(reading: Reading, anchor: date | None, unit: str, count: float) -> Sequence[Found]:
    if anchor is None:
        return [reading.found("DATE", "XXXX")]
    day = cal.shift(anchor, unit, count)
    if unit in cal.CLOCK:
        period = cal.day_of(day)
        return [reading.found("DATE", period.value, period)]
    if unit in ("W", "FN"):
        period = cal.day_of(day)
        week = (cal.shift_day(day, -3), cal.shift_day(day, 3))
        return [reading.found("DATE", period.value, period, days=week)]
    period = cal.period_of(day, "Y" if unit in ("DE", "CE") else unit)
    return [reading.found("DATE", period.value, period)]


def _compared(reading: Reading) -> Sequence[Found]:
    """The same quarter or stretch one year before."""
    accounting = reading.line.accounting
    if accounting is None:
        return ()
    if accounting.grain == "Y":
        period = cal.year_of(accounting.start.year - 1)
    else:
        period = cal.period_of(cal.shift_months(accounting.start, -12), "Q")
    return [
        Found(
            reading.candidate.start,
            reading.candidate.end,
            "DATE",
            period.value,
            (period.start, period.end),
            "relative",
            reading.candidate.match.rule.name,
        )
    ]


def read_offset(reading: Reading) -> Sequence[Found]:
    """ "two days later", "a week before": from the date the text speaks of."""
    line = reading.line
    unit = reading.value("unit")
    direction = reading.groups["dir"][0]
    count = read_count(reading.groups["num"]) if "num" in reading.groups else None
    if count is None:
        return [reading.found("DATE", "PAST_REF" if direction.value == "-1" else "FUTURE_REF")]
    if reading.argument == "event":
        return _read_after_event(reading, unit, count * int(direction.value))
    if unit == "Y" and count == 1 and line.accounting is not None and direction.value == "-1":
        return _compared(reading)
    base = line.text_day(reading.candidate.start)
    if unit in cal.MONTHS and line.reference is not None:
        base = line.reference.start
    return _moved(reading, base, unit, count * int(direction.value))


def _read_after_event(reading: Reading, unit: str, count: float) -> Sequence[Found]:
    """ "two weeks after the bombing": from the day the text speaks of, unless that would lie after publication."""
    line = reading.line
    base = line.text_day(reading.candidate.start)
    if base is None or not (line.is_narrative or _names_the_event(reading, base, unit, count)):
        return [reading.found("DATE", "XXXX-XX-XX")]
    return _moved(reading, base, unit, count)


def _names_the_event(reading: Reading, base: date, unit: str, count: float) -> bool:
    """Whether the last day that news named can be the event's: near, and so that what came after it is over by publication."""
    line = reading.line
    named = line.day_spoken_of(reading.candidate.start)
    if named is None or count < 0 or reading.candidate.start - named.end > NEAR:
        return False
    return line.published is None or cal.shift(base, unit, count) <= line.published


def read_offset_date(reading: Reading) -> Sequence[Found]:
    """ "two weeks after July 4"."""
    line = reading.line
    month, day = int(reading.value("month")), read_int(reading.groups["day"])
    base = (
        cal.make_day(int(reading.value("year")), month, day) if "year" in reading.groups else line.complete_day(month, day, is_future=False)
    )
    count = read_count(reading.groups["num"])
    if base is None or count is None:
        return ()
    return _moved(reading, base.start, reading.value("unit"), count * int(reading.value("dir")))


def read_day_step(reading: Reading) -> Sequence[Found]:
    """ "the next day", "the day before", "that same day": from the day the text speaks of."""
    line = reading.line
    if reading.argument == "event":
        return _read_after_event(reading, "D", int(reading.value("dir")))
    base = line.text_day(reading.candidate.start)
    if base is None:
        return [reading.found("DATE", "XXXX-XX-XX")]
    token = next((t for name in ("rel", "dir") for t in reading.groups.get(name, ())), None)
    step = 0 if token is None or reading.argument == "same" else int(token.value)
    period = cal.day_of(cal.shift_day(base, step))
    return [reading.found("DATE", period.value, period)]


def read_day_beside(reading: Reading) -> Sequence[Found]:
    """ "the day before yesterday", "the day after tomorrow"."""
    anchor = reading.line.anchor
    if anchor is None:
        return [reading.found("DATE", "XXXX-XX-XX")]
    step = int(reading.value("anchor"))
    period = cal.day_of(cal.shift_day(anchor, step + int(reading.value("dir"))))
    return [reading.found("DATE", period.value, period)]


def read_year_earlier(reading: Reading) -> Sequence[Found]:
    """ "the year-earlier quarter", "year-ago": the stretch compared with, one year before."""
    if reading.value("unit") != "Y":
        return ()
    if reading.line.accounting is not None:
        return _compared(reading)
    anchor = reading.line.anchor
    if anchor is None:
        return ()
    period = cal.year_of(anchor.year - 1)
    return [reading.found("DATE", period.value, period)]


def make_productions() -> dict[str, Production]:
    """The productions of this module by name."""
    return {
        "ago": read_ago,
        "offset": read_offset,
        "offset_date": read_offset_date,
        "day_step": read_day_step,
        "day_beside": read_day_beside,
        "year_earlier": read_year_earlier,
    }
