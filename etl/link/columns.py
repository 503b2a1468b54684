"""Reports that may be matched, as arrays: codes for what is compared for equality, numbers for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

from etl.link.stated import Tolls
from etl.link.wording import read_words

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NONE = -1
"""The code of a value that is not stated."""

_COARSE_PRECISION = 4
_SLACK_BEFORE = {"publication": 2, "inferred": 3, "unknown": 2}
"""How many days before the day it gives a report's happening may lie, by what the day rests on."""
_SLACK_AFTER = {"inferred": 1}


@dataclass(frozen=True, slots=True)
class Columns:
    """One value per report to match; `position` is its place among all reports.

    `low_day` and `high_day` are ordinals of the days it may have happened on, `first_day` and `last_day` of those it states, `is_stated`
    by a calendar day, not as "on Monday" or from the day of publication. `place` is a settlement, `admin1` an area with its country.
    `fineness`: 3 a settlement, 2 a second-level area, 1 a first-level area, 0 vaguer.
    `spots` counts the places that other reports tell of within the report's days and its area, if that is larger than a second-level
    one: among so many its happening may be. `words` are codes of the rarest words that tell of it, a row of `wording.N_WORDS` each,
    `word_weights` how rare each is.
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
    is_stated: Bools
    country: Ints
    admin1: Ints
    admin2: Ints
    place: Ints
    fineness: Ints
    spots: Ints
    latitude: Floats
    longitude: Floats
    event_type: Ints
    sub_event_type: Ints
    method: Ints
    actor1: Ints
    actor2: Ints
    killed: Ints
    killed_low: Floats
    killed_high: Floats
    killed_rank: Ints
    injured: Ints
    words: Ints
    word_weights: Floats
    country_names: tuple[str, ...]
    type_names: tuple[str, ...]
    method_names: tuple[str, ...]
    actor_names: tuple[str, ...]

    def take(self, rows: Ints) -> Columns:
        """The same of some rows."""
        arrays = {name: getattr(self, name)[rows] for name in _ARRAYS}
        return replace(self, **arrays)


def read_columns(documents: pa.Table, rows: pa.Table, tolls: Mapping[str, Tolls], *, doc: Ints, group: Ints, kinds: Ints) -> Columns:
    """Arrays of some reports (`rows`).

    `doc` are the rows of their document in `documents`, `group` codes of its near-duplicate group, `tolls` what they say of the killed and
    the injured, `kinds` codes of what may be matched with each other.
    """
    first, last, low, high = _read_days(rows)
    precision = _ints(rows["location_precision"])
    country, country_names = _codes(rows["country_iso3"])
    admin1_name, _ = _codes(rows["admin1_name"], str.casefold)
    admin2_name, _ = _codes(rows["admin2_name"], str.casefold)
    names, _ = _codes(rows["place_name"], _plain)
    latitude, longitude = _floats(rows["latitude"]), _floats(rows["longitude"])
    geonames = _ints(rows["geonames_id"])
    has_place = (names != NONE) | (geonames != NONE) | ~np.isnan(latitude)
    fineness = np.where(
        (precision <= 2) & has_place,
        3,
        np.where((precision <= 3) & (admin2_name != NONE), 2, ((precision <= _COARSE_PRECISION) & (admin1_name != NONE)).astype(np.int64)),
    )
    place = _place_codes(geonames, pair_codes(country, names), names, latitude, longitude, fineness)
    admin1 = np.where((admin1_name == NONE) | (precision > 5), NONE, pair_codes(country, admin1_name))
    admin2 = np.where(admin2_name == NONE, NONE, pair_codes(pair_codes(country, admin1_name), admin2_name))
    method, method_names = _codes(rows["method"], lambda name: None if name in ("unknown", "other") else name)
    event_type, type_names = _codes(rows["event_type"])
    actors = pa.chunked_array([*rows["actor1"].chunks, *rows["actor2"].chunks], pa.string())
    actor, actor_names = _codes(actors, _plain)
    killed, injured = tolls["killed"], tolls["injured"]
    words, word_weights = read_words(rows)
    published = _ints(pc.cast(documents["published_date"], pa.int32()))
    published = np.where(published == NONE, NONE, published + _EPOCH)
    return Columns(
        position=np.arange(rows.num_rows),
        doc=doc,
        group=group,
        published=published[doc],
        kind=kinds,
        first_day=first,
        last_day=last,
        low_day=low,
        high_day=high,
        is_stated=np.asarray(pc.equal(rows["date_basis"], "stated"), np.bool_),
        country=country,
        admin1=admin1,
        admin2=admin2,
        place=place,
        fineness=fineness,
        spots=_count_spots(first, low, high, country, admin1, place, fineness),
        latitude=latitude,
        longitude=longitude,
        event_type=event_type,
        sub_event_type=_codes(rows["sub_event_type"])[0],
        method=method,
        actor1=actor[: rows.num_rows],
        actor2=actor[rows.num_rows :],
        killed=killed.best,
        killed_low=killed.low,
        killed_high=killed.high,
        killed_rank=killed.rank,
        injured=injured.best,
        words=words,
        word_weights=word_weights,
        country_names=country_names,
        type_names=type_names,
        method_names=method_names,
        actor_names=actor_names,
    )


_ARRAYS = tuple(field.name for field in fields(Columns) if not field.name.endswith("_names"))
_EPOCH = 719_163
"""The ordinal of 1 January 1970."""


def _read_days(rows: pa.Table) -> tuple[Ints, Ints, Ints, Ints]:
    """First and last day as stated, then as they may be; all `NONE` without a date."""
    start, end = pc.coalesce(rows["date_start"], rows["date_end"]), pc.coalesce(rows["date_end"], rows["date_start"])
    known = pc.is_valid(start).to_numpy(zero_copy_only=False)
    first = np.where(known, _ints(pc.cast(start, pa.int32())) + _EPOCH, NONE)
    last = np.where(known, _ints(pc.cast(end, pa.int32())) + _EPOCH, NONE)
    basis, names = _codes(rows["date_basis"])
    before = np.array([_SLACK_BEFORE.get(name, 0) for name in names] + [0], np.int64)[basis]
    after = np.array([_SLACK_AFTER.get(name, 0) for name in names] + [0], np.int64)[basis]
    return first, last, np.where(known, first - before, NONE), np.where(known, last + after, NONE)


def _place_codes(geonames: Ints, named: Ints, names: Ints, latitude: Floats, longitude: Floats, fineness: Ints) -> Ints:
    """One code a settlement: by its number, else its name within the country, else its point."""
    number = pair_codes(np.zeros(len(geonames), np.int64), geonames)
    point = pair_codes(
        np.unique(np.nan_to_num(latitude, nan=-999.0), return_inverse=True)[1].astype(np.int64),
        np.unique(np.nan_to_num(longitude, nan=-999.0), return_inverse=True)[1].astype(np.int64),
    )
    kind = np.where(geonames != NONE, 0, np.where(names != NONE, 1, 2))
    code = pair_codes(kind, np.where(kind == 0, number, np.where(kind == 1, named, point)))
    return np.where(fineness == 3, code, NONE)


def _count_spots(first: Ints, low: Ints, high: Ints, country: Ints, admin1: Ints, place: Ints, fineness: Ints) -> Ints:
    """For each report the number of settlements and days told of by reports of its area within its days, at least 1."""
    spots = np.ones(len(first), np.int64)
    precise = (fineness == 3) & (first != NONE)
    for area, coarse in ((country, fineness == 0), (admin1, fineness == 1)):
        rows = np.flatnonzero(coarse & (first != NONE) & (area != NONE))
        told = np.flatnonzero(precise & (area != NONE))
        if not len(rows) or not len(told):
            continue
        told = told[np.unique(np.stack([area[told], first[told], place[told]]), axis=1, return_index=True)[1]]
        span = int(max(high.max(), first.max())) + 2
        keys = np.sort(area[told] * span + first[told])
        begin = np.searchsorted(keys, area[rows] * span + low[rows], side="left")
        end = np.searchsorted(keys, area[rows] * span + high[rows], side="right")
        spots[rows] = np.maximum(end - begin, 1)
    return spots


def pair_codes(one: Ints, other: Ints) -> Ints:
    """One code from 0 up for each pair of values that differ."""
    if not len(one):
        return one
    span = int(other.max()) - int(other.min()) + 1
    if (int(one.max()) - int(one.min()) + 1) * span > 2**62:
        other = np.unique(other, return_inverse=True)[1].astype(np.int64)
        span = int(other.max()) + 1
    pairs = (one - one.min()) * span + (other - other.min())
    return np.unique(pairs, return_inverse=True)[1].astype(np.int64)


def _codes(column: pa.ChunkedArray, spell: Callable[[str], str | None] | None = None) -> tuple[Ints, tuple[str, ...]]:
    """A code for each text in order of first sight, -1 for null, and the texts; `spell` makes one of several spellings."""
    encoded = column.combine_chunks().dictionary_encode()
    names: dict[str, int] = {}
    numbers = []
    for value in encoded.dictionary.to_pylist():
        name = spell(value) if spell is not None else value
        numbers.append(names.setdefault(name, len(names)) if name else NONE)
    indices = pc.fill_null(encoded.indices, len(numbers)).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.array([*numbers, NONE], np.int64)[indices], tuple(names)


def _plain(name: str) -> str | None:
    """A name in plain small letters, so that spellings compare."""
    return anyascii(name).casefold().strip() or None


def _ints(column: pa.ChunkedArray) -> Ints:
    values: Ints = np.asarray(pc.fill_null(pc.cast(column, pa.int64()), NONE), np.int64)
    return values


def _floats(column: pa.ChunkedArray) -> Floats:
    values: Floats = np.asarray(pc.fill_null(column, float("nan")), np.float64)
    return values
