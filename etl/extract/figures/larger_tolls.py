"""Figures as parts of a larger toll: the new dead of a sentence in the toll that it raises, one incident in the toll of its day, sums."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice

from etl.extract.figures.amounts import amount
from etl.extract.figures.relations import Relations
from etl.extract.figures.rivals import have_other_sources
from etl.model import Figure, Happening, Trace
from etl.records import replace

_LONGEST = timedelta(days=7)
_MOST_PARTS = 12
_NEAR = 3
"""Figures before and after an old toll that may be the new dead of its sentence."""
_TOLD_BEFORE = 50
"""Figures before new dead among which the toll may be that holds them."""


def link_to_tolls(figures: list[Figure], happenings: Sequence[Happening], trace: Trace | None) -> None:
    """ "Six more bodies were found, raising the toll to 38": the new dead are part of the toll that their sentence gives.

    Of a toll that covers more than one deed ("its losses since May") they are a part that still counts in their own happening.
    """
    happening_of = {index: number for number, happening in enumerate(happenings) for index in happening.figures}
    tolls = [index for index, figure in enumerate(figures) if figure.rule.startswith("toll") and figure.assertion == "asserted"]
    set_of_tolls = frozenset(tolls)
    beside: dict[tuple[int, str], list[int]] = {}
    for index, figure in enumerate(figures):
        if index not in set_of_tolls:
            beside.setdefault((figure.sentence_index, figure.outcome), []).append(index)
    for toll in tolls:
        whole = figures[toll]
        for index in beside.get((whole.sentence_index, whole.outcome), []):
            figure = figures[index]
            if (
                have_other_sources(figure, whole)
                or figure.parent is not None
                or figure.assertion != "asserted"
                or not 0 < amount(figure)[1] < amount(whole)[1]
            ):
                continue
            figures[index] = replace(_named_as(whole, figure), parent=toll)
            if happening_of.get(index) == happening_of.get(toll) or _is_of_one_deed(happenings, happening_of.get(toll)):
                figures[index] = replace(figures[index], part_role="included_part", counts_toward_total=False)
                figures[toll] = whole = replace(whole, part_role="total", parts_status="open")
            if trace is not None:
                trace.fired("settling", figure.start, figure.end, "toll", f"part of '{whole.quantity.text}'")


def link_to_risen(figures: list[Figure], trace: Trace | None) -> None:
    """ "Eight died. The toll had risen from five after three more bodies were found": the new dead are among those told before."""
    before = [figure for figure in enumerate(figures) if figure[1].rule == "toll_from" and figure[1].assertion == "superseded"]
    for number, old in before:
        for index in range(max(0, number - _NEAR), min(len(figures), number + _NEAR + 1)):
            new = figures[index]
            if new.sentence_index != old.sentence_index or new.outcome != old.outcome or not new.counts_toward_total:
                continue
            total = next((at for at in range(max(0, index - _TOLD_BEFORE), index) if _is_risen(figures[at], old, new)), None)
            if total is None:
                continue
            figures[index] = replace(new, part_role="included_part", parent=total, counts_toward_total=False)
            figures[total] = replace(figures[total], part_role="total", parts_status="open")
            if trace is not None:
                trace.fired("settling", new.start, new.end, "toll", f"part of '{figures[total].quantity.text}'")


def _is_risen(whole: Figure, old: Figure, new: Figure) -> bool:
    """Whether a toll told before is the old one and the new dead together."""
    return whole.counts_toward_total and whole.outcome == new.outcome and amount(whole)[0] == amount(old)[0] + amount(new)[0]


def _named_as(whole: Figure, figure: Figure) -> Figure:
    """A figure without a noun as of the kind of its toll ("the number of policemen killed rose to 38 after six more bodies were found")."""
    if figure.victim_text is not None or figure.victim_category != "all" or whole.victim_category == "all":
        return figure
    return replace(figure, victim_category=whole.victim_category, victim_text=whole.victim_text)


def _is_of_one_deed(happenings: Sequence[Happening], number: int | None) -> bool:
    return number is not None and happenings[number].scope == "incident"


def retell_sums(figures: list[Figure], happenings: Sequence[Happening], trace: Trace | None) -> None:
    """ "Twelve died in Homs and nine in Hama. In all, 21 died": what adds up happenings that count by themselves only says them again."""
    happening_of = {index: number for number, happening in enumerate(happenings) for index in happening.figures}
    for index, figure in enumerate(figures):
        if figure.introduced != "all" or not figure.counts_toward_total or figure.quantity.best is None:
            continue
        before = [
            other
            for other in happening_of
            if other < index and figures[other].outcome == figure.outcome and figures[other].counts_toward_total
        ]
        if (
            len({happening_of[other] for other in before}) > 1
            and sum(amount(figures[other])[0] for other in before) == figure.quantity.best
        ):
            figures[index] = replace(figure, part_role="repeat", counts_toward_total=False)
            if trace is not None:
                trace.fired("settling", figure.start, figure.end, "sum", "adds up what was told of before")


def cover_parts(figures: list[Figure], happenings: Sequence[Happening], trace: Trace | None) -> None:
    """ "Two bombs killed 38. The first killed 23, a second, elsewhere, 12; three died in hospital": what adds up to a total told before.

    The numbers of its day that follow each other must give it to the last one, so that other dead of the day do not vanish in it.
    """
    happening_of = {index: happening for happening in happenings for index in happening.figures if happening.scope == "incident"}
    for total in range(len(figures)):
        whole = figures[total]
        if total not in happening_of or not whole.counts_toward_total or (whole.quantity.best or 0) <= 1:
            continue
        day = _day_of(happening_of[total])
        following = (
            index
            for index in range(total + 1, len(figures))
            if index in happening_of and _may_be_part(figures[index], whole, total) and _day_of(happening_of[index]) == day
        )
        later = list(islice(following, _MOST_PARTS))
        for parts in (later[first:last] for first in range(len(later)) for last in range(first + 2, len(later) + 1)):
            if parts[0] == total + 1 and figures[parts[0]].rule == "ellipsis":
                continue  # "five died in Odo, three in Ama and two in Uru": a list that the total opens
            if sum(amount(figures[index])[0] for index in parts) == whole.quantity.best and _are_elsewhere(parts, total, happening_of):
                for index in parts:
                    figures[index] = replace(
                        figures[index], part_role="included_part", parent=total, competes_with=None, counts_toward_total=False
                    )
                    if trace is not None:
                        trace.fired("settling", figures[index].start, figures[index].end, "sum", f"part of '{whole.quantity.text}'")
                figures[total] = replace(whole, part_role="total", parts_status="open")
                break


def _day_of(happening: Happening) -> date | None:
    return happening.date.date_start if happening.date is not None else None


def _may_be_part(figure: Figure, whole: Figure, total: int) -> bool:
    is_free = figure.parent is None and figure.part_role in ("standalone", "total", "competing")
    return (
        figure.assertion == "asserted"
        and (is_free or figure.parent == total)
        and figure.outcome == whole.outcome
        and 0 < amount(figure)[0] < amount(whole)[0]
    )


def _are_elsewhere(parts: Sequence[int], total: int, happening_of: dict[int, Happening]) -> bool:
    """Whether some of the parts stand in a happening of their own, where they would count besides their total."""
    return any(happening_of[index] is not happening_of[total] for index in parts)


def link_to_periods(figures: list[Figure], happenings: Sequence[Happening], relations: Relations, trace: Trace | None) -> None:
    """The dead of one incident are part of the toll of the day or week and country told before; they still count in their own happening."""
    for period in happenings:
        if period.scope != "period":
            continue
        tolls = [index for index in period.figures if figures[index].counts_toward_total]
        members = [index for happening in happenings if _is_within(happening, period) for index in happening.figures]
        for toll in tolls:
            for index in members:
                if _is_part(figures[index], figures[toll], relations):
                    figures[index] = replace(figures[index], parent=toll)
                    if trace is not None:
                        words = figures[toll].quantity.text
                        trace.fired("settling", figures[index].start, figures[index].end, "period", f"part of '{words}'")


def _is_part(figure: Figure, toll: Figure, relations: Relations) -> bool:
    """Whether a figure that counts in its own happening can be a part of a larger one told before."""
    if not figure.counts_toward_total or figure.parent is not None or figure.outcome != toll.outcome or figure.start < toll.start:
        return False
    return 0 < amount(figure)[1] <= amount(toll)[1] and relations.may_include(toll, figure)


def _is_within(incident: Happening, period: Happening) -> bool:
    """Whether an incident falls into the few days and the country of a longer happening."""
    if incident.scope != "incident" or incident.date is None or period.date is None:
        return False
    first, last = period.date.date_start, period.date.date_end
    start, end = incident.date.date_start, incident.date.date_end
    if first is None or last is None or start is None or end is None or last - first > _LONGEST:
        return False
    countries = {happening.place.country_iso3 for happening in (incident, period) if happening.place is not None}
    return len(countries) <= 1 and first <= start and end <= last
