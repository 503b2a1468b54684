"""What a document says around its happenings: the day and the place of those whose own words state none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

from etl.extract.events.responsibility import Responsibility, find_claims_of_responsibility
from etl.extract.happenings.discourse import load_discourse
from etl.extract.happenings.spans import Dates, Places, finest_places, is_day
from etl.extract.happenings.strands import Strand, are_apart
from etl.extract.places import container
from etl.extract.places.focus import country_place
from etl.model import DateRange, EventMention, FrontMatter, Place, Publication, Sentence
from etl.records import replace
from etl.settings import Settings

_LENGTH = re.compile(r"P(?P<count>\d{1,3}|X)(?P<unit>[DWMY])")
_SOME, _SOME_SLACK = 4, 3
"""How many units "days before" may be, and by how many it may miss either way."""
_UNITS = {"D": (1, 0, 1), "W": (7, 3, 3), "M": (30, 15, 4), "Y": (365, 182, 5)}
"""Days of a TIMEX3 unit, the days by which "two weeks before" may miss either way, and the precision that this leaves."""
_NEAR = 400
"""Characters after a sentence in which a day may still be that of what it tells."""
NARROWED = (2, 3, 4)
"""Precisions of dates that a day named soon after makes exact."""
_AFTERMATH = 6
"""Sentences after the first of a happening in which somebody may claim it or be blamed for it."""


class Context:
    """What the document says around its strands."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        dates: Dates,
        all_places: Sequence[Place],
        places: Places,
        publication: Publication,
        front: FrontMatter,
        language: str,
        settings: Settings,
        mentions: Sequence[EventMention],
    ) -> None:
        self.text = text
        self.mentions = mentions
        self.sentences = sentences
        self.dates = dates
        self.all_places = all_places
        self.places = places
        self.published = publication.published_date
        self.front = front
        self.language = language
        self.settings = settings
        self.first_day: DateRange | None = None
        at_hand = [place for place in all_places if place.start not in places.of_topics]
        self.focus: Place | None = country_place(text, at_hand, language=language) or country_place(text, all_places, language=language)

    @cached_property
    def has_heading(self) -> bool:
        """Whether the text opens with a country's name as a heading ("LEBANON. …"), so that it tells of that country only."""
        first = self.sentences[0] if self.sentences else None
        named = self.places.within(first.start, first.end)[:1] if first is not None else []
        return (
            bool(named)
            and first is not None
            and named[0].kind == "country"
            and first.end - named[0].end <= 1
            and named[0].start == first.start
        )

    def accepts(self, place: Place, *, has_toll: bool) -> bool:
        """Whether a place can be that of a happening: in the country the document is about, or where the words put something elsewhere.

        A whole country needs words that put a toll there ("twelve have died in Israel"); much else is done "in" a country.
        """
        if self.is_in_focus(place):
            return True
        if place.kind == "country":
            return has_toll and not self.has_heading and self.places.is_right_in(place)
        return not self.has_heading and self.places.is_located(place)

    def is_in_focus(self, place: Place) -> bool:
        """Whether a place lies in the country the document is about, as far as that is known."""
        return self.focus is None or place.country_iso3 in (None, self.focus.country_iso3)

    def claims_after(self, sentence: Sentence) -> list[Responsibility]:
        """Who claims a deed first told of in a sentence, or is blamed for it."""
        last = sentence.index + _AFTERMATH
        until = max((other.end for other in self.sentences if sentence.index <= other.index <= last), default=sentence.end)
        return [claim for claim in self._claims if sentence.start <= claim.start < until]

    @cached_property
    def _claims(self) -> list[Responsibility]:
        return find_claims_of_responsibility(self.text, self.sentences, self.language)

    def dateline_place(self) -> Place | None:
        """The place of the dateline, where the rest of the text does not speak of another country."""
        if self.front.dateline is None:
            return None
        start, end = self.front.dateline
        finest = finest_places([place for place in self.all_places if start <= place.start < end and place.kind != "demonym"])
        return finest[0] if finest and self.is_in_focus(finest[0]) else None


def day_of(strand: Strand, context: Context) -> tuple[DateRange | None, str]:
    """The day of a strand, and by which rule: its own words, the paragraph's, the document's first day, a day of saying, publication."""
    if strand.scope in ("cumulative", "period"):
        stretch = next((telling.period for telling in strand.tellings if telling.period is not None), None)
        if stretch is not None:
            return stretch, "stretch"
    if strand.date is not None and strand.date_trust >= 2:
        narrower = _narrower_day(strand, strand.date, context)
        if narrower is not None:
            return narrower, "narrowed"
        return strand.date, "clause" if strand.date_trust == 3 else "sentence"
    if strand.tellings[0].earlier_by is not None:
        earlier = _day_before(context, strand.tellings[0].earlier_by)
        return (earlier, "earlier") if earlier is not None else (None, "nothing")
    if strand.tellings[0].of_topic:
        return None, "nothing"
    first = strand.tellings[0].sentence
    near = _nearest_day(context, first)
    if near is not None:
        return near, "paragraph"
    if strand.date is not None:
        return replace(strand.date, date_basis="inferred"), "said"
    told = _day_told(context, first)
    if told is not None:
        return replace(told, date_basis="inferred"), "said"
    if context.published is not None:
        return _published(context.published), "publication"
    return None, "nothing"


