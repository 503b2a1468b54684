"""Places in text: find names, decide which place each means, and say how exactly it is known.

`find_places` is for everyone; `find_places_folded` for the stages of extraction, which work on folded text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from etl.extract.places.focus import focus_country
from etl.extract.places.frames import Frame, read_frames
from etl.extract.places.pack import PlacePack, load_pack
from etl.extract.places.resolve import Name, Resolver
from etl.extract.places.scan import Hit, Scanner, is_telegraph
from etl.gazetteer import layout
from etl.gazetteer.countries import country_iso3, country_name, country_point
from etl.gazetteer.keys import name_key
from etl.gazetteer.lookup import Gazetteer, load_gazetteer
from etl.languages import base_language
from etl.model import Place, Trace
from etl.records import replace
from etl.text import fold

__all__ = ["container", "describe", "find_places", "find_places_folded", "focus_country", "refuse"]

_PRECISION = {"country": 6, "admin1": 4, "admin2": 3, "settlement": 1, "site": 1, "region": 5, "water": 7, "demonym": 6}


def find_places(text: str, *, language: str = "en") -> list[Place]:
    """All places named in a text, in order; offsets into the text as given.

    Adjectives and nouns of nationality are found too, as kind "demonym" with the point of their country.
    """
    folded = fold(text)
    found = find_places_folded(folded.text, language=language)
    if folded.origins is None:
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
    if not hits:
        return []
    seeds: dict[int, float] = defaultdict(float)
    _settle_abbreviations(hits, gazetteer, scanner)
    frames = read_frames(text, hits, pack, telegraph=telegraph)
    for hit in hits:
        if hit.iso3 is not None and (number := _country_number(gazetteer, hit.iso3)) >= 0:
            seeds[number] += 0.5
    _add_hints(seeds, gazetteer, dateline_place, country_hint)
    resolver = Resolver(gazetteer, pack, hits, frames, seeds)
    resolver.resolve()
    places: list[Place] = []
    for hit, frame in zip(hits, frames, strict=True):
        place = _make_place(text, hit, frame, resolver, gazetteer, pack, telegraph, trace)
        if place is not None:
            places.append(place)
            if trace is not None:
                trace.span("places", place.start, place.end, place.name, f"{place.kind} {place.country_iso3} {place.rule}")
    return places


def _country_number(gazetteer: Gazetteer, iso3: str) -> int:
    """The place number of a country, -1 when the gazetteer lacks it."""
    for number, _ in gazetteer.find(name_key(country_name(iso3))):
        if gazetteer.kind[number] == layout.COUNTRY:
            return number
    return -1


def _settle_abbreviations(hits: list[Hit], gazetteer: Gazetteer, scanner: Scanner) -> None:
    """Give abbreviations their place; those that need a place before them and have none are dropped."""
    kept: list[Hit] = []
    for hit in hits:
        if hit.code is not None:
            if hit.needs_place and not (kept and 1 <= hit.start - kept[-1].end <= 3 and not kept[-1].iso3):
                continue
            number = _coded_place(gazetteer, hit.code)
            if number < 0:
                continue
            hit.candidates = (scanner.candidate(number, layout.PRIMARY),)
        kept.append(hit)
    hits[:] = kept


@lru_cache(maxsize=512)
def _coded_place(gazetteer: Gazetteer, code: str) -> int:
    """The place that an abbreviation's code names: "USA", "US.TX" or "city:los angeles:USA"."""
    if code.startswith("city:"):
        _, key, iso3 = code.split(":")
        numbers = [n for n, _ in gazetteer.find(key) if gazetteer.iso3_of(n) == iso3 and gazetteer.kind[n] == layout.SETTLEMENT]
        return max(numbers, key=lambda number: gazetteer.population[number], default=-1)
    if "." not in code:
        return _country_number(gazetteer, code)
    return gazetteer.find_area(code)


def _add_hints(seeds: dict[int, float], gazetteer: Gazetteer, dateline_place: str | None, country_hint: str | None) -> None:
    if country_hint and (iso3 := country_iso3(country_hint)) and (number := _country_number(gazetteer, iso3)) >= 0:
        seeds[number] += 2.0
    if dateline_place:
        for part in dateline_place.split(","):
            found = gazetteer.find(name_key(part))
            if found and found[0][1] < layout.ALTERNATE:
                number = found[0][0]
                area = gazetteer.admin1[number] - 1
                if area >= 0 and gazetteer.population[number] > 50_000:
                    seeds[area] += 0.7


