"""One event from its reports: the sharpest day and place that a report gives, the kind that most give, and the merged tolls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import NamedTuple, TypeVar

from etl.ids import make_id
from etl.link.choosing import find_best
from etl.link.figures import Observation, ReportFigures, spell_out
from etl.link.frame import DocumentRow, Frame, ReportRow
from etl.link.tallies import Tally, merge_observations

_BASIS_ORDER = {"stated": 0, "relative": 1, "inferred": 2, "publication": 3, "unknown": 4}
_GENERAL_TYPES = frozenset({"unspecified_violence", "other"})

T = TypeVar("T")


class Revision(NamedTuple):
    """The best figure of the killed as the reports up to a day had it; the day is None where no report is dated."""

    day: date | None
    best: int | None


@dataclass(slots=True)
class Event:
    """An event on its way to a row: positions of its reports, what they agree on, and its tolls by outcome.

    `stated` keeps the tolls as reported when a summary's own are cut down to what separable events leave over. `totals` are the claims of a
    summary, `wholes` those of which a document says that people of this event are part.
    """

    event_id: str
    reports: tuple[int, ...]
    is_summary: bool
    event_type: str
    sub_event_type: str | None
    method: str
    dated: ReportRow
    placed: ReportRow
    date_start: date | None
    date_end: date | None
    date_precision: int
    actor1: str | None
    actor1_type: str | None
    actor2: str | None
    actor2_type: str | None
    tallies: dict[str, Tally]
    stated: dict[str, Tally] = field(default_factory=dict)
    totals: frozenset[str] = frozenset()
    wholes: frozenset[str] = frozenset()
    n_claims: int = 0
    is_denied: bool = False
    is_withdrawn: bool = False
    revisions: tuple[Revision, ...] = ()
    summary: Event | None = None
    n_covered: int = 0
    review_status: str | None = None
    review_note: str | None = None


def merge_reports(frame: Frame, members: Sequence[int], figures: Sequence[ReportFigures | None], *, is_summary: bool) -> Event:
    """The event of some reports (positions, in the frame's order, which is that of publication)."""
    rows = [frame.reports[position] for position in members]
    event_type = _pick_type(rows)
    of_type = [row for row in rows if row.event_type == event_type]
    dated, placed = _pick_dated(rows), _pick_placed(rows)
    start, end = _whole_dates(dated)
    actor1, actor1_type, actor2, actor2_type = _pick_actors(rows)
    observations: dict[str, list[Observation]] = {}
    told = [found for position in members if (found := figures[position]) is not None]
    for found in told:
        for outcome, seen in found.by_outcome.items():
            observations.setdefault(outcome, []).extend(seen)
    if len(told) > 1:
        _name_alike(observations)
    tallies = {outcome: merge_observations(outcome, seen) for outcome, seen in sorted(observations.items())}
    days = [frame.documents[row.doc].published_date for row in rows]
    return Event(
        event_id=event_id_of(rows[0].report_id),
        reports=tuple(members),
        is_summary=is_summary,
        event_type=event_type,
        sub_event_type=_most_common([row.sub_event_type for row in of_type if row.sub_event_type is not None]),
        method=_most_common([row.method for row in rows if row.method not in ("unknown", "other")]) or rows[0].method,
        dated=dated,
        placed=placed,
        date_start=start,
        date_end=end,
        date_precision=9 if start is None else _fit_precision(dated, start, end),
        actor1=actor1,
        actor1_type=actor1_type,
        actor2=actor2,
        actor2_type=actor2_type,
        tallies=tallies,
        totals=frozenset(claim for found in told for claim in found.totals),
        wholes=frozenset(claim for found in told for claim in found.wholes),
        n_claims=sum(found.n_claims for found in told),
        is_denied=any(found.is_denied for found in told),
        is_withdrawn=bool(told) and all(found.is_withdrawn for found in told),
        revisions=_find_revisions(days, observations.get("killed", []), tallies.get("killed")),
    )


def _name_alike(observations: Mapping[str, Sequence[Observation]]) -> None:
    """Give a source that some reports name in full its full name in all."""
    fuller = spell_out({one.origin for seen in observations.values() for one in seen})
    for seen in observations.values() if fuller else ():
        for one in seen:
            one.origin = fuller.get(one.origin, one.origin)


def _find_revisions(days: Sequence[date | None], killed: Sequence[Observation], tally: Tally | None) -> tuple[Revision, ...]:
    """The first figure of an event and each day on which the reports published by then changed it, in order."""
    dated = sorted({day for day in days if day is not None})
    first = dated[0] if dated else None
    figures = {observation.total.best for observation in killed if observation.total is not None}
    if len(dated) < 2 or not figures:
        return (Revision(first, tally.total.best if tally is not None and tally.total is not None else None),)
    if len(figures) == 1:
        told = min(observation.day for observation in killed if observation.total is not None)
        (only,) = figures
        start = (Revision(first, None),) if first is not None and told > first.toordinal() else ()
        return (*start, Revision(date.fromordinal(told) if told else first, only))
    revisions: list[Revision] = []
    seen = -1
    for day in dated:
        known = [observation for observation in killed if observation.day <= day.toordinal()]
        if revisions and len(known) == seen:
            continue
        best = find_best(known)
        if not revisions or best != revisions[-1].best:
            revisions.append(Revision(day, best))
        seen = len(known)
    return tuple(revisions)


def event_id_of(report_id: str) -> str:
    """The id of the event whose earliest report is this."""
    return make_id("evt", report_id)


def publisher_of(document: DocumentRow) -> str:
    """Who first published a text: copies count as the lead's."""
    return (document.lead_publisher or document.publisher or document.near_dup_group).casefold()


def _pick_type(rows: Sequence[ReportRow]) -> str:
    specific = [row.event_type for row in rows if row.event_type not in _GENERAL_TYPES]
    return _most_common(specific) or _most_common([row.event_type for row in rows]) or rows[0].event_type


def _most_common(values: Sequence[T]) -> T | None:
    """The commonest value, the first of several as common; None of none."""
    if not values:
        return None
    return values[0] if values.count(values[0]) == len(values) else Counter(values).most_common(1)[0][0]


def _pick_dated(rows: Sequence[ReportRow]) -> ReportRow:
    """The report that gives the sharpest day, of several that which most give, and of those one that states it."""
    best = _pick_sharpest(rows, [row.date_precision for row in rows], attrgetter("date_start", "date_end"))
    return min(best, key=lambda row: _BASIS_ORDER.get(row.date_basis, 4)) if len(best) > 1 else best[0]


def _pick_placed(rows: Sequence[ReportRow]) -> ReportRow:
    """The first report that gives the sharpest place, of several that which most give."""
    return _pick_sharpest(rows, [row.location_precision for row in rows], attrgetter("geonames_id", "place_name"))[0]


def _pick_sharpest(rows: Sequence[ReportRow], precisions: Sequence[int], tell: Callable[[ReportRow], object]) -> Sequence[ReportRow]:
    """Of the rows of the best precision those that tell what most rows tell."""
    if len(rows) == 1:
        return rows
    finest = min(precisions)
    best = [row for row, precision in zip(rows, precisions, strict=True) if precision == finest]
    if len(best) == 1:
        return best
    told = [tell(row) for row in rows]
    if told.count(told[0]) == len(told):
        return best
    votes = Counter(told)
    most = max(votes[tell(row)] for row in best)
    return [row for row in best if votes[tell(row)] == most]


def _whole_dates(row: ReportRow) -> tuple[date | None, date | None]:
    """First and last day; one that is open counts as the other."""
    return row.date_start or row.date_end, row.date_end or row.date_start


def _fit_precision(row: ReportRow, start: date | None, end: date | None) -> int:
    if row.date_precision == 9:
        return 1 if start == end else 5
    return row.date_precision


def _pick_actors(rows: Sequence[ReportRow]) -> tuple[str | None, str | None, str | None, str | None]:
    """Both sides as the report names them that names most of them; the other reports fill what it leaves out."""
    if len(rows) == 1:
        only = rows[0]
        return only.actor1, only.actor1_type, only.actor2, only.actor2_type
    fullest = min(rows, key=lambda row: -sum(value is not None for value in (row.actor1, row.actor2, row.actor1_type, row.actor2_type)))
    actor1, type1, actor2, type2 = fullest.actor1, fullest.actor1_type, fullest.actor2, fullest.actor2_type
    for row in rows:
        if actor1 is None and row.actor1 is not None and row.actor1 != actor2:
            actor1, type1 = row.actor1, row.actor1_type or type1
        if actor2 is None and row.actor2 is not None and row.actor2 != actor1:
            actor2, type2 = row.actor2, row.actor2_type or type2
    return actor1, type1, actor2, type2
