"""Period totals beside the incidents they cover: a summary keeps what separable events leave over, so that the plain sum is right.

The smallest summaries come first (fewest days, then the smaller place, then the one of a certain kind); what they keep counts towards
the larger ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etl.link.bounds import Bound
from etl.link.choosing import roll_up
from etl.link.figures import MAX_PERIOD_DAYS
from etl.link.merging import Event
from etl.link.tallies import Tally
from etl.schema import rollup

_KINDS = ("civilian", "state_forces", "armed_groups", "perpetrators")
_VIOLENT = frozenset({"battle", "explosion_remote_violence", "violence_against_civilians", "protest", "riot", "unspecified_violence"})
_ATTACKS = frozenset({"violence_against_civilians", "explosion_remote_violence"})


def settle_summaries(events: Sequence[Event]) -> None:
    """Cut each summary's tolls down to what the events it covers leave over, and point those to it."""
    summaries = [event for event in events if event.is_summary and event.tallies and _is_short(event)]
    if not summaries:
        return
    by_country: dict[str | None, list[Event]] = {}
    named_parts: dict[str, list[Event]] = {}
    for event in events:
        for claim in event.wholes:
            named_parts.setdefault(claim, []).append(event)
        if event.date_start is not None and event.tallies:
            by_country.setdefault(event.placed.country_iso3, []).append(event)
    summaries.sort(key=_size)
    rank = {summary.event_id: position for position, summary in enumerate(summaries)}
    index = {country: _DayIndex(members) for country, members in by_country.items() if country is not None}
    for summary in summaries:
        country = summary.placed.country_iso3
        if country is None:
            continue
        own = rank[summary.event_id]
        within = {event.event_id: event for event in index[country].within(summary) if covers(summary, event)}
        within.update((event.event_id, event) for claim in sorted(summary.totals) for event in named_parts.get(claim, ()))
        covered = [event for event in within.values() if event is not summary and rank.get(event.event_id, -1) < own]
        if covered:
            _subtract(summary, covered)


def _is_short(event: Event) -> bool:
    start, end = event.date_start, event.date_end
    return start is not None and end is not None and (end - start).days < MAX_PERIOD_DAYS


class _DayIndex:
    """Events of a country by their first day, so that a summary looks at its own days only."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._by_day: dict[int, list[Event]] = {}
        for event in events:
            assert event.date_start is not None
            self._by_day.setdefault(event.date_start.toordinal(), []).append(event)

    def within(self, summary: Event) -> list[Event]:
        assert summary.date_start is not None
        assert summary.date_end is not None
        days = range(summary.date_start.toordinal(), summary.date_end.toordinal() + 1)
        return [event for day in days for event in self._by_day.get(day, ())]


def _size(summary: Event) -> tuple[int, int, int, int, int, str]:
    """Order of summaries, the smallest first."""
    assert summary.date_start is not None
    assert summary.date_end is not None
    killed = summary.tallies.get("killed")
    best = killed.total.best if killed and killed.total else 0
    is_general = summary.event_type == "unspecified_violence"
    is_period = summary.dated.scope == "period"
    days = (summary.date_end - summary.date_start).days
    return days, -_fineness(summary), int(is_period), int(is_general), best, summary.event_id


def _fineness(event: Event) -> int:
    """How small an event's place is: 3 a settlement, 2 a second-level area, 1 a first-level area, 0 a country or vaguer."""
    precision = event.placed.location_precision
    return 3 if precision <= 2 else 2 if precision == 3 else 1 if precision == 4 else 0


def covers(summary: Event, event: Event) -> bool:
    """Whether a summary's total takes in an event: within its days, within its place, of its kind."""
    assert summary.date_start is not None
    assert summary.date_end is not None
    if event.date_start is None or event.date_end is None:
        return False
    if event.date_start < summary.date_start or event.date_end > summary.date_end:
        return False
    if event.event_type != summary.event_type and event.event_type not in _taken_in(summary):
        return False
    fineness = _fineness(summary)
    if _fineness(event) < fineness:
        return False
    outer, inner = summary.placed, event.placed
    if fineness >= 1 and outer.admin1_name is not None and outer.admin1_name != inner.admin1_name:
        return False
    if fineness >= 2 and outer.admin2_name is not None and outer.admin2_name != inner.admin2_name:
        return False
    return fineness < 3 or (outer.geonames_id, outer.place_name) == (inner.geonames_id, inner.place_name)


