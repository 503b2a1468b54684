"""Tellings into strands: all that a text says of one happening, across its sentences.

A telling joins the strand it fits best, unless something speaks against it: another day, another place, another span of time,
another kind, or words that open a new happening. Without evidence against, what stands near belongs together: an article mostly tells of
one thing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from etl.extract.happenings.spans import contains
from etl.extract.happenings.tellings import Telling
from etl.gazetteer.distance import distance_km
from etl.model import DateRange, Place, Trace

_ALONE = frozenset({"talks", "agreement", "ceasefire", "sanctions", "defection", "troop_movement"})
"""Sub-event types that tell of no violence: deaths are no part of them."""
_SAME_PLACE_KM = 30.0
_NEAR_SENTENCES = 2
_GOES_ON = 10
_DAYTIME = ("TMO", "TMI", "TAF")
"""Ends of TIMEX3 values for parts of a day that no night runs into."""
_WEEK = 3
_FRESH_DAYS = 7
_SLACK_DAYS = 2
_MOST_OPEN = 120
"""Strands that a text may go on with; of more, the ones left longest are closed, which bounds the cost of long texts."""


@dataclass(slots=True)
class Strand:
    """One happening in the making; `date` and `place` are the most trusted of its tellings, `kinds` the non-violent kinds it tells of."""

    scope: str
    tellings: list[Telling] = field(default_factory=list)
    date: DateRange | None = None
    date_trust: int = 0
    place: Place | None = None
    place_trust: int = 0
    places: tuple[Place, ...] = ()
    kinds: set[str] = field(default_factory=set)

    @property
    def last_index(self) -> int:
        """The sentence where it was told of last; that of the newest strand, which has none yet, is after all."""
        return self.tellings[-1].sentence.index if self.tellings else sys.maxsize

    @property
    def has_figures(self) -> bool:
        """Whether any telling carries a figure."""
        return any(telling.figures for telling in self.tellings)

    def add(self, telling: Telling) -> None:
        """Take a telling in."""
        self.tellings.append(telling)
        self.kinds |= kinds_of(telling)
        if telling.date is not None and (telling.date_trust > self.date_trust or _narrows(telling, self.date)):
            self.date, self.date_trust = telling.date, telling.date_trust
        if telling.place is not None and (telling.place_trust > self.place_trust or _refines(telling.place, self.place)):
            self.place, self.places = telling.place, telling.places
            self.place_trust = max(telling.place_trust, self.place_trust)


def weave(tellings: Sequence[Telling], *, published: date | None = None, trace: Trace | None = None) -> list[Strand]:
    """The strands of a text in the order in which they begin."""
    strands: list[Strand] = []
    open_strands: dict[int, Strand] = {}
    latest: Strand | None = None
    for telling in tellings:
        best: tuple[int, int, Strand] | None = None
        kinds = kinds_of(telling)
        for number, strand in open_strands.items():
            reason = conflict(strand, telling, kinds, published=published)
            if reason is not None:
                if trace is not None:
                    trace.refused("happenings", telling.start, telling.end, f"join_{number + 1}", reason)
                continue
            order = (_evidence(strand, telling) + (_GOES_ON if strand is latest and _goes_on(strand, telling) else 0), -number)
            if best is None or order > best[:2]:
                best = (*order, strand)
        if best is None:
            strands.append(Strand(telling.scope))
            open_strands[len(strands) - 1] = strands[-1]
            best = (0, 0, strands[-1])
            if len(open_strands) > _MOST_OPEN:
                del open_strands[min(open_strands, key=lambda number: open_strands[number].last_index)]
        latest = best[2]
        latest.add(telling)
    return strands


def _goes_on(latest: Strand, telling: Telling) -> bool:
    """Whether a telling goes on with the one before it: a clause of its sentence, or the next sentence after words that opened a happening.

    It must have no day or place of its own, and the next sentence no deed.
    """
    if telling.date_trust == 3 or telling.place_trust == 3:
        return False
    last = latest.tellings[-1]
    if last.sentence.index == telling.sentence.index:
        return True
    if telling.has_deed:
        return False
    is_next = telling.sentence.index - last.sentence.index == 1 and telling.sentence.paragraph == last.sentence.paragraph
    return is_next and (latest.tellings[0].is_separate or latest.tellings[0].opens_elsewhere)


def kinds_of(telling: Telling) -> set[str]:
    """The non-violent kinds of a telling; empty when it has figures or tells of violence."""
    if telling.figures:
        return set()
    made = [mention for mention in telling.mentions if mention.makes_event and mention.is_occurrence]
    alone = {mention.sub_event_type for mention in made if mention.sub_event_type in _ALONE}
    return {kind for kind in alone if kind} if len(alone) == len({mention.sub_event_type for mention in made}) else set()


def conflict(strand: Strand, telling: Telling, kinds: set[str], *, published: date | None = None) -> str | None:
    """What speaks against a telling, of which `kinds` are the non-violent kinds, being of a strand; or None."""
    if strand.scope != telling.scope:
        return "another span of time"
    last = strand.tellings[-1]
    if telling.of_topic and not last.of_topic and last.sentence.index == telling.sentence.index:
        return "what people protest against"
    if telling.scope == "cumulative" and last.sentence.index != telling.sentence.index and telling.period != last.period:
        return "a running count of its own"
    if telling.scope == "cumulative" and strand.place is None and telling.place_trust == 3 and not _completes(last, telling):
        return "a running count of its own place"
    if telling.scope == "period" and _are_other_days(strand.tellings[0].period, telling.period):
        return "another stretch of days"
    if telling.is_ellipsis and last.sentence.index == telling.sentence.index and telling.place_trust == 3:
        return "its own place in a list"
    if telling.is_separate and (telling.figures or (telling.has_deed and telling.place_trust == 3)):
        return "words that open another happening"
    if telling.opens_elsewhere and strand.place_trust >= 2 and _is_named_apart(strand.place, telling.place):
        return "another place at the head of the sentence"
    if (telling.earlier_by is None) != (strand.tellings[0].earlier_by is None):
        return "told as what came before"
    if kinds != strand.kinds:
        return "another kind"
    if telling.is_background != strand.tellings[0].is_background and telling.date_trust >= 2 and _days_apart(strand.date, telling.date):
        return "told as background"
    if telling.date_trust >= 2 and strand.date_trust >= 2 and _days_apart(strand.date, telling.date):
        return "another day"
    if telling.date_trust >= 2 and strand.date_trust < 2 and _is_long_over(telling, published):
        return "another time"
    if telling.figures and telling.date_trust < 2 and last.sentence.paragraph != telling.sentence.paragraph:
        first = strand.tellings[0]
        if not strand.has_figures and first.date_trust >= 2 and _is_long_over(first, published):
            return "what was long ago"
    if strand.kinds and telling.date_trust < 2:
        return None  # a meeting or a defection told again without a day of its own: where people then are or go is no other happening
    if (
        telling.place_trust >= 2
        and strand.place_trust >= 2
        and are_apart(strand.place, telling.place)
        and not _tells_outcome(strand, telling)
    ):
        return "another place"
    if (
        telling.place_trust == strand.place_trust == 3
        and all(_is_named_apart(place, telling.place) for place in strand.places)
        and _has_other_means(strand, telling)
    ):
        return "another place and other means"
    return None


def _completes(last: Telling, telling: Telling) -> bool:
    """Whether a clause tells what befell others of one count, so that its place is that of both ("900 killed and 4,000 wounded in Odo")."""
    return last.sentence is telling.sentence and last.place is None and last.outcomes.isdisjoint(telling.outcomes)


def _evidence(strand: Strand, telling: Telling) -> int:
    """How much ties a telling to a strand."""
    points = 0
    if telling.date is not None and strand.date is not None and telling.date_trust >= 2:
        points += 2
    if telling.place is not None and strand.place is not None:
        points += 2
    gap = telling.sentence.index - strand.tellings[-1].sentence.index
    if telling.points_back and gap <= 1:
        points += 1
    if gap <= _NEAR_SENTENCES and telling.sentence.paragraph - strand.tellings[-1].sentence.paragraph <= 1:
        points += 1
    return points


def _are_other_days(one: DateRange | None, other: DateRange | None) -> bool:
    """Whether two stretches begin or end more days apart than words for one may ("in the past 24 hours", "on Friday")."""
    if one is None or other is None or None in (one.date_start, one.date_end, other.date_start, other.date_end):
        return False
    gaps = one.date_start - other.date_start, one.date_end - other.date_end  # type: ignore[operator]
    return any(abs(gap.days) > _SLACK_DAYS for gap in gaps)


def _days_apart(one: DateRange | None, other: DateRange | None) -> bool:
    """Whether two expressions cannot mean the same days; a day's slack for what is told of a night."""
    if one is None or other is None or one.date_start is None or other.date_start is None:
        return False
    first, second = (one, other) if one.date_start <= other.date_start else (other, one)
    end: date = first.date_end or first.date_start  # type: ignore[assignment]
    start: date = second.date_start  # type: ignore[assignment]
    is_of_a_night = "TIME" in (first.kind, second.kind) and not first.value.endswith(_DAYTIME)
    return (start - end).days > 1 or ((start - end).days == 1 and not is_of_a_night)


