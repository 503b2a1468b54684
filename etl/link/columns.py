"""Reports that may be matched, as arrays: codes for what is compared for equality, numbers for the rest."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from anyascii import anyascii

from etl.link.figures import Observation, ReportFigures
from etl.link.frame import Frame, ReportRow

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NONE = -1
"""The code of a value that is not stated."""

_COARSE_PRECISION = 4
_SLACK_BEFORE = {"publication": 2, "inferred": 1, "unknown": 2}
"""How many days before the day it gives a report's happening may lie, by what the day rests on."""
_SLACK_AFTER = {"inferred": 1}


@dataclass(frozen=True, slots=True)
class Columns:
    """One value per report to match; `position` is its place in the frame.

    `low_day` and `high_day` are ordinals of the days it may have happened on, `first_day` and `last_day` of those it states. `place` is a
    settlement, `admin1` an area with its country. `fineness`: 3 a settlement, 2 a second-level area, 1 a first-level area, 0 vaguer.
    """

    position: Ints
    doc: Ints
    group: Ints
    published: Ints
    kind: Ints
    first_day: Ints
    last_day: Ints
    low_day: Ints
    high_day: Ints
    country: Ints
    admin1: Ints
    admin2: Ints
    place: Ints
    fineness: Ints
    latitude: Floats
    longitude: Floats
    event_type: Ints
    sub_event_type: Ints
    method: Ints
    actor1: Ints
    actor2: Ints
    actor1_type: Ints
    actor2_type: Ints
    killed: Ints
    killed_low: Floats
    killed_high: Floats
    killed_rank: Ints
    injured: Ints
    type_names: tuple[str, ...]
    method_names: tuple[str, ...]
    actor_names: tuple[str, ...]


class _Coder:
    """Codes for values in order of first sight; None is `NONE`."""

    def __init__(self) -> None:
        self._codes: dict[Hashable, int] = {}

    def code(self, value: Hashable) -> int:
        return NONE if value is None else self._codes.setdefault(value, len(self._codes))

    def names(self) -> tuple[str, ...]:
        return tuple(str(value) for value in self._codes)


def read_columns(frame: Frame, positions: Sequence[int], kinds: Sequence[int], figures: Sequence[ReportFigures | None]) -> Columns:
    """Arrays of the reports at `positions`; `kinds` are codes of what may be matched with each other."""
    rows = [frame.reports[position] for position in positions]
    documents = frame.documents
    types, subs, methods, actors, actor_types = _Coder(), _Coder(), _Coder(), _Coder(), _Coder()
    countries, admins, admins2, places = _Coder(), _Coder(), _Coder(), _Coder()
    days = [_days(row) for row in rows]
    killed = [_main(figures[position], "killed") for position in positions]
    injured = [_main(figures[position], "injured") for position in positions]
    spelled: dict[str, str] = {}

    def ints(values: Sequence[int]) -> Ints:
        return np.array(values, np.int64)

    def floats(values: Sequence[float | None]) -> Floats:
        return np.array([np.nan if value is None else value for value in values], np.float64)

    return Columns(
        position=ints(positions),
        doc=ints([row.doc for row in rows]),
        group=ints([documents[row.doc].group for row in rows]),
        published=ints([day.toordinal() if (day := documents[row.doc].published_date) else NONE for row in rows]),
        kind=ints(kinds),
        first_day=ints([day[0] for day in days]),
        last_day=ints([day[1] for day in days]),
        low_day=ints([day[2] for day in days]),
        high_day=ints([day[3] for day in days]),
        country=ints([countries.code(row.country_iso3) for row in rows]),
        admin1=ints([admins.code(_admin1_key(row)) for row in rows]),
        admin2=ints([admins2.code(_admin2_key(row)) for row in rows]),
        place=ints([places.code(_place_key(row)) for row in rows]),
        fineness=ints([_fineness(row) for row in rows]),
        latitude=floats([row.latitude for row in rows]),
        longitude=floats([row.longitude for row in rows]),
        event_type=ints([types.code(row.event_type) for row in rows]),
        sub_event_type=ints([subs.code(row.sub_event_type) for row in rows]),
        method=ints([NONE if row.method in ("unknown", "other") else methods.code(row.method) for row in rows]),
        actor1=ints([actors.code(_spell(row.actor1, spelled)) for row in rows]),
        actor2=ints([actors.code(_spell(row.actor2, spelled)) for row in rows]),
        actor1_type=ints([NONE if row.actor1_type == "unknown" else actor_types.code(row.actor1_type) for row in rows]),
        actor2_type=ints([NONE if row.actor2_type == "unknown" else actor_types.code(row.actor2_type) for row in rows]),
        killed=ints([NONE if one is None else one.total.best for one in killed]),  # type: ignore[union-attr]
        killed_low=floats([None if one is None else _low(one) for one in killed]),
        killed_high=floats([None if one is None else _high(one) for one in killed]),
        killed_rank=ints([NONE if one is None else one.total.rank for one in killed]),  # type: ignore[union-attr]
        injured=ints([NONE if one is None else one.total.best for one in injured]),  # type: ignore[union-attr]
        type_names=types.names(),
        method_names=methods.names(),
        actor_names=actors.names(),
    )


