"""Which of the figures of several sources counts: the last of those that may be trusted, agreed or the sharpest; nothing is averaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

from etl.link.bounds import Bound, do_overlap
from etl.link.figures import Observation
from etl.schema import rollup

_RECENT_DAYS = 1
_GROWTH = 1.5
"""How many times a toll may have grown that a party to the conflict tells on."""
_SOME = 0.5
"""A later figure below this share of an earlier one is no correction of it."""
_ARMED = frozenset({"state_forces", "armed_groups", "perpetrators"})
"""Wide columns of people who fight."""
ORDER = attrgetter("day", "position", "claim_id")
"""The order of publication."""


def find_best(observations: Sequence[Observation]) -> int | None:
    """The best figure that `merge_observations` would give."""
    stated = stated_in_order(observations)
    return total_of(choose_among(stated)[0]).best if stated else None


def stated_in_order(observations: Sequence[Observation]) -> list[Observation]:
    """Those with a figure, in order of publication."""
    stated = [observation for observation in observations if observation.total is not None]
    if len(stated) > 1:
        stated.sort(key=ORDER)
    return stated


def choose_among(stated: list[Observation]) -> tuple[Observation, str, list[Observation]]:
    """The figure that counts, the rule that chose it, and each origin's last word."""
    if len(stated) == 1:
        return stated[0], "single_claim", stated
    mains = [observation for observation in stated if observation.is_main] or stated
    current = _latest_of_each_origin(mains)
    trusted = _find_trusted(current)
    sharpest = min(total_of(observation).rank for observation in trusted)
    chosen, rule = _choose([observation for observation in trusted if total_of(observation).rank == sharpest])
    return chosen, rule, current


def _find_trusted(current: list[Observation]) -> list[Observation]:
    """Those who are no party, and a party whose figure only goes on with theirs: it fits it or came later and is not much larger.

    What a party says of armed people is a claim of losses or of success, and stands only where nobody else says anything.
    """
    others = [observation for observation in current if not observation.is_party]
    if not others or len(others) == len(current):
        return current
    last = others[-1]
    return [observation for observation in current if not observation.is_party or _goes_on(observation, last)]


def _goes_on(observation: Observation, last: Observation) -> bool:
    total, known = total_of(observation), total_of(last)
    if not _ARMED.isdisjoint(roll_up(observation.categories)) or not _is_growth(known.best, total.best):
        return False
    return do_overlap(total, known) or observation.day > last.day


def _is_growth(before: int, after: int) -> bool:
    """Whether a toll may have grown from one figure to the other."""
    return before <= after <= _GROWTH * before


def total_of(observation: Observation) -> Bound:
    """The toll of an observation that has one."""
    assert observation.total is not None
    return observation.total


def _latest_of_each_origin(observations: Sequence[Observation]) -> list[Observation]:
    """Each origin's last word, unless it only repeats an earlier one less exactly; in order of publication, as they came."""
    latest: dict[str, Observation] = {}
    for observation in observations:
        earlier = latest.get(observation.origin)
        if earlier is None or not _says_less(total_of(observation), total_of(earlier)):
            latest.pop(observation.origin, None)
            latest[observation.origin] = observation
    return list(latest.values())


def _says_less(later: Bound, earlier: Bound) -> bool:
    if _is_some_of(later, earlier):
        return True
    if not do_overlap(later, earlier):
        return False
    return later.rank > earlier.rank or (later.is_open_high and later.best <= earlier.best)


def _is_some_of(later: Bound, earlier: Bound) -> bool:
    """Whether a later figure is so much lower that it tells of some of the people only ("a wounded soldier", "two brothers")."""
    return 0 < later.best < _SOME * earlier.best


def _without_some(candidates: list[Observation]) -> list[Observation]:
    """The candidates without those that one source gives and that may be of some of the people of an earlier one."""
    votes = Counter(total_of(one).best for one in candidates)
    kept: list[Observation] = []
    for one in candidates:
        if votes[total_of(one).best] > 1 or not any(_is_some_of(total_of(one), total_of(earlier)) for earlier in kept):
            kept.append(one)
    return kept


def _choose(candidates: list[Observation]) -> tuple[Observation, str]:
    """One of several independent figures and the rule that chose it: agreement, the majority of the latest, else the latest."""
    candidates = _without_some(candidates)
    if len(candidates) == 1:
        return candidates[0], "single_claim"
    votes = Counter(total_of(one).best for one in candidates)
    if len(votes) == 1:
        exact = [one for one in candidates if not total_of(one).is_open_high]
        return (exact or candidates)[-1], "agreement"
    last_day = candidates[-1].day
    recent = [one for one in candidates if one.day >= last_day - _RECENT_DAYS]
    recent_votes = Counter(total_of(one).best for one in recent)
    (top, n_top), *others = sorted(recent_votes.items(), key=lambda item: (-item[1], -item[0]))
    if n_top >= 2 and (not others or others[0][1] < n_top):
        return [one for one in recent if total_of(one).best == top][-1], "majority"
    newest = [one for one in candidates if one.day == last_day]
    chosen = max(newest, key=lambda one: (votes[total_of(one).best], total_of(one).best, one.position, one.claim_id))
    if total_of(chosen).is_open_high:
        # "More than 20" beside 23 of the day before.
        within = [one for one in recent if not total_of(one).is_open_high and _is_growth(total_of(chosen).best, total_of(one).best)]
        chosen = within[-1] if within else chosen
    higher = [(count, best) for best, count in votes.items() if best > total_of(chosen).best and count >= 2]
    if higher and not _is_revised_down(chosen, candidates):
        best = max(higher)[1]
        return [one for one in candidates if total_of(one).best == best][-1], "majority"
    return chosen, "latest"


def _is_revised_down(chosen: Observation, candidates: Sequence[Observation]) -> bool:
    """Whether every source that gave a higher figure gave it before the chosen one's day, and at least two now say the lower one."""
    supporters = [one for one in candidates if total_of(one).best == total_of(chosen).best]
    return len(supporters) >= 2


def roll_up(categories: dict[str, Bound]) -> dict[str, int]:
    """Best figures of the wide columns: civilian, state_forces, armed_groups, perpetrators, and unknown for the other categories."""
    columns = rollup("victim_category")
    sums: dict[str, int] = {}
    for category, bound in categories.items():
        column = columns.get(category, "unknown")
        sums[column] = sums.get(column, 0) + bound.best
    return sums
