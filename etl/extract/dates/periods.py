"""Stretches of the calendar: days, weeks, months, quarters, seasons, years and the arithmetic on them, with their TIMEX3 values."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from etl.records import quick, replace

_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
DAYS = {"D": 1, "NI": 1, "W": 7, "FN": 14, "WE": 7}
MONTHS = {"M": 1, "Q": 3, "HY": 6, "Y": 12, "DE": 120, "CE": 1200}
CLOCK = frozenset({"H", "MIN", "S"})


@quick
@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days with its TIMEX3 value; `grain` is its unit (D, W, WE, M, Q, HY, SEASON, Y, DE, CE)."""

    grain: str
    value: str
    start: date
    end: date

    @property
    def precision(self) -> int:
        """The precision code: 1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 longer."""
        return day_precision(self.start, self.end)


def day_precision(start: date, end: date) -> int:
    """The code of `date_precision` for a stretch of days, both ends counted."""
    days = (end - start).days + 1
    return 1 if days <= 1 else 2 if days < 7 else 3 if days <= 10 else 4 if days <= 31 else 5


def is_year(year: int) -> bool:
    """Whether the calendar can hold a year, with room for the neighbours."""
    return 2 <= year <= 9997


def make_day(year: int, month: int, day: int) -> Period | None:
    """A day; None when there is no such day."""
    if not is_year(year) or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return day_of(date(year, month, day))


def day_of(day: date) -> Period:
    """A date as a period."""
    return Period("D", day.isoformat(), day, day)


def week_of(day: date) -> Period:
    """The ISO week, Monday to Sunday, of a day."""
    start = day - timedelta(days=day.weekday())
    year, number, _ = day.isocalendar()
    return Period("W", f"{year:04d}-W{number:02d}", start, start + timedelta(days=6))


def weekend_of(day: date) -> Period:
    """The Saturday and Sunday of the ISO week of a day."""
    week = week_of(day)
    return Period("WE", f"{week.value}-WE", week.start + timedelta(days=5), week.end)


def month_of(year: int, month: int) -> Period:
    """A month; the number may lie outside 1..12 and then counts on into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    year = min(max(year, 1), 9999)
    return Period("M", f"{year:04d}-{month:02d}", date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _months(grain: str, value: str, year: int, month: int, count: int) -> Period:
    return Period(grain, value, month_of(year, month).start, month_of(year, month + count - 1).end)


def quarter_of(year: int, quarter: int) -> Period:
    """A calendar quarter."""
    return _months("Q", f"{year:04d}-Q{quarter}", year, 3 * quarter - 2, 3)


def half_of(year: int, half: int) -> Period:
    """A half-year."""
    return _months("HY", f"{year:04d}-H{half}", year, 6 * half - 5, 6)


def season_of(year: int, season: str) -> Period:
    """A meteorological season of the northern half of the world; the winter of a year begins in its December."""
    return _months("SEASON", f"{year:04d}-{season}", year, _SEASON_MONTHS[season], 3)


def year_of(year: int) -> Period:
    """A year."""
    return _months("Y", f"{year:04d}", year, 1, 12)


def decade_of(year: int) -> Period:
    """The decade of a year; its value has three digits."""
    first = max(year - year % 10, 1)
    return Period("DE", f"{year:04d}"[:3], date(first, 1, 1), date(min(year - year % 10 + 9, 9999), 12, 31))


def century_of(number: int) -> Period:
    """The nth century; its value has two digits (the 19th is "18")."""
    first = max((number - 1) * 100, 1)
    return Period("CE", f"{number - 1:02d}", date(first, 1, 1), date(min((number - 1) * 100 + 99, 9999), 12, 31))


def feast_of(year: int, name: str) -> Period | None:
    """The day of a feast: "12-25", "11:4:4" (month, nth, ISO weekday) or "E-2" (days from Easter Sunday)."""
    if not is_year(year):
        return None
    if name.startswith("E"):
        return day_of(shift_day(easter_of(year), int(name[1:])))
    if ":" in name:
        month, nth, weekday = (int(part) for part in name.split(":"))
        first = date(year, month, 1)
        return day_of(shift_day(first, (weekday - first.isoweekday()) % 7 + 7 * (nth - 1)))
    month, day = (int(part) for part in name.split("-"))
    return make_day(year, month, day)


def easter_of(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def shift_day(day: date, days: int) -> date:
    """A day moved; stays inside the calendar."""
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, date(2, 1, 1).toordinal()), date(9997, 12, 31).toordinal()))


def shift_months(day: date, months: int) -> date:
    """A day moved by months, cut to the length of the month it falls in; stays inside the calendar."""
    index = min(max(day.year * 12 + day.month - 1 + months, 24), 9997 * 12 + 11)
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def shift(day: date, unit: str, count: float) -> date:
    """A day moved by a number of units; clock units move within a day and so by whole days only."""
    if unit in CLOCK:
        hours = {"H": 1.0, "MIN": 1 / 60, "S": 1 / 3600}[unit] * count
        return shift_day(day, int(hours / 24))
    if unit in DAYS:
        return shift_day(day, round(DAYS[unit] * count))
    return shift_months(day, round(MONTHS[unit] * count))


def period_of(day: date, unit: str) -> Period:
    """The period of a unit that holds a day."""
    if unit in ("W", "FN"):
        return week_of(day)
    if unit == "WE":
        return weekend_of(day)
    if unit == "M":
        return month_of(day.year, day.month)
    if unit == "Q":
        return quarter_of(day.year, (day.month + 2) // 3)
    if unit == "HY":
        return half_of(day.year, 1 if day.month <= 6 else 2)
    if unit == "Y":
        return year_of(day.year)
    if unit == "DE":
        return decade_of(day.year)
    if unit == "CE":
        return century_of(day.year // 100 + 1)
    return day_of(day)


def narrow(period: Period, mod: str) -> Period:
    """The early, middle or late third of a period; its value stays (TIMEX3 says the part in `mod`)."""
    days = (period.end - period.start).days + 1
    if mod not in ("START", "MID", "END") or days < 7:
        return period
    third = days // 3
    if mod == "START":
        return replace(period, end=shift_day(period.start, third - 1))
    if mod == "MID":
        return replace(period, start=shift_day(period.start, third), end=shift_day(period.end, -third))
    return replace(period, start=shift_day(period.end, 1 - third))


def duration_value(count: float | None, unit: str) -> str:
    """The TIMEX3 duration of a number of units; no count gives X ("PXM")."""
    clock = unit in CLOCK
    letter = {"MIN": "M", "FN": "W", "DE": "Y", "CE": "Y", "HY": "M", "NI": "D", "WE": "WE"}.get(unit, unit)
    if count is None:
        letter = {"DE": "DE", "CE": "CE"}.get(unit, letter)
        return f"P{'T' if clock else ''}X{letter}"
    count *= {"FN": 2, "DE": 10, "CE": 100, "HY": 6}.get(unit, 1)
    whole = int(count)
    if whole == count:
        return f"P{'T' if clock else ''}{whole}{letter}"
    smaller = {"Y": (12, "M"), "H": (60, "M"), "D": (24, "H"), "M": (4, "W"), "W": (7, "D")}.get(letter if not clock else unit)
    if smaller is None:
        return f"P{'T' if clock else ''}{count:g}{letter}"
    rest = round((count - whole) * smaller[0])
    head = f"{whole}{letter}" if whole else ""
    if letter == "D":
        return f"P{head}T{rest}{smaller[1]}"
    return f"P{'T' if clock else ''}{head}{rest}{smaller[1]}"
