"""Linking of made worlds: scores that may not fall, and laws that hold for any world."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.engines.local import Engine
from etl.link import link
from etl.settings import Settings
from tests.link.worlds import RUN_ID, Shape, World, bcubed, make_world, score_world

FLOOR_F1, FLOOR_TOTAL = 0.95, 0.03
SMALL = Shape(n_events=30, n_days=6, n_towns=6)
LAWS = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TABLES = ("documents", "reports", "claims", "events", "tallies", "tolls", "event_history", "issues")


def _link(world: World, **options: Any) -> dict[str, pa.Table]:
    return link(world.tables(**options), settings=Settings(), run_id=RUN_ID)


def _sorted_rows(out: dict[str, pa.Table], *, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    return {name: sorted(map(repr, out[name].to_pylist())) for name in TABLES if name not in without}


def test_clusters_and_totals_of_a_world_not_tuned_on_keep_their_floors() -> None:
    """B-cubed F1 of at least .95 over some 3,000 reports, and the killed summed over events near what is told."""
    world = make_world(9_001, Shape(n_events=1_000, n_days=34))
    score = score_world(world)
    assert score.f1 >= FLOOR_F1
    assert abs(score.killed / world.killed_told - 1) <= FLOOR_TOTAL


@LAWS
@given(st.integers(0, 10_000), st.integers(0, 1_000))
def test_the_order_of_the_input_does_not_show(seed: int, shuffle: int) -> None:
    """The same rows in any order give the same tables."""
    world = make_world(seed, SMALL)
    assert _sorted_rows(_link(world)) == _sorted_rows(_link(world, order=random.Random(shuffle)))


@LAWS
@given(st.integers(0, 10_000), st.floats(0.1, 0.9))
def test_adding_articles_gives_what_building_from_all_gives(seed: int, share: float) -> None:
    """A dataset of some documents, linked again with the rest, is the dataset of all at once."""
    world = make_world(seed, SMALL)
    ids = [row["doc_id"] for row in world.documents]
    some = set(random.Random(seed).sample(ids, max(1, int(share * len(ids)))))
    first = _link(world, only=some)
    rest = world.tables(only=set(ids) - some)
    # The rows of the first run come back with what linking filled in, as a second run reads them.
    names = ("documents", "reports", "claims")
    both = {name: pa.concat_tables([first[name].select(rest[name].column_names).cast(rest[name].schema), rest[name]]) for name in names}
    again = link(both, settings=Settings(), run_id=RUN_ID)
    assert _sorted_rows(again) == _sorted_rows(_link(world))


@LAWS
@given(st.integers(0, 10_000))
def test_no_claim_is_lost_and_no_sum_exceeds_what_is_said(seed: int) -> None:
    """Every claim stays; each event has a first report and all its claims; killed summed over events never exceeds the reports' sum."""
    world = make_world(seed, SMALL)
    out = _link(world)
    assert sorted(out["claims"]["claim_id"].to_pylist()) == sorted(row["claim_id"] for row in world.claims)
    events = out["events"].to_pylist()
    reports = out["reports"].to_pylist()
    heads = [row["event_id"] for row in reports if row["link_type"] == "first_report"]
    assert sorted(heads) == sorted(row["event_id"] for row in events)
    event_of = {row["report_id"]: row["event_id"] for row in reports}
    assert all(event_of[row["report_id"]] == row["event_id"] for row in out["claims"].to_pylist())
    said: dict[str, int] = {}
    for row in world.claims:
        if row["outcome"] == "killed" and row["counts_toward_total"] and event_of[row["report_id"]]:
            said[row["report_id"]] = said.get(row["report_id"], 0) + (row["best"] or row["low"] or 0)
    assert sum(row["killed_best"] or 0 for row in events) <= sum(said.values())
    for row in events:
        told = [said.get(report_id, 0) for report_id, event_id in event_of.items() if event_id == row["event_id"]]
        assert (row["killed_best"] or 0) <= max(told, default=0)
        assert row["killed_low"] is None or row["killed_low"] <= row["killed_best"] <= row["killed_high"]


@LAWS
@given(st.integers(0, 10_000))
def test_summaries_and_what_they_cover_never_exceed_the_stated_total_or_the_events(seed: int) -> None:
    """What a summary keeps, with the events that it covers, is no more than the larger of its figure and theirs."""
    events = {row["event_id"]: row for row in _link(make_world(seed, SMALL))["events"].to_pylist()}
    covered: dict[str, int] = {}
    for row in events.values():
        if row["summary_event_id"] is not None:
            covered[row["summary_event_id"]] = covered.get(row["summary_event_id"], 0) + (row["killed_best"] or 0)
    for event_id, killed in covered.items():
        summary = events[event_id]
        assert summary["event_clarity"] == 2
        assert summary["killed_best"] + killed <= max(summary["killed_stated_best"], killed)


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_do_not_show(workers: int) -> None:
    """One process or two give the same tables in the same order."""
    world = make_world(5, SMALL)
    here = _link(world)
    with Engine(workers) as engine:
        there = link(world.tables(), settings=Settings(), run_id=RUN_ID, map_blocks=engine.map)
    assert all(here[name].equals(there[name]) for name in TABLES)


def test_every_link_carries_its_score_and_reasons() -> None:
    """All reports but an event's first have a score from 0 to 1 and say why."""
    rows = _link(make_world(6, SMALL))["reports"].to_pylist()
    links = [row for row in rows if row["link_type"] in ("same_event", "duplicate_report", "update")]
    assert links
    assert all(0 <= row["match_score"] <= 1 and row["match_reasons"] for row in links)
    assert all(row["match_score"] is None for row in rows if row["link_type"] not in ("same_event", "duplicate_report", "update"))


def test_bcubed_of_known_clusters() -> None:
    """Two events of two reports, one report in the wrong cluster: by hand, precision 2/3 and recall 3/4."""
    events = {"a": 1, "b": 1, "c": 2, "d": 2}
    precision, recall, _ = bcubed(events, {"a": "x", "b": "x", "c": "x", "d": "y"})
    assert precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert recall == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