def are_apart(one: Place | None, other: Place | None) -> bool:
    """Whether two places are different ones, neither of which contains the other."""
    if one is None or other is None:
        return False
    if one.country_iso3 and other.country_iso3 and one.country_iso3 != other.country_iso3:
        return True
    if "country" in (one.kind, other.kind) or "region" in (one.kind, other.kind):
        return False
    if one.admin1_name and other.admin1_name and one.admin1_name != other.admin1_name:
        return not _close(one, other)
    if one.kind in ("settlement", "site") and other.kind in ("settlement", "site"):
        return one.name != other.name and not _close(one, other)
    is_same = one.name.startswith(other.name) or other.name.startswith(one.name)  # "Odo" and "Odo County"
    return one.kind == other.kind == "admin2" and not is_same and not _close(one, other)


def _has_other_means(strand: Strand, telling: Telling) -> bool:
    """Whether a telling with a toll and a deed of its own names other means than a strand with one ("chemical attack")."""
    if not (telling.figures and telling.has_deed and strand.has_figures):
        return False
    known = {mention.method for told in strand.tellings for mention in told.mentions if mention.method}
    own = {mention.method for mention in telling.mentions if mention.method}
    return bool(known and own) and known.isdisjoint(own)


def _tells_outcome(strand: Strand, telling: Telling) -> bool:
    """Whether a telling gives the toll of the deed that the sentence before it told without one.

    "Rebels shelled a base in X. The shells hit houses in the suburb of Y, killing two."
    """
    last = strand.tellings[-1]
    is_next = telling.sentence.index - last.sentence.index <= 1 and telling.sentence.paragraph == last.sentence.paragraph
    goes_back = telling.retells or not telling.has_deed
    return bool(telling.figures) and is_next and goes_back and last.has_deed and not strand.has_figures


