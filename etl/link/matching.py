"""How likely two reports tell of one happening: what they agree and differ in, each with a weight (Fellegi and Sunter, 1969).

The weights are natural logarithms of likelihood ratios, set by hand and held by tests on made worlds; libraries that learn them (splink)
need a training run for each corpus, ran four times slower and, untuned, found fewer pairs. Names of actors are compared with rapidfuzz.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from etl.link.columns import NONE, Bools, Columns, Floats, Ints

PRIOR = -4.05
"""Reports of one area and day are of different happenings unless something speaks for one."""
FORBIDDEN = -50.0
"""Weight of what rules a match out."""

_NEAR_KM, _FAR_KM, _OUT_KM = 6.0, 20.0, 60.0
_LARGE_TOLL = 0.7
_NEAR_TOLL = 0.12
"""Tolls that differ by less than about an eighth are hedged or rounded tellings of one the likelier, the larger they are."""
_RISE, _RISE_OF_LEAST, _MANY = 2.6, 1.8, 10
"""How much it speaks against a match that a toll grew, and that one of "at least" so many did, from so many on."""
_TELLING_TOLL = 3
"""The same toll from so many on is of one happening, though one of the two reports names more places."""
_QUIET_AREA, _QUIET_COUNTRY, _CROWDED_AREA = 2.0, 1.2, 0.8
"""A report that names only an area tells of the one happening there that others tell of, or of one among several."""
_WORD_FACTOR, _MAX_WORDS, _NO_WORDS, _ENOUGH_WORDS = 1.0, 5.0, -0.6, 2
"""Of the weight of shared words so much counts, because those who tell of like things use like words; and no more than a maximum."""
_EARTH_KM_PER_DEGREE = 111.2
_SAME_ACTOR = 90.0
_ALIKE_METHODS = (
    frozenset({"air_strike", "drone_strike"}),
    frozenset({"heavy_weapons", "air_strike"}),
    frozenset({"suicide_attack", "planted_explosive"}),
    frozenset({"small_arms", "execution"}),
    frozenset({"small_arms", "heavy_weapons"}),
)
_PEACEFUL = frozenset({"strategic_development"})
_CROWDS = frozenset({"protest", "riot"})
_GENERAL = frozenset({"unspecified_violence", "other"})

FEATURES = (
    "same_place",
    "near_place",
    "contained_place",
    "vague_place",
    "far_place",
    "same_day",
    "near_day",
    "other_day",
    "same_type",
    "other_type",
    "same_method",
    "other_method",
    "same_killed",
    "near_killed",
    "other_killed",
    "same_injured",
    "other_injured",
    "same_actor",
    "other_actor",
    "same_words",
    "other_words",
    "copy",
)
"""Names of the reasons, in the order that ties between them are told."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The log odds of some pairs, and what speaks for and against each by feature."""

    total: Floats
    parts: dict[str, Floats]


def score_pairs(columns: Columns, first: Ints, second: Ints) -> Scores:
    """Log odds that each pair tells of one happening, with the weights they are made of."""
    parts: dict[str, Floats] = {}
    other_kind = (columns.kind[first] != columns.kind[second]) & ~_is_one_toll(columns, first, second)
    forbidden = other_kind | (columns.doc[first] == columns.doc[second])
    copies = columns.group[first] == columns.group[second]
    parts["copy"] = np.where(copies, 4.0, 0.0)
    forbidden |= _score_places(columns, first, second, parts)
    forbidden |= _score_days(columns, first, second, copies, parts)
    forbidden |= _score_kinds(columns, first, second, parts)
    _score_killed(columns, first, second, parts)
    _score_injured(columns, first, second, parts)
    _score_actors(columns, first, second, parts)
    _score_words(columns, first, second, parts)
    total = np.full(len(first), PRIOR)
    for weights in parts.values():
        total = total + weights
    return Scores(np.where(forbidden, FORBIDDEN, total), parts)


def _is_one_toll(columns: Columns, first: Ints, second: Ints) -> Bools:
    """Whether one of two reports names more places, but both give the same toll: one deed in neighbouring villages."""
    same: Bools = (columns.killed[first] == columns.killed[second]) & (columns.killed[first] >= _TELLING_TOLL)
    return same