def _make_place(
    text: str,
    hit: Hit,
    frame: Frame,
    resolver: Resolver,
    gazetteer: Gazetteer,
    pack: PlacePack,
    telegraph: bool,
    trace: Trace | None,
) -> Place | None:
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
        return None
    return describe(gazetteer, name_of_hit.chosen.number, hit.start, hit.end, words, frame, len(name_of_hit.candidates))


def refuse(hit: Hit, frame: Frame, name: Name, resolver: Resolver, pack: PlacePack, telegraph: bool) -> str | None:
    """Why a hit is no place, or None."""
    if hit.code is not None:
        return None
    has_container = frame.container is not None
    if frame.refusal is not None and not has_container:
        return frame.refusal
    candidate = name.chosen
    if candidate is None:
        return "no candidate"
    weights, evidence = pack.weights["name"], resolver.evidence
    score = candidate.standing
    if candidate.level == layout.ALTERNATE:
        score += weights["alternate"]
    score += weights["framed"] * frame.is_framed
    score += weights["container"] * (has_container or bool(frame.contained))
    score += weights["kind"] * (frame.area is not None)
    score += weights["country"] * evidence.countries.get(candidate.country, 0.0)
    score += weights["admin1"] * evidence.areas.get(candidate.area, 0.0)
    score += weights["opener"] * frame.is_opener
    score += weights["given_name"] * frame.is_given_name
    score += weights["doubtful"] * (hit.key in pack.doubtful)
    score += weights["beside_capital"] * frame.beside_capital
    score += weights["telegraph"] * telegraph
    return None if score >= weights["least"] else f"score {score:.1f}"


def describe(
    gazetteer: Gazetteer, number: int, start: int, end: int, words: str, frame: Frame, candidates: int, rule: str | None = None
) -> Place:
    """The record of a place of the gazetteer as it stands in the text."""
    name, kind, latitude, longitude, geonames_id, iso3, admin1_code, admin1_name, admin2_name = _facts(gazetteer, number)
    return Place(
        start=start,
        end=end,
        text=words,
        name=name,
        kind=kind,
        latitude=latitude,
        longitude=longitude,
        geonames_id=geonames_id,
        country_iso3=iso3,
        admin1_code=admin1_code,
        admin1_name=admin1_name,
        admin2_name=admin2_name,
        location_precision=frame.precision or _PRECISION[kind],
        candidates=candidates,
        rule=rule or ("institution" if frame.in_institution else frame.rule),
    )


Facts = tuple[str, str, float, float, int | None, str | None, str | None, str | None, str | None]


@lru_cache(maxsize=20_000)
def _facts(gazetteer: Gazetteer, number: int) -> Facts:
    """What a record says of a place of the gazetteer wherever it is named."""
    found = gazetteer.place(number)
    admin1 = number if found.kind == "admin1" else found.admin1
    admin2 = number if found.kind == "admin2" else found.admin2
    return (
        found.name,
        found.kind,
        found.latitude,
        found.longitude,
        found.geonames_id,
        found.country_iso3,
        gazetteer.place(admin1).code if admin1 is not None else None,
        gazetteer.name_of(admin1) if admin1 is not None else None,
        gazetteer.name_of(admin2) if admin2 is not None else None,
    )


def container(places: Sequence[Place]) -> Place | None:
    """The smallest common container of several places: a first-level area, else a country, at its central point.

    None when there are no places, or when they lie in several countries or in none.
    """
    countries = {place.country_iso3 for place in places}
    if not places or len(countries) != 1 or None in countries:
        return None
    areas = {place.admin1_name for place in places}
    gazetteer = load_gazetteer()
    first = places[0]
    number = -1
    if len(areas) == 1 and first.admin1_name is not None:
        for other, _ in gazetteer.find(name_key(first.admin1_name)):
            if gazetteer.kind[other] == layout.ADMIN1 and gazetteer.iso3_of(other) == first.country_iso3:
                number = other
                break
    if number < 0:
        number = _country_number(gazetteer, first.country_iso3 or "")
    if number < 0:
        return None
    last = max(place.end for place in places)
    return describe(gazetteer, number, first.start, last, first.text, Frame(), 1, rule="container")
