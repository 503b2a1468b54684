"""Productions of expressions that name no day: durations, ages, frequencies, "now"."""

from __future__ import annotations

from collections.abc import Sequence

from etl.extract.dates import periods as cal
from etl.extract.dates.cues import words_before
from etl.extract.dates.numbers import read_count
from etl.extract.dates.readings import Found, Production, Reading


def read_duration(reading: Reading) -> Sequence[Found]:
    """ "three weeks", "the first nine months", "an additional year"."""
    unit = reading.groups["unit"][-1].value
    count = read_count(reading.groups["num"])
    if unit == "2":
        return ()
    if unit == "M" and count in (6.0, 9.0) and reading.line.published is not None and reading.line.accounting is not None:
        reading.line.accounting = cal.year_of(reading.line.published.year)
    return [reading.found("DURATION", cal.duration_value(count, unit))]


def read_duration_pair(reading: Reading) -> Sequence[Found]:
    """ "two to three weeks": one duration, its value the smaller."""
    return read_duration(reading)


def read_age(reading: Reading) -> Sequence[Found]:
    """ "24-year-old": left out, an age is no time of the story."""
    return ()


def read_one_unit(reading: Reading) -> Sequence[Found]:
    """ "week-long"."""
    return [reading.found("DURATION", cal.duration_value(1, reading.value("unit")))]


def read_vague_units(reading: Reading) -> Sequence[Found]:
    """ "within weeks", "for months"."""
    return [reading.found("DURATION", cal.duration_value(None, reading.value("unit")))]


def read_every(reading: Reading) -> Sequence[Found]:
    """ "every Friday", "each month", "every two weeks", "Fridays"."""
    weekday = reading.value("weekday") or reading.value("weekdays")
    if weekday:
        return [reading.found("SET", f"XXXX-WXX-{weekday}")]
    unit = reading.value("unit")
    count = read_count(reading.groups["num"]) if "num" in reading.groups else 1.0
    return [reading.found("SET", cal.duration_value(count, unit))]


def read_set(reading: Reading) -> Sequence[Found]:
    """ "daily", "annually"."""
    return [reading.found("SET", reading.value("set"))]


def read_rate(reading: Reading) -> Sequence[Found]:
    """ "a year" in "$33 million a year"; elsewhere "a week" is a duration."""
    unit = reading.value("unit")
    before = words_before(reading.line.low, reading.candidate.start, 1)
    if before and before[0] in reading.line.cues.rate_before:
        return [reading.found("SET", cal.duration_value(1, unit))]
    return [reading.found("DURATION", cal.duration_value(1, unit))]


def read_reference(reading: Reading) -> Sequence[Found]:
    """ "now", "recently", "the future": a DATE of no day."""
    value = reading.argument or reading.value("ref")
    if value == "that":
        line = reading.line
        if line.reference is None:
            return ()
        return [reading.found("DATE", line.reference.value)]
    return [reading.found("DATE", value)]


def make_productions() -> dict[str, Production]:
    """The productions of this module by name."""
    return {
        "duration": read_duration,
        "duration_pair": read_duration_pair,
        "age": read_age,
        "one_unit": read_one_unit,
        "vague_units": read_vague_units,
        "every": read_every,
        "set": read_set,
        "rate": read_rate,
        "reference": read_reference,
    }
