"""Productions of days named by their place: weekdays, "yesterday", "overnight", "last night", clock times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from etl.extract.dates import periods as cal
from etl.extract.dates.cues import word_after
from etl.extract.dates.numbers import read_int
from etl.extract.dates.readings import Found, Production, Reading, time_suffix
from etl.extract.dates.timeline import Timeline

_SAME_PHRASE = 16
"""Characters within which a night and a clock time are one phrase, and the day is that of the night: "Friday night at about 0330"."""
_MORNING = "06"
"""Before this hour a clock time belongs to the night that began the day before."""


def read_weekday(reading: Reading) -> Sequence[Found]:
    """A weekday: publication's own day or the nearest before it; ahead when the tense is; "last" and "next" are never that day."""
    target = int(reading.value("weekday"))
    suffix = time_suffix(reading)
    kind = "TIME" if suffix else "DATE"
    rel = reading.value("rel")
    is_of_text = bool(rel) and reading.groups["rel"][0].kind in ("previous", "following")
    anchor = reading.line.text_day(reading.candidate.start) if is_of_text else reading.line.anchor_day
    if anchor is None:
        return [reading.found(kind, f"XXXX-WXX-{target}{suffix}")]
    back = (anchor.isoweekday() - target) % 7
    ahead = (target - anchor.isoweekday()) % 7
    if reading.argument == "next":
        day = cal.shift_day(anchor, (ahead or 7) + 7)
    elif rel in ("1", "-1"):
        day = cal.shift_day(anchor, (ahead or 7) if rel == "1" else -(back or 7))
    elif reading.line.is_narrative:
        day = cal.shift_day(anchor, ahead if ahead <= 3 else -back)
    elif back and reading.is_future(can_be_deadline=True):
        day = cal.shift_day(anchor, ahead)
    else:
        day = cal.shift_day(anchor, -back)
    period = cal.day_of(day)
    return [reading.found(kind, period.value + suffix, period)]


def read_weekday_day(reading: Reading) -> Sequence[Found]:
    """ "Friday the 13th", "Friday 6": the nearest such day that has both; else only the weekday."""
    day = read_int(reading.groups["day"])
    anchor = reading.line.anchor_day
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
    anchor = reading.line.anchor_day
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
    suffix = time_suffix(reading)
    token = reading.groups["day"][0]
    anchor = reading.line.anchor_day
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
    if overnight and reading.line.is_narrative:
        period = cal.day_of(anchor)
    days = (period.start, cal.shift_day(period.start, 1)) if overnight else (period.start, period.end)
    return [reading.found(kind, period.value + suffix, period, days=days)]


def read_day_part(reading: Reading) -> Sequence[Found]:
    """ "last night", "this morning", "the next afternoon", "in the evening"."""
    token = next(t for t in reading.groups["part"] if t.kind in ("part", "night", "dawn", "noon"))
    code = "NI" if token.kind == "night" else token.value
    rel = reading.groups.get("rel")
    line = reading.line
    anchor = line.anchor_day
    if rel is None:
        day = line.text_day(reading.candidate.start)
        return (
            [reading.found("TIME", (day.isoformat() if day else "XXXX-XX-XX") + f"T{code}")]
            if reading.argument != "loose"
            else _loose(reading, day, code)
        )
    which = rel[0]
    if which.kind in ("that", "same") or (which.kind in ("next", "following", "previous") and line.reference is not None):
        anchor = line.text_day(reading.candidate.start)
    if anchor is None:
        return [reading.found("TIME", f"XXXX-XX-XXT{code}")]
    period = cal.day_of(cal.shift_day(anchor, int(which.value)))
    return [reading.found("TIME", f"{period.value}T{code}", period)]


def _loose(reading: Reading, day: date | None, code: str) -> Sequence[Found]:
    line = reading.line
    if day is None:
        return [reading.found("TIME", f"XXXX-XX-XXT{code}")]
    if code == "NI" and day == line.published:
        before = cal.shift_day(day, -1)
        return [reading.found("TIME", f"{before.isoformat()}T{code}", None, days=(before, day))]
    return [reading.found("TIME", f"{day.isoformat()}T{code}", None, days=(day, day))]


def read_clock(reading: Reading) -> Sequence[Found]:
    """A clock time alone: on the day the text speaks of."""
    digits = reading.value("time")
    if len(digits) >= 3 and digits.isdigit() and (len(digits) > 4 or int(digits[:-2]) > 24 or int(digits[-2:]) > 59):
        return ()
    suffix = time_suffix(reading)
    at = reading.candidate.start
    day = reading.line.text_day(at)
    if day is None:
        return [reading.found("TIME", "XXXX-XX-XX" + suffix)]
    if suffix[1:3] < _MORNING and _follows_night(reading.line, at):
        day = cal.shift_day(day, 1)
    return [reading.found("TIME", day.isoformat() + suffix, None, days=(day, day))]


def _follows_night(line: Timeline, at: int) -> bool:
    """Whether the day that the text speaks of was named by its night, so that "1 a.m." is on the next: "Saturday night … at 1 a.m."."""
    named = line.day if line.is_narrative else line.day_spoken_of(at)
    if named is None or not named.is_night or named.day == line.published or at - named.end < _SAME_PHRASE:
        return False
    return named.day == line.text_day(at)


def read_clock_or_year(reading: Reading) -> Sequence[Found]:
    """ "at 1600": a clock time, unless the number cannot be one or counts or dates what follows ("at 1990 prices")."""
    after = word_after(reading.line.low, reading.candidate.end)
    is_hours = len(reading.candidate.tokens) > 1
    if not is_hours and after[:1].isalpha() and after not in reading.line.cues.ordinal_before:
        return ()
    return read_clock(reading)


def make_productions() -> dict[str, Production]:
    """The productions of this module by name."""
    return {
        "weekday": read_weekday,
        "weekday_day": read_weekday_day,
        "weekday_of_week": read_weekday_of_week,
        "deictic": read_deictic,
        "day_part": read_day_part,
        "clock": read_clock,
        "clock_or_year": read_clock_or_year,
    }
