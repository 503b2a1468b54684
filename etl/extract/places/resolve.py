"""Choose, for each name of a document, the place it means: the one that the rest of the document speaks for."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from etl.extract.places.frames import Frame, wanted_kinds
from etl.extract.places.pack import PlacePack
from etl.extract.places.scan import Hit
from etl.gazetteer import layout
from etl.gazetteer.lookup import Gazetteer

_ROUNDS = 2
_NEAR_KM = 100.0
_MOST_CANDIDATES = 60
_MOST_ANCHORS = 40


@dataclass(slots=True)
class Name:
    """All hits of one key in a document, and what was chosen for them."""

    key: str
    hits: list[int]
    candidates: list[tuple[int, int]]
    fixed: set[int] = field(default_factory=set)
    chosen: int = -1
    level: int = layout.PRIMARY
    score: float = 0.0


@dataclass(slots=True)
class Evidence:
    """Weights of countries (numbers of the gazetteer's list) and first-level areas, as shares of all."""

    countries: dict[int, float]
    areas: dict[int, float]
    anchors: list[int]


class Resolver:
    """Resolves the hits of one document."""

    def __init__(self, gazetteer: Gazetteer, pack: PlacePack, hits: list[Hit], frames: list[Frame], seeds: dict[int, float]) -> None:
        self._gazetteer, self._pack, self._hits, self._frames = gazetteer, pack, hits, frames
        self._standing, self._weight = pack.weights["standing"], pack.weights["evidence"]
        self._seeds = seeds
        self.names: dict[str, Name] = {}
        for position, hit in enumerate(hits):
            if hit.candidates:
                name = self.names.get(hit.key)
                if name is None:
                    self.names[hit.key] = Name(hit.key, [position], hit.candidates[:_MOST_CANDIDATES])
                else:
                    name.hits.append(position)

    def resolve(self) -> None:
        """Choose a candidate for every name."""
        self._fix_contained()
        evidence = Evidence({}, {}, [])
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
            if frame.container is None or not hit.candidates:
                continue
            outer = self._hits[frame.container]
            containers = {number for number, _ in outer.candidates}
            inside = set()
            for number, _ in hit.candidates[:_MOST_CANDIDATES]:
                above = {gazetteer.admin1[number] - 1, gazetteer.admin2[number] - 1}
                country = gazetteer.country[number]
                matched = above & containers
                if not matched and gazetteer.kind[number] != layout.COUNTRY:
                    matched = {c for c in containers if gazetteer.kind[c] == layout.COUNTRY and gazetteer.country[c] == country}
                if matched:
                    inside.add(number)
                    if outer.key in self.names:
                        self.names[outer.key].fixed |= matched
            if inside:
                self.names[hit.key].fixed |= inside
            else:
                frame.container = None

    def _prior(self, number: int, level: int, name: Name) -> float:
        gazetteer, standing = self._gazetteer, self._standing
        kind = gazetteer.kind[number]
        size = math.log10(gazetteer.population[number] + 200)
        if kind == layout.COUNTRY:
            score = standing["country"]
        elif kind == layout.ADMIN1:
            score = max(standing["admin1"], size - 0.3)
        elif kind == layout.ADMIN2:
            score = size + standing["admin2"]
        elif kind == layout.SETTLEMENT:
            score = size
        else:
            score = standing[layout.KINDS[kind]]
        if level == layout.ALTERNATE:
            score += standing["alternate"]
        elif level == layout.COMMON:
            score += standing["common"]
        return score

    def _choose(self, name: Name, evidence: Evidence) -> None:
        gazetteer, weight = self._gazetteer, self._weight
        kinds: set[int] = set()
        for position in name.hits:
            kinds.update(wanted_kinds(self._frames[position].area))
        best, best_score, best_level = -1, -99.0, layout.PRIMARY
        for number, level in name.candidates:
            score = self._prior(number, level, name)
            country = gazetteer.country[number]
            kind = gazetteer.kind[number]
            score += weight["country"] * evidence.countries.get(country, 0.0)
            area = number if kind == layout.ADMIN1 else gazetteer.admin1[number] - 1
            score += weight["admin1"] * evidence.areas.get(area, 0.0)
            if name.fixed:
                score += weight["container"] if number in name.fixed else 0.0
            if kind in kinds:
                score += weight["kind"]
            if kind not in (layout.COUNTRY, layout.ADMIN1) and len(name.candidates) > 1:
                score += weight["nearby"] * self._nearness(number, evidence.anchors)
            if score > best_score + 1e-9:
                best, best_score, best_level = number, score, level
        name.chosen, name.score, name.level = best, best_score, best_level

    def _nearness(self, number: int, anchors: list[int]) -> float:
        """1 where another place of the text is close by, falling to 0."""
        gazetteer = self._gazetteer
        latitude, longitude = gazetteer.latitude[number], gazetteer.longitude[number]
        shrink = math.cos(math.radians(latitude / layout.DEGREES))
        best = 1e9
        for anchor in anchors:
            if anchor == number:
                continue
            up = (gazetteer.latitude[anchor] - latitude) / layout.DEGREES
            right = (gazetteer.longitude[anchor] - longitude) / layout.DEGREES * shrink
            best = min(best, up * up + right * right)
        distance = math.sqrt(best) * 111.2
        return math.exp(-distance / _NEAR_KM)

    def _weigh(self, before: Evidence) -> Evidence:
        """Evidence from what stands firm: countries, demonyms, areas, and the names chosen in the round before."""
        gazetteer = self._gazetteer
        countries: dict[int, float] = defaultdict(float)
        areas: dict[int, float] = defaultdict(float)
        anchors: list[int] = []
        for number, weight in self._seeds.items():
            if gazetteer.kind[number] == layout.COUNTRY:
                countries[gazetteer.country[number]] += weight
            else:
                areas[number] += weight
                countries[gazetteer.country[number]] += weight
        for name in self.names.values():
            number, weight = self._speaks(name)
            if number < 0:
                continue
            kind = gazetteer.kind[number]
            count = min(len(name.hits), 4) ** 0.5 * weight
            countries[gazetteer.country[number]] += count
            area = number if kind == layout.ADMIN1 else gazetteer.admin1[number] - 1
            if area >= 0:
                areas[area] += count
            if kind not in (layout.COUNTRY, layout.ADMIN1, layout.REGION, layout.WATER) and len(anchors) < _MOST_ANCHORS:
                anchors.append(number)
        countries.pop(0, None)
        total, total_areas = sum(countries.values()) + 0.5, sum(areas.values()) + 0.5
        return Evidence(
            {country: value / total for country, value in countries.items()},
            {area: value / total_areas for area, value in areas.items()},
            anchors,
        )

    def _speaks(self, name: Name) -> tuple[int, float]:
        """The place that a name gives evidence for and how strongly; -1 for a name too doubtful to speak."""
        gazetteer = self._gazetteer
        if all(self._frames[position].refusal for position in name.hits):
            return -1, 0.0
        if name.fixed:
            fixed = [number for number, _ in name.candidates if number in name.fixed]
            return (fixed[0], 1.5) if fixed else (-1, 0.0)
        if name.chosen < 0:
            number, level = name.candidates[0]
            for other, other_level in name.candidates:
                if gazetteer.kind[other] == layout.COUNTRY and other_level < layout.ALTERNATE:
                    number, level = other, other_level
            if level == layout.ALTERNATE:
                return -1, 0.0
        else:
            number, level = name.chosen, name.level
        kind, population = gazetteer.kind[number], gazetteer.population[number]
        if kind in (layout.COUNTRY, layout.ADMIN1):
            return number, 1.0
        if kind == layout.SETTLEMENT and name.key not in self._pack.doubtful:
            strength = max(0.0, min(1.0, (math.log10(population + 1) - 3.5) / 2.5))
            return (number, 0.8 * strength) if strength > 0 else (number, 0.1)
        return number, 0.3
