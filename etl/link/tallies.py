"""One toll from what many reports say: later figures of a source supersede its earlier ones, copies count once, nothing is averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from etl.link.bounds import APPROXIMATE, Bound, do_all_overlap, do_overlap
from etl.link.choosing import ORDER, choose_among, stated_in_order, total_of
from etl.link.figures import Key, Observation

CONTESTED_RATIO = 1.25
"""Sources that differ by more than a quarter contest a toll."""


@dataclass(slots=True)
class Tally:
    """The toll of one outcome of one event, merged over its reports."""

    outcome: str
    total: Bound | None
    best_rule: str
    best_claim_id: str | None
    reported_min: int | None
    reported_max: int | None
    n_claims: int
    origins: frozenset[str]
    primary_origin: str | None
    has_disagreement: bool = False
    is_contested: bool = False
    has_agreement: bool = False
    is_only_party: bool = False
    is_confirmed: bool = False
    is_uncounted: bool = False
    has_parts: bool = False
    categories: dict[str, Bound] = field(default_factory=dict)
    subcategories: dict[str, Bound] = field(default_factory=dict)
    sex_ages: dict[Key, Bound] = field(default_factory=dict)
    sides: dict[str, int] = field(default_factory=dict)


def merge_observations(outcome: str, observations: Sequence[Observation]) -> Tally:
    """The toll that several observations of one outcome give; the order they come in does not matter."""
    stated = stated_in_order(observations)
    if not stated:
        return _tally_without_number(outcome, observations)
    if len(observations) == 1:
        return _tally_of_one(outcome, stated[0])
    chosen, rule, current = choose_among(stated)
    return _tally_of(outcome, chosen, stated, current, rule, observations)


def _tally_without_number(outcome: str, observations: Sequence[Observation]) -> Tally:
    first = min(observations, key=ORDER)
    origins = frozenset(observation.origin for observation in observations)
    return Tally(
        outcome=outcome,
        total=None,
        best_rule="single_claim",
        best_claim_id=first.claim_id,
        reported_min=None,
        reported_max=None,
        n_claims=sum(observation.n_claims for observation in observations),
        origins=origins,
        primary_origin=first.origin,
        is_only_party=all(observation.is_party for observation in observations),
        is_uncounted=any(observation.is_uncounted for observation in observations),
        categories={key: bound for observation in observations for key, bound in observation.categories.items() if bound.high == 0},
    )


def _tally_of(
    outcome: str,
    chosen: Observation,
    stated: Sequence[Observation],
    current: Sequence[Observation],
    rule: str,
    observations: Sequence[Observation],
) -> Tally:
    total = total_of(chosen)
    standing = [one for one in current if not _is_overtaken(one, chosen)]
    credible = [total_of(one) for one in standing if not one.is_party or chosen.is_party]
    credible = [bound for bound in credible if bound.rank <= max(total.rank, APPROXIMATE)] or [total]
    low = min([total.low, *(bound.low for bound in credible if not (bound.is_open_high and bound.best <= total.best))])
    high = max([total.high, *(bound.high for bound in credible)])
    closed = any(not bound.is_open_high and bound.high >= total.best for bound in credible)
    disputed = [*standing, *(one for one in stated if not one.is_main)]
    all_agree = do_all_overlap([total_of(one) for one in (chosen, *disputed)])
    has_disagreement = not all_agree and _do_differ(disputed)
    figures = [total_of(one).best for one in disputed]
    basis = total.basis
    if has_disagreement and rule == "latest":
        basis = "conflicting"
    elif total.best == 0 == high and basis not in ("zero_stated", "none_reported"):
        basis = "zero_stated"
    merged = Bound(low, total.best, high, total.is_open_high and not closed, _fit_basis(basis, total.best), total.rank)
    agreeing = {one.origin for one in standing if all_agree or do_overlap(total_of(one), total)}
    tally = Tally(
        outcome=outcome,
        total=merged,
        best_rule="imputed" if total.basis == "vague_low" else "sum_of_parts" if total.basis == "sum_of_parts" else rule,
        best_claim_id=chosen.claim_id,
        reported_min=min(total_of(one).low for one in stated),
        reported_max=max(total_of(one).high for one in stated),
        n_claims=sum(one.n_claims for one in observations),
        origins=frozenset(one.origin for one in observations),
        primary_origin=chosen.origin,
        has_disagreement=has_disagreement,
        is_contested=has_disagreement and max(figures) > CONTESTED_RATIO * max(min(figures), 0.5),
        has_agreement=len(agreeing) >= 2,
        is_only_party=all(one.is_party for one in stated),
        is_confirmed=any(one.is_confirmed for one in stated),
    )
    _take_parts(tally, chosen, [one for one in stated if one.is_main and one is not chosen])
    return tally


def _do_differ(observations: Sequence[Observation]) -> bool:
    """Whether two of them by different sources, or the main and a competing figure of one, cannot both be true."""
    return any(
        not do_overlap(total_of(first), total_of(second))
        for first, second in combinations(observations, 2)
        if first.origin != second.origin or first.is_main != second.is_main
    )


def _tally_of_one(outcome: str, only: Observation) -> Tally:
    """What `_tally_of` gives where nobody else says anything."""
    total = total_of(only)
    rule = "imputed" if total.basis == "vague_low" else "sum_of_parts" if total.basis == "sum_of_parts" else "single_claim"
    basis = "zero_stated" if total.high == 0 and total.basis != "none_reported" else _fit_basis(total.basis, total.best)
    return Tally(
        outcome=outcome,
        total=total._replace(basis=basis),
        best_rule=rule,
        best_claim_id=only.claim_id,
        reported_min=total.low,
        reported_max=total.high,
        n_claims=only.n_claims,
        origins=frozenset((only.origin,)),
        primary_origin=only.origin,
        is_only_party=only.is_party,
        is_confirmed=only.is_confirmed,
        has_parts=only.has_parts and bool(only.categories),
        categories=dict(only.categories),
        subcategories=dict(only.subcategories) if only.categories else {},
        sex_ages=dict(only.sex_ages),
        sides=dict(only.sides),
    )


def _fit_basis(basis: str, best: int) -> str:
    return "stated" if best and basis in ("zero_stated", "none_reported") else basis


def _is_overtaken(observation: Observation, chosen: Observation) -> bool:
    """Whether a lower figure stood before the chosen one came: the toll rose, the sources do not differ."""
    return observation.day < chosen.day and total_of(observation).best < total_of(chosen).best


def _take_parts(tally: Tally, chosen: Observation, others: Sequence[Observation]) -> None:
    """The parts that the chosen figure's report gives, else those of the latest report whose parts fit."""
    assert tally.total is not None
    best = tally.total.best
    # Whom a party counts is its view: no part of a toll by others that it does not share.
    fits = [one for one in others if chosen.is_party or not one.is_party or do_overlap(total_of(one), total_of(chosen))]
    fits.sort(key=lambda one: (-one.day, -one.position, one.claim_id))
    for name in ("categories", "sex_ages", "sides"):
        fitting = (one for one in fits if (parts := getattr(one, name)) and _sum(parts) <= best)
        giver = chosen if getattr(chosen, name) else next(fitting, None)
        if giver is not None:
            setattr(tally, name, dict(getattr(giver, name)))
            if name == "categories":
                tally.subcategories = dict(giver.subcategories)
                tally.has_parts = giver.has_parts


def _sum(parts: dict[str, Bound] | dict[Key, Bound] | dict[str, int]) -> int:
    return sum(part if isinstance(part, int) else part.best for part in parts.values())


def parts_status(tally: Tally) -> str:
    """Whether the parts by category add up to the total: equal, parts_less, parts_more, open for inexact parts, not_applicable."""
    if not tally.categories or tally.total is None or not tally.has_parts:
        return "parts_more" if tally.total is not None and _sum(tally.categories) > tally.total.best else "not_applicable"
    parts = _sum(tally.categories)
    if parts == tally.total.best:
        return "equal"
    if parts > tally.total.best:
        return "parts_more"
    return "open" if any(bound.rank for bound in tally.categories.values()) else "parts_less"