def _taken_in(summary: Event) -> frozenset[str]:
    """The other kinds of event that a total may take in: any violence, or of attacks by no stated means the bombs and shells too."""
    if summary.event_type == "unspecified_violence":
        return _VIOLENT
    is_any_attack = summary.event_type == "violence_against_civilians" and summary.method in ("unknown", "other")
    return _ATTACKS if is_any_attack else frozenset()


def _subtract(summary: Event, covered: Sequence[Event]) -> None:
    touched = False
    for outcome, tally in list(summary.tallies.items()):
        parts = [event.tallies[outcome] for event in covered if outcome in event.tallies and event.tallies[outcome].total is not None]
        if tally.total is None or not parts:
            continue
        summary.stated[outcome] = tally
        summary.tallies[outcome] = leave_over(tally, parts)
        touched = True
    if touched:
        for event in covered:
            event.summary = event.summary or summary
        summary.n_covered = sum(1 for event in covered if event.summary is summary)


def leave_over(stated: Tally, covered: Sequence[Tally]) -> Tally:
    """What a stated toll leaves when some others are taken off it, category by category, never below zero.

    Those of a stated category are taken off that category; those of no stated category, or of unknown kind, off the rest that the
    statement leaves open; where they exceed that rest, they are taken off the total and its parts are no longer known.
    """
    assert stated.total is not None
    taken = _sums(covered)
    own = roll_up(stated.categories)
    named = {kind: own[kind] for kind in _KINDS if kind in own}
    excess_parts = sum(own.values()) > stated.total.best
    if excess_parts:
        named = {}
    rest = stated.total.best - sum(named.values())
    left = {kind: max(0, count - taken.get(kind, 0)) for kind, count in named.items()}
    unnamed = sum(count for kind, count in taken.items() if kind not in named)
    left_rest = max(0, rest - unnamed)
    overflow = max(0, unnamed - rest)
    best = max(0, sum(left.values()) + left_rest - overflow)
    low = min(best, max(0, stated.total.low - sum(tally.total.low for tally in covered if tally.total)))
    high = max(best, stated.total.high - sum(tally.total.high for tally in covered if tally.total))
    keeps_parts = not overflow and not excess_parts
    return replace(
        stated,
        total=Bound(low, best, high, stated.total.is_open_high, "residual", stated.total.rank),
        best_rule="residual",
        categories=_cut_categories(stated.categories, left) if keeps_parts else {},
        subcategories={},
        sex_ages={},
        sides={},
    )


def _sums(covered: Sequence[Tally]) -> dict[str, int]:
    """Best figures by wide column, `unknown` for whoever is in no category."""
    sums: dict[str, int] = {}
    for tally in covered:
        if tally.total is None:
            continue
        own = roll_up(tally.categories)
        if sum(own.values()) > tally.total.best:
            own = {}
        known = {kind: own[kind] for kind in _KINDS if kind in own}
        for kind, count in known.items():
            sums[kind] = sums.get(kind, 0) + count
        sums["unknown"] = sums.get("unknown", 0) + tally.total.best - sum(known.values())
    return sums


def _cut_categories(categories: dict[str, Bound], left: dict[str, int]) -> dict[str, Bound]:
    """The categories of each wide column cut down to what is left of it; one that several share is told by its first only."""
    columns = rollup("victim_category")
    cut: dict[str, Bound] = {}
    remaining = dict(left)
    for category in categories:
        kind = columns.get(category, "unknown")
        if kind not in remaining:
            continue
        best = min(categories[category].best, remaining[kind])
        remaining[kind] -= best
        cut[category] = Bound(best, best, best, False, "residual", 0)
    return cut
