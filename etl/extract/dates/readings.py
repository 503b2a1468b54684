"""What a production gets and gives: the match on its timeline (`Reading`) and the expression found (`Found`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from etl.extract.dates import periods as cal
from etl.extract.dates.cues import tense_around, words_before
from etl.extract.dates.numbers import full_year
from etl.extract.dates.periods import Period
from etl.extract.dates.scan import Candidate, Token
from etl.extract.dates.timeline import Timeline
from etl.records import quick

Days = tuple[date, date]
_NEAR_YEAR = 2039
"""Two digits of an undated text are of 1950 to 2049: the years from which there are news to read."""


@quick
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


@quick
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

    def is_future(self, *, can_be_deadline: bool = False) -> bool:
        """Whether the nearest word of tense points ahead; "by", "until" do where nothing says that it is past, if it can be a deadline."""
        line = self.line
        tense = tense_around(line.low, self.candidate.start, self.candidate.end, line.cues)
        if tense or not can_be_deadline:
            return tense == "future"
        before = words_before(line.low, self.candidate.start, 1)
        return bool(before) and before[0] in line.cues.deadline


Production = Callable[[Reading], Sequence[Found]]


def time_suffix(reading: Reading) -> str:
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


def year_named(reading: Reading) -> int | None:
    """The year that the words name, in four digits or two."""
    line = reading.line
    if "year" in reading.groups:
        return int(reading.value("year"))
    if "short_year" in reading.groups:
        near = line.published.year if line.published else line.first_year or _NEAR_YEAR
        return full_year(int(reading.value("short_year")), near=near)
    return None