def _main(found: ReportFigures | None, outcome: str) -> Observation | None:
    """A report's own toll of an outcome, if it states a number."""
    if found is None:
        return None
    for observation in found.by_outcome.get(outcome, ()):
        if observation.is_main and observation.total is not None:
            return observation
    return None


def _low(observation: Observation) -> float:
    assert observation.total is not None
    return observation.total.best * 0.85 if observation.total.basis == "approx" else float(observation.total.low)


def _high(observation: Observation) -> float:
    assert observation.total is not None
    if observation.total.is_open_high:
        # "At least" is said of a toll that may still rise, not of one of any size.
        return observation.total.high * 1.5 + 1
    return observation.total.best * 1.15 if observation.total.basis == "approx" else float(observation.total.high)


def _days(row: ReportRow) -> tuple[int, int, int, int]:
    """First and last day as stated, then as they may be; all `NONE` without a date."""
    start, end = row.date_start or row.date_end, row.date_end or row.date_start
    if start is None or end is None:
        return NONE, NONE, NONE, NONE
    first, last = start.toordinal(), end.toordinal()
    return first, last, first - _SLACK_BEFORE.get(row.date_basis, 0), last + _SLACK_AFTER.get(row.date_basis, 0)


def _fineness(row: ReportRow) -> int:
    if row.location_precision <= 2 and (row.place_name is not None or row.geonames_id is not None or row.latitude is not None):
        return 3
    if row.location_precision <= 3 and row.admin2_name is not None:
        return 2
    return 1 if row.location_precision <= _COARSE_PRECISION and row.admin1_name is not None else 0


def _admin1_key(row: ReportRow) -> Hashable:
    if row.admin1_name is None or row.location_precision > 5:
        return None
    return row.country_iso3, row.admin1_name.casefold()


def _admin2_key(row: ReportRow) -> Hashable:
    if row.admin2_name is None:
        return None
    return row.country_iso3, row.admin1_name, row.admin2_name.casefold()


def _place_key(row: ReportRow) -> Hashable:
    if _fineness(row) < 3:
        return None
    if row.geonames_id is not None:
        return row.geonames_id
    if row.place_name is not None:
        return row.country_iso3, anyascii(row.place_name).casefold()
    return row.latitude, row.longitude


def _spell(name: str | None, spelled: dict[str, str]) -> str | None:
    """A name in plain small letters, so that spellings compare."""
    if name is None:
        return None
    if name not in spelled:
        spelled[name] = anyascii(name).casefold().strip()
    return spelled[name] or None
