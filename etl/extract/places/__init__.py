"""Places in text: find names, decide which place each means, and say how exactly it is known.

`find_places` is for everyone; `find_places_folded` for the stages of extraction, which work on folded text.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

from etl.extract.places.focus import country_place, focus_country
from etl.extract.places.frames import ELSEWHERE, NAMESAKE, Frame, read_frames
from etl.extract.places.groups import find_groups
from etl.extract.places.hints import add_hints, add_mentions, settle_abbreviations
from etl.extract.places.judge import at_level, refuse
from etl.extract.places.pack import PlacePack, load_pack
from etl.extract.places.records import container, country_number, describe
from etl.extract.places.resolve import Resolver
from etl.extract.places.scan import Hit, Scanner, is_telegraph
from etl.extract.places.unlisted import Unlisted, build_unlisted
from etl.gazetteer.countries import country_name, country_point
from etl.gazetteer.lookup import Gazetteer, load_gazetteer
from etl.languages import base_language
from etl.model import Place, Trace
from etl.records import replace
from etl.text import fold

_MAIN_SHARE = 0.45

__all__ = ["container", "describe", "find_places", "find_places_folded", "focus_country", "refuse"]


def find_places(text: str, *, language: str = "en") -> list[Place]:
    """All places named in a text, in order; offsets into the text as given.

    Adjectives and nouns of nationality are found too, as kind "demonym" with the point of their country.
    """
    folded = fold(text)
    found = find_places_folded(folded.text, language=language)
    if folded.text == text:
        return found
    spans = [folded.original_span(place.start, place.end) for place in found]
    return [replace(place, start=start, end=end, text=text[start:end]) for place, (start, end) in zip(found, spans, strict=True)]


@lru_cache(maxsize=4)
def _scanner(language: str) -> Scanner:
    return Scanner(load_gazetteer(), load_pack(language))


def find_places_folded(
    text: str,
    *,
    language: str = "en",
    dateline_place: str | None = None,
    country_hint: str | None = None,
    trace: Trace | None = None,
    start: int = 0,
) -> list[Place]:
    """All places named in a folded text from `start`, in order, none overlapping.

    `dateline_place` is a name as the dateline gives it; `country_hint` an ISO 3166-1 alpha-3 code or a country's name. Both count as
    evidence for what other names mean.
    """
    language = base_language(language)
    pack, gazetteer = load_pack(language), load_gazetteer()
    telegraph = is_telegraph(text)
    scanner = _scanner(language)
    hits = scanner.scan(text, start=start, telegraph=telegraph)
    seeds: dict[int, float] = defaultdict(float)
    settle_abbreviations(text, hits, gazetteer, scanner, telegraph=telegraph)
    frames = read_frames(text, hits, pack, telegraph=telegraph)
    add_mentions(seeds, gazetteer, text, hits, pack, language)
    add_hints(seeds, gazetteer, dateline_place, country_hint)
    resolver = Resolver(gazetteer, pack, hits, frames, seeds)
    resolver.resolve()
    places: list[Place] = []
    elsewhere: list[tuple[int, int, str | None]] = []
    for hit, frame in zip(hits, frames, strict=True):
        place = _make_place(text, hit, frame, resolver, gazetteer, pack, telegraph, trace)
        if isinstance(place, Place):
            places.append(place)
        elif place in (ELSEWHERE, NAMESAKE) and frame.is_at and not telegraph:
            chosen = resolver.names[hit.key].chosen if place == NAMESAKE else None
            elsewhere.append((hit.start, hit.end, gazetteer.iso3_of(chosen.number) if chosen is not None else None))
    default = cache(lambda: _default(text, places, resolver, gazetteer, language))
    groups = cache(lambda: find_groups(text, language=language))
    unlisted = _unlisted(language).find(text, places, default, start=start, elsewhere=elsewhere, groups=groups)
    if unlisted:
        longer = {place.start for place in unlisted}
        places = sorted([*(place for place in places if place.start not in longer), *unlisted], key=lambda place: place.start)
    if trace is not None:
        for place in places:
            trace.span("places", place.start, place.end, place.name, f"{place.kind} {place.country_iso3} {place.rule}")
    return places


def _default(text: str, places: list[Place], resolver: Resolver, gazetteer: Gazetteer, language: str) -> Place | None:
    """The area or country that a text is about, as the container of names that say nothing of theirs."""
    evidence = resolver.evidence
    number = evidence.main_area(_MAIN_SHARE)
    if number < 0:
        country = evidence.main_country(_MAIN_SHARE)
        number = country_number(gazetteer, gazetteer.countries[country]) if country else -1
    return describe(gazetteer, number, 0, 0, "", Frame(), 1) if number >= 0 else country_place(text, places, language=language)


@lru_cache(maxsize=4)
def _unlisted(language: str) -> Unlisted:
    return build_unlisted(load_pack(language))


def _make_place(
    text: str,
    hit: Hit,
    frame: Frame,
    resolver: Resolver,
    gazetteer: Gazetteer,
    pack: PlacePack,
    telegraph: bool,
    trace: Trace | None,
) -> Place | str:
    """The place that a hit means, or why it is none."""
    words = text[hit.start : hit.end]
    if hit.iso3 is not None:
        latitude, longitude = country_point(hit.iso3) or (None, None)
        name = country_name(hit.iso3)
        return Place(hit.start, hit.end, words, name, "demonym", latitude, longitude, None, hit.iso3, None, None, None, 6, 1, "demonym")
    name_of_hit = resolver.names[hit.key]
    reason = refuse(hit, frame, name_of_hit, resolver, pack, telegraph)
    if reason is not None or name_of_hit.chosen is None:
        if trace is not None:
            trace.refused("places", hit.start, hit.end, words, reason or "")
        return reason or ""
    number = at_level(name_of_hit.chosen, name_of_hit.candidates, frame, is_titled=text[hit.end + 1 : hit.end + 2].isupper())
    return describe(gazetteer, number, hit.start, hit.end, words, frame, len(name_of_hit.candidates))
