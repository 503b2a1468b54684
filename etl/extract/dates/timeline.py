"""The day a text speaks from. News speaks from its publication, histories from the last date they named.

One rule decides (`decide_anchor`): a text is a narrative when it has no publication date, or when at least six of its dates carry their
year, four in five of those lie more than a year before publication, and the old ones outnumber four to one the words that point at
publication ("yesterday", "last week", "ago"; a bare weekday weighs as three of them). A news story that recalls years of history still
says "on Wednesday"; a history does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etl.extract.dates.cues import Cues
from etl.extract.dates.periods import Period, feast_of, make_day, month_of, shift_day
from etl.extract.dates.scan import Candidate
from etl.records import quick

_DEICTIC = {"weekday": 3, "deictic": 1, "ago": 1, "named_month": 1, "month_of_year": 1}
_DEICTIC_UNITS = frozenset({"relative_unit", "past_units"})
_DEICTIC_WORDS = frozenset({"this", "last", "past"})
_MANY_YEARS = 6
_NARRATIVE_SHARE = 0.8
_DEICTIC_WEIGHT = 4
_PAST_YEARS = 1
_ASIDE_YEARS = 25
_LEAP_YEARS = 8
_RECENT_DAYS = 60
NEAR = 200
"""Characters within which a day and "two weeks after the attack", or a clock time, belong together."""
_DAY_GRAINS = frozenset({"D", "W", "WE"})
_FAR_AHEAD_DAYS = 320
"""What lies further ahead would have been named with its year."""


def stated_year(candidate: Candidate) -> int | None:
    """The year that a candidate itself names, or None."""
    tokens = candidate.groups.get("year")
    return int(tokens[0].value) if tokens else None


def decide_anchor(candidates: Sequence[Candidate], published: date | None) -> tuple[bool, str]:
    """Whether the text is a narrative, and why."""
    if published is None:
        return True, "no publication date: relative dates lean on dates named in the text"
    years = [year for year in map(stated_year, candidates) if year is not None]
    old = sum(published.year - year > _PAST_YEARS for year in years)
    deictic = sum(map(_points_at_publication, candidates))
    counts = f"{len(years)} dates with their year, {old} of them old, words that point at publication weigh {deictic}"
    if len(years) >= _MANY_YEARS and old >= _NARRATIVE_SHARE * len(years) and old >= _DEICTIC_WEIGHT * deictic:
        return True, f"a narrative: {counts}"
    return False, f"news, anchored on publication: {counts}"


def _points_at_publication(candidate: Candidate) -> int:
    """How much a candidate says that the text speaks from its publication."""
    production = candidate.match.rule.production
    if production in _DEICTIC_UNITS:
        return int(any(token.kind in _DEICTIC_WORDS for token in candidate.tokens))
    return _DEICTIC.get(production, 0)


@quick
@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a text named, up to which offset its words run, and whether they named its night."""

    day: date
    end: int
    is_night: bool


