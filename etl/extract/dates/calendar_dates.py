"""Productions of dates that name their day or month: "6 July 2012", "Dec. 25", "March", "4 and 5 May", "last June", "the 28th".

Productions know the calendar and the timeline, never a language: words reach them as values of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from etl.extract.dates import periods as cal
from etl.extract.dates.cues import word_after, words_before
from etl.extract.dates.numbers import read_int
from etl.extract.dates.periods import Period
from etl.extract.dates.readings import Found, Production, Reading, time_suffix, year_named


def _dated(reading: Reading, period: Period | None, unresolved: str, basis: str) -> list[Found]:
    suffix = time_suffix(reading)
    value = (period.value if period is not None else unresolved) + suffix
    return [reading.found("TIME" if suffix else "DATE", value, period, basis=basis)]


def read_calendar(reading: Reading) -> Sequence[Found]:
    """Dates of day, month and year in any order; a missing year is completed from the timeline."""
    month = int(reading.value("month") or reading.value("month_number"))
    day = read_int(reading.groups["day"]) if "day" in reading.groups else 0
    year = year_named(reading)
    line = reading.line
    if reading.argument == "that_year" and line.reference is not None:
        year = line.reference.start.year
    if not day:
        return _read_month(reading, month, year)
    if not 1 <= day <= 31:
        return ()
    if _short_year_is_count(reading):
        return _read_day_before_count(reading, month, day)
    if year is not None:
        if _is_in_address(reading):
            return ()
        period = cal.make_day(year, month, day)
        return () if period is None else _dated(reading, period, "", "stated")
    if _day_is_count(reading):
        return _read_month_before_count(reading, month)
    period = line.complete_day(month, day, is_future=reading.is_future(can_be_deadline=True))
    if period is None and cal.make_day(2000, month, day) is None:
        return ()
    return _dated(reading, period, f"XXXX-{month:02d}-{day:02d}", "inferred")


def _is_in_address(reading: Reading) -> bool:
    """Whether a date in numbers is part of a path: "/2018/03/31/"."""
    low, start, end = reading.line.low, reading.candidate.start, reading.candidate.end
    return "month_number" in reading.groups and (low[end : end + 1] == "/" or (start > 0 and low[start - 1] == "/"))


def _day_is_count(reading: Reading) -> bool:
    """Whether the number after the month counts something: "In March 13 people"."""
    tokens, low, cues = reading.groups["day"], reading.line.low, reading.line.cues
    if tokens[-1].end != reading.candidate.end or len(tokens) > 1 or reading.groups["month"][0].start > tokens[0].start:
        return False
    following = word_after(low, tokens[-1].end)
    if following not in cues.year_not_before:
        return False
    is_verb = following in cues.past or following.endswith(cues.past_endings)
    return not (is_verb and not cues.day_after.isdisjoint(words_before(low, reading.candidate.start, 1)))


def _short_year_is_count(reading: Reading) -> bool:
    """Whether the digits after a day and month count something: "On 5 May 20 people"; one digit is no year."""
    if "short_year" not in reading.groups or any(token.kind in ("apostrophe", "dash") for token in reading.candidate.tokens):
        return False
    if reading.groups["short_year"][-1].end - reading.groups["short_year"][0].start == 1:
        return True
    after = word_after(reading.line.low, reading.candidate.end)
    return after[:1].isalpha() and after not in reading.line.cues.ordinal_before


def _read_month_before_count(reading: Reading, month: int) -> Sequence[Found]:
    period = reading.line.complete_month(month, is_future=reading.is_future())
    return _named(reading, period, ("month",))


def _read_day_before_count(reading: Reading, month: int, day: int) -> Sequence[Found]:
    period = reading.line.complete_day(month, day, is_future=reading.is_future())
    return _named(reading, period, ("day", "month"))


def _named(reading: Reading, period: Period | None, names: Sequence[str]) -> Sequence[Found]:
    """An expression over the words of some groups only."""
    if period is None:
        return ()
    tokens = [token for name in names for token in reading.groups[name]]
    start, end = min(token.start for token in tokens), max(token.end for token in tokens)
    return [Found(start, end, "DATE", period.value, (period.start, period.end), "inferred", reading.candidate.match.rule.name, period)]


def _read_month(reading: Reading, month: int, year: int | None) -> Sequence[Found]:
    line = reading.line
    if not 1 <= month <= 12:
        return ()
    if year is not None:
        return _dated(reading, cal.month_of(year, month), "", "stated")
    if not reading.mod() and len(reading.groups) == 1 and not _is_month(reading):
        return ()
    period = line.complete_month(month, is_future=reading.is_future(can_be_deadline=True))
    return _dated(reading, period, f"XXXX-{month:02d}", "inferred")


def _is_month(reading: Reading) -> bool:
    """Whether a lone month name is no other word ("May", "March", a name)."""
    token = reading.groups["month"][0]
    low, cues = reading.line.low, reading.line.cues
    name = low[token.start : token.end]
    if name not in cues.month_weak:
        return True
    before = words_before(low, token.start, 1)
    if not before or before[0] not in cues.month_after:
        return False
    after = word_after(low, token.end)
    return before[0] not in cues.articles or (after[:1].isalpha() and after not in cues.month_not_before)


def read_numeric(reading: Reading) -> Sequence[Found]:
    """ "03/04/2012": the number above twelve is the day, else the language's order decides; between full stops the day is first."""
    first, second = int(reading.value("first")), int(reading.value("second_number"))
    is_month_first = reading.line.cues.numeric_order == "month_day" and all(token.kind != "dot" for token in reading.candidate.tokens)
    month, day = (first, second) if is_month_first else (second, first)
    if month > 12:
        month, day = day, month
    period = cal.make_day(int(reading.value("year")), month, day)
    return () if period is None else [reading.found("DATE", period.value, period, basis="stated")]


