"""Days and places to tellings: what stands in the clause, else what stands in the sentence; never the nearest string."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from etl.extract.happenings.discourse import Discourse
from etl.extract.happenings.spans import OPENING, Dates, Places, finest_places, is_day
from etl.extract.happenings.tellings import Telling
from etl.model import DateRange, Figure, Place, Sentence

_RELATIVE = 24
_RETOLD = 48
"""How far into a sentence a deed may begin that was told of before: "The heavy shelling hit houses"."""


Span = tuple[int, int]


def merge_spans(tellings: Sequence[Telling]) -> list[Span]:
    """The stretches of some tellings in order, those that overlap or meet made one."""
    joined: list[Span] = []
    for start, end in sorted((telling.start, telling.end) for telling in tellings):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _is_within(stretches: Sequence[Span], offset: int) -> bool:
    """Whether an offset lies in one of some stretches, which are in order."""
    at = bisect_right(stretches, offset, key=itemgetter(0)) - 1
    return at >= 0 and offset < stretches[at][1]


def attach(
    text: str, telling: Telling, told: Sequence[Span], figures: Sequence[Figure], dates: Dates, places: Places, discourse: Discourse
) -> None:
    """Give a telling the day and the place that its own words state; `told` are the stretches of all tellings of its sentence."""
    cues = [figures[position].cue_start for position in telling.figures] or [mention.start for mention in telling.mentions]
    anchor = min(cues, default=telling.start)
    is_count = bool(telling.figures) and all(figures[position].rule in discourse.counting_rules for position in telling.figures)
    behind = next((found for found in dates.within(anchor, telling.end) if is_day(found)), None)
    if behind is not None and discourse.relative.search(text[max(telling.start, anchor - _RELATIVE) : anchor]) is None:
        behind = None
    telling.date, telling.date_trust = _pick_date(telling, told, anchor, dates, is_count=is_count, behind=behind)
    sources = [
        (attribution.start, attribution.end) for position in telling.figures if (attribution := figures[position].attribution) is not None
    ]
    telling.places, telling.place_trust = _pick_places(telling, told, sources, anchor, places)
    telling.place = telling.places[0] if telling.places else None
    sentence = telling.sentence
    telling.points_back = telling.place is None and discourse.there.search(text[sentence.start : sentence.end]) is not None
    telling.retells = any(
        mention.start - sentence.start <= _RETOLD and discourse.retold.search(text[sentence.start : mention.start]) is not None
        for mention in telling.mentions
    )
    if telling.place is not None and telling.place_trust == 3 and telling.has_deed:
        telling.opens_elsewhere = places.opens(sentence, telling.place)


def _pick_date(
    telling: Telling, told: Sequence[Span], anchor: int, dates: Dates, *, is_count: bool, behind: DateRange | None
) -> tuple[DateRange | None, int]:
    best: tuple[tuple[int, ...], DateRange, int] | None = None
    for found in dates.within(telling.sentence.start, telling.sentence.end):
        if not is_day(found):
            continue
        leads = found.start < anchor and (found.start in dates.introducing or found.start in dates.of_past)
        inside = telling.start <= found.start < telling.end or leads
        if not inside and _is_within(told, found.start):
            continue
        if found.start in dates.introducing and anchor < found.start:
            continue
        of_deed = found.start in dates.of_deed or (found.start in dates.of_past and leads) or found is behind
        said = not of_deed and (is_count or found.start in dates.said)
        coarse = 0 if found.date_precision <= 2 else 1 if found.date_precision <= 4 else 2
        clock = found.kind == "TIME" and found.rule == "clock"
        order = (
            not of_deed,
            said,
            clock,
            coarse if not inside else min(coarse, 1),
            not inside,
            dates.is_across(found, anchor),
            found.date_precision,
            abs(found.start - anchor),
        )
        if best is None or order < best[0]:
            best = (order, found, 1 if said or clock else 3 if inside else 2)
    return (best[1], best[2]) if best else (None, 0)


def _pick_places(
    telling: Telling, told: Sequence[Span], sources: Sequence[Span], anchor: int, places: Places
) -> tuple[tuple[Place, ...], int]:
    """The most specific places of the clause, the nearest to the cue first; those of the sentence when the clause has none.

    Where neither names one, the settlement in the name of a site will do, unless the happening is placed elsewhere.
    """
    inside: list[Place] = []
    beside: list[Place] = []
    for place in places.within(telling.sentence.start, telling.sentence.end):
        if any(start <= place.start < end for start, end in sources):
            continue
        if telling.start <= place.start < telling.end:
            inside.append(place)
        elif not _is_within(told, place.start):
            beside.append(place)
    chosen = places.told_of_in(telling.sentence, anchor) or places.without_topics(telling, inside or beside, anchor)
    if len(chosen) > 1:
        chosen = list(places.without_tellers(chosen))
    if chosen and not telling.figures:
        chosen = list(places.without_asides(telling.sentence, chosen))
    if chosen:
        chosen = places.without_hospitals(chosen, telling.sentence)
    if not chosen:
        return tuple(places.of_sites(telling.start, telling.end)[:1]), 1
    finest = finest_places(chosen) if len(chosen) > 1 else chosen
    if len(finest) == 1:
        return (finest[0],), 3 if inside else 2
    finest.sort(key=lambda place: (not places.is_located(place), abs(place.start - anchor), place.start))
    return tuple(finest), 3 if inside else 2


def carry_days(sentences: Sequence[Sentence], tellings: Sequence[Telling], dates: Dates) -> None:
    """Give tellings without a day the one that opened a sentence before them in their paragraph ("On Saturday, … . Two people died.")."""
    told: dict[int, list[Telling]] = defaultdict(list)
    for telling in tellings:
        told[telling.sentence.index].append(telling)
    open_day: DateRange | None = None
    paragraph = -1
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, open_day = sentence.paragraph, None
        here = told.get(sentence.index, [])
        for before, telling in pairwise(here):
            if telling.date_trust < 2 and before.date_trust == 3 and not telling.of_topic:
                telling.date, telling.date_trust = before.date, 2
        for telling in here:
            if telling.date_trust < 2 and open_day is not None and not telling.of_topic:
                telling.date, telling.date_trust = open_day, 2
        if any(telling.date_trust >= 2 and telling.date is not open_day for telling in here):
            open_day = None
        first = dates.within(sentence.start, sentence.start + OPENING)
        if first and is_day(first[0]) and first[0].date_precision <= 2 and first[0].start not in dates.posted:
            open_day = first[0]
