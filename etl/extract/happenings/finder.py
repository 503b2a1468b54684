"""Figures and event words into happenings: which belong together, when and where it was, and which is the document's main one.

Tellings (`tellings`) get the day and place of their own words (`attachment`) and a scope (`scopes`), and are woven into strands
(`strands`), one for each happening. Here strands become happenings: what they lack is taken from the document, in the order clause,
sentence, paragraph, document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Sequence
from datetime import date, timedelta
from typing import TypeVar

from etl.extract.events.actors import find_actors
from etl.extract.events.finder import choose_kind
from etl.extract.happenings.asides import find_topics, has_topic
from etl.extract.happenings.attachment import attach, carry_days, merge_spans
from etl.extract.happenings.discourse import Discourse, load_discourse
from etl.extract.happenings.scopes import decide_scopes
from etl.extract.happenings.spans import Dates, Places
from etl.extract.happenings.strands import Strand, weave
from etl.extract.happenings.surroundings import NARROWED, Context, day_of, is_some_time, place_of
from etl.extract.happenings.tellings import Telling, find_tellings
from etl.model import Actors, DateRange, EventMention, Figure, FrontMatter, Happening, Place, Publication, Sentence, Trace
from etl.records import replace
from etl.settings import Settings

_HARM = frozenset({"killed", "injured", "killed_or_injured"})
_TAKEN = frozenset({"detained", "abducted", "missing"})
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
    topics = find_topics(text, sentences, mentions, discourse)
    tellings = find_tellings(sentences, figures, mentions, discourse=discourse, topics=topics)
    known_dates = Dates(text, _not_ahead(_in_prose(dates, sentences), publication.published_date), discourse)
    known_places = Places(
        text,
        _in_prose(places, sentences),
        discourse,
        sentences=sentences,
        topics=topics,
        has_dateline=front.dateline is not None and any(front.dateline[0] <= place.start < front.dateline[1] for place in places),
    )
    by_sentence: dict[int, list[Telling]] = {}
    for telling in tellings:
        by_sentence.setdefault(telling.sentence.index, []).append(telling)
    told = {index: merge_spans(those) for index, those in by_sentence.items()}
    for telling in tellings:
        attach(text, telling, told[telling.sentence.index], figures, known_dates, known_places, discourse)
    carry_days(sentences, tellings, known_dates)
    decide_scopes(
        text, tellings, figures, known_dates, published=publication.published_date, discourse=discourse, language=language, trace=trace
    )
    strands = weave(tellings, published=publication.published_date, trace=trace)
    context = Context(text, sentences, known_dates, places, known_places, publication, front, language, settings, mentions)
    context.first_day = next((strand.date for strand in strands if strand.date is not None and not strand.tellings[0].is_background), None)
    shared = _shared_sentences(strands)
    happenings = [_make_happening(strand, context, figures, shared, trace) for strand in strands]
    _share_doers(text, strands, happenings, shared, discourse)
    settled = _settle_figures(figures, strands, happenings)
    order = sorted(range(len(happenings)), key=lambda number: _rank(happenings[number], number, figures))
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


def _shared_sentences(strands: Sequence[Strand]) -> set[int]:
    """The numbers of the sentences that tell of several happenings."""
    told = Counter(index for strand in strands for index in {telling.sentence.index for telling in strand.tellings})
    return {index for index, count in told.items() if count > 1}


def _words_of(telling: Telling, shared: Container[int]) -> Sentence:
    """The sentence of a telling; its own clause only, where the sentence tells of other happenings too."""
    sentence = telling.sentence
    return replace(sentence, start=telling.start, end=telling.end) if sentence.index in shared else sentence


def _share_doers(text: str, strands: Sequence[Strand], happenings: list[Happening], shared: Container[int], discourse: Discourse) -> None:
    """Give a happening whose clause names no doer that of the one its sentence told before, unless a clause opens between them.

    "Rebels shot two guards in Ama on Friday and a trader in Odo on Sunday", but not "killed five raiders after two traders were killed".
    """
    told: dict[int, tuple[int, Happening]] = {}
    for number, (strand, happening) in enumerate(zip(strands, happenings, strict=True)):
        first = strand.tellings[0]
        index = first.sentence.index
        if index not in shared:
            continue
        end, before = told.get(index, (0, happening))
        if happening.actor1 is None and happening.is_conflict and before.actor1 is not None and before.actor1 != happening.actor2:
            breaks = (discourse.clause_break, discourse.aside)
            if not first.of_topic and not any(pattern.search(text[end : first.end]) for pattern in breaks):
                happenings[number] = happening = replace(happening, actor1=before.actor1, actor1_type=before.actor1_type)
        told[index] = first.start, happening


def _make_happening(strand: Strand, context: Context, figures: Sequence[Figure], shared: Container[int], trace: Trace | None) -> Happening:
    first = strand.tellings[0]
    day, day_rule = day_of(strand, context)
    if day_rule == "narrowed":
        for telling in strand.tellings:
            if telling.date is not None and telling.date.date_precision in NARROWED:
                telling.date = day
    place, n_places, place_rule = place_of(strand, context)
    mentions = [mention for telling in strand.tellings for mention in _mentions_of(telling, figures)]
    if strand.kinds:
        mentions = [mention for mention in mentions if mention.makes_event]
    members = tuple(sorted(position for telling in strand.tellings for position in telling.figures))
    victims = [figures[position] for position in members]
    event_type, sub_event_type, method, is_conflict = choose_kind(mentions, victims=victims, context=context.mentions)
    told_in = list({sentence.start: sentence for sentence in (_words_of(telling, shared) for telling in strand.tellings)}.values())
    actors = Actors()
    if is_conflict:
        country = place.country_iso3 if place is not None else None
        actors = find_actors(
            context.text,
            told_in,
            claims=context.claims_after(first.sentence),
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
    """The event words of a telling; of a roundup's those before its last figure, if any: no protest beside it ("as crowds …")."""
    if telling.scope == "incident" or not telling.figures:
        return telling.mentions
    last = max(max(figures[position].end, figures[position].cue_end) for position in telling.figures)
    before = [mention for mention in telling.mentions if mention.start < last]
    return before or [mention for mention in telling.mentions if not has_topic(mention)]


def _is_background(strand: Strand, day: DateRange | None, context: Context) -> bool:
    """Whether a strand ended longer before publication than news lasts, or is told as what went before."""
    if strand.scope == "cumulative":
        return False
    first = strand.tellings[0]
    if (first.is_background and strand.date_trust >= 2) or (first.of_topic and strand.date_trust < 2):
        return True
    if first.earlier_by is not None and (not first.figures or is_some_time(first.earlier_by)):
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


def _rank(happening: Happening, number: int, figures: Sequence[Figure]) -> tuple[int, int]:
    """The order of happenings: the main one first, then as told; background and running totals last.

    What counts people who were harmed comes before other violence and counts of people taken in a conflict, and that before the rest.
    """
    outcomes = {figures[position].outcome for position in happening.figures}
    if happening.scope in ("background", "cumulative"):
        return 3, number
    if happening.scope != "period":
        if outcomes & _HARM:
            return 0, number
        if happening.event_type in _VIOLENT or (outcomes & _TAKEN and happening.event_type != "other"):
            return 1, number
    return 2, number
