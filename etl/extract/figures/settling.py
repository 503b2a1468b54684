"""Figures of one happening settled against each other: what is said again, what is part of what, which sources compete, what counts.

Within a happening the figures of one outcome that stand for one set of people must count once. Each figure is laid beside the people
counted so far and gets one relation to them (`etl.extract.figures.relations`); this module acts on it. It never changes a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.extract.figures.amounts import add_up, amount, is_single, says_same_number
from etl.extract.figures.integrity import keep_arithmetic, keep_pointers
from etl.extract.figures.larger_tolls import cover_parts, link_to_periods, link_to_risen, link_to_tolls, retell_sums
from etl.extract.figures.relations import Relation, Relations, share_name
from etl.extract.figures.rivals import is_better
from etl.model import Figure, Happening, Trace
from etl.records import replace

_COMPARED = 100
"""How many of the people counted last a figure is laid beside: a bound for lists without an end."""


@dataclass(slots=True)
class People:
    """People who count once: the figures of one statement that stand for them.

    `details` are those told of apart and `told` how many they are; `groups` are the larger parts ("five children"), which have details of
    their own.
    """

    leads: list[int]
    told: int = 0
    details: list[int] = field(default_factory=list)
    groups: list[People] = field(default_factory=list)


def settle(
    text: str, figures: Sequence[Figure], happenings: Sequence[Happening], *, language: str = "en", trace: Trace | None = None
) -> list[Figure]:
    """The figures with their roles settled within each happening; positions stay as they were."""
    settled = list(figures)
    relations = Relations(text, language)
    link_to_tolls(settled, happenings, trace)
    link_to_risen(settled, trace)
    retell_sums(settled, happenings, trace)
    for happening in happenings:
        for outcome in dict.fromkeys(settled[index].outcome for index in happening.figures):
            same = [index for index in happening.figures if settled[index].outcome == outcome]
            _Settlement(settled, text, relations, trace).settle(same)
    cover_parts(settled, happenings, trace)
    link_to_periods(settled, happenings, relations, trace)
    _move_on(settled, trace)
    keep_arithmetic(settled, trace)
    keep_pointers(settled)
    return settled


def _move_on(figures: list[Figure], trace: Trace | None) -> None:
    """Count the hurt who all are told to have died then among the dead only."""
    for figure in figures:
        if figure.moved_from is None or figure.outcome != "killed" or not figure.counts_toward_total:
            continue
        before = figures[figure.moved_from]
        if before.outcome == "injured" and before.counts_toward_total and says_same_number(before, figure):
            figures[figure.moved_from] = replace(before, counts_toward_total=False)
            if trace is not None:
                trace.fired("settling", before.start, before.end, "moved_on", "all of them died")


class _Settlement:
    """The figures of one outcome in one happening, on their way to their roles."""

    def __init__(self, figures: list[Figure], text: str, relations: Relations, trace: Trace | None) -> None:
        self.figures = figures
        self.text = text
        self.relations = relations
        self.trace = trace
        self.people: list[People] = []
        self.parts: dict[int, list[int]] = {}

    def settle(self, members: Sequence[int]) -> None:
        """Settle the figures in the order in which they are told."""
        for index in members:
            parent = self.figures[index].parent
            if parent is not None:
                self.parts.setdefault(parent, []).append(index)
        for index in sorted(members, key=lambda index: (self.figures[index].sentence_index, self.figures[index].start)):
            figure = self.figures[index]
            if figure.counts_toward_total and figure.assertion in ("asserted", "unverified"):
                self._place(index)
            elif figure.parent is not None and self._is_of_those_before(self.figures[figure.parent], figure):
                self._tell_by_group(index)

    def _is_of_those_before(self, total: Figure, part: Figure) -> bool:
        """Whether the people of whom somebody is a part were told of in a sentence before, be it by another figure."""
        return total.sentence_index < part.sentence_index or not total.counts_toward_total

    def _tell_by_group(self, index: int) -> None:
        """One person of people counted before, who is of a group of them that was counted as well, is no figure."""
        figure = self.figures[index]
        groups = [group.leads[0] for people in self.people for group in people.groups[-_COMPARED:]]
        earlier = [lead for lead in groups if self.figures[lead].sentence_index < figure.sentence_index and self._is_kind_of(lead, index)]
        if earlier and figure.quantity.rule == "number_single":
            self._mark_repeat(index, earlier[-1], is_one_of_group=True)

    def _place(self, index: int) -> None:
        relation, people, rival = self._relate_to_groups(index)
        if people is None:
            relation, people, rival = self._relate(index)
        if people is None or (relation is Relation.PART and self.figures[index].parent is not None):
            self._add_people(index)  # who stands in a running toll already is no part of what was counted beside
            return
        if self.trace is not None:
            figure, lead = self.figures[index], self.figures[rival]
            self.trace.fired("settling", figure.start, figure.end, relation.value, f"beside '{self.text[lead.start : lead.end]}'")
        if relation is Relation.AGAIN:
            self._say_again(index, people, rival)
        elif relation is Relation.PART:
            self._add_part(index, people, rival)
        elif relation is Relation.WHOLE:
            self._cover(index)
        elif relation is Relation.COMPETING:
            self._compete(index, people, rival)

    def _add_people(self, index: int) -> None:
        """New people; those of one list ("14 soldiers and four rebels") stand together."""
        figure = self.figures[index]
        parts = self.parts.get(index, ())
        groups = [People([part]) for part in parts if amount(self.figures[part])[1] > 1]
        details = [part for part in parts if amount(self.figures[part])[1] == 1]
        if self.people:
            last = self.figures[self.people[-1].leads[-1]]
            if (last.sentence_index, last.cue_start) == (figure.sentence_index, figure.cue_start):
                self.people[-1].leads.append(index)
                self.people[-1].groups.extend(groups)
                self.people[-1].details.extend(details)
                return
        self.people.append(People([index], details=details, groups=groups))

    def _relate_to_groups(self, index: int) -> tuple[Relation, People | None, int]:
        """What a figure is to a group told of within larger people ("a boy" beside "three children"), when it is of that kind."""
        for people in reversed(self.people[-_COMPARED:]):
            for group in people.groups[-_COMPARED:]:
                lead = self.figures[group.leads[0]]
                if self.relations.is_kind_of(lead, self.figures[index]):
                    relation = self._relate_to(lead, group, index)
                    if relation is Relation.PART and self._is_told_apart(index):
                        people.told += amount(self.figures[index])[0]
                        group.told += amount(self.figures[index])[0]
                        relation = Relation.AGAIN
                    if relation in (Relation.AGAIN, Relation.PART, Relation.COMPETING):
                        return relation, group, group.leads[0]
        return Relation.NEW, None, index

    def _relate(self, index: int) -> tuple[Relation, People | None, int]:
        """The strongest relation of a figure to the people counted so far: those people, and which figure of theirs it stands beside."""
        best: tuple[Relation, People | None, int] = (Relation.NEW, None, index)
        for people in reversed(self.people[-_COMPARED:]):
            for lead in people.leads:
                relation = self._relate_to(self.figures[lead], people, index)
                if relation is Relation.WHOLE and not self._covers_all(people, index):
                    continue
                if relation.rank > best[0].rank:
                    best = (relation, people, lead)
            if len(people.leads) > 1 and any(self.relations.may_include(self.figures[lead], self.figures[index]) for lead in people.leads):
                relation = self._relate_to(add_up([self.figures[lead] for lead in people.leads]), people, index)
                if relation.rank >= best[0].rank > Relation.NEW.rank or relation in (Relation.AGAIN, Relation.PART, Relation.WHOLE):
                    best = (relation, people, people.leads[0]) if relation.rank > best[0].rank else best
        return best

    def _covers_all(self, people: People, index: int) -> bool:
        """Whether a figure totals the people of one statement together: "three dead" is no total of "an official and seven others"."""
        figure, leads = self.figures[index], [self.figures[lead] for lead in people.leads]
        is_enough = amount(figure)[0] >= sum(amount(lead)[0] for lead in leads)
        return len(leads) == 1 or (is_enough and all(self.relations.relate(lead, figure) is Relation.WHOLE for lead in leads))

    def _relate_to(self, lead: Figure, people: People, index: int) -> Relation:
        details = [self.figures[detail] for detail in people.details[-_COMPARED:]]
        is_beside = index > 0 and self.figures[index - 1].outcome != self.figures[index].outcome
        return self.relations.relate(lead, self.figures[index], told=people.told, details=details, is_beside_others=is_beside)

    def _say_again(self, index: int, people: People, rival: int) -> None:
        """The same people once more; the more exact of the two figures counts."""
        if len(people.leads) == 1 and is_better(self.figures[index], self.figures[rival]):
            self._mark_repeat(rival, index)
            people.leads = [index]
        else:
            self._mark_repeat(index, rival, is_one_of_group=amount(self.figures[rival])[0] > 1 and self._is_kind_of(rival, index))

    def _add_part(self, index: int, people: People, rival: int) -> None:
        """Some of the people told of apart."""
        lead = self.figures[rival]
        people.told += amount(self.figures[index])[0]
        people.details.append(index)
        if amount(self.figures[index])[1] > 1:
            people.groups.append(People([index]))
        self.figures[index] = replace(self.figures[index], part_role="included_part", parent=rival, counts_toward_total=False)
        status = "open" if lead.parts_status == "not_applicable" else lead.parts_status
        self.figures[rival] = replace(lead, part_role="total", parts_status=status)

    def _cover(self, index: int) -> None:
        """A total said after some of those it counts."""
        whole = People([index])
        kept: list[People] = []
        for people in self.people:
            leads = [self.figures[lead] for lead in people.leads]
            if all(self.relations.relate(lead, self.figures[index]) is Relation.WHOLE for lead in leads):
                for lead in people.leads:
                    whole.details.append(lead)
                    whole.told += amount(self.figures[lead])[0]
                    self.figures[lead] = replace(self.figures[lead], part_role="included_part", parent=index, counts_toward_total=False)
            else:
                kept.append(people)
                continue
            whole.groups.extend(people.groups)
        self.figures[index] = replace(self.figures[index], part_role="total", parts_status="open")
        self.people = [*kept, whole]

    def _compete(self, index: int, people: People, rival: int) -> None:
        """Another figure for the same people: of the two the better sourced counts, else the first."""
        is_correction = self.figures[index].introduced == "corrected"
        if is_correction or is_better(self.figures[index], self.figures[rival]):
            for lead in people.leads:
                self.figures[lead] = replace(self.figures[lead], part_role="competing", competes_with=index, counts_toward_total=False)
                if is_correction:
                    self.figures[lead] = replace(self.figures[lead], assertion="superseded")
            people.leads = [index]
        else:
            self.figures[index] = replace(self.figures[index], part_role="competing", competes_with=rival, counts_toward_total=False)

    def _tell_more(self, other: int, index: int) -> None:
        """Say of somebody named what is said of age and sex where the same name is told again."""
        again = self.figures[index]
        details = [detail for people in self.people for detail in people.details]
        for at in dict.fromkeys((other, *details)):
            known = self.figures[at]
            if at != index and is_single(known) and share_name(known, again):
                sex = again.sex if known.sex == "all" else known.sex
                age_group = again.age_group if known.age_group == "all" else known.age_group
                self.figures[at] = replace(known, sex=sex, age_group=age_group)

    def _is_kind_of(self, group: int, index: int) -> bool:
        return self.relations.is_kind_of(self.figures[group], self.figures[index])

    def _is_told_apart(self, index: int, *, is_one_of_group: bool = True) -> bool:
        """Whether somebody is told of one by one, without a number, or with others as somebody's own ("his two sons")."""
        figure = self.figures[index]
        return figure.quantity.rule == "number_single" or (is_one_of_group and figure.introduced == "own")

    def _mark_repeat(self, index: int, other: int, *, is_one_of_group: bool = False) -> None:
        """A number said again is kept as a repeat, and so is somebody who may be new; a person told of again, or one of a group of that
        very kind counted before ("a boy" of "three children"), is no figure."""
        figure = self.figures[index]
        known = self.figures[other]
        is_known = figure.victim_text == known.victim_text or bool(figure.names) or is_one_of_group
        may_be_new = figure.introduced == "new" and not is_known
        role = "retold" if self._is_told_apart(index, is_one_of_group=is_one_of_group) and not may_be_new else "repeat"
        self.figures[index] = replace(figure, part_role=role, counts_toward_total=False)
        if role == "retold":
            self._tell_more(other, index)
        if role == "retold" and self.trace is not None:
            self.trace.refused("settling", figure.start, figure.end, "retold", "somebody told of before, without a number")
