"""What stands around a name: prepositions, area words, titles, containers, distances."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from etl.extract.places.pack import PlacePack
from etl.extract.places.scan import Hit
from etl.gazetteer import layout

_WORD_AFTER = re.compile(r"([ \n]|-|'s )([^\W\d_][\w'\-]{0,40})")
_CONTAINS = re.compile(r"(?:'s)?(?:[ -][\w'-]{1,14}){0,2}?(?:, | \(|,? (?:in|of)(?: the)? )(?:[a-z\-]+ ){0,2}")
_GOES_ON = re.compile(r" (?:(?:de|del|de la|de los|de las|do|da|dos|das) |(?:al|el|as|ash|az|ad|ar|an|at)-)[^\W\d_a-z]")
ELSEWHERE = "elsewhere"
"""The refusal of a place that cannot be where the text says the name is."""
NAMESAKE = "namesake"
"""The refusal of a town where the text means another of its name in the same country."""
_SENTENCE_END = frozenset('.!?:;"')
_TOWN_OF = 24
_MILLION, _LARGE = 6.0, 5.5
_MARKS = ".,;:!?\"')]"


@dataclass(slots=True)
class Frame:
    """The surroundings of a hit. `area` is the kind that an area word names; `container` the position of the hit that contains it.
    `is_led` says that any preposition of place stands before it, `is_framed` that it can hardly mean anything but the place, `is_at` that
    something is said to be in it or near it.

    `beside` is the position of the hit that the words put it near; `holds` says that they use it as the area of a place inside it;
    `nation` is the country whose town it is said to be ("the Mozambican town of Palma"); `goes_on` says that the name may be longer than
    the gazetteer knows ("Tal Rasm"), and `is_longer` that it is ("Altos de Torres").
    """

    is_framed: bool = False
    is_led: bool = False
    is_at: bool = False
    is_opener: bool = False
    area: str | None = None
    container: int | None = None
    refusal: str | None = None
    is_given_name: bool = False
    beside_capital: bool = False
    in_institution: bool = False
    speaks: bool = False
    precision: int | None = None
    shares_precision: bool = False
    is_part: bool = False
    held_by: int | None = None
    beside: int | None = None
    is_glued: bool = False
    holds: bool = False
    owns: bool = False
    is_inside: bool = False
    goes_on: bool = False
    is_longer: bool = False
    rule: str = "name"
    nation: str | None = None
    contained: list[int] = field(default_factory=list)


def read_frames(text: str, hits: list[Hit], pack: PlacePack, *, telegraph: bool) -> list[Frame]:
    """The frame of each hit."""
    frames = [_read_frame(text, hits, position, pack, telegraph) for position in range(len(hits))]
    for position, (frame, following) in enumerate(pairwise(frames)):
        if frame.shares_precision:
            following.precision = frame.precision
        gap = text[hits[position].end : hits[position + 1].start]
        frame.is_glued = gap == " " and not telegraph and bool(hits[position].candidates and hits[position + 1].candidates)
        if gap == " " and frame.refusal in ("title", "person") and hits[position + 1].iso3 is None:
            following.refusal = following.refusal or "person"
    _name_persons(hits, frames)
    _read_containers(text, hits, frames, pack.words)
    for position, (first, second) in enumerate(pairwise(hits)):
        between = text[first.end : second.start]
        if first.candidates and second.candidates and pack.nearness.beside.fullmatch(between):
            frames[position].beside = position + 1
        if (
            first.iso3 is not None
            and frames[position + 1].area == "town"
            and len(between) <= _TOWN_OF
            and between[:1] + between[-1:] == "  "
        ):
            frames[position + 1].nation = first.iso3 if between.strip().replace(" ", "").isalpha() else None
    return frames


def _name_persons(hits: list[Hit], frames: list[Frame]) -> None:
    """Who was named in full is meant by the surname later: "Rosa Durango was shot. Durango was alone"."""
    persons: set[str] = set()
    for hit, frame in zip(hits, frames, strict=True):
        if frame.refusal in ("person", "title"):
            persons.add(hit.key)
        elif hit.key in persons and frame.refusal is None and not frame.is_led and frame.area is None and not _is_well_known(hit):
            frame.refusal = "person"


def _read_frame(text: str, hits: list[Hit], position: int, pack: PlacePack, telegraph: bool) -> Frame:
    hit = hits[position]
    frame = Frame()
    if hit.iso3 is not None:
        return frame
    words = pack.words
    before, gap = _before(text, hit.start)
    after, joint = _after(text, hit.end)
    lower_before, lower_after = before.lower(), after.lower()
    glued = position > 0 and hits[position - 1].end == hit.start - 1
    if gap.strip() == "." and lower_before in words["title"]:
        gap = " "
    frame.is_opener = not before or (gap.strip() != "" and (gap.strip()[0] in _SENTENCE_END)) or "\n" in gap
    if gap.strip() == "" and not frame.is_opener:
        _read_before(text, hit, frame, before, lower_before, pack, telegraph, glued)
    if joint:
        _read_after(text, hit, frame, after, lower_after, joint, pack, telegraph, position, hits)
    if not telegraph and " " not in hit.key and hit.key in pack.given_names:
        frame.is_given_name = True
        if frame.beside_capital and not frame.is_framed and frame.refusal is None:
            frame.refusal = "person"
    _read_nearness(text, hits, position, frame, lower_before, pack)
    return frame


def _read_nearness(text: str, hits: list[Hit], position: int, frame: Frame, word_before: str, pack: PlacePack) -> None:
    precision, is_shared = pack.nearness.read(text, hits, position, word_before)
    if precision and (frame.precision is None or frame.precision < precision):
        frame.precision, frame.shares_precision = precision, is_shared


def _read_before(text: str, hit: Hit, frame: Frame, before: str, lower: str, pack: PlacePack, telegraph: bool, glued: bool) -> None:
    words = pack.words
    if lower in words["into"]:
        frame.is_framed = frame.is_led = True
        frame.is_at = lower in words["inside"] or lower in words["near"]
        if lower == "of":
            kind = _area_before(text, hit.start, words)
            frame.area = kind
            frame.is_framed = kind is not None
    elif lower in words["part"]:
        frame.is_framed = frame.is_part = True
    elif lower in words["title"] and (before[0].isupper() or lower in pack.given_names):
        frame.refusal = "title"
    elif lower in words["naming"]:
        lead = text[max(0, hit.start - 40) : hit.start].lower().split()
        if len(lead) < 2 or lead[-2].strip(",") not in words["town"] | words["area2"] | words["quarter"]:
            frame.refusal = "person"
    elif telegraph and lower in pack.given_names:
        frame.refusal = "person"
    elif glued or telegraph:
        return
    elif before[0].isupper() and lower not in words["opener"]:
        bare = lower.rstrip(".")
        if bare in pack.given_names or bare in words["title"] or (len(bare) == 1 and before.endswith(".")):
            frame.refusal = "person"
        elif (pack.person_after.match(text, hit.end) or _has_role(text, hit.start, words)) and not _is_well_known(hit):
            frame.refusal = "person"  # "Aurelio Medina, 34, was", "Aurelio Medina, who", "party leader Aurelio Ruiz Medina"
        else:
            frame.beside_capital = True


def _read_after(
    text: str,
    hit: Hit,
    frame: Frame,
    after: str,
    lower: str,
    joint: str,
    pack: PlacePack,
    telegraph: bool,
    position: int,
    hits: list[Hit],
) -> None:
    words = pack.words
    if joint == "'s ":
        frame.owns = True
        return
    if joint == "-" and after[0].isupper() and not telegraph and not _is_part_of_pair(text, hits, position, after, pack):
        frame.refusal = ELSEWHERE  # "Gazi-Yurt" is another place than Gazi
        return
    if lower in words["area1"] or lower in words["area2"]:
        frame.area = "area1" if lower in words["area1"] else "area2"
        if lower in words["area1"] and lower in words["area2"]:
            frame.area = "area"
        frame.is_framed = True
    elif lower in words["town"]:
        frame.area = "town"
    elif lower in words["quarter"] and after[0].islower():
        frame.area = "quarter"
    elif lower in words["speech"] and joint == " ":
        frame.in_institution = frame.speaks = not frame.is_framed  # "Damascus said", but not "a meeting in Paris called on"
    elif lower in words["thing"] and after[0].isupper() and not telegraph:
        frame.refusal = "thing"
    elif lower in words["institution"] and joint == " " and (telegraph or after[0].islower()):
        frame.in_institution = not frame.is_framed and _is_country(hit)  # "U.S. embassy", but not "in Mali police said"
    elif after[0].isupper() and not telegraph and joint == " ":
        if lower in words["institution"] or lower in words["opener"]:
            frame.in_institution = lower in words["institution"]
        elif not (position + 1 < len(hits) and hits[position + 1].start == hit.end + 1):
            frame.beside_capital = True
            frame.goes_on = not after.isupper()
    elif joint == " " and not telegraph and _is_local(hit) and _GOES_ON.match(text, hit.end):
        frame.beside_capital = frame.is_longer = True  # "Altos de Torres", "Wadi al-Haramiyah"


def _has_role(text: str, start: int, words: dict[str, frozenset[str]]) -> bool:
    """Whether the capitalised words before an offset follow the role of a person, which a small letter begins."""
    before = text[max(0, start - 60) : start].split(" ")[:-1]
    while before and before[-1][:1].isupper() and before[-1].isalpha():
        before.pop()
    return bool(before) and before[-1] in words["title"]


def _is_part_of_pair(text: str, hits: list[Hit], position: int, after: str, pack: PlacePack) -> bool:
    """Whether a name before a hyphen stands for itself: a place or a direction follows, the two are a road, or it is large or an area."""
    hit = hits[position]
    if position + 1 < len(hits) and hits[position + 1].start == hit.end + 1:
        return True
    if after.lower() in pack.words["direction"] or pack.nearness.road.match(text, hit.end + 1 + len(after)):
        return True
    return not _is_local(hit) or max(candidate.standing for candidate in hit.candidates) > _LARGE


def _is_country(hit: Hit) -> bool:
    return bool(hit.candidates) and hit.candidates[0].kind == layout.COUNTRY


def _is_well_known(hit: Hit) -> bool:
    """Whether a name may be that of a country or, first of all, of an area of a million people, without a town of that name in it."""
    if any(candidate.kind == layout.COUNTRY for candidate in hit.candidates):
        return True
    first = hit.candidates[0] if hit.candidates else None
    return first is not None and first.kind == layout.ADMIN1 and first.standing > _MILLION and first.seat < 0


def _area_before(text: str, start: int, words: dict[str, frozenset[str]]) -> str | None:
    """The kind that "the province of", "the town of" name."""
    chunk = text[max(0, start - 30) : start].rstrip().lower()
    if not chunk.endswith(" of"):
        return None
    pieces = chunk[:-3].rsplit(None, 1)
    if not pieces:
        return None
    word = pieces[-1]
    for kind in ("area1", "area2", "town"):
        if word in words[kind]:
            return kind
    return "quarter" if word in words["direction"] or word in words["quarter"] else None


def _before(text: str, start: int) -> tuple[str, str]:
    """The word before an offset and what parts the two; empty when there is none close by."""
    chunk = text[max(0, start - 32) : start]
    body = chunk.rstrip(" \n-")
    gap = chunk[len(body) :]
    word = (body.rsplit(None, 1) or [""])[-1]
    bare = word.rstrip(_MARKS)
    return bare.lstrip("\"'(["), word[len(bare) :] + gap


def _after(text: str, end: int) -> tuple[str, str]:
    found = _WORD_AFTER.match(text, end)
    return (found.group(2), found.group(1)) if found else ("", "")


def _read_containers(text: str, hits: list[Hit], frames: list[Frame], words: dict[str, frozenset[str]]) -> None:
    for position, (first, second) in enumerate(pairwise(hits)):
        gap = second.start - first.end
        if first.iso3 is not None or not 0 < gap <= 40:
            continue
        if _CONTAINS.fullmatch(text, first.end, second.start):
            frames[position].container = frames[position].held_by = position + 1
            lead, *others = text[first.end : second.start].strip(" ,").split(" ")
            frames[position].is_inside = lead in words["inside"] and words["part"].issuperset(others)
            frames[position + 1].contained.append(position)
            if _is_local(first) and (gap != 2 or frames[position].area or _can_hold(second)):  # no list like "Atlanta, Savannah"
                frames[position + 1].holds = True
        elif text[first.end : second.start] == "'s " and _is_local(second):
            frames[position].holds = True


def _is_local(hit: Hit) -> bool:
    """Whether the first meaning of a hit lies below first-level areas, so that what contains it is an area."""
    return bool(hit.candidates) and hit.candidates[0].kind in (layout.SETTLEMENT, layout.ADMIN2, layout.SITE)


def _can_hold(hit: Hit) -> bool:
    """Whether a name is (also) that of an area."""
    return any(candidate.kind in (layout.ADMIN1, layout.ADMIN2) and candidate.level < layout.ALTERNATE for candidate in hit.candidates)


def wanted_kinds(area: str | None) -> tuple[int, ...]:
    """The kinds of place that an area word allows."""
    if area == "area1":
        return (layout.ADMIN1, layout.REGION)
    if area == "area2":
        return (layout.ADMIN2,)
    if area == "area":
        return (layout.ADMIN1, layout.ADMIN2, layout.REGION)
    return (layout.SETTLEMENT,) if area == "town" else ()
