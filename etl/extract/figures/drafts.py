"""What the rules read in one sentence before it becomes figures: drafts, links between totals and parts, words for people already named."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.extract.figures.chunk_values import Chunk
from etl.extract.figures.victims import NOBODY_NAMED, Victims
from etl.model import Quantity
from etl.records import quick

ARMED = frozenset(("state_forces", "police", "pro_government_militia", "armed_group", "foreign_fighter", "combatant_unspecified"))
COUNTED = frozenset("QBSdmH07")


@dataclass(slots=True)
class Draft:
    """A figure in the making: chunk positions of its number and its cue."""

    chunk: int
    cue: int
    rule: str
    outcome: str
    assertion: str = "asserted"
    scope: str = "incident"
    parent: int | None = None
    part_role: str = "standalone"
    parts_status: str = "not_applicable"
    victims: Victims = NOBODY_NAMED
    quantity: Quantity | None = None
    introduced: str = ""


@quick
@dataclass(frozen=True, slots=True)
class Link:
    """A total's chunk (-1: the figure before) and the chunks of its parts, as a rule read them."""

    rule: str
    total: int
    parts: tuple[int, ...]


@dataclass(slots=True)
class Reading:
    """A sentence's chunks and the drafts made from them, by chunk position.

    `references` and `changes` hold the position of the people, the position of the cue, and the rule.
    """

    text: str
    symbols: str
    chunks: list[Chunk]
    drafts: dict[int, Draft] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)
    references: list[tuple[int, int, str]] = field(default_factory=list)
    changes: list[tuple[int, int, str]] = field(default_factory=list)

    def span(self, position: int) -> tuple[int, int]:
        """Where a chunk stands in the text."""
        chunk = self.chunks[position]
        return chunk.start, chunk.end
