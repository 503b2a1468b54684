"""What names mean by themselves or by what the caller knows: abbreviations, nationalities, groups, the dateline, a hint of the country."""

from __future__ import annotations

from functools import lru_cache

from etl.extract.places.groups import find_groups
from etl.extract.places.pack import PlacePack
from etl.extract.places.records import country_number
from etl.extract.places.scan import Hit, Scanner
from etl.gazetteer import layout
from etl.gazetteer.countries import country_iso3
from etl.gazetteer.keys import name_key
from etl.gazetteer.lookup import Gazetteer

_HEADING = 2.0
_NATIONALITY, _GROUP, _MOST_GROUPS = 0.5, 0.6, 5


def settle_abbreviations(text: str, hits: list[Hit], gazetteer: Gazetteer, scanner: Scanner, *, telegraph: bool) -> None:
    """Give abbreviations their place; those that need a place before them and have none are dropped.

    Where all is written in capitals, a comma must stand before them, and they must be no words: else "IN" would be Indiana.
    """
    kept: list[Hit] = []
    for hit in hits:
        if hit.code is not None:
            if hit.needs_place and not (kept and 1 <= hit.start - kept[-1].end <= 3 and not kept[-1].iso3):
                continue
            is_word = telegraph and name_key(hit.key) in scanner.never
            if hit.needs_place and (is_word or (telegraph and "," not in text[kept[-1].end : hit.start])):
                continue
            number = _coded_place(gazetteer, hit.code)
            in_brackets = hit.needs_place and "(" in text[kept[-1].end : hit.start]
            if number < 0 or (in_brackets and not _may_hold(gazetteer, number, kept[-1])):
                continue
            hit.candidates = (scanner.candidate(number, layout.PRIMARY),)
        kept.append(hit)
    hits[:] = kept


def _may_hold(gazetteer: Gazetteer, number: int, hit: Hit) -> bool:
    """Whether a place of a hit lies in an area or country: in "New Union (ND)" none does."""
    if gazetteer.kind[number] == layout.COUNTRY:
        return any(candidate.country == gazetteer.country[number] for candidate in hit.candidates)
    return any(candidate.area == number for candidate in hit.candidates)


@lru_cache(maxsize=512)
def _coded_place(gazetteer: Gazetteer, code: str) -> int:
    """The place that an abbreviation's code names: "USA", "US.TX" or "city:los angeles:USA"."""
    if code.startswith("city:"):
        _, key, iso3 = code.split(":")
        numbers = [n for n, _ in gazetteer.find(key) if gazetteer.iso3_of(n) == iso3 and gazetteer.kind[n] == layout.SETTLEMENT]
        return max(numbers, key=lambda number: gazetteer.population[number], default=-1)
    if "." not in code:
        return country_number(gazetteer, code)
    return gazetteer.find_area(code)


def add_hints(seeds: dict[int, float], gazetteer: Gazetteer, dateline_place: str | None, country_hint: str | None) -> None:
    if country_hint and (iso3 := country_iso3(country_hint)) and (number := country_number(gazetteer, iso3)) >= 0:
        seeds[number] += 2.0
    if dateline_place:
        for part in dateline_place.split(","):
            found = gazetteer.find(name_key(part))
            if found and found[0][1] < layout.ALTERNATE:
                number = found[0][0]
                area = gazetteer.admin1[number] - 1
                if area >= 0 and gazetteer.population[number] > 50_000:
                    seeds[area] += 0.7


def add_mentions(seeds: dict[int, float], gazetteer: Gazetteer, text: str, hits: list[Hit], pack: PlacePack, language: str) -> None:
    """Nationalities and groups of one country speak for it, and a country's name as a heading ("PERU. A bomb …") most of all.

    A group speaks for another country than its own only where a nationality does so too.

    What is at "the Malaysian border" may as well lie on its other side, and the Irish Republican Army is no word on Ireland.
    """
    if hits and is_heading(text, hits[0].start, hits[0].end):
        for candidate in hits[0].candidates:
            if candidate.kind == layout.COUNTRY:
                seeds[candidate.number] += _HEADING
    groups = find_groups(text, language=language)
    named = {position for group in groups for position in range(group.start, group.end)}
    for hit in hits:
        is_of_place = hit.iso3 is not None and hit.start not in named and not pack.frontier.match(text, hit.end)
        if is_of_place and (number := country_number(gazetteer, hit.iso3)) >= 0:
            seeds[number] += _NATIONALITY
    for group in groups[:_MOST_GROUPS]:
        most = max(share for _, share in group.shares)
        for country, share in group.shares:
            number = country_number(gazetteer, country)
            if number >= 0 and (share == most or number in seeds):
                seeds[number] += _GROUP * share


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether a name is all that a text's first sentence says, in capitals: "COSTA RICA. A grenade …"."""
    return start < 30 and text[end : end + 2] in (". ", ".\n", ": ") and text[:end] == text[:end].upper()
