"""Whether a name in a text is a place at all."""

from __future__ import annotations

from collections.abc import Sequence

from etl.extract.places.evidence import UNKNOWN, Evidence, Name
from etl.extract.places.frames import ELSEWHERE, NAMESAKE, Frame
from etl.extract.places.pack import PlacePack
from etl.extract.places.resolve import HOME, LARGE, Resolver, find_renowned
from etl.extract.places.scan import Candidate, Hit
from etl.gazetteer import layout

_LOCAL = frozenset({layout.SETTLEMENT, layout.SITE})
_PARTS = frozenset({"town", "quarter", "area2"})
_AREAS = frozenset({"area1", "area"})
_SOME, _NAMESAKES = 0.05, 2
_WITHIN_TOWNS = frozenset({"quarter", "area2"})


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
    is_inside = frame.area in _PARTS or (frame.is_framed and frame.is_inside and candidate.kind in _LOCAL)
    if is_inside and frame.held_by is not None and resolver.lies_elsewhere(candidate, frame.held_by):
        return ELSEWHERE
    if frame.area in _AREAS and frame.held_by is not None and resolver.lies_abroad(candidate, frame.held_by):
        return ELSEWHERE
    if frame.beside is not None and (candidate.kind in _LOCAL or candidate.seat >= 0) and resolver.lies_apart(candidate, frame.beside):
        return ELSEWHERE
    weights, evidence = pack.weights["name"], resolver.evidence
    others = evidence.without(name)
    if frame.area in _WITHIN_TOWNS and candidate.kind == layout.SETTLEMENT and evidence.is_foreign(candidate.country) and not has_container:
        return ELSEWHERE  # "the Medina district" of a text on Somalia is no town of Arabia
    score = candidate.standing
    if candidate.level == layout.ALTERNATE:
        score += weights["alternate"]
        stands_alone = frame.is_framed and frame.area is None and not (frame.beside_capital or frame.owns)
        if stands_alone and others.of_country(candidate.country) >= HOME:
            score += weights["at_home"]
    score += weights["framed"] * frame.is_framed
    score += weights["container"] * (has_container or bool(frame.contained))
    score += weights["kind"] * (frame.area is not None)
    score += weights["country"] * evidence.of_country(candidate.country)
    score += weights["admin1"] * evidence.of_area(candidate.area)
    score += weights["opener"] * frame.is_opener
    score += weights["given_name"] * frame.is_given_name
    score += weights["doubtful"] * (hit.key in pack.doubtful)
    score += weights["beside_capital"] * frame.beside_capital
    score += weights["telegraph"] * telegraph
    score += weights["speaks"] * (frame.speaks and candidate.kind == layout.SETTLEMENT)
    is_foreign = others.is_foreign(candidate.country) and candidate.kind not in (layout.COUNTRY, layout.WATER)
    if is_foreign and frame.is_at and not (frame.beside_capital or telegraph):
        is_foreign = candidate is not find_renowned(name)
    score += weights["foreign"] * is_foreign
    if not (frame.is_opener or frame.is_given_name or frame.beside_capital or is_foreign or telegraph) and _is_sole(name):
        score += weights["sole"]
    if score >= weights["least"]:
        if _is_other_name(frame, candidate, others):
            return ELSEWHERE
        return NAMESAKE if _is_other_town(frame, candidate, name, others, resolver) else None
    return ELSEWHERE if is_foreign else f"score {score:.1f}"


def _is_other_name(frame: Frame, candidate: Candidate, others: Evidence) -> bool:
    """Whether a town is only the beginning of another name: the name goes on, and all else speaks for other countries than the town's."""
    if others.of_country(candidate.country) > 0 or candidate.kind != layout.SETTLEMENT or not (frame.is_at or frame.area == "town"):
        return False
    return frame.is_longer or (frame.goes_on and candidate.standing < LARGE and others.total > UNKNOWN + _SOME)


def _is_other_town(frame: Frame, candidate: Candidate, name: Name, others: Evidence, resolver: Resolver) -> bool:
    """Whether a town is one of several of its name in a country, and what else the text says is of another area of that country."""
    if not frame.is_at or frame.precision or frame.in_institution:
        return False
    namesakes = sum(other.kind == layout.SETTLEMENT and other.country == candidate.country for other in name.candidates)
    return namesakes >= _NAMESAKES and resolver.is_stray(candidate, others)


def _is_sole(name: Name) -> bool:
    """Whether all places of a name lie in one country, none of them by an alternate name alone."""
    first = name.candidates[0]
    return first.level != layout.ALTERNATE and all(candidate.country == first.country for candidate in name.candidates)


def at_level(chosen: Candidate, candidates: Sequence[Candidate], frame: Frame, *, is_titled: bool) -> int:
    """The number of the place that a hit means: of an area and the town of its name, the town unless the words speak of the area.

    "Homs province", "northern Homs" and "Rastan, Homs" are the area; "in Homs" and "near Homs" the town. `is_titled` says that the word
    after it begins with a capital: "Niger State" is no country.
    """
    if chosen.kind == layout.COUNTRY and frame.area in _AREAS and is_titled:
        return next((other.number for other in candidates if other.kind == layout.ADMIN1 and other.level < layout.ALTERNATE), chosen.number)
    of_area = frame.area in _AREAS or frame.holds or frame.is_part
    if chosen.seat >= 0:
        return chosen.number if of_area and not frame.precision else chosen.seat
    if of_area and chosen.kind == layout.SETTLEMENT and not frame.precision:
        return next((candidate.number for candidate in candidates if candidate.seat == chosen.number), chosen.number)
    return chosen.number
