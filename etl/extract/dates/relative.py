"""Productions of what is counted from a day: weekdays, "last month", "three days ago", "the next day", seasons, quarters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from etl.extract.dates import periods as cal
from etl.extract.dates.numbers import read_count, read_int
from etl.extract.dates.periods import Period
from etl.extract.dates.productions import Found, Production, Reading, _time_suffix

_PERIOD_UNITS = frozenset({"W", "WE", "M", "Q", "HY", "Y", "DE", "CE"})


def read_weekday(reading: Reading) -> Sequence[Found]:
    """A weekday: publication's own day or the nearest before it; ahead when the tense is; "last" and "next" are never that day."""
    target = int(reading.value("weekday"))
    suffix = _time_suffix(reading)
    kind = "TIME" if suffix else "DATE"
    anchor = reading.line.anchor
    if anchor is None:
        return [reading.found(kind, f"XXXX-WXX-{target}{suffix}")]
    rel = reading.value("rel")
    back = (anchor.isoweekday() - target) % 7
    ahead = (target - anchor.isoweekday()) % 7
    if reading.argument == "next":
        day = cal.shift_day(anchor, (ahead or 7) + 7)
    elif rel in ("1", "-1"):
        day = cal.shift_day(anchor, (ahead or 7) if rel == "1" else -(back or 7))
    elif reading.line.is_narrative:
        day = cal.shift_day(anchor, ahead if ahead <= 3 else -back)
    elif back and reading.is_future():
        day = cal.shift_day(anchor, ahead)
    else:
        day = cal.shift_day(anchor, -back)
    period = cal.day_of(day)
    return [reading.found(kind, period.value + suffix, period)]


def read_weekday_day(reading: Reading) -> Sequence[Found]:
    """ "Friday the 13th", "Friday 6": the nearest such day that has both; else only the weekday."""
    day = read_int(reading.groups["day"])
    anchor = reading.line.anchor
    target = int(reading.value("weekday"))
    if anchor is None:
        return [reading.found("DATE", f"XXXX-XX-{day:02d}")]
    for months in (0, -1, 1, -2, 2):
        month = cal.shift_months(anchor.replace(day=1), months)
        period = cal.make_day(month.year, month.month, day)
        if period is not None and period.start.isoweekday() == target:
            return [reading.found("DATE", period.value, period)]
    return ()


def read_weekday_of_week(reading: Reading) -> Sequence[Found]:
    """ "Tuesday of last week"."""
    anchor = reading.line.anchor
    if reading.value("week") != "W":
        return ()
    target = int(reading.value("weekday"))
    if anchor is None:
        return [reading.found("DATE", f"XXXX-WXX-{target}")]
    week = cal.week_of(cal.shift_day(anchor, 7 * int(reading.value("rel"))))
    period = cal.day_of(cal.shift_day(week.start, target - 1))
    return [reading.found("DATE", period.value, period)]


def read_deictic(reading: Reading) -> Sequence[Found]:
    """ "yesterday", "tonight", "overnight" (the night before the day)."""
    suffix = _time_suffix(reading)
    token = reading.groups["day"][0]
    anchor = reading.line.anchor
    overnight = token.kind == "overnight"
    if token.kind == "deictic_night":
        suffix, shift = "T" + token.value, 0
    else:
        shift = int(token.value)
    if overnight:
        suffix = "TNI"
    kind = "TIME" if suffix else "DATE"
    if anchor is None:
        return [reading.found(kind, "XXXX-XX-XX" + suffix)]
    period = cal.day_of(cal.shift_day(anchor, shift))
    days = (period.start, anchor) if overnight else (period.start, period.end)
    return [reading.found(kind, period.value + suffix, period, days=days)]


def read_day_part(reading: Reading) -> Sequence[Found]:
    """ "last night", "this morning", "the next afternoon", "in the evening"."""
    token = next(t for t in reading.groups["part"] if t.kind in ("part", "night", "dawn", "noon"))
    code = "NI" if token.kind == "night" else token.value
    rel = reading.groups.get("rel")
    line = reading.line
    anchor = line.anchor
    if rel is None:
        day = line.text_day()
        return (
            [reading.found("TIME", (day.isoformat() if day else "XXXX-XX-XX") + f"T{code}")]
            if reading.argument != "loose"
            else _loose(reading, day, code)
        )
    which = rel[0]
    if which.kind in ("that", "same") or (which.kind in ("next", "following", "previous") and line.reference is not None):
        anchor = line.text_day()
    if anchor is None:
        return [reading.found("TIME", f"XXXX-XX-XXT{code}")]
    period = cal.day_of(cal.shift_day(anchor, int(which.value)))
    return [reading.found("TIME", f"{period.value}T{code}", period)]


