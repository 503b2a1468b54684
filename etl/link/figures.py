"""What one report says of each outcome: its toll with bounds, by category, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple, TypeVar

from etl.link.bounds import Bound, add_bounds, to_bound
from etl.link.frame import ClaimRow, DocumentRow, ReportRow
from etl.settings import Settings

MAX_PERIOD_DAYS = 31
"""A total over more days than this makes no event; it stands in `tolls` only."""

_OWN_VOICE = frozenset({"outlet", "wire_agency", "unknown"})
"""Classes of source that are the publisher's own voice when no name is given."""
_PARTS = frozenset({"exclusive_part", "included_part"})
_COUNTABLE = frozenset({"asserted", "unverified"})
_WHOLE = frozenset({"all", "unknown"})

Key = tuple[str, str]
K = TypeVar("K", str, Key)


@dataclass(slots=True)
class Observation:
    """What one report, by one source, says of one outcome.

    `day` and `position` put observations in order of publication; `origin` tells independent sources apart; `categories` are parts of
    the total by kind of victim, `subcategories` parts of those, `sex_ages` parts by sex and age, `sides` by side.
    """

    day: int
    position: int
    origin: str
    is_party: bool
    is_main: bool
    total: Bound | None
    claim_id: str
    is_uncounted: bool = False
    is_confirmed: bool = False
    has_parts: bool = False
    n_claims: int = 1
    categories: dict[str, Bound] = field(default_factory=dict)
    subcategories: dict[str, Bound] = field(default_factory=dict)
    sex_ages: dict[Key, Bound] = field(default_factory=dict)
    sides: dict[str, int] = field(default_factory=dict)


class ReportFigures(NamedTuple):
    """All that a report says of its happening's toll, by outcome, and whether somebody denies it.

    `totals` are the claims of a period's report, of which others may be parts; `wholes` those that claims of this report are part of though
    they count here.
    """

    by_outcome: dict[str, list[Observation]]
    is_denied: bool
    n_claims: int
    is_withdrawn: bool
    totals: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()


def is_event_scope(scope: str, claim: ClaimRow) -> bool:
    """Whether a claim tells the toll of the happening of its report, not a longer total that is mentioned beside it."""
    return claim.scope == scope or (scope == "period" and claim.scope == "incident")


class _Telling(NamedTuple):
    """When a report came out (day and place in the order), who first published it, and how figures are read."""

    day: int
    position: int
    publisher: str
    settings: Settings


def observe(report: ReportRow, claims: Sequence[ClaimRow], document: DocumentRow, *, publisher: str, settings: Settings) -> ReportFigures:
    """What a report says by outcome. `publisher` is who first published the text: copies count as theirs."""
    scope = report.scope
    used = [claim for claim in claims if is_event_scope(scope, claim) and claim.review_status != "rejected"]
    if not used:
        return ReportFigures({}, False, 0, bool(claims) and all(claim.review_status == "rejected" for claim in claims))
    telling = _Telling(document.published_date.toordinal() if document.published_date else 0, report.doc, publisher, settings)
    by_outcome: dict[str, list[Observation]] = {}
    outcomes = {claim.outcome for claim in used}
    for outcome in sorted(outcomes) if len(outcomes) > 1 else outcomes:
        of_outcome = [claim for claim in used if claim.outcome == outcome] if len(outcomes) > 1 else used
        found = _observe_outcome(of_outcome, used, telling)
        if found:
            by_outcome[outcome] = found
    _move_people(by_outcome, used, settings)
    _read_nobody_hurt(by_outcome)
    assertions = {claim.assertion for claim in used}
    return ReportFigures(
        by_outcome,
        "denied" in assertions or "denied" in [claim.stance for claim in used],
        len(used),
        "retracted" in assertions and assertions.isdisjoint(_COUNTABLE),
        tuple(claim.claim_id for claim in used) if report.scope == "period" else (),
        tuple(claim.parent_claim_id for claim in used if claim.counts_toward_total and claim.parent_claim_id is not None),
    )


