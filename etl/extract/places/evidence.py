"""What a text says for the countries and areas that its names may lie in, all of it or without what one name says itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.extract.places.scan import Candidate
from etl.records import quick

UNKNOWN = 0.5
"""The weight of all that a text leaves unsaid."""
FOREIGN = 0.1
"""The share below which a country is foreign to a text that is at home in another."""
_AT_HOME, _ABROAD_AT_HOME = 0.6, 0.7


@dataclass(slots=True)
class Name:
    """All hits of one key in a document, and what was chosen for them."""

    key: str
    hits: list[int]
    candidates: tuple[Candidate, ...]
    fixed: set[int] = field(default_factory=set)
    chosen: Candidate | None = None
    spoke: float = 0.0
    spoke_for: Candidate | None = None


Anchor = tuple[int, float, float]
"""A place that stands firm: its number, latitude and longitude in degrees."""


@quick
@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for countries (numbers of the gazetteer's list) and first-level areas; `own` of it is not to count, as one name's own.

    `ranked` are the countries with most evidence, at most two. Of those in `abroad`, which act everywhere, more is asked before all the
    text is taken to be at home there.
    """

    countries: dict[int, float]
    areas: dict[int, float]
    anchors: list[Anchor]
    abroad: frozenset[int]
    ranked: Sequence[int] = ()
    total: float = UNKNOWN
    total_areas: float = UNKNOWN
    own: float = 0.0
    own_country: int = 0
    own_area: int = -1

    def without(self, name: Name) -> Evidence:
        """What all other names say."""
        of, own = name.spoke_for, name.spoke
        if of is None or not of.country:
            return self
        areas = self.total_areas - own if of.area >= 0 else self.total_areas
        kept = (self.countries, self.areas, self.anchors, self.abroad, self.ranked)
        return Evidence(*kept, self.total - own, areas, own, of.country, of.area)

    def of_country(self, country: int) -> float:
        """The share of a country."""
        weight = self.countries.get(country, 0.0)
        return (weight - self.own if country == self.own_country else weight) / self.total

    def of_area(self, area: int) -> float:
        """The share of a first-level area."""
        weight = self.areas.get(area, 0.0)
        return (weight - self.own if area == self.own_area else weight) / self.total_areas

    def home(self) -> int:
        """The country that (nearly) all speaks for, 0 when none is."""
        for country in self.ranked:
            if self.of_country(country) >= (_ABROAD_AT_HOME if country in self.abroad else _AT_HOME):
                return country
        return 0

    def is_foreign(self, country: int) -> bool:
        """Whether (nearly) all evidence is for one other country."""
        return self.of_country(country) < FOREIGN and self.home() != 0

    def main_country(self, share: float) -> int:
        """The country with most evidence, 0 when its share is less."""
        best = self.ranked[0] if self.ranked else 0
        return best if best and self.of_country(best) >= share else 0

    def main_area(self, share: float) -> int:
        """The first-level area with most evidence, -1 when its share is less."""
        best = max(self.areas, key=lambda number: (self.areas[number], -number), default=-1)
        return best if best >= 0 and self.of_area(best) >= share else -1
