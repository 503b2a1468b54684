"""Productions of years and what is made of them: years, decades, centuries, seasons, quarters, halves."""

from __future__ import annotations

from collections.abc import Sequence

from etl.extract.dates import periods as cal
from etl.extract.dates.cues import word_after, words_before
from etl.extract.dates.numbers import full_year, read_int
from etl.extract.dates.periods import Period
from etl.extract.dates.readings import Found, Production, Reading, year_named
from etl.extract.dates.scan import Token
from etl.extract.dates.timeline import Timeline

_FIRST_LIKELY = 1400
"""A number below is a year only after a preposition of time."""
_OPENERS = frozenset("(-\u2013[/;'\"*\u2022:")
_DASHES = frozenset("-\u2013")


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
    if _is_range(low, token):
        return True
    if after == "-" and low[token.end + 1 : token.end + 2].isdigit():
        return False
    if low[max(0, token.start - 2) : token.start].endswith("-") and low[max(0, token.start - 2)].isdigit():
        return low[max(0, token.start - 5) : token.start - 1].isdigit() and not low[max(0, token.start - 6)].isdigit()
    before = words_before(low, token.start, 2)
    year = int(token.value)
    if not before:
        return True
    if before[0] in _OPENERS:
        return True
    if before[0] == "," or before[0] == ".":
        return 1700 <= year <= 2100
    if before[0] in cues.year_after:
        return year >= _FIRST_LIKELY or before[0] in cues.year_after_any
    is_word = before[0].isalpha() or "'" in before[0]
    return is_word and 1900 <= year <= 2035 and following not in ("", *cues.year_not_before) and not following.endswith(cues.plural_endings)


def _is_range(low: str, token: Token) -> bool:
    """Whether a dash ties the number to another year after it: "1861-1863"."""
    other = low[token.end + 1 : token.end + 5]
    return low[token.end : token.end + 1] in _DASHES and len(other) == 4 and other.isdigit() and 0 < int(other) - int(token.value) < 100


def read_short_year(reading: Reading) -> Sequence[Found]:
    """ "'89"."""
    year = year_named(reading)
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
        "year": read_year,
        "short_year": read_short_year,
        "year_pair": read_year_pair,
        "fiscal_year": read_fiscal_year,
        "decade": read_decade,
        "decade_short": read_decade_short,
        "decade_named": read_decade_short,
        "season_of_year": read_season,
        "season_relative": read_season,
        "season": read_season,
        "ordinal_unit": read_ordinal_unit,
        "year_unit": read_year_unit,
    }