def _loose(reading: Reading, day: date | None, code: str) -> Sequence[Found]:
    if day is None:
        return [reading.found("TIME", f"XXXX-XX-XXT{code}")]
    return [reading.found("TIME", f"{day.isoformat()}T{code}", None, days=(day, day))]


def read_clock(reading: Reading) -> Sequence[Found]:
    """A clock time alone: on the day the text speaks of."""
    suffix = _time_suffix(reading)
    day = reading.line.text_day()
    if day is None:
        return [reading.found("TIME", "XXXX-XX-XX" + suffix)]
    return [reading.found("TIME", day.isoformat() + suffix, None, days=(day, day))]


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
    if rel and rel[0].kind in ("the", "that", "previous", "following", "next", "same") and line.reference is not None:  # noqa: SIM102
        if rel[0].kind in ("the", "that", "same") or line.is_narrative:
            anchor = line.reference.start
    if reading.argument == "this" and unit == "WE" and anchor is not None:
        return _weekend(reading, anchor)
    if anchor is None:
        return [
            reading.found("DATE", {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "Q": "XXXX-QX"}.get(unit, "XXXX"))
        ]
    if unit == "WE" and shift == -1 and anchor.isoweekday() >= 6:
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
    return [reading.found("DATE", period.value, period, days=days)]


def _weekend(reading: Reading, anchor: date) -> Sequence[Found]:
    """ "the weekend": the last one begun, or the coming one when the tense is future."""
    week = cal.weekend_of(anchor)
    if week.start > anchor and not reading.is_future():
        week = cal.weekend_of(cal.shift_day(anchor, -7))
    return [reading.found("DATE", week.value, week)]


def _read_relative_day(reading: Reading, shift: int) -> Sequence[Found]:
    day = reading.line.text_day() if shift else reading.line.anchor
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


def read_ago(reading: Reading) -> Sequence[Found]:
    """ "three days ago": to the day for days, weeks give a day within a week, months a month, years a year."""
    line = reading.line
    unit = reading.value("unit")
    count = read_count(reading.groups["num"]) if "num" in reading.groups else None
    anchor = line.anchor
    if count is None:
        return [reading.found("DATE", "PAST_REF")]
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
    if reading.argument == "event":
        return [reading.found("DURATION", cal.duration_value(count, unit))]
    if count is None:
        return [reading.found("DATE", "PAST_REF" if direction.value == "-1" else "FUTURE_REF")]
    if unit == "Y" and count == 1 and line.accounting is not None and direction.value == "-1":
        return _compared(reading)
    base = line.text_day()
    return _moved(reading, base, unit, count * int(direction.value))


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
    base = line.text_day()
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


def read_month_of_year(reading: Reading) -> Sequence[Found]:
    """ "March last year", "August of that year", "6 July last year"."""
    line = reading.line
    unit = next((t.value for t in reading.candidate.tokens if t.kind == "unit"), "")
    if unit != "Y":
        return ()
    month = int(reading.value("month"))
    if reading.argument == "that":
        base = line.reference.start.year if line.reference is not None else line.published.year if line.published else None
        shift = 0
    else:
        base = line.anchor.year if line.anchor is not None else None
        shift = int(reading.value("rel"))
    day = read_int(reading.groups["day"]) if "day" in reading.groups else 0
    if base is None:
        return [reading.found("DATE", f"XXXX-{month:02d}" + (f"-{day:02d}" if day else ""))]
    period = cal.make_day(base + shift, month, day) if day else cal.month_of(base + shift, month)
    return () if period is None else [reading.found("DATE", period.value, period)]


def read_named_month(reading: Reading) -> Sequence[Found]:
    """ "last June": the nearest one over; "next June": the nearest ahead."""
    month = int(reading.value("month"))
    rel = int(reading.value("rel") or 0)
    anchor = reading.line.anchor
    if anchor is None:
        return [reading.found("DATE", f"XXXX-{month:02d}")]
    year = anchor.year
    if rel < 0 and month >= anchor.month:
        year -= 1
    elif rel > 0 and month <= anchor.month:
        year += 1
    period = cal.month_of(year, month)
    return [reading.found("DATE", period.value, period)]