def _score_places(columns: Columns, first: Ints, second: Ints, parts: dict[str, Floats]) -> Bools:
    fine1, fine2 = columns.fineness[first], columns.fineness[second]
    coarser = np.minimum(fine1, fine2)
    admin_a, admin_b = columns.admin1[first], columns.admin1[second]
    same_admin1 = (admin_a == admin_b) & (admin_a != NONE)
    admin2_a, admin2_b = columns.admin2[first], columns.admin2[second]
    both_admin2 = (admin2_a != NONE) & (admin2_b != NONE)
    distance = _distance_km(columns, first, second)
    same = (columns.place[first] == columns.place[second]) & (columns.place[first] != NONE)
    precise = (coarser == 3) & ~same
    near = precise & (distance <= _NEAR_KM)
    middling = precise & (distance > _NEAR_KM) & (distance <= _FAR_KM)
    off = precise & ~near & ~middling
    contained = (coarser == 2) & both_admin2 & (admin2_a == admin2_b)
    province = ((coarser == 1) | ((coarser == 2) & ~contained)) & same_admin1
    parts["same_place"] = np.where(same, 2.8, 0.0)
    parts["near_place"] = np.where(near, 2.4, 0.0)
    parts["contained_place"] = np.where(contained, 2.2, 0.0) + np.where(province, 0.0, 0.0)
    crowd = np.log(np.where(fine1 < fine2, columns.spots[first], np.where(fine2 < fine1, columns.spots[second], 1)))
    parts["vague_place"] = np.where(coarser <= 1, np.where(coarser == 1, _QUIET_AREA, _QUIET_COUNTRY) - _CROWDED_AREA * crowd, 0.0)
    parts["far_place"] = np.where(middling, -1.0, 0.0) + np.where(off, -4.0, 0.0)
    countries = (columns.country[first] != columns.country[second]) & (columns.country[first] != NONE) & (columns.country[second] != NONE)
    elsewhere = (coarser >= 1) & (coarser < 3) & (admin_a != NONE) & (admin_b != NONE) & ~same_admin1
    out: Bools = countries | elsewhere | (off & (np.isnan(distance) | (distance > _OUT_KM))) | ((coarser == 2) & both_admin2 & ~contained)
    return out


def _distance_km(columns: Columns, first: Ints, second: Ints) -> Floats:
    """Distance on a plane true at the pair's latitude; NaN where a point is missing. Good to a percent below 100 km."""
    latitude1, latitude2 = columns.latitude[first], columns.latitude[second]
    north = latitude1 - latitude2
    east = np.abs(columns.longitude[first] - columns.longitude[second])
    east = np.minimum(east, 360 - east) * np.cos(np.radians((latitude1 + latitude2) / 2))
    distance: Floats = np.hypot(north, east) * _EARTH_KM_PER_DEGREE
    return distance


def _score_days(columns: Columns, first: Ints, second: Ints, copies: Bools, parts: dict[str, Floats]) -> Bools:
    day1, day2 = columns.first_day[first], columns.first_day[second]
    undated = (day1 == NONE) | (day2 == NONE)
    single = (columns.last_day[first] == day1) & (columns.last_day[second] == day2) & ~undated
    same = single & (day1 == day2)
    gap = np.maximum(columns.low_day[first], columns.low_day[second]) - np.minimum(columns.high_day[first], columns.high_day[second])
    meets = gap <= 0
    parts["same_day"] = np.where(same, 2.0, 0.0)
    parts["near_day"] = np.where(single & ~same & meets, 0.8, 0.0)
    # "On Monday" may be a day off where the day of publication is; a calendar day hardly is.
    both_stated = columns.is_stated[first] & columns.is_stated[second]
    parts["other_day"] = np.where(~undated & ~meets, np.where(both_stated, -3.0, -1.2), 0.0)
    out: Bools = (undated & ~copies) | (~undated & (gap > 1))
    return out


