"""The time expressions and the places of a text as its happenings see them: what the words around them make of each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from etl.extract.dates import is_open_period
from etl.extract.happenings.asides import places_of_topics, without_tellers
from etl.extract.happenings.discourse import Discourse
from etl.extract.happenings.tellings import Telling
from etl.model import DateRange, Place, Sentence
from etl.records import replace

_LEVEL_OF_PRECISION = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4}
_LEVELS = {"site": 0, "settlement": 1, "admin2": 2, "admin1": 3, "region": 4, "water": 4, "country": 6}
_BEFORE, _BEFORE_DAY, _BEHIND_DAY = 48, 96, 100
_YEAR = 5
OPENING = 16
"""How far into a sentence the day or the words before the place may go that open it: "Earlier on Friday"."""
_BESIDE_NIGHT, _SAID_NEAR = 8, 80
"""How far behind a night the day may begin that it is of, and the day of saying that it came before."""
_SPEAKS, _LISTED = 12, 2
_IN_NAME = re.compile(r"[A-Z][a-z]+ [A-Z]")
"""A rate that is a part of a name ("the Daily Post")."""
_NO_TOPICS: Mapping[int, int] = {}


class Dates:
    """The time expressions of a text that can date a happening, by offset.

    By their starts: `said` are days of saying, `of_deed` days of a deed named next ("Saturday's assault"), `introducing` days of comparison
    whose own deed follows ("the deadliest since April, when …"), `of_past` years of a deed that what follows tells of ("the 1994
    genocide, in which …").
    """

    def __init__(self, text: str, dates: Sequence[DateRange], discourse: Discourse) -> None:
        self.all: list[DateRange] = []
        self.introducing: set[int] = set()
        self.of_deed: set[int] = set()
        self.of_past: set[int] = set()
        self.said: set[int] = set()
        self.posted: set[int] = set()
        for found in dates:
            if found.kind == "SET" and _IN_NAME.match(text[found.start : found.end + 2]) is not None:
                continue
            before = discourse.before_day.find(text[max(0, found.start - _BEFORE_DAY) : found.start])
            after = discourse.after_day.find(text[found.end : found.end + _BEHIND_DAY])
            if "compared" in before:
                if "introduces" not in after:
                    continue
                self.introducing.add(found.start)
            self.all.append(found)
            if found.date_precision == _YEAR and discourse.deeds.search(text[found.end : found.end + _BEHIND_DAY]) is not None:
                self.of_past.add(found.start)
            if "deed" in after:
                self.of_deed.add(found.start)
            if "said" in before or "said" in after or "posted" in before:
                self.said.add(found.start)
            if "posted" in before:
                self.posted.add(found.start)
        for position, (found, following) in enumerate(pairwise(self.all[:])):
            if found.rule in discourse.night_rules:
                self.all[position] = self._date_night(found, following)
            elif _are_in_a_row(found, following) and discourse.listed.search(text[found.end : following.start]):
                both = replace(found, date_end=following.date_end, date_precision=2)
                self.all[position : position + 2] = both, replace(both, start=following.start, end=following.end, text=following.text)
        self.starts = [found.start for found in self.all]
        self._text, self._clause_break = text, discourse.clause_break

    def _date_night(self, found: DateRange, following: DateRange) -> DateRange:
        """A night without a day of its own by the day beside it ("overnight from Monday to Tuesday") or that of saying ("overnight, police
        said on Tuesday").
        """
        gap = following.start - found.end
        if not is_day(following) or following.date_precision > 2 or following.date_start is None or gap > _SAID_NEAR:
            return found
        if gap <= _BESIDE_NIGHT:
            return replace(found, date_start=following.date_start, date_end=following.date_end)
        if following.start not in self.said:
            return found
        return replace(found, date_start=following.date_start - timedelta(days=1), date_end=following.date_start)

    def is_across(self, found: DateRange, anchor: int) -> bool:
        """Whether a clause opens between a cue and a day."""
        between = (anchor, found.start) if anchor < found.start else (found.end, anchor)
        return self._clause_break.search(self._text[between[0] : between[1]]) is not None

    def within(self, start: int, end: int) -> list[DateRange]:
        """The expressions that begin in a stretch."""
        return self.all[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


class Places:
    """The places of a text by offset; nationalities and names inside institutions stand apart."""

    def __init__(
        self,
        text: str,
        places: Sequence[Place],
        discourse: Discourse,
        *,
        sentences: Sequence[Sentence] = (),
        topics: Mapping[int, int] = _NO_TOPICS,
        has_dateline: bool = False,
    ) -> None:
        self._text, self._discourse = text, discourse
        self._located, self._right_in, self._separate = discourse.located, discourse.right_in, discourse.separate
        self.all = [place for place in places if place.kind != "demonym" and place.rule != "institution" and not self._is_epithet(place)]
        self._of_sites = [
            place for place in places if place.rule == "institution" and place.kind == "settlement" and self._is_put_at(place)
        ]
        self._site_starts = [place.start for place in self._of_sites]
        self.starts = [place.start for place in self.all]
        self._hospitals = (
            frozenset(place.start for place in self.all if self._is_of_hospital(place)) if discourse.cared.search(text) else ()
        )
        self.topics, self.has_dateline = topics, has_dateline
        self.of_topics = places_of_topics(self.within, sentences, topics, is_put_at=self._is_put_at, contains=contains)

    def is_located(self, place: Place) -> bool:
        """Whether the words put something at a place: a preposition before it, or the place that contains it right after."""
        if self._is_put_at(place):
            return True
        after = self.within(place.end, place.end + 3)
        return bool(after) and self._text[place.end : after[0].start].strip() == "," and contains(after[0], place)

    def _is_epithet(self, place: Place) -> bool:
        """Whether a country only says whose somebody is ("a Myanmar soldier"), or on which border it was ("near the Myanmar border").

        Somebody's is a country before a small letter without a preposition before it.
        """
        after = self._text[place.end : place.end + _SPEAKS]
        if place.kind != "country" or after[:1] != " " or not after[1:2].islower():
            return False
        return self._discourse.frontier.search(after) is not None or not self._is_put_at(place)

    def _is_put_at(self, place: Place) -> bool:
        return self._located.search(self._text[max(0, place.start - _BEFORE) : place.start]) is not None

    def opens(self, sentence: Sentence, place: Place) -> bool:
        """Whether a sentence opens by putting what it tells at a place ("In Damascus, …", "Meanwhile, in Hama …")."""
        head = self._text[sentence.start : place.start]
        found = self._located.search(head)
        if found is None:
            return False
        before = head[: found.start()].strip()
        return not before or (len(before) <= OPENING and (before[-1] == "," or self._separate.search(before) is not None))

    def without_topics(self, telling: Telling, found: list[Place], anchor: int) -> list[Place]:
        """The places of a telling without those of what people protest against or talk about; those only, when it tells of that.

        Where a sentence names no other, the place is that of the dateline, if there is one.
        """
        topic = self.topics.get(telling.sentence.index)
        if topic is None:
            return found
        of_topic = bool(telling.figures) and anchor >= topic
        main = [place for place in found if (place.start in self.of_topics) == of_topic]
        if main or of_topic:
            return main or found
        return [] if self.has_dateline else found or self.within(telling.sentence.start, telling.sentence.end)

    def told_of_in(self, sentence: Sentence, anchor: int) -> list[Place]:
        """The place right before the clause of an offset, where that says what was there ("from Ama, where gunmen killed two")."""
        found = self._discourse.where.search(self._text[sentence.start : anchor])
        if found is None:
            return []
        opens = sentence.start + found.start()
        before: Place | None = None
        for place in self.within(sentence.start, opens):
            if place.end in (opens, opens - 1):
                holds = before is not None and place.start - before.end <= _LISTED and contains(place, before)
                return [before if before is not None and holds else place]
            before = place
        return []

    def without_tellers(self, found: Sequence[Place]) -> Sequence[Place]:
        """The places that are not of who tells nor beyond a border, when there are others."""
        return without_tellers(self._text, found, self._discourse)

    def without_asides(self, sentence: Sentence, found: Sequence[Place]) -> Sequence[Place]:
        """The places of a deed told without figures: not those of what it came after, when it has others."""
        told = self._text[sentence.start : sentence.end]
        aside = self._discourse.aside.search(told)
        start, end = (aside.end(), len(told)) if aside is not None else (0, 0)
        if aside is not None and aside.start() == 0:  # "After the arrest of a boss in Ama, gunmen burned shops in Odo"
            end = max(told.find(",", start), start)
        main = [place for place in found if not start <= place.start - sentence.start < end]
        return main or found

    def without_hospitals(self, found: list[Place], sentence: Sentence) -> list[Place]:
        """The places without those of hospitals that people were taken to or died in, where the sentence names others as exact."""
        if not any(place.start in self._hospitals for place in found):
            return found
        others = [place for place in self.within(sentence.start, sentence.end) if place.start not in self._hospitals]
        if not others or min(map(_level, others)) > min(map(_level, found)):
            return found
        return [place for place in found if place.start not in self._hospitals]

    def _is_of_hospital(self, place: Place) -> bool:
        return self._discourse.treated.search(self._text[max(0, place.start - _BEFORE_DAY) : place.start]) is not None

    def is_right_in(self, place: Place) -> bool:
        """Whether the words put something into a country: the preposition stands right before its name."""
        return self._right_in.search(self._text[max(0, place.start - _BEFORE) : place.start]) is not None

    def of_sites(self, start: int, end: int) -> list[Place]:
        """The settlements in the names of institutions where a stretch puts something ("at Karachi University")."""
        return self._of_sites[bisect_left(self._site_starts, start) : bisect_left(self._site_starts, end)]

    def within(self, start: int, end: int) -> list[Place]:
        """The places that begin in a stretch."""
        return self.all[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def is_day(found: DateRange) -> bool:
    """Whether an expression can date a happening: it has days, and does not open a period."""
    return found.date_start is not None and found.kind in ("DATE", "TIME") and not is_open_period(found)


def _are_in_a_row(first: DateRange, second: DateRange) -> bool:
    """Whether two expressions each name one day, a day and the next."""
    if not (is_day(first) and is_day(second) and first.date_precision == second.date_precision == 1):
        return False
    return first.date_start is not None and second.date_start == first.date_start + timedelta(days=1)


def contains(outer: Place, inner: Place) -> bool:
    """Whether a place is a container of another by country and first-level area."""
    if outer.country_iso3 != inner.country_iso3 or outer.location_precision <= inner.location_precision:
        return False
    return outer.kind == "country" or outer.admin1_name == inner.admin1_name


def finest_places(places: Sequence[Place]) -> list[Place]:
    """The places of the most exact level that is there, in their order."""
    level = min((_level(place) for place in places), default=0)
    return [place for place in places if _level(place) == level]


def _level(place: Place) -> int:
    """How exact a place is: by its kind, or by what contains it where the gazetteer lacks it."""
    if place.rule == "unlisted":
        return _LEVEL_OF_PRECISION.get(place.location_precision, 5)
    return _LEVELS.get(place.kind, 5)