def read_day_of_month(reading: Reading) -> Sequence[Found]:
    """ "the 28th": of the month the text speaks of."""
    day = read_int(reading.groups["day"])
    line = reading.line
    base = line.reference.start if line.reference is not None else line.published
    if base is None:
        return [reading.found("DATE", f"XXXX-XX-{day:02d}")]
    period = cal.make_day(base.year, base.month, day)
    return () if period is None else [reading.found("DATE", period.value, period)]


def read_season(reading: Reading) -> Sequence[Found]:
    """ "spring 2011", "last fall", "the summer"."""
    season = reading.value("season")
    line = reading.line
    if "year" in reading.groups:
        period = cal.season_of(int(reading.value("year")), season)
        return [reading.found("DATE", period.value, period, basis="stated")]
    anchor = line.anchor
    if anchor is None:
        return [reading.found("DATE", f"XXXX-{season}")]
    rel = reading.groups.get("rel")
    shift = int(rel[0].value or 0) if rel else 0
    if reading.argument == "of_year" or any(t.value == "Y" for t in reading.candidate.tokens):
        period = cal.season_of(anchor.year + shift, season)
        return [reading.found("DATE", period.value, period)]
    period = cal.season_of(anchor.year, season)
    if shift < 0 and period.end >= anchor:
        period = cal.season_of(anchor.year - 1, season)
    elif shift > 0 and period.start <= anchor:
        period = cal.season_of(anchor.year + 1, season)
    elif rel is None and not line.is_narrative and period.start > anchor and not reading.is_future():
        period = cal.season_of(anchor.year - 1, season)
    return [reading.found("DATE", period.value, period)]


def read_ordinal_unit(reading: Reading) -> Sequence[Found]:
    """ "the third quarter (of 1984)", "the first half of 2012", "the 19th century"."""
    unit = reading.value("unit")
    number = read_int(reading.groups["ord"])
    line = reading.line
    if unit == "CE":
        if not 1 <= number <= 30:
            return ()
        period = cal.century_of(number)
        return [reading.found("DATE", period.value, period, basis="stated")]
    if unit not in ("Q", "HY") or not 1 <= number <= (4 if unit == "Q" else 2):
        return ()
    stated = "year" in reading.groups
    anchor = line.anchor
    if stated:
        year = int(reading.value("year"))
    elif anchor is None:
        return [reading.found("DATE", f"XXXX-{'Q' if unit == 'Q' else 'H'}{number}")]
    else:
        year = anchor.year + int(reading.value("rel") or 0)
    make = cal.quarter_of if unit == "Q" else cal.half_of
    period = make(year, number)
    if not stated and "rel" not in reading.groups and anchor is not None and period.start > anchor and not reading.is_future():
        period = make(year - 1, number)
    line.accounting = period if unit == "Q" else line.accounting
    return [reading.found("DATE", period.value, period, basis="stated" if stated else "")]


def read_year_unit(reading: Reading) -> Sequence[Found]:
    """ "the 1988 quarter": the stretch compared with, in the year named."""
    year, unit, accounting = int(reading.value("year")), reading.value("unit"), reading.line.accounting
    if unit == "Q" and accounting is not None and accounting.grain == "Q":
        period: Period = cal.quarter_of(year, (accounting.start.month + 2) // 3)
        return [reading.found("DATE", period.value, period, basis="stated")]
    return ()


def make_productions() -> dict[str, Production]:
    """The productions of this module by name."""
    return {
        "weekday": read_weekday,
        "weekday_day": read_weekday_day,
        "weekday_of_week": read_weekday_of_week,
        "deictic": read_deictic,
        "day_part": read_day_part,
        "clock": read_clock,
        "relative_unit": read_relative_unit,
        "that_unit": read_that_unit,
        "the_unit": read_the_unit,
        "past_units": read_past_units,
        "recent_units": read_recent_units,
        "ago": read_ago,
        "offset": read_offset,
        "offset_date": read_offset_date,
        "day_step": read_day_step,
        "day_beside": read_day_beside,
        "year_earlier": read_year_earlier,
        "month_of_year": read_month_of_year,
        "season_of_year": read_season,
        "season_relative": read_season,
        "named_month": read_named_month,
        "day_of_month": read_day_of_month,
        "season": read_season,
        "ordinal_unit": read_ordinal_unit,
        "year_unit": read_year_unit,
    }