def _is_named_apart(one: Place | None, other: Place | None) -> bool:
    """Whether two places are called differently and neither is the area or the country in which the other lies."""
    if one is None or other is None or one.name == other.name:
        return False
    return not (contains(one, other) or contains(other, one))


def _close(one: Place, other: Place) -> bool:
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return False
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude) <= _SAME_PLACE_KM  # type: ignore[arg-type]


def _is_long_over(telling: Telling, published: date | None) -> bool:
    """Whether a month, a season or a year was over a week before publication, or a week of another deed two days before it.

    What news tells without a day was not then.
    """
    found = telling.date
    if found is None or published is None or found.date_end is None or found.date_precision < _WEEK:
        return False
    if found.date_precision == _WEEK:
        return telling.has_deed and (published - found.date_end).days > 1
    return (published - found.date_end).days > _FRESH_DAYS


def _narrows(telling: Telling, known: DateRange | None) -> bool:
    """Whether a telling names one day of the several known so far ("overnight", then "at 11:30 p.m. Friday")."""
    found = telling.date
    if known is None or found is None or telling.date_trust < 2 or found.date_precision >= known.date_precision:
        return False
    if None in (known.date_start, known.date_end, found.date_start, found.date_end):
        return False
    return known.date_start <= found.date_start and found.date_end <= known.date_end  # type: ignore[operator]


def _refines(place: Place, known: Place | None) -> bool:
    """Whether a place is a more exact one inside the place known so far."""
    if known is None:
        return True
    finer = place.location_precision < known.location_precision and place.kind not in ("country", "region")
    return finer and not are_apart(place, known)
