"""Figures and event words into happenings: which belong together, when and where it was, and which is the document's main one.

Tellings (`tellings`) get the day and place of their own words (`attachment`) and a scope (`scopes`), and are woven into strands
(`strands`), one for each happening. Here strands become happenings: what they lack is taken from the document, in the order clause,
sentence, paragraph, document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from etl.extract.actors import find_actors
from etl.extract.attachment import Dates, Places, attach, carry_days, finest_places, is_day
from etl.extract.discourse import load_discourse
from etl.extract.event_types import choose_kind
from etl.extract.places import container
from etl.extract.places.focus import country_place
from etl.extract.scopes import decide_scopes
from etl.extract.strands import Strand, weave
from etl.extract.tellings import Telling, find_tellings
from etl.model import Actors, DateRange, EventMention, Figure, FrontMatter, Happening, Place, Publication, Sentence, Trace
from etl.records import replace
from etl.settings import Settings

_NEAR = 400
"""Characters after a sentence in which a day may still be that of what it tells."""
_NARROWED = (2, 3, 4)
"""Precisions of dates that a day named soon after makes exact."""
_AFTERMATH = 6
"""Sentences after the first of a happening in which somebody may claim it or be blamed for it."""
_VIOLENT = frozenset({"battle", "explosion_remote_violence", "violence_against_civilians", "riot", "protest", "unspecified_violence"})


def find_happenings(
    text: str,
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    dates: Sequence[DateRange],
    places: Sequence[Place],
    mentions: Sequence[EventMention],
    *,
    publication: Publication,
    front: FrontMatter,
    language: str,
    settings: Settings,
    trace: Trace | None = None,
) -> tuple[list[Happening], list[Figure]]:
    """The happenings of a document, its main one first, and the figures with their own dates, places and scopes."""
    discourse = load_discourse(language)
    tellings = find_tellings(sentences, figures, mentions, discourse=discourse)
    known_dates = Dates(text, _not_ahead(_in_prose(dates, sentences), publication.published_date), discourse)
    known_places = Places(text, _in_prose(places, sentences), discourse)
    by_sentence: dict[int, list[Telling]] = {}
    for telling in tellings:
        by_sentence.setdefault(telling.sentence.index, []).append(telling)
    for telling in tellings:
        attach(text, telling, by_sentence[telling.sentence.index], figures, known_dates, known_places, discourse)
    carry_days(sentences, tellings, known_dates)
    decide_scopes(text, tellings, figures, known_dates, published=publication.published_date, discourse=discourse, trace=trace)
    strands = weave(tellings, published=publication.published_date, trace=trace)
    context = _Context(text, sentences, known_dates, places, known_places, publication, front, language, settings, mentions)
    happenings = [_make_happening(strand, context, figures, trace) for strand in strands]
    settled = _settle_figures(figures, strands, happenings)
    order = sorted(range(len(happenings)), key=lambda number: _rank(happenings[number], strands[number], number))
    return [happenings[number] for number in order], settled


Span = TypeVar("Span", DateRange, Place)


def _in_prose(spans: Sequence[Span], sentences: Sequence[Sentence]) -> list[Span]:
    """The spans that begin in a sentence of the article: not those of its dateline, bylines and captions."""
    starts = [sentence.start for sentence in sentences]
    kept = []
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.start < sentences[at].end:
            kept.append(span)
    return kept


def _not_ahead(dates: Sequence[DateRange], published: date | None) -> list[DateRange]:
    """The expressions that can date what has happened: none that begins after publication (a day's slack for time zones)."""
    if published is None:
        return list(dates)
    last = published + timedelta(days=1)
    return [found for found in dates if found.date_start is None or found.date_start <= last]


class _Context:
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
        self.focus: Place | None = country_place(text, all_places, language=language)

    def is_in_focus(self, place: Place) -> bool:
        """Whether a place lies in the country the document is about, as far as that is known."""
        return self.focus is None or place.country_iso3 in (None, self.focus.country_iso3)

    def dateline_place(self) -> Place | None:
        """The place of the dateline, where the rest of the text does not speak of another country."""
        if self.front.dateline is None:
            return None
        start, end = self.front.dateline
        finest = finest_places([place for place in self.all_places if start <= place.start < end and place.kind != "demonym"])
        return finest[0] if finest and self.is_in_focus(finest[0]) else None


def _make_happening(strand: Strand, context: _Context, figures: Sequence[Figure], trace: Trace | None) -> Happening:
    first = strand.tellings[0]
    day, day_rule = _day_of(strand, context)
    if day_rule == "narrowed":
        for telling in strand.tellings:
            if telling.date is not None and telling.date.date_precision in _NARROWED:
                telling.date = day
    place, n_places, place_rule = _place_of(strand, context)
    mentions = [mention for telling in strand.tellings for mention in _mentions_of(telling, figures)]
    members = tuple(sorted(position for telling in strand.tellings for position in telling.figures))
    victims = [figures[position] for position in members]
    event_type, sub_event_type, method, is_conflict = choose_kind(mentions, victims=victims, context=context.mentions)
    told_in = list({telling.sentence.index: telling.sentence for telling in strand.tellings}.values())
    actors = Actors()
    if is_conflict:
        country = place.country_iso3 if place is not None else None
        at = first.sentence.index
        actors = find_actors(
            context.text,
            told_in,
            around=[sentence for sentence in context.sentences if at <= sentence.index <= at + _AFTERMATH],
            language=context.language,
            event_type=event_type,
            iso3=country,
            victims=victims,
            trace=trace,
        )
    scope = "background" if _is_background(strand, day, context) else strand.scope
    if trace is not None:
        detail = f"{scope}, day by {day_rule}, place by {place_rule}, {len(strand.tellings)} tellings, {len(members)} figures"
        trace.fired("happenings", first.start, first.end, event_type, detail)
    return Happening(
        start=first.sentence.start,
        end=first.sentence.end,
        scope=scope,
        event_type=event_type,
        sub_event_type=sub_event_type,
        method=method,
        is_conflict=is_conflict,
        date=day,
        place=place,
        n_places=n_places,
        figures=members,
        rule=f"{day_rule}/{place_rule}",
        actor1=actors.actor1,
        actor1_type=actors.actor1_type,
        actor2=actors.actor2,
        actor2_type=actors.actor2_type,
    )


def _mentions_of(telling: Telling, figures: Sequence[Figure]) -> list[EventMention]:
    """The event words of a telling; of a roundup's only those before its last figure: not what went on beside ("as protesters …")."""
    if telling.scope == "incident" or not telling.figures:
        return telling.mentions
    last = max(figures[position].end for position in telling.figures)
    return [mention for mention in telling.mentions if mention.start < last]


def _day_of(strand: Strand, context: _Context) -> tuple[DateRange | None, str]:
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
    first = strand.tellings[0].sentence
    near = _nearest_day(context, first)
    if near is not None:
        return near, "paragraph"
    if strand.date is not None:
        return replace(strand.date, date_basis="inferred"), "said"
    if context.published is not None:
        return _published(context.published), "publication"
    return None, "nothing"


def _narrower_day(strand: Strand, known: DateRange, context: _Context) -> DateRange | None:
    """The one day inside a week, weekend or month that the text names soon after ("over the weekend. … about noon on Sunday")."""
    if strand.scope != "incident" or known.date_precision not in _NARROWED or known.date_start is None or known.date_end is None:
        return None
    start, last = strand.tellings[0].sentence.start, strand.tellings[-1].sentence.end + _NEAR
    inside = [
        found
        for found in context.dates.within(start, last)
        if found.date_precision == 1 and is_day(found) and found.start not in context.dates.said
        if found.date_start is not None and known.date_start <= found.date_start <= known.date_end
    ]
    return inside[0] if len({found.date_start for found in inside}) == 1 else None


def _nearest_day(context: _Context, sentence: Sentence) -> DateRange | None:
    """The day that the text named last before a sentence, else one named soon after; days of saying apart."""
    found = [item for item in context.dates.all if is_day(item) and item.date_precision <= 2 and item.start not in context.dates.said]
    before = [item for item in found if item.start < sentence.start]
    if before:
        return before[-1]
    after = next(iter(found), None)
    return after if after is not None and after.start < sentence.end + _NEAR else None


def _published(day: date) -> DateRange:
    return DateRange(0, 0, "", "DATE", day.isoformat(), day, day, 1, "publication", "publication")


def _place_of(strand: Strand, context: _Context) -> tuple[Place | None, int, str]:
    """The place of a strand, how many places it names, and by which rule."""
    distinct = {place.name: place for place in strand.places if place.kind in ("settlement", "site", "admin1", "admin2")}
    n_places = max(len(distinct), 1 if strand.place is not None else 0)
    if strand.place is not None:
        if n_places > 1 and strand.scope == "period":
            common = container(list(distinct.values()))
            if common is not None:
                return common, n_places, "container"
        return strand.place, n_places, "clause" if strand.place_trust == 3 else "sentence"
    near = _nearest_place(context, strand.tellings[0].sentence) if strand.scope != "cumulative" else None
    if near is not None:
        return near, 1, "paragraph"
    dateline = context.dateline_place()
    if dateline is not None:
        return dateline, 1, "dateline"
    if context.focus is not None:
        return context.focus, 1, "focus"
    return None, 0, "nothing"


def _nearest_place(context: _Context, sentence: Sentence) -> Place | None:
    """The finest place of the nearest sentence before that names one in the country the document is about."""
    for before in reversed(context.sentences[: sentence.index]):
        here = context.places.within(before.start, before.end)
        finest = finest_places([place for place in here if context.is_in_focus(place)])
        if finest:
            return min(finest, key=lambda place: not context.places.is_located(place))
    return None


def _is_background(strand: Strand, day: DateRange | None, context: _Context) -> bool:
    """Whether a strand ended longer before publication than news lasts, or is told as what went before."""
    if strand.scope == "cumulative":
        return False
    if strand.tellings[0].is_background and strand.date_trust >= 2:
        return True
    if day is None or day.date_end is None or context.published is None:
        return False
    return day.date_end < context.published - timedelta(days=context.settings.background_days)


def _settle_figures(figures: Sequence[Figure], strands: Sequence[Strand], happenings: Sequence[Happening]) -> list[Figure]:
    """The figures with the scope, day and place of their own telling, where it has them."""
    settled = list(figures)
    for strand, happening in zip(strands, happenings, strict=True):
        for telling in strand.tellings:
            for position in telling.figures:
                own_day = telling.period or (telling.date if telling.date_trust >= 2 else None)
                settled[position] = replace(
                    settled[position],
                    scope=telling.scope,
                    date=own_day or happening.date,
                    place=telling.place or happening.place,
                )
    return settled


def _rank(happening: Happening, strand: Strand, number: int) -> tuple[int, int]:
    """The order of happenings: the main one first, then as told; background and running totals last."""
    late = happening.scope in ("background", "cumulative")
    quiet = not happening.figures and happening.event_type not in _VIOLENT
    return (2 if late else 1 if quiet or happening.scope == "period" else 0, number)
