"""Names that the gazetteer lacks: kept as written, with the point of the smallest known place that contains them.

"In the village of Qarmil in Idlib province" names a village by the word before it, "in Kherbet al-Jouz, Syria" by the place after it, "in
Kuriga on Sunday" by the day after it, "killed in Kuriga" by the deed before it.
Such a name is never dropped and never at 0/0: it has its container's point and precision; when the text says of no container, those of
the area or country that the text is about; and no point at precision 9 when it is about none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from etl.extract.places.groups import GroupMention
from etl.extract.places.nearness import alternatives
from etl.extract.places.pack import PlacePack
from etl.extract.places.records import container as container_of
from etl.gazetteer.keys import name_key
from etl.model import Place
from etl.records import quick, replace

_WORD = r"(?:[^\W\d_a-z][^\W\d_]*(?:'[^\W\d_]+)*)"
_BETWEEN = re.compile(r"[^.!?;:\n]{0,60}")
_WINDOW = 90
_CLOSE, _SENTENCE = 50, 240
_DAY_WINDOW, _SHORTEST = 60, 2
_CLAUSES = frozenset({"day", "deed"})
"""Kinds of words that put a deed in a place, by the day behind its name or the deed before it."""
_STOPS = re.compile(r"[.!?]\s|\n")


@quick
@dataclass(frozen=True, slots=True)
class Unlisted:
    """Finds unlisted names in texts of one language."""

    pack: PlacePack
    automaton: ahocorasick_rs.AhoCorasick
    words: tuple[tuple[str, str], ...]
    name_after: re.Pattern[str]
    name_before: re.Pattern[str]
    held: re.Pattern[str]
    struck: re.Pattern[str]
    on_day: re.Pattern[str]
    after_deed: re.Pattern[str]
    rest: re.Pattern[str]
    ends: tuple[str, ...]

    def find(
        self,
        text: str,
        places: Sequence[Place],
        default: Callable[[], Place | None],
        *,
        start: int = 0,
        elsewhere: Sequence[tuple[int, int, str | None]] = (),
        groups: Callable[[], Sequence[GroupMention]] = tuple,
    ) -> list[Place]:
        """The unlisted names of a text as places, in order; one may begin with a name of `places` and go on ("Tonj North county").

        `places` are what was found in it, in order; `default` gives the country or area that the text is about; `elsewhere` are spans of
        names all of whose places lie where the text does not speak of, with the country of the one it means if that is known; `groups`
        gives names that mean no place. A name without any container has no point and precision 9.
        """
        starts = [place.start for place in places]
        found: dict[int, Place] = {}
        for number, first, end in self.automaton.find_matches_as_indexes(text):
            if first < start or text[first - 1 : first].isalnum() or text[end : end + 1].isalnum():
                continue
            kind = self.words[number][1]
            for span in self._names_beside(text, first, end, kind):
                if span[0] >= start and span[0] not in found and self._is_name(text, span, places, starts, groups):
                    holder = self._container(text, span[0], max(end, span[1]), places, starts)
                    found[span[0]] = self._place(text, span, "settlement" if kind in _CLAUSES else kind, holder or default())
                    break
        for first, known, country in elsewhere:
            end = self._rest_of(text, known)
            if _is_free((first, end), places, starts) and not any(name.start < end and first < name.end for name in found.values()):
                holder = self._container(text, first, end, places, starts)
                if holder is None or (country is not None and holder.country_iso3 != country):
                    holder = default()
                found[first] = self._place(text, (first, end), "settlement", holder)
        for place in places:
            if place.kind != "demonym" and text[place.start - 1 : place.start] == " ":
                self._read_held(text, place, places, starts, found, groups)
        return [found[start] for start in sorted(found)]

    def _rest_of(self, text: str, end: int) -> int:
        """Where a name ends that goes on behind the words that the gazetteer knows ("Beni Bechir", "Altos de Torres")."""
        rest = self.rest.match(text, end)
        return rest.end() if rest is not None else end

    def _names_beside(self, text: str, start: int, end: int, kind: str) -> Iterator[tuple[int, int]]:
        """The names after "village of", "killed in" and before "village", "on Sunday"."""
        if kind in _CLAUSES:
            named = self.on_day.search(text, max(0, start - _DAY_WINDOW), start) if kind == "day" else self.after_deed.match(text, end)
            if named is not None:
                yield named.span(1)
            return
        after = self.name_after.match(text, end)
        if after is not None:
            yield after.span(1)
        if text[start - 1 : start] == " " and text[start - 2 : start - 1].isalpha():
            before = self.name_before.search(text, max(0, start - _WINDOW // 2), start)
            if before is not None:
                owner = before.group(1).rfind("'s ")  # "Ethiopia's North Shewa zone"
                yield before.start(1) + (owner + 3 if owner >= 0 else 0), before.end(1)

    def _read_held(
        self,
        text: str,
        holder: Place,
        places: Sequence[Place],
        starts: list[int],
        found: dict[int, Place],
        groups: Callable[[], Sequence[GroupMention]],
    ) -> None:
        """The name in "in X, Syria" or "in X in Idlib province"."""
        before = text[max(0, holder.start - 40) : holder.start].rstrip()
        if not before.endswith((",", *self.ends)):
            return
        first = max(0, holder.start - _WINDOW)
        held = self.held.search(text, first, holder.start) or self.struck.search(text, first, holder.start)
        if held is None:
            return
        span = held.span(1)
        if span[0] not in found and self._is_name(text, span, places, starts, groups):
            found[span[0]] = self._place(text, span, "settlement", holder)

    def _is_name(
        self,
        text: str,
        span: tuple[int, int],
        places: Sequence[Place],
        starts: list[int],
        groups: Callable[[], Sequence[GroupMention]],
    ) -> bool:
        """Whether a span overlaps no known place and is no ordinary word, person, group or institution."""
        if not _is_free(span, places, starts) and not self._goes_on(text, span, places, starts):
            return False
        words = [word.lower() for word in re.split(r"[ -]", text[span[0] : span[1]])]
        pack = self.pack
        if len(words) == 1 and len(words[0]) < _SHORTEST:
            return False
        others = [word for word in words if word not in pack.words["part"]]
        if not pack.words["unlisted_never"].isdisjoint(words):
            return False
        if any(word in pack.words["institution"] or word in pack.words["title"] or word in pack.words["speech"] for word in others):
            return False
        key = name_key(text[span[0] : span[1]])
        if key in pack.demonyms or key in pack.never or (words[0] in pack.words["opener"] and words[0] not in pack.words["part"]):
            return False
        if len(words) == 1 and words[0] in pack.words["opener"]:
            return False
        if any(word in pack.demonyms for word in words):
            return False
        return not any(group.start <= span[0] and span[1] <= group.end for group in groups())

    def _goes_on(self, text: str, span: tuple[int, int], places: Sequence[Place], starts: list[int]) -> bool:
        """Whether a span is the name of a known place with a direction behind it, so that it is another's ("Tonj North county").

        What goes on in capitals is an institution ("Seoul Central District Court").
        """
        at = bisect_left(starts, span[1]) - 1
        if at < 0 or places[at].start != span[0] or places[at].kind != "settlement":
            return False
        rest = text[places[at].end : span[1]].lower().split()
        following = text[span[1] + 1 :].partition(" ")[2][:1] if text[span[1] + 1 : span[1] + 2].isupper() else ""
        return bool(rest) and not following.isupper() and self.pack.words["part"].issuperset(rest)

    def _container(self, text: str, start: int, end: int, places: Sequence[Place], starts: list[int]) -> Place | None:
        """The place that contains a name: the next one in its clause, else the smallest area of its sentence, else the closest place's."""
        following = bisect_left(starts, end)
        if following < len(places) and places[following].kind != "demonym" and self._leads_to(text, end, places[following].start):
            holder = places[following]
            inner = places[following + 1] if following + 1 < len(places) else holder
            owns = text[holder.end : inner.start] == "'s " and inner.country_iso3 == holder.country_iso3  # "in Kenya's Lamu county"
            return inner if owns else holder
        close = [place for place in places[max(0, following - 6) : following + 3] if place.kind != "demonym"]
        close = [place for place in close if abs(place.start - start) < _SENTENCE]
        same = [place for place in close if not _STOPS.search(text, min(place.end, end), max(place.start, start))]
        areas = [place for place in same if place.kind in ("admin2", "admin1", "country")]
        if areas:
            return min(areas, key=lambda place: (place.location_precision, abs(place.start - start)))
        closest = min(close, key=lambda place: abs(place.start - start), default=None)
        return container_of([closest]) if closest is not None else None

    def _leads_to(self, text: str, end: int, start: int) -> bool:
        """Whether only small words part a name from the place after it: "Qarmil village (Sarmada", "Chamrak, 38 km from Khar"."""
        if start - end > _CLOSE or not _BETWEEN.fullmatch(text, end, start):
            return False
        middle = text[end:start]
        return middle == middle.lower() and not self.pack.words["and"] & set(middle.split())

    def _place(self, text: str, span: tuple[int, int], kind: str, container: Place | None) -> Place:
        start, end = span
        words = text[start:end]
        if container is not None and kind != "quarter":
            container = _widen(container)
        kind = "settlement" if kind == "quarter" else kind
        if container is None or container.latitude is None:
            return Place(start, end, words, words, kind, None, None, None, None, None, None, None, 9, 0, "unlisted")
        return replace(
            container,
            start=start,
            end=end,
            text=words,
            name=words,
            kind=kind,
            geonames_id=None,
            admin1_name=words if kind == "admin1" else container.admin1_name,
            admin1_code=None if kind == "admin1" else container.admin1_code,
            admin2_name=words if kind == "admin2" else container.admin2_name,
            location_precision=max(container.location_precision, 2) if container.kind == "settlement" else container.location_precision,
            candidates=0,
            rule="unlisted",
        )


