"""Productions: what each rule makes of its words. A production takes a `Reading` and gives the expressions found (mostly one).

Productions know the calendar and the timeline, never a language: words reach them as values of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from etl.extract.dates import periods as cal
from etl.extract.dates.cues import tense_before, word_after, words_before
from etl.extract.dates.numbers import full_year, read_int
from etl.extract.dates.periods import Period
from etl.extract.dates.scan import Candidate, Token
from etl.extract.dates.timeline import Timeline

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression before it becomes a DateRange; `period` is what it adds to the timeline."""

    start: int
    end: int
    kind: str
    value: str
    days: Days | None = None
    basis: str = "unknown"
    rule: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate with the timeline it is read on."""

    candidate: Candidate
    groups: dict[str, tuple[Token, ...]]
    line: Timeline

    @property
    def argument(self) -> str:
        """The argument of the rule."""
        return self.candidate.match.rule.argument

    def value(self, name: str, default: str = "") -> str:
        """The value of the first token of a group."""
        tokens = self.groups.get(name)
        return tokens[0].value if tokens else default

    def mod(self) -> str:
        """START, MID or END when the words say a part of a period."""
        for token in self.groups.get("mod", ()):
            if token.kind in ("mod", "point", "rest"):
                return token.value
            if token.kind == "earlier":
                return "START"
            if token.kind == "later":
                return "END"
        return ""

    def found(self, kind: str, value: str, period: Period | None = None, *, basis: str = "", days: Days | None = None) -> Found:
        """An expression over all words of the match; a period gives its days, narrowed by "early", "mid" or "late"."""
        if period is not None and days is None:
            part = cal.narrow(period, self.mod())
            days = (part.start, part.end)
        return Found(
            self.candidate.start,
            self.candidate.end,
            kind,
            value,
            days,
            basis if days is not None and basis else "unknown" if days is None else self.line.basis,
            self.candidate.match.rule.name,
            period,
        )

    def is_future(self) -> bool:
        """Whether the nearest word of tense before the expression points ahead."""
        return tense_before(self.line.low, self.candidate.start, self.line.cues) == "future"


Production = Callable[[Reading], Sequence[Found]]


def _time_suffix(reading: Reading) -> str:
    """The part of a TIMEX3 value after the day: "T19:15", "TNI" or ""."""
    tokens = reading.groups.get("time")
    if tokens:
        return "T" + clock_value(tokens)
    part = reading.groups.get("part")
    if part:
        token = next((token for token in part if token.kind in ("part", "night", "dawn", "noon")), None)
        if token is not None:
            return "T" + (token.value if ":" in token.value or token.value in ("MO", "AF", "EV", "NI") else "NI")
    return ""


def clock_value(tokens: Sequence[Token]) -> str:
    """ "19:15" for "7:15 p.m."; noon and the like have their value in the vocabulary."""
    first = tokens[0]
    if first.kind in ("noon", "dawn"):
        return first.value
    digits = [token.value for token in tokens if token.value.isdigit() and token.kind != "zone"]
    if len(digits[0]) >= 3:
        return f"{digits[0][:-2].zfill(2)}:{digits[0][-2:]}"
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    half = next((token.value for token in tokens if token.kind == "ampm"), "")
    if any(token.kind == "part" and token.value in ("AF", "EV") for token in tokens):
        half = "PM"
    if half == "PM" and hour < 12:
        hour += 12
    if half == "AM" and hour == 12:
        hour = 0
    return f"{min(hour, 24):02d}:{min(minute, 59):02d}"


def _dated(reading: Reading, period: Period | None, unresolved: str, basis: str) -> list[Found]:
    suffix = _time_suffix(reading)
    value = (period.value if period is not None else unresolved) + suffix
    return [reading.found("TIME" if suffix else "DATE", value, period, basis=basis)]


def _year_named(reading: Reading) -> int | None:
    line = reading.line
    if "year" in reading.groups:
        return int(reading.value("year"))
    if "short_year" in reading.groups:
        near = line.published.year if line.published else line.first_year or 2000
        return full_year(int(reading.value("short_year")), near=near)
    return None


def read_calendar(reading: Reading) -> Sequence[Found]:
    """Dates of day, month and year in any order; a missing year is completed from the timeline."""
    month = int(reading.value("month") or reading.value("month_number"))
    day = read_int(reading.groups["day"]) if "day" in reading.groups else 0
    year = _year_named(reading)
    line = reading.line
    if reading.argument == "that_year" and line.reference is not None:
        year = line.reference.start.year
    if not day:
        return _read_month(reading, month, year)
    if not 1 <= day <= 31:
        return ()
    if year is not None:
        period = cal.make_day(year, month, day)
        return () if period is None else _dated(reading, period, "", "stated")
    period = line.complete_day(month, day, is_future=_month_day_is_future(reading, month, day))
    if period is None and cal.make_day(2000, month, day) is None:
        return ()
    return _dated(reading, period, f"XXXX-{month:02d}-{day:02d}", "inferred")


def _month_day_is_future(reading: Reading, month: int, day: int) -> bool:
    return reading.is_future()


def _read_month(reading: Reading, month: int, year: int | None) -> Sequence[Found]:
    line = reading.line
    if not 1 <= month <= 12:
        return ()
    if year is not None:
        return _dated(reading, cal.month_of(year, month), "", "stated")
    if not reading.mod() and len(reading.groups) == 1 and not _is_month(reading):
        return ()
    period = line.complete_month(month, is_future=reading.is_future())
    return _dated(reading, period, f"XXXX-{month:02d}", "inferred")


def _is_month(reading: Reading) -> bool:
    """Whether a lone month name is no other word ("May", "March", a name)."""
    token = reading.groups["month"][0]
    low, cues = reading.line.low, reading.line.cues
    name = low[token.start : token.end]
    if name not in cues.month_weak:
        return True
    before = words_before(low, token.start, 1)
    return bool(before) and before[0] in cues.month_after and word_after(low, token.end) not in ("of", "for")


def read_numeric(reading: Reading) -> Sequence[Found]:
    """ "03/04/2012": the number above twelve is the day, else the language's order decides."""
    first, second = int(reading.value("first")), int(reading.value("second_number"))
    month, day = (first, second) if reading.line.cues.numeric_order == "month_day" else (second, first)
    if month > 12:
        month, day = day, month
    period = cal.make_day(int(reading.value("year")), month, day)
    return () if period is None else [reading.found("DATE", period.value, period, basis="stated")]


