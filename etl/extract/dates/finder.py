"""Candidates into time expressions: one pass in reading order, with the timeline moving along; then periods with two ends are joined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from etl.extract.dates import calendar_dates, days, lengths, offsets, units, years
from etl.extract.dates.cues import load_cues, word_after, words_before
from etl.extract.dates.periods import day_precision
from etl.extract.dates.readings import Found, Production, Reading
from etl.extract.dates.scan import Candidate, find_candidates, lower_same_length
from etl.extract.dates.stretches import join_stretches
from etl.extract.dates.timeline import Timeline, decide_anchor, stated_year
from etl.model import DateRange, Trace
from etl.records import replace

_STAGE = "dates"
_SAYING_REACH = 3
_RUNNING = frozenset({"W", "WE", "M", "Q", "SEASON", "HY", "Y"})
_NIGHTS = ("TNI", "TEV")
_NAMING = frozenset({"month", "weekday", "holiday"})
_DATING = frozenset({"year", "short_year", "rel", "time", "part", "mod"})


@lru_cache(maxsize=1)
def _productions() -> dict[str, Production]:
    made: dict[str, Production] = {}
    for module in (calendar_dates, years, days, units, offsets, lengths):
        made.update(module.make_productions())
    return made


def find_expressions(
    text: str, *, published: date | None, language: str = "en", trace: Trace | None = None, start: int = 0
) -> list[DateRange]:
    """Time expressions of the folded text from `start`, in order, none overlapping."""
    candidates = find_candidates(text, language=language, start=start)
    if not candidates:
        return []
    is_narrative, why = decide_anchor(candidates, published)
    if trace is not None:
        trace.fired(_STAGE, start, len(text), "anchor", why)
    years = (stated_year(candidate) for candidate in candidates)
    first_year = next((year for year in years if year is not None), None)
    cues, low = load_cues(language), lower_same_length(text)
    line = Timeline(low, cues, published, is_narrative, first_year=first_year if is_narrative else None)
    found: list[Found] = []
    for candidate in candidates:
        if _is_in_name(candidate, text, line):
            if trace is not None:
                trace.refused(_STAGE, candidate.start, candidate.end, candidate.match.rule.name, "part of a name")
            continue
        found.extend(_read(candidate, line, trace))
    found = join_stretches(found, line)
    return [_date_range(text, item) for item in found]


def _is_in_name(candidate: Candidate, text: str, line: Timeline) -> bool:
    """Whether a day or month without a year is part of the name of a group, a street, a building: "the 23 March Movement"."""
    if not _NAMING.intersection(candidate.groups) or _DATING.intersection(candidate.groups):
        return False
    after = word_after(line.low, candidate.end)
    if after in line.cues.place_after and {"day", "month"} <= candidate.groups.keys():
        return True
    if after not in line.cues.name_after:
        return False
    place = line.low.index(after, candidate.end)
    return text[place].isupper() and not text[place : place + len(after)].isupper()


def _read(candidate: Candidate, line: Timeline, trace: Trace | None) -> Sequence[Found]:
    rule = candidate.match.rule
    reading = Reading(candidate, candidate.groups, line)
    made = [_until_publication(item, reading) for item in _productions()[rule.production](reading)]
    for item in made:
        if item.kind in ("DATE", "TIME") and not _is_day_of_saying(item, line):
            line.note(item.period, item.end, is_night=item.value.endswith(_NIGHTS))
    if trace is not None:
        if made:
            for item in made:
                trace.span(_STAGE, item.start, item.end, rule.name, item.value)
        else:
            trace.refused(
                _STAGE, candidate.start, candidate.end, rule.name, "the words around it, or the calendar, do not let it be a date"
            )
    return made


def _until_publication(item: Found, reading: Reading) -> Found:
    """ "This week", "in July": what news tells of a week or month not yet over lies before publication, unless the tense points ahead."""
    published, days = reading.line.published, item.days
    if days is None or published is None or reading.line.is_narrative or item.period is None or item.period.grain not in _RUNNING:
        return item
    if "mod" in reading.groups or not days[0] <= published < days[1] or reading.is_future(can_be_deadline=True):
        return item
    return replace(item, days=(days[0], published))


def _is_day_of_saying(item: Found, line: Timeline) -> bool:
    """Whether news names a day only to say when somebody spoke: "police said on Thursday"."""
    if line.is_narrative or item.basis != "relative" or item.period is None or item.period.grain != "D":
        return False
    for word in words_before(line.low, item.start, _SAYING_REACH):
        if word in line.cues.clause_ends:
            return False
        if word in line.cues.saying:
            return True
    return False


def _date_range(text: str, item: Found) -> DateRange:
    first, last = item.days if item.days is not None else (None, None)
    precision = day_precision(first, last) if first is not None and last is not None else 9
    basis = item.basis if first is not None else "unknown"
    return DateRange(item.start, item.end, text[item.start : item.end], item.kind, item.value, first, last, precision, basis, item.rule)
