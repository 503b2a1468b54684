"""Choose, for each name of a document, the place it means: the one that the rest of the document speaks for."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from functools import lru_cache

from etl.extract.places.evidence import FOREIGN, UNKNOWN, Anchor, Evidence, Name
from etl.extract.places.frames import ELSEWHERE, Frame, wanted_kinds
from etl.extract.places.pack import PlacePack
from etl.extract.places.scan import Candidate, Hit
from etl.gazetteer import layout
from etl.gazetteer.lookup import Gazetteer

_ROUNDS = 2
_NEAR_KM, _FAR = 100.0, 25.0
"""How fast nearness falls, in kilometres, and beyond which square of degrees it is none."""
_APART = 0.1
"""Nearness of two places some 230 km apart: no text calls them near."""
_POINTS = frozenset({layout.ADMIN2, layout.SETTLEMENT, layout.SITE})
_MOST_ANCHORS = 16
HOME = 0.45
"""The share of what a text says that makes a country or area its own."""
LARGE, _KNOWN, _FAMOUS, _FAR_LESS = 5.5, 5.25, 6.0, 0.8
"""Logarithms of inhabitants: of a large town, of one known abroad, of one famous, and by how much others of its name must be smaller."""


class Resolver:
    """Resolves the hits of one document."""

    def __init__(self, gazetteer: Gazetteer, pack: PlacePack, hits: list[Hit], frames: list[Frame], seeds: dict[int, float]) -> None:
        self._gazetteer, self._pack, self._hits, self._frames = gazetteer, pack, hits, frames
        self._weight = pack.weights["evidence"]
        self._seeds = seeds
        self._abroad = _numbers_of(gazetteer, pack.abroad)
        self.names: dict[str, Name] = {}
        for position, hit in enumerate(hits):
            if hit.candidates:
                name = self.names.get(hit.key)
                if name is None:
                    self.names[hit.key] = Name(hit.key, [position], hit.candidates)
                else:
                    name.hits.append(position)

    def resolve(self) -> None:
        """Choose a candidate for every name."""
        self._fix_contained()
        self._fix_national()
        evidence = Evidence({}, {}, [], self._abroad)
        for _ in range(_ROUNDS):
            evidence = self._weigh(evidence)
            for name in self.names.values():
                self._choose(name, evidence)
        self.evidence = evidence

    def _fix_contained(self) -> None:
        """ "X, Y" where a candidate of X lies in a candidate of Y settles both."""
        gazetteer = self._gazetteer
        for position, frame in enumerate(self._frames):
            hit = self._hits[position]
            if not hit.candidates or (frame.container is None and not frame.is_glued):
                continue
            outer = self._hits[position + 1]
            containers = {candidate.number for candidate in outer.candidates}
            nations = {candidate.country: candidate.number for candidate in outer.candidates if candidate.kind == layout.COUNTRY}
            inside = set()
            for candidate in hit.candidates:
                number = candidate.number
                matched = {gazetteer.admin1[number] - 1, gazetteer.admin2[number] - 1} & containers
                if not matched and candidate.kind != layout.COUNTRY and candidate.country in nations:
                    matched = {nations[candidate.country]}
                if matched:
                    inside.add(number)
                    if outer.key in self.names:
                        self.names[outer.key].fixed |= matched
            if inside:
                self.names[hit.key].fixed |= inside
            else:
                frame.container = None
                if frame.is_glued:  # "Washington Irving": two places in a row, neither in the other
                    frame.goes_on = True
                    frame.beside_capital = self._frames[position + 1].beside_capital = True

    def _fix_national(self) -> None:
        """ "The Mozambican town of Palma" is in Mozambique, or a town that the index lacks."""
        for hit, frame in zip(self._hits, self._frames, strict=True):
            if frame.nation is None or not hit.candidates:
                continue
            inside = {candidate.number for candidate in hit.candidates if self._gazetteer.iso3_of(candidate.number) == frame.nation}
            if inside:
                self.names[hit.key].fixed |= inside
            else:
                frame.refusal = ELSEWHERE

    def lies_apart(self, candidate: Candidate, neighbour: int) -> bool:
        """Whether a candidate is in another country than the hit that the words say it is near, and far from it."""
        name = self.names.get(self._hits[neighbour].key)
        chosen = name.chosen if name is not None else None
        if chosen is None or chosen.kind not in _POINTS or chosen.country == candidate.country:
            return False
        town = candidate.seat if candidate.seat >= 0 else candidate.number
        return self._nearness(town, [self._anchor(chosen.number)]) < _APART

    def _anchor(self, number: int) -> Anchor:
        return number, self._gazetteer.latitude[number] / layout.DEGREES, self._gazetteer.longitude[number] / layout.DEGREES

    def lies_elsewhere(self, candidate: Candidate, holder: int) -> bool:
        """Whether a candidate is in another country or first-level area than the hit that the words say contains it."""
        name = self.names.get(self._hits[holder].key)
        chosen = name.chosen if name is not None else None
        if chosen is None or not chosen.country or not candidate.country:
            return False
        if chosen.country != candidate.country:
            return True
        return chosen.area >= 0 and candidate.area >= 0 and chosen.area != candidate.area

    def is_stray(self, candidate: Candidate, others: Evidence) -> bool:
        """Whether a town lies in an area that nothing else speaks for, while the text is of another area of its country."""
        if candidate.kind != layout.SETTLEMENT or candidate.standing >= LARGE or others.of_area(candidate.area) > 0:
            return False
        area = others.main_area(HOME)
        return area >= 0 and bool(self._gazetteer.country[area] == candidate.country)

    def lies_abroad(self, candidate: Candidate, holder: int) -> bool:
        """Whether a candidate is in another country than the country or area that the words say contains it."""
        name = self.names.get(self._hits[holder].key)
        chosen = name.chosen if name is not None else None
        if chosen is None or chosen.kind not in (layout.COUNTRY, layout.ADMIN1):
            return False
        return 0 not in (chosen.country, candidate.country) and chosen.country != candidate.country

    def _choose(self, name: Name, everything: Evidence) -> None:
        """Choose the place of a name by what all other names say."""
        if len(name.candidates) == 1:
            name.chosen = name.candidates[0]
            return
        weight, evidence = self._weight, everything.without(name)
        kinds: set[int] = set()
        for position in name.hits:
            kinds.update(wanted_kinds(self._frames[position].area))
        close = weight["nearby"] if evidence.anchors else 0.0
        own = {candidate.number for candidate in name.candidates} if close else set()
        others = [anchor for anchor in evidence.anchors if anchor[0] not in own] if close else []
        countries, fixed = evidence.countries, name.fixed
        first, best_known = weight["first"] * UNKNOWN / evidence.total, name.candidates[0].country
        by_country, by_area = weight["country"], weight["admin1"]
        home, foreign = evidence.home(), weight["foreign"]
        scored: list[tuple[float, Candidate]] = []
        highest = -99.0
        for candidate in name.candidates:
            score, country = candidate.standing, candidate.country
            if country == best_known:
                score += first
            share = evidence.of_country(country) if country in countries else 0.0
            if share:
                score += by_country * share + by_area * evidence.of_area(candidate.area)
            if candidate.number in fixed:
                score += weight["container"]
            elif home and share < FOREIGN:
                score += foreign
            if candidate.kind in kinds:
                score += weight["kind"]
            if score > highest - close:
                scored.append((score, candidate))
                highest = max(score, highest)
        best, best_score = name.candidates[0], -99.0
        for score, candidate in scored:
            if score < highest - close:
                continue
            if close and candidate.kind not in (layout.COUNTRY, layout.ADMIN1):
                score += close * self._nearness(candidate.number, others)
            if score > best_score + 1e-9:
                best, best_score = candidate, score
        may_be_abroad = best.country != best_known and best.number not in fixed and self.is_stray(best, evidence)
        renowned = find_renowned(name) if may_be_abroad else None
        name.chosen = renowned if renowned is not None and renowned.standing >= _FAMOUS else best

    def _nearness(self, number: int, anchors: list[Anchor]) -> float:
        """1 where another place of the text is close by, falling to 0."""
        gazetteer = self._gazetteer
        latitude, longitude = gazetteer.latitude[number] / layout.DEGREES, gazetteer.longitude[number] / layout.DEGREES
        shrink = math.cos(math.radians(latitude))
        best = _FAR
        for _, up, right in anchors:
            up -= latitude
            square = up * up
            if square < best:
                right = (right - longitude) * shrink
                square += right * right
                if square < best:
                    best = square
        return math.exp(-math.sqrt(best) * 111.2 / _NEAR_KM) if best < _FAR else 0.0

    def _weigh(self, before: Evidence) -> Evidence:
        """Evidence from what stands firm: countries, demonyms, areas, and the names chosen in the round before."""
        gazetteer = self._gazetteer
        countries: dict[int, float] = defaultdict(float)
        areas: dict[int, float] = defaultdict(float)
        anchors: list[Anchor] = []
        for number, weight in self._seeds.items():
            if gazetteer.kind[number] == layout.COUNTRY:
                countries[gazetteer.country[number]] += weight
            else:
                areas[number] += weight
                countries[gazetteer.country[number]] += weight
        for name in self.names.values():
            candidate, weight = self._speaks(name)
            name.spoke_for = candidate
            if candidate is None:
                continue
            name.spoke = count = min(len(name.hits), 4) ** 0.5 * weight
            countries[candidate.country] += count
            if candidate.area >= 0:
                areas[candidate.area] += count
            if candidate.kind in _POINTS and len(anchors) < _MOST_ANCHORS:
                anchors.append(self._anchor(candidate.number))
        countries.pop(0, None)
        ranked = heapq.nsmallest(2, countries, key=lambda number: (-countries[number], number))
        total, total_areas = sum(countries.values()) + UNKNOWN, sum(areas.values()) + UNKNOWN
        return Evidence(dict(countries), dict(areas), anchors, self._abroad, ranked, total, total_areas)

    def _speaks(self, name: Name) -> tuple[Candidate | None, float]:
        """The place that a name gives evidence for and how strongly; None for a name too doubtful to speak."""
        if all(self._frames[position].refusal or self._frames[position].is_longer for position in name.hits):
            return None, 0.0
        if name.fixed:
            fixed = [candidate for candidate in name.candidates if candidate.number in name.fixed]
            return (fixed[0], 1.5) if fixed else (None, 0.0)
        candidate = name.chosen
        if candidate is None:
            if any(not other.country and other.level < layout.ALTERNATE for other in name.candidates):
                return None, 0.0  # a name that several countries may share speaks for none of them
            nations = [c for c in name.candidates if c.kind == layout.COUNTRY and c.level < layout.ALTERNATE]
            candidate = nations[0] if nations else name.candidates[0]
            if candidate.level == layout.ALTERNATE:
                return None, 0.0
        if candidate.kind in (layout.COUNTRY, layout.ADMIN1):
            return candidate, 1.0
        if candidate.kind == layout.SETTLEMENT and name.key not in self._pack.doubtful:
            strength = min(1.0, (math.log10(self._gazetteer.population[candidate.number] + 1) - 3.5) / 2.5)
            return candidate, max(0.1, 0.8 * strength) * self._trust(name)
        return candidate, 0.3 * self._trust(name)

    def _trust(self, name: Name) -> float:
        """Less than 1 for a name that only ever stands beside another capitalised word, and may be part of a longer name."""
        frames = (self._frames[position] for position in name.hits)
        return self._weight["beside_capital"] if all(frame.beside_capital and not frame.is_framed for frame in frames) else 1.0


def find_renowned(name: Name) -> Candidate | None:
    """The one large town that a name means first of all, of which news may speak whatever country it is about ("talks in Doha")."""
    country = name.candidates[0].country
    towns = [other for other in name.candidates if other.level < layout.ALTERNATE and other.kind in (layout.SETTLEMENT, layout.ADMIN1)]
    best = max((town for town in towns if town.country == country), key=lambda town: town.standing, default=None)
    if best is None or best.standing < _KNOWN:
        return None
    return best if all(town.standing <= best.standing - _FAR_LESS for town in towns if town.country != country) else None


@lru_cache(maxsize=16)
def _numbers_of(gazetteer: Gazetteer, iso3: frozenset[str]) -> frozenset[int]:
    """The numbers of some countries in the gazetteer's list."""
    return frozenset(number for number, code in enumerate(gazetteer.countries) if code in iso3)