def _score_kinds(columns: Columns, first: Ints, second: Ints, parts: dict[str, Floats]) -> Bools:
    type1, type2 = columns.event_type[first], columns.event_type[second]
    general = _is_in(columns.type_names, _GENERAL)
    peaceful = _is_in(columns.type_names, _PEACEFUL)
    crowds = _is_in(columns.type_names, _CROWDS)
    some_general = general[type1] | general[type2]
    same = (type1 == type2) & ~some_general
    sub1, sub2 = columns.sub_event_type[first], columns.sub_event_type[second]
    same_sub = (sub1 == sub2) & (sub1 != NONE)
    method1, method2 = columns.method[first], columns.method[second]
    both = (method1 != NONE) & (method2 != NONE)
    alike = _alike_methods(columns.method_names)
    crowd_and_fight = crowds[type1] != crowds[type2]
    parts["same_type"] = np.where(same, 0.8, 0.0) + np.where(same_sub, 0.5, 0.0)
    parts["other_type"] = np.where((type1 != type2) & ~some_general, np.where(crowd_and_fight, -3.0, -1.6), 0.0)
    parts["same_method"] = np.where(both & (method1 == method2), 1.4, 0.0)
    parts["other_method"] = np.where(both & (method1 != method2), np.where(alike[method1, method2], -0.6, -2.0), 0.0)
    out: Bools = (peaceful[type1] != peaceful[type2]) | (peaceful[type1] & peaceful[type2] & (sub1 != sub2))
    return out


def _is_in(names: tuple[str, ...], wanted: frozenset[str]) -> Bools:
    return np.array([name in wanted for name in names] + [False], np.bool_)


def _alike_methods(names: tuple[str, ...]) -> Bools:
    size = len(names) + 1
    alike = np.zeros((size, size), np.bool_)
    for row, one in enumerate(names):
        for column, other in enumerate(names):
            alike[row, column] = any(one in pair and other in pair for pair in _ALIKE_METHODS)
    return alike


def _score_killed(columns: Columns, first: Ints, second: Ints, parts: dict[str, Floats]) -> None:
    """The same toll speaks the more for a match the higher it is; a toll that grew by little speaks against it by little."""
    killed1, killed2 = columns.killed[first], columns.killed[second]
    both = (killed1 >= 0) & (killed2 >= 0)
    rank = np.maximum(columns.killed_rank[first], columns.killed_rank[second])
    larger, smaller = np.maximum(killed1, killed2), np.minimum(killed1, killed2)
    size = np.log(np.maximum(larger, 1))
    exact = both & (killed1 == killed2) & (rank <= 1)
    overlap = (
        both
        & ~exact
        & (columns.killed_low[first] <= columns.killed_high[second])
        & (columns.killed_low[second] <= columns.killed_high[first])
    )
    differ = both & ~exact & ~overlap
    growth = np.log((np.maximum(larger, 0) + 1.0) / (np.maximum(smaller, 0) + 1.0))
    published1, published2 = columns.published[first], columns.published[second]
    grows = ((published2 - published1) * (killed2 - killed1) > 0) & (published1 != NONE) & (published2 != NONE)
    # Large tolls are rare, so that two of like size are likelier to be one that grew than two.
    is_least = np.where(killed1 < killed2, columns.killed_high[first] > killed1, columns.killed_high[second] > killed2)
    is_least &= smaller >= _MANY
    evolving = np.where(grows, -0.2 - np.where(is_least, _RISE_OF_LEAST, _RISE) * growth, -0.8 - 3.6 * growth) + _LARGE_TOLL * np.log(
        np.maximum(smaller, 1)
    )
    parts["same_killed"] = np.where(exact, np.where(larger > 0, np.minimum(0.9 + 0.95 * size, 5.0), 0.2), 0.0)
    near = both & ~exact & (growth <= _NEAR_TOLL)
    by_bounds = np.where(overlap, np.where(rank <= 1, 0.5, 0.25), 0.0)
    parts["near_killed"] = np.maximum((by_bounds + np.where(near, 0.9, 0.0)) * (size - 1.6), 0.0)
    parts["other_killed"] = np.where(differ, np.clip(evolving, -6.0, 0.5), 0.0)


