"""Which of two figures for the same people counts, and whether those who say them differ."""

from __future__ import annotations

from etl.extract.figures.amounts import amount, are_of_one_size
from etl.model import Figure

TOLLS = frozenset(("toll_said", "toll_to_from", "toll_from_to", "toll_after", "toll_is"))
"""Rules of figures that tell how a toll stands."""
_PARTIES = frozenset(("government", "military", "armed_group", "state_media"))


def have_other_sources(one: Figure, other: Figure) -> bool:
    """Whether two figures are said by sources that differ."""
    if one.attribution is None or other.attribution is None:
        return False
    said = [(found.source_class, found.name or found.text) for found in (one.attribution, other.attribution)]
    return said[0] != said[1]


def is_better(figure: Figure, lead: Figure) -> bool:
    """Whether a later figure for the same people counts instead of the first.

    What was said at first gives way to what contradicts it; a later day comes first, then a source that is no party, then a toll that grew
    since the number told before it, then a number before a vague word.
    """
    if lead.introduced == "earlier" != figure.introduced:
        return not amount(figure)[0] <= amount(lead)[0] <= amount(figure)[1]
    if figure.introduced == "earlier" != lead.introduced:
        return lead.quantity.is_imputed and not figure.quantity.is_imputed
    days = [said.date.date_start if said.date is not None else None for said in (lead, figure)]
    is_rival = have_other_sources(lead, figure)
    if days[0] is not None and days[1] is not None and days[0] != days[1] and are_of_one_size(lead, figure):
        return days[0] < days[1] and (not is_rival or amount(figure)[0] >= amount(lead)[0])
    if lead.attribution is not None and figure.attribution is not None:
        by_party = [said.source_class in _PARTIES for said in (lead.attribution, figure.attribution)]
        if by_party == [True, False] and figure.attribution.source_class != "unknown":
            return are_of_one_size(lead, figure)
        if by_party == [False, True]:
            return False
    is_other_source = lead.attribution is not None and figure.attribution is not None and lead.attribution.name != figure.attribution.name
    if figure.rule in TOLLS and lead.rule not in TOLLS and figure.sentence_index > lead.sentence_index and not is_other_source:
        return amount(figure)[0] > amount(lead)[0]
    return lead.quantity.is_imputed and not figure.quantity.is_imputed and amount(figure)[1] >= amount(lead)[0]