def _day_before(context: Context, length: DateRange) -> DateRange | None:
    """The day that lies a length of time before the first day the text tells of, as exact as the unit of the length."""
    end = context.first_day.date_start if context.first_day is not None else context.published
    found = _LENGTH.fullmatch(length.value)
    if end is None or found is None:
        return None
    days, slack, precision = _UNITS[found["unit"]]
    if is_some_time(length):
        slack, precision = _SOME_SLACK * days, min(precision + 2, _UNITS["Y"][2])
    middle = end - timedelta(days=(_SOME if is_some_time(length) else int(found["count"])) * days)
    first, last = middle - timedelta(days=slack), middle + timedelta(days=slack)
    return replace(length, date_start=first, date_end=last, date_precision=precision, date_basis="relative", rule="earlier")


def is_some_time(length: DateRange) -> bool:
    """Whether a length of time is without a number ("weeks after")."""
    return length.value.startswith("PX")


def _narrower_day(strand: Strand, known: DateRange, context: Context) -> DateRange | None:
    """The one day inside a week, weekend or month that the text names soon after ("over the weekend. … about noon on Sunday")."""
    if strand.scope != "incident" or known.date_precision not in NARROWED or known.date_start is None or known.date_end is None:
        return None
    start, last = strand.tellings[0].sentence.start, strand.tellings[-1].sentence.end + _NEAR
    inside = [
        found
        for found in context.dates.within(start, last)
        if found.date_precision == 1 and is_day(found) and found.start not in context.dates.said
        if found.date_start is not None and known.date_start <= found.date_start <= known.date_end
    ]
    return inside[0] if len({found.date_start for found in inside}) == 1 else None


def _nearest_day(context: Context, sentence: Sentence) -> DateRange | None:
    """The day that the text named last before a sentence, else one named soon after; days of saying apart."""
    found = [item for item in context.dates.all if is_day(item) and item.date_precision <= 2 and item.start not in context.dates.said]
    before = [item for item in found if item.start < sentence.start]
    if before:
        return before[-1]
    after = next(iter(found), None)
    return after if after is not None and after.start < sentence.end + _NEAR else None


def _day_told(context: Context, sentence: Sentence) -> DateRange | None:
    """The day on which somebody told what stands before a sentence ("police said Wednesday. … Hours later, a bomb")."""
    said = [item for item in context.dates.all if item.start in context.dates.said and item.start < sentence.start]
    return next((item for item in reversed(said) if is_day(item) and item.date_precision == 1), None)


def _published(day: date) -> DateRange:
    return DateRange(0, 0, "", "DATE", day.isoformat(), day, day, 1, "publication", "publication")


def place_of(strand: Strand, context: Context) -> tuple[Place | None, int, str]:
    """The place of a strand, how many places it names, and by which rule."""
    points = {(place.latitude, place.longitude) for place in strand.places if place.rule != "unlisted"}
    distinct = {
        place.name: place
        for place in strand.places
        if place.kind in ("settlement", "site", "admin1", "admin2")
        if place.rule != "unlisted" or (place.latitude, place.longitude) not in points
    }
    n_places = max(_count_apart(context, list(distinct.values())), 1 if strand.place is not None else 0)
    if strand.place is not None and context.accepts(strand.place, has_toll=strand.has_figures and strand.place_trust == 3):
        if n_places > 1 and strand.scope == "period":
            common = container(list(distinct.values()))
            if common is not None:
                return common, n_places, "container"
        return _in_country(strand.place, context), n_places, "clause" if strand.place_trust == 3 else "sentence"
    near = _nearest_place(context, strand.tellings[0].sentence) if strand.scope != "cumulative" else None
    if near is not None:
        return near, 1, "paragraph"
    dateline = context.dateline_place()
    if dateline is not None:
        return dateline, 1, "dateline"
    if context.focus is not None:
        return context.focus, 1, "focus"
    return None, 0, "nothing"


def _count_apart(context: Context, places: Sequence[Place]) -> int:
    """How many places are named, a village and its town ("in Ama village in the Odo area", "the Ama district of Odo") as one."""
    in_it = load_discourse(context.language).in_it
    apart: list[Place] = []
    for place in sorted(places, key=lambda place: place.start):
        is_known = any(not are_apart(known, place) or in_it.fullmatch(context.text[known.end : place.start]) for known in apart)
        if not is_known:
            apart.append(place)
    return len(apart)


def _in_country(place: Place, context: Context) -> Place:
    """A place of no known country with the country the document is about."""
    if place.country_iso3 is not None or context.focus is None or place.kind == "water":
        return place
    return replace(place, country_iso3=context.focus.country_iso3)


def _nearest_place(context: Context, sentence: Sentence) -> Place | None:
    """The finest place of the nearest sentence before that names one in the country the document is about."""
    for before in reversed(context.sentences[: sentence.index]):
        here = context.places.within(before.start, before.end)
        finest = finest_places([place for place in here if context.is_in_focus(place) and place.start not in context.places.of_topics])
        if finest:
            return min(finest, key=lambda place: not context.places.is_located(place))
    return None