def _score_injured(columns: Columns, first: Ints, second: Ints, parts: dict[str, Floats]) -> None:
    injured1, injured2 = columns.injured[first], columns.injured[second]
    both = (injured1 >= 0) & (injured2 >= 0)
    larger, smaller = np.maximum(injured1, injured2), np.minimum(injured1, injured2)
    same = both & (injured1 == injured2)
    growth = np.log((np.maximum(larger, 0) + 1.0) / (np.maximum(smaller, 0) + 1.0))
    parts["same_injured"] = np.where(same & (larger > 0), np.minimum(0.9 + 1.0 * np.log(np.maximum(larger, 1)), 4.0), 0.0)
    parts["other_injured"] = np.where(both & ~same, np.maximum(-0.9 * growth, -2.0), 0.0)


def _score_actors(columns: Columns, first: Ints, second: Ints, parts: dict[str, Floats]) -> None:
    straight = _compare_names(columns, columns.actor1[first], columns.actor1[second]) + _compare_names(
        columns, columns.actor2[first], columns.actor2[second]
    )
    crossed = _compare_names(columns, columns.actor1[first], columns.actor2[second]) + _compare_names(
        columns, columns.actor2[first], columns.actor1[second]
    )
    # Who did it to whom is often told from the other side, so the better of both readings counts.
    best = np.where(crossed > np.maximum(straight, 0), crossed * 0.8, straight)
    parts["same_actor"] = np.maximum(best, 0.0)
    parts["other_actor"] = np.minimum(best, 0.0)


def _compare_names(columns: Columns, first: Ints, second: Ints) -> Floats:
    """0.6 for the same name, 0.4 for names that are alike, -0.5 for others; 0 where one is not stated."""
    both = (first != NONE) & (second != NONE)
    weights = np.where(both & (first == second), 0.6, 0.0)
    differ = np.flatnonzero(both & (first != second))
    if not len(differ):
        return weights
    width = len(columns.actor_names) + 1
    low, high = np.minimum(first[differ], second[differ]), np.maximum(first[differ], second[differ])
    keys, inverse = np.unique(low * width + high, return_inverse=True)
    names = columns.actor_names
    ratios = process.cpdist(
        [names[key // width] for key in keys.tolist()], [names[key % width] for key in keys.tolist()], scorer=fuzz.token_set_ratio
    )
    weights[differ] = np.where(ratios >= _SAME_ACTOR, 0.4, -0.5)[inverse]
    return weights


def _score_words(columns: Columns, first: Ints, second: Ints, parts: dict[str, Floats]) -> None:
    """Rare words that both use speak for a match, the more the rarer; that none is shared speaks a little against it."""
    shared = np.zeros(len(first))
    words, weights = columns.words, columns.word_weights
    theirs = [words[second, place] for place in range(words.shape[1])]
    for place in range(words.shape[1]):
        mine = words[first, place]
        same = theirs[0] == mine
        for others in theirs[1:]:
            same |= others == mine
        shared += np.where(same, weights[first, place], 0.0)  # the weight of no word is 0
    both = (weights[first, _ENOUGH_WORDS - 1] > 0) & (weights[second, _ENOUGH_WORDS - 1] > 0)
    parts["same_words"] = np.minimum(_WORD_FACTOR * shared, _MAX_WORDS)
    parts["other_words"] = np.where(both & (shared == 0), _NO_WORDS, 0.0)


def tell_reasons(parts: dict[str, Floats]) -> list[str]:
    """What spoke for and against each pair, strongest first: `same_place +3.0; other_killed -0.4`."""
    weights = np.round(np.stack([parts[name] for name in FEATURES], axis=1), 1)
    order = np.argsort(-np.abs(weights), axis=1, kind="stable")
    ranked = np.take_along_axis(weights, order, axis=1)
    counts = np.count_nonzero(ranked, axis=1).tolist()
    spelled: dict[tuple[int, float], str] = {}
    told = []
    for names, values, count in zip(order.tolist(), ranked.tolist(), counts, strict=True):
        words = []
        for key in zip(names[:count], values, strict=False):
            if key not in spelled:
                spelled[key] = f"{FEATURES[key[0]]} {key[1]:+.1f}"
            words.append(spelled[key])
        told.append("; ".join(words))
    return told
