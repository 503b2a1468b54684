"""What was known when: revisions in order, and what became of every id that was ever published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.link import link
from etl.link.history import Published, read_published
from etl.settings import Settings
from tests.link.rows import DAY, Rows, event_of
from tests.link.worlds import RUN_ID, Shape, make_world


def _published(out: dict[str, pa.Table]) -> Published:
    return read_published(out["reports"], out["events"], out["event_history"])


def _history(out: dict[str, pa.Table]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = out["event_history"].to_pylist()
    return sorted(rows, key=lambda row: (row["event_id"], str(row["as_of_date"]), row["status"]))


def test_revisions_of_a_toll_are_visible_in_order() -> None:
    """12, then 15, then 15 again, then 17: three rows, the last is today's figure."""
    rows = Rows()
    for number, killed in enumerate((12, 15, 15, 17)):
        rows.tell(f"a{number}", killed, days_later=number)
    told = _history(rows.link())
    assert [(row["as_of_date"] - DAY, row["killed_best"]) for row in told] == [
        (timedelta(days=0), 12),
        (timedelta(days=1), 15),
        (timedelta(days=3), 17),
    ]
    assert {row["status"] for row in told} == {"active"}
    assert told[-1]["reason"] == "killed revised from 15 to 17"


def test_the_last_row_of_each_event_is_its_figure_of_today() -> None:
    """For all events of a world, totals among them."""
    out = link(make_world(3, Shape(n_events=60, n_days=6)).tables(), settings=Settings(), run_id=RUN_ID)
    last = {row["event_id"]: row["killed_best"] for row in _history(out)}
    assert last == dict(zip(out["events"]["event_id"].to_pylist(), out["events"]["killed_best"].to_pylist(), strict=True))


def test_an_earlier_report_gives_the_event_another_id_and_the_old_one_leads_to_it() -> None:
    """The id is that of the earliest report; what was published before is merged into what is now."""
    rows = Rows()
    late = rows.tell("b", 12, days_later=2)
    before = rows.link()
    early = rows.tell("a", 12)
    out = rows.link(published=_published(before))
    assert event_of(out, late) == event_of(out, early) != event_of(before, late)
    (row,) = [row for row in _history(out) if row["status"] == "merged"]
    assert (row["event_id"], row["superseded_by"], row["killed_best"]) == (event_of(before, late), event_of(out, early), 12)


def test_an_event_whose_document_is_gone_is_retracted() -> None:
    """Its id stays in the history with its last figure."""
    rows = Rows()
    rows.tell("a", 12)
    before = rows.link()
    after = Rows()
    after.tell("b", 3, start=DAY + timedelta(days=40))
    told = _history(after.link(published=_published(before)))
    (row,) = [row for row in told if row["status"] == "retracted"]
    assert (row["event_id"], row["killed_best"]) == (before["events"]["event_id"][0].as_py(), 12)


def test_a_report_that_was_read_anew_leads_to_its_documents_event() -> None:
    """Other rules give another report id; the old event leads to the new one of the same document."""
    rows = Rows()
    rows.tell("a", 12)
    before = rows.link()
    again = Rows()
    document = again.document("a")
    report = again.report(document, rank=2)
    out = again.link(published=_published(before))
    (row,) = [row for row in _history(out) if row["status"] == "merged"]
    assert row["superseded_by"] == event_of(out, report)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_every_id_ever_published_leads_to_todays(seed: int) -> None:
    """Documents that come in four parts, in any order: each id of each stage is active, retracted, or leads to an active one."""
    world = make_world(seed, Shape(n_events=25, n_days=5, n_towns=5))
    ids = [row["doc_id"] for row in world.documents]
    published: Published | None = None
    ever: set[str] = set()
    out: dict[str, pa.Table] = {}
    for part in range(4):
        out = link(world.tables(only=set(ids[part::4]) | {doc for one in range(part) for doc in ids[one::4]}), settings=Settings(),
                   run_id=RUN_ID, published=published)  # fmt: skip
        published = _published(out)
        ever |= set(out["events"]["event_id"].to_pylist())
    active = set(out["events"]["event_id"].to_pylist())
    heirs: dict[str, set[str | None]] = {}
    for row in out["event_history"].to_pylist():
        if row["status"] != "active":
            heirs.setdefault(row["event_id"], set()).add(row["superseded_by"])
    for event_id in ever:
        seen: set[str] = set()
        todo = [event_id]
        while todo and not seen & active:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo += [heir for heir in heirs.get(one, ()) if heir is not None]
        assert seen & active, f"{event_id} leads nowhere"
    keys = [(row["event_id"], row["as_of_date"], row["status"], row["superseded_by"]) for row in out["event_history"].to_pylist()]
    assert len(keys) == len(set(keys))