@dataclass(slots=True)
class Timeline:
    """Where the reading of one text stands.

    `reference` is the last date the text named; `accounting` the last quarter or year compared with ("a year earlier" is a quarter where
    quarters are compared); `aside` is a bare year far from it, which moves it only when the next year named bears it out;
    `day` is the last day of a deed that news named (the day somebody said something is none, nor one to come), `old_day` the last of
    long before.
    """

    low: str
    cues: Cues
    published: date | None
    is_narrative: bool
    reference: Period | None = None
    aside: Period | None = None
    day: NamedDay | None = None
    old_day: NamedDay | None = None
    accounting: Period | None = None
    first_year: int | None = None

    @property
    def anchor(self) -> date | None:
        """The day that "yesterday" or "last week" counts from."""
        if not self.is_narrative:
            return self.published
        return self.reference.start if self.reference is not None else None

    @property
    def anchor_day(self) -> date | None:
        """The day that weekdays, "yesterday" or "this morning" count from: a narrative has one only where it last named a day or week."""
        if not self.is_narrative:
            return self.published
        return self.reference.start if self.reference is not None and self.reference.grain in _DAY_GRAINS else None

    @property
    def basis(self) -> str:
        """The date_basis of what is counted from the anchor."""
        return "relative" if not self.is_narrative else "inferred"

    def day_spoken_of(self, at: int) -> NamedDay | None:
        """The day that news speaks of at an offset: the last one named; one of long before only right after it."""
        old = self.old_day
        if old is not None and (self.day is None or old.end > self.day.end) and at - old.end <= NEAR:
            return old
        return self.day

    def text_day(self, at: int) -> date | None:
        """The day that "the next day" counts from: the last day named, else publication; in a narrative the last date, if it is one."""
        if not self.is_narrative:
            named = self.day_spoken_of(at)
            return named.day if named is not None else self.published
        reference, day = self.reference, self.day
        if reference is None or reference.grain in _DAY_GRAINS:
            return reference.start if reference is not None else None
        return day.day if day is not None and reference.start <= day.day <= reference.end else None

    def note(self, period: Period | None, end: int, *, is_night: bool = False) -> None:
        """Remember a date that the text named."""
        if period is None or period.grain in ("CE", "DE"):
            return
        if period.grain == "D":
            self._note_day(NamedDay(period.start, end, is_night))
        if self.is_narrative and period.grain == "Y" and self.reference is not None:
            is_near = abs(period.start.year - self.reference.start.year) <= _ASIDE_YEARS
            is_borne_out = self.aside is not None and abs(period.start.year - self.aside.start.year) <= _ASIDE_YEARS
            if not is_near and not is_borne_out:
                self.aside = period
                return
        self.reference, self.aside = period, None

    def _note_day(self, named: NamedDay) -> None:
        published = self.published
        if self.is_narrative or published is None or (abs((published - named.day).days) <= _RECENT_DAYS and named.day <= published):
            self.day = named
        elif named.day < published:
            self.old_day = named

    def complete_day(self, month: int, day: int, *, is_future: bool) -> Period | None:
        """A month and day with the year that fits; None without any anchor or for a day that does not exist."""
        reach = _LEAP_YEARS if (month, day) == (2, 29) else 1
        return self._complete([make_day(year, month, day) for year in self._years(reach)], is_future=is_future)

    def complete_month(self, month: int, *, is_future: bool) -> Period | None:
        """A month with the year that fits."""
        return self._complete([month_of(year, month) for year in self._years()], is_future=is_future)

    def complete_feast(self, name: str, *, is_future: bool) -> Period | None:
        """A feast with the year that fits."""
        return self._complete([feast_of(year, name) for year in self._years()], is_future=is_future)

    def _years(self, reach: int = 1) -> range:
        year = self._base_year()
        return range(0) if year is None else range(max(year - reach, 2), min(year + reach + 1, 9998))

    def _base_year(self) -> int | None:
        if not self.is_narrative:
            return self.published.year if self.published else None
        if self.reference is not None:
            return self.reference.start.year
        if self.first_year is not None:
            return self.first_year
        return self.published.year if self.published else None

    def _complete(self, choices: Sequence[Period | None], *, is_future: bool) -> Period | None:
        periods = [period for period in choices if period is not None]
        if not periods:
            return None
        if self.is_narrative and (self.reference is not None or self.first_year is not None):
            return self._nearest_reference(periods)
        published = self.published
        if published is None:
            return None
        if is_future:
            ahead = next((period for period in periods if period.end >= published), None)
            if ahead is not None and (ahead.start - published).days <= _FAR_AHEAD_DAYS:
                return ahead
        past = [period for period in periods if period.start <= published]
        return past[-1] if past else periods[0]

    def _nearest_reference(self, periods: Sequence[Period]) -> Period:
        reference = self.reference
        if reference is None or reference.grain in ("Y", "SEASON", "Q", "HY"):
            year = reference.start.year if reference is not None else self.first_year
            same = [period for period in periods if period.start.year == year]
            if same:
                return same[0]
        if reference is None:
            return periods[0]
        middle = shift_day(reference.start, (reference.end - reference.start).days // 2)
        return min(periods, key=lambda period: (abs((period.start - middle).days + 15 * (period.grain == "M")), period.start < middle))