def read_pair(reading: Reading) -> Sequence[Found]:
    """ "May 4 and 5" and "3 to 5 July 2012": two days of one month."""
    groups, line = reading.groups, reading.line
    month, year = int(reading.value("month")), _year_named(reading)
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
    year = _year_named(reading) or 1
    split = reading.groups["joint"][0].start
    made = [cal.month_of(year, int(reading.value(name))) for name in ("month", "month2")]
    spans = [(reading.candidate.start, _end_before(reading, split)), (reading.groups["month2"][0].start, reading.candidate.end)]
    name = reading.candidate.match.rule.name
    return [
        Found(a, b, "DATE", period.value, (period.start, period.end), "stated", name, period)
        for (a, b), period in zip(spans, made, strict=True)
    ]


def read_year(reading: Reading) -> Sequence[Found]:
    """A bare number of four digits, when its neighbours let it be a year."""
    year = int(reading.value("year"))
    line = reading.line
    token = reading.groups["year"][0]
    if len(reading.candidate.tokens) == 1 and not _is_year_here(line, token):
        return ()
    period = cal.year_of(year)
    return [reading.found("DATE", period.value, period, basis="stated")]


def _is_year_here(line: Timeline, token: Token) -> bool:
    low, cues = line.low, line.cues
    after = low[token.end : token.end + 1]
    if after and after in ",." and low[token.end + 1 : token.end + 2].isdigit():
        return False
    if after == "%" or (low[token.start - 1 : token.start] in ("$", "\u20ac", "\u00a3", "#", ".") and token.start):
        return False
    following = word_after(low, token.end)
    if following in cues.year_not_before or (after == "-" and low[token.end + 1 : token.end + 2].isalpha()):
        return False
    before = words_before(low, token.start, 2)
    year = int(token.value)
    if not before:
        return True
    if before[0] in ("(", "-", "\u2013", "[", "/", ";", "'", '"', "*", "\u2022", ":"):
        return True
    if before[0] == "," or before[0] == ".":
        return 1700 <= year <= 2100
    if before[0] in cues.year_after:
        return year >= 1400 or before[0] in ("in", "since", "from", "until")
    return before[0].isalpha() and 1900 <= year <= 2035 and following not in ("", *cues.year_not_before) and not following.endswith("s")


def read_short_year(reading: Reading) -> Sequence[Found]:
    """ "'89"."""
    year = _year_named(reading)
    if year is None:
        return ()
    period = cal.year_of(year)
    return [reading.found("DATE", period.value, period, basis="stated")]


def read_year_pair(reading: Reading) -> Sequence[Found]:
    """ "1957-58": two years, the second cut short."""
    year, short = int(reading.value("year")), reading.value("short_year")
    second = year - year % 100 + int(short)
    if second <= year or len(short) != 2 or not cal.is_year(second):
        return read_year(reading) and [_part(reading, "year", cal.year_of(year))]
    return [_part(reading, "year", cal.year_of(year)), _part(reading, "short_year", cal.year_of(second))]


def _part(reading: Reading, name: str, period: Period) -> Found:
    tokens = reading.groups[name]
    days = (period.start, period.end)
    rule = reading.candidate.match.rule.name
    return Found(tokens[0].start, tokens[-1].end, "DATE", period.value, days, "stated", rule, period)


def read_fiscal_year(reading: Reading) -> Sequence[Found]:
    """ "fiscal 1989": the year, whose true ends the text doesn't say."""
    return read_short_year(reading)


def read_decade(reading: Reading) -> Sequence[Found]:
    """ "the 1990s"."""
    year = int(reading.value("year"))
    if year % 10:
        return ()
    period = cal.century_of(year // 100 + 1) if year % 100 == 0 and year < 1900 else cal.decade_of(year)
    return [reading.found("DATE", period.value, period, basis="stated")]


def read_decade_short(reading: Reading) -> Sequence[Found]:
    """ "the '80s", "the eighties": the last such decade before publication."""
    short = int(reading.value("decade") or reading.value("short_year"))
    near = reading.line.published.year if reading.line.published else 2000
    if short % 10:
        return ()
    if "year" in reading.groups:
        return ()
    period = cal.decade_of(full_year(short, near=near))
    return [reading.found("DATE", period.value, period, basis="inferred")]


def make_productions() -> dict[str, Production]:
    """The productions of this module by name."""
    return {
        "calendar": read_calendar,
        "numeric": read_numeric,
        "day_pair": read_pair,
        "day_pair_month": read_pair,
        "month_pair": read_month_pair,
        "year": read_year,
        "short_year": read_short_year,
        "year_pair": read_year_pair,
        "fiscal_year": read_fiscal_year,
        "decade": read_decade,
        "decade_short": read_decade_short,
        "decade_named": read_decade_short,
    }
