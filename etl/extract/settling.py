"""Figures of one happening settled against each other: what is said again, what is part of what, which sources compete, what counts.

Within a happening the figures of one outcome that stand for one set of people must count once. Each figure is laid beside the people
counted so far and gets one relation to them (`etl.extract.relations`); this module acts on it. It never changes a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from etl.extract.relations import Relation, amount, is_better, relate
from etl.model import Figure, Happening, Trace


@dataclass(slots=True)
class People:
    """A set of people that counts once: the figure that stands for it, and those told of one by one with how many they are."""

    lead: int
    told: int = 0
    details: list[int] = field(default_factory=list)


def settle(
    text: str, figures: Sequence[Figure], happenings: Sequence[Happening], *, language: str = "en", trace: Trace | None = None
) -> list[Figure]:
    """The figures with their roles settled within each happening; positions stay as they were."""
    settled = list(figures)
    for happening in happenings:
        for outcome in dict.fromkeys(settled[index].outcome for index in happening.figures):
            same = [index for index in happening.figures if settled[index].outcome == outcome]
            _Settlement(settled, text, language, trace).settle(same)
    return settled


class _Settlement:
    """The figures of one outcome in one happening, on their way to their roles."""

    def __init__(self, figures: list[Figure], text: str, language: str, trace: Trace | None) -> None:
        self.figures = figures
        self.text = text
        self.language = language
        self.trace = trace
        self.people: list[People] = []

    def settle(self, members: Sequence[int]) -> None:
        """Settle the figures in the order in which they are told."""
        for index in sorted(members, key=lambda index: (self.figures[index].sentence_index, self.figures[index].start)):
            figure = self.figures[index]
            if figure.counts_toward_total and figure.assertion == "asserted":
                self._place(index)

    def _place(self, index: int) -> None:
        relation, other = self._relate(index)
        if other is None:
            self.people.append(People(index))
        elif relation is Relation.AGAIN:
            self._say_again(index, other)
        elif relation is Relation.PART:
            self._add_part(index, other)
        elif relation is Relation.WHOLE:
            self._cover(index)
        elif relation is Relation.COMPETING:
            self._compete(index, other)
        if self.trace is not None and other is not None:
            figure, lead = self.figures[index], self.figures[other.lead]
            self.trace.fired("settling", figure.start, figure.end, relation.value, f"beside '{self.text[lead.start : lead.end]}'")

    def _relate(self, index: int) -> tuple[Relation, People | None]:
        """The strongest relation of a figure to the people counted so far, and those people."""
        best: tuple[Relation, People | None] = (Relation.NEW, None)
        for people in reversed(self.people):
            known = [self.figures[detail] for detail in people.details]
            relation = relate(
                self.figures[people.lead], self.figures[index], told=people.told, details=known, text=self.text, language=self.language
            )
            if relation.rank > best[0].rank:
                best = (relation, people)
        return best

    def _say_again(self, index: int, people: People) -> None:
        """The same people once more; the more exact of the two figures counts."""
        lead = self.figures[people.lead]
        if is_better(self.figures[index], lead):
            self._mark(people.lead, "repeat")
            people.lead = index
        else:
            self._mark(index, "repeat")

    def _add_part(self, index: int, people: People) -> None:
        """Some of the people told of apart."""
        lead = self.figures[people.lead]
        people.told += amount(self.figures[index])[0]
        people.details.append(index)
        self.figures[index] = replace(self.figures[index], part_role="included_part", parent=people.lead, counts_toward_total=False)
        self.figures[people.lead] = replace(
            lead, part_role="total", parts_status="open" if lead.parts_status == "not_applicable" else lead.parts_status
        )

    def _cover(self, index: int) -> None:
        """A total said after some of those it counts."""
        whole = People(index)
        kept: list[People] = []
        for people in self.people:
            lead = self.figures[people.lead]
            relation = relate(lead, self.figures[index], told=0, details=(), text=self.text, language=self.language)
            if relation is Relation.WHOLE:
                whole.details.append(people.lead)
                whole.told += amount(lead)[0]
                self.figures[people.lead] = replace(lead, part_role="included_part", parent=index, counts_toward_total=False)
            else:
                kept.append(people)
        self.figures[index] = replace(self.figures[index], part_role="total", parts_status="open")
        self.people = [*kept, whole]

    def _compete(self, index: int, people: People) -> None:
        """Another figure for the same people: of the two the better sourced counts, else the first."""
        lead = self.figures[people.lead]
        if is_better(self.figures[index], lead):
            self.figures[people.lead] = replace(lead, part_role="competing", competes_with=index, counts_toward_total=False)
            people.lead = index
        else:
            self.figures[index] = replace(self.figures[index], part_role="competing", competes_with=people.lead, counts_toward_total=False)

    def _mark(self, index: int, role: str) -> None:
        self.figures[index] = replace(self.figures[index], part_role=role, counts_toward_total=False)