def _observe_outcome(claims: Sequence[ClaimRow], report_claims: Sequence[ClaimRow], telling: _Telling) -> list[Observation]:
    counted = [claim for claim in claims if claim.counts_toward_total]
    if not counted:
        outcome_of = {claim.claim_id: claim.outcome for claim in report_claims}
        counted = [
            claim
            for claim in claims
            if claim.part_role in _PARTS
            and claim.assertion in _COUNTABLE
            and outcome_of.get(claim.parent_claim_id or "", claim.outcome) != claim.outcome
        ]
    observations = [_observe_counted(counted, claims, telling)] if counted else []
    for claim in claims:
        if claim.part_role == "competing" and claim.assertion in _COUNTABLE:
            observation = _start_observation([claim], [bound_of(claim, telling.settings)], telling, is_main=False)
            if observation.total is not None:
                observation.total = _with_undisputed(observation.total, claim, counted, telling)
                observations.append(observation)
    return observations


def _with_undisputed(total: Bound, claim: ClaimRow, counted: Sequence[ClaimRow], telling: _Telling) -> Bound:
    """What a figure that competes with one of several makes of their sum ("80 rebels and five guards" where rebels say 71 guards)."""
    others = [other for other in counted if other.claim_id != claim.competes_with_claim_id]
    if len(others) == len(counted):
        return total
    return add_bounds([total, *(bound for other in others if (bound := bound_of(other, telling.settings)) is not None)])


def _start_observation(counted: Sequence[ClaimRow], bounds: Sequence[Bound | None], telling: _Telling, *, is_main: bool) -> Observation:
    first, total = counted[0], bounds[0]
    if len(counted) > 1:
        known = [bound for bound in bounds if bound is not None]
        total = add_bounds(known) if known else None
        if total is not None and len(known) < len(bounds):
            total = total._replace(is_open_high=True)
        first = counted[max(range(len(counted)), key=lambda index: (bounds[index] or _NOTHING).best)]
    return Observation(
        day=telling.day,
        position=telling.position,
        origin=origin_of(first, telling.publisher),
        is_party=all(map(_IS_PARTY, counted)),
        is_main=is_main,
        total=total,
        claim_id=first.claim_id,
        is_uncounted=total is None,
        is_confirmed="confirmed" in map(_STANCE, counted) and any(map(_is_confirmed, counted)),
        n_claims=len(counted),
    )


_NOTHING = Bound(-1, -1, -1, False, "not_stated", 9)
_IS_PARTY, _STANCE = attrgetter("is_party_claim"), attrgetter("stance")


def _is_confirmed(claim: ClaimRow) -> bool:
    return claim.stance == "confirmed" and (claim.is_party_claim or claim.source_class == "un_body")


def _observe_counted(counted: Sequence[ClaimRow], claims: Sequence[ClaimRow], telling: _Telling) -> Observation:
    settings = telling.settings
    bounds = [bound_of(claim, settings) for claim in counted]
    observation = _start_observation(counted, bounds, telling, is_main=True)
    observation.n_claims = len(claims)
    observation.has_parts = len(counted) > 1
    categories, subcategories = observation.categories, observation.subcategories
    for claim, bound in zip(counted, bounds, strict=True):
        _add_part(observation, claim, bound, categories)
        if len(claims) > len(counted):
            below = categories if claim.victim_category in _WHOLE else subcategories
            for child in claims:
                if child.parent_claim_id == claim.claim_id and child.part_role in _PARTS and child.assertion in _COUNTABLE:
                    observation.has_parts = True
                    _add_part(observation, child, bound_of(child, settings), below)
                    _add_grandchildren(child, claims, settings, subcategories)
    for category in categories if subcategories else ():
        subcategories.pop(category, None)
    total = observation.total
    if total is not None and total.high == 0 and all(claim.victim_category not in _WHOLE and claim.high == 0 for claim in counted):
        # "No civilians were harmed" says nothing of anybody else.
        observation.total = None
    return observation