def read_pair(reading: Reading) -> Sequence[Found]:
    """ "May 4 and 5" and "3 to 5 July 2012": two days of one month."""
    groups, line = reading.groups, reading.line
    month, year = int(reading.value("month")), year_named(reading)
    days = [read_int(groups[name]) for name in ("day", "day2")]
    basis = "stated" if year is not None else "inferred"
    made: list[Period] = []
    for day in days:
        period = cal.make_day(year, month, day) if year is not None else line.complete_day(month, day, is_future=reading.is_future())
        if period is None:
            if year is not None or cal.make_day(2000, month, day) is None:
                return ()
            period = Period("D", f"XXXX-{month:02d}-{day:02d}", date.min, date.min)
        made.append(period)
    name = reading.candidate.match.rule.name
    split = groups["joint"][0].start
    spans = [(reading.candidate.start, _end_before(reading, split)), (groups["day2"][0].start, reading.candidate.end)]
    return [
        Found(a, b, "DATE", period.value, None, "unknown", name)
        if period.start == date.min
        else Found(a, b, "DATE", period.value, (period.start, period.end), basis, name, period)
        for (a, b), period in zip(spans, made, strict=True)
    ]


def _end_before(reading: Reading, offset: int) -> int:
    return max(token.end for token in reading.candidate.tokens if token.end <= offset)


def read_month_pair(reading: Reading) -> Sequence[Found]:
    """ "March and April 2011": two months of one year."""
    year = year_named(reading) or 1
    split = reading.groups["joint"][0].start
    made = [cal.month_of(year, int(reading.value(name))) for name in ("month", "month2")]
    spans = [(reading.candidate.start, _end_before(reading, split)), (reading.groups["month2"][0].start, reading.candidate.end)]
    name = reading.candidate.match.rule.name
    return [
        Found(a, b, "DATE", period.value, (period.start, period.end), "stated", name, period)
        for (a, b), period in zip(spans, made, strict=True)
    ]


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
    after = word_after(line.low, reading.candidate.end)
    if after[:1].isalpha() and after not in line.cues.ordinal_before:
        return ()
    base = line.reference.start if line.reference is not None else line.published
    if base is None:
        return [reading.found("DATE", f"XXXX-XX-{day:02d}")]
    period = cal.make_day(base.year, base.month, day)
    published = line.published
    if not line.is_narrative and published is not None and (period is None or period.start > published) and not reading.is_future():
        earlier = cal.shift_months(base.replace(day=1), -1)
        period = cal.make_day(earlier.year, earlier.month, day)
    return () if period is None else [reading.found("DATE", period.value, period)]


def read_holiday(reading: Reading) -> Sequence[Found]:
    """ "Christmas Eve", "last Thanksgiving", "Easter Sunday 2019": the feast of the year named, else the one that fits."""
    name = reading.value("holiday")
    line = reading.line
    if "year" in reading.groups:
        period = cal.feast_of(int(reading.value("year")), name)
        return () if period is None else [reading.found("DATE", period.value, period, basis="stated")]
    rel = reading.value("rel")
    period = line.complete_feast(name, is_future=rel == "1" or (not rel and reading.is_future(can_be_deadline=True)))
    return [reading.found("DATE", period.value if period is not None else "XXXX-XX-XX", period, basis="inferred")]


def read_year_month(reading: Reading) -> Sequence[Found]:
    """ "2012-07", a month; but "2006-07", two years, when the second follows the first."""
    year, month = int(reading.value("year")), reading.value("month_number")
    if len(month) == 2 and int(month) == (year + 1) % 100 and cal.is_year(year + 1):
        tokens = [reading.groups[name][0] for name in ("year", "month_number")]
        made = [cal.year_of(year), cal.year_of(year + 1)]
        name = reading.candidate.match.rule.name
        return [
            Found(token.start, token.end, "DATE", period.value, (period.start, period.end), "stated", name, period)
            for token, period in zip(tokens, made, strict=True)
        ]
    return _read_month(reading, int(month), year)


def make_productions() -> dict[str, Production]:
    """The productions of this module by name."""
    return {
        "calendar": read_calendar,
        "holiday": read_holiday,
        "year_month": read_year_month,
        "numeric": read_numeric,
        "day_pair": read_pair,
        "day_pair_month": read_pair,
        "month_pair": read_month_pair,
        "month_of_year": read_month_of_year,
        "named_month": read_named_month,
        "day_of_month": read_day_of_month,
    }