def _is_free(span: tuple[int, int], places: Sequence[Place], starts: list[int]) -> bool:
    """Whether a span overlaps no known place."""
    at = bisect_left(starts, span[1])
    return not at or places[at - 1].end <= span[0]


def _widen(place: Place) -> Place:
    """The area instead of the town of its name, which holds what is said to lie in it ("X district, Taiz")."""
    if (
        place.kind != "settlement"
        or place.location_precision != 1
        or place.admin1_name is None
        or name_key(place.admin1_name) != name_key(place.name)
    ):
        return place
    return container_of([place]) or place


def build_unlisted(pack: PlacePack) -> Unlisted:
    """The finder of a language, from its table of words: the classes `unlisted_…` and the small words."""
    kinds = ("settlement", "quarter", "admin2", "admin1", "region", "day", "deed")
    words = tuple((word, kind) for kind in kinds for word in sorted(pack.words[f"unlisted_{kind}"]))
    words = (*words, *((word.capitalize(), kind) for word, kind in words if kind not in ("region", "deed")))
    link = alternatives(pack.words["link"])
    name = rf"(?:(?:{link})-)?{_WORD}(?:[ -](?:(?:{link})[ -])?{_WORD}){{0,3}}"
    days = alternatives(word.capitalize() for word in pack.words["unlisted_day"])
    dayless = rf"(?!(?:{days})\b){_WORD}"
    article, inside = alternatives(pack.words["article"]), alternatives(pack.words["inside"])
    held_words = alternatives(pack.words["held"])
    day = rf"\b(?:{alternatives(pack.words['held'])}) ({name})(?:,|,? (?:[a-z]+ )?on(?: [a-z]+| \d{{1,2}}){{0,2}}) $"
    held = rf"\b(?:{held_words}) (?:(?:{article}) )?(?:[a-z-]+ ){{0,2}}({name})(?:,|,? (?:{inside})) (?:[a-z-]+ ){{0,3}}$"
    return Unlisted(
        pack,
        ahocorasick_rs.AhoCorasick([word for word, _ in words], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        words,
        re.compile(rf" (?:{alternatives(pack.words['named'])}) (?:(?:{article}) )?({name})"),
        re.compile(rf"(?:^|[ (\"])({name})(?:'s)? $"),
        re.compile(held),
        re.compile(rf"\b(?:{alternatives(pack.words['struck'])}) ({name}) (?:{inside}) (?:[a-z-]+ ){{0,3}}$"),
        re.compile(day),
        re.compile(rf" ({dayless}(?:[ -](?:(?:{link})[ -])?{dayless}){{0,3}})(?=[.,;:]|\n|$| (?:[a-z]|\d|{days}))"),
        re.compile(rf"(?:[ -](?:(?:{link})[ -])?{_WORD}|-[^\W\d_]+){{0,3}}"),
        tuple(f" {word}" for name in ("inside", "article", "part") for word in sorted(pack.words[name])),
    )