def _add_part(observation: Observation, claim: ClaimRow, bound: Bound | None, categories: dict[str, Bound]) -> None:
    if bound is None:
        return
    has_person_kind = claim.sex != "all" or claim.age_group != "all"
    if has_person_kind:
        _add_bound(observation.sex_ages, (claim.sex, claim.age_group), bound)
    if claim.victim_category not in _WHOLE and (claim.counts_toward_total or not has_person_kind):
        _add_bound(categories, claim.victim_category, bound)
    if claim.victim_side in ("actor1", "actor2"):
        observation.sides[claim.victim_side] = observation.sides.get(claim.victim_side, 0) + bound.best


def _add_bound(parts: dict[K, Bound], key: K, bound: Bound) -> None:
    known = parts.get(key)
    parts[key] = bound if known is None else add_bounds([known, bound])


def _add_grandchildren(parent: ClaimRow, claims: Iterable[ClaimRow], settings: Settings, subcategories: dict[str, Bound]) -> None:
    for claim in claims:
        if claim.parent_claim_id == parent.claim_id and claim.part_role in _PARTS and claim.victim_category not in _WHOLE:
            bound = bound_of(claim, settings)
            if bound is not None and claim.sex == "all" and claim.age_group == "all":
                _add_bound(subcategories, claim.victim_category, bound)


def _move_people(by_outcome: dict[str, list[Observation]], claims: Sequence[ClaimRow], settings: Settings) -> None:
    """Count those who changed state in their latest state only: the wounded who died are no longer among the wounded."""
    by_id: dict[str, ClaimRow] = {}
    for claim in claims:
        if claim.moved_from_claim_id is None or claim.assertion not in _COUNTABLE:
            continue
        by_id = by_id or {other.claim_id: other for other in claims}
        source = by_id.get(claim.moved_from_claim_id)
        bound = bound_of(claim, settings)
        if source is None or bound is None or source.outcome == claim.outcome or not source.counts_toward_total:
            continue
        for observation in by_outcome.get(source.outcome, ()):
            if observation.is_main and observation.total is not None:
                total = observation.total
                low = max(0, total.low - bound.best)
                best = max(0, total.best - bound.best)
                observation.total = total._replace(low=low, best=best, high=max(best, total.high - bound.best))
                observation.categories.clear()
                observation.subcategories.clear()
                observation.sex_ages.clear()


def _read_nobody_hurt(by_outcome: dict[str, list[Observation]]) -> None:
    """Read "no casualties" as nobody killed and nobody injured, where the report says nothing else of them."""
    for observation in by_outcome.get("killed_or_injured", ()):
        if observation.total is not None and observation.total.high == 0 and observation.is_main and not observation.categories:
            for outcome in ("killed", "injured"):
                if outcome not in by_outcome:
                    zero = Bound(0, 0, 0, False, "none_reported", 0)
                    by_outcome[outcome] = [
                        Observation(
                            observation.day,
                            observation.position,
                            observation.origin,
                            observation.is_party,
                            True,
                            zero,
                            observation.claim_id,
                        )
                    ]


def bound_of(claim: ClaimRow, settings: Settings) -> Bound | None:
    """The bound that a claim counts as on an event."""
    if claim.low is None and claim.best is None and claim.high is None:
        return None
    return to_bound(
        qualifier=claim.qualifier, low=claim.low, best=claim.best, high=claim.high, is_imputed=claim.is_imputed, settings=settings
    )


def origin_of(claim: ClaimRow, publisher: str) -> str:
    """Whom a figure comes from: the named source, else the kind of source ("police"), else who published it first."""
    if claim.source_name:
        return claim.source_name.casefold()
    return publisher if claim.source_class in _OWN_VOICE else f"({claim.source_class})"


def spell_out(origins: Iterable[str]) -> dict[str, str]:
    """Sources whose name leaves out what that of one other spells out: "health ministry" beside "gaza health ministry"."""
    names = sorted({origin for origin in origins if " " in origin})
    if len(names) < 2:
        return {}
    fuller = {name: [other for other in names if other.endswith(f" {name}")] for name in names}
    return {name: others[0] for name, others in fuller.items() if len(others) == 1}
