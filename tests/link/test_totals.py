"""Totals: period summaries keep what separable events leave over; long and running totals are series, never summed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from etl.link.tolls import daily_increments
from tests.link.rows import COUNTRY, DAY, OTHER_TOWN, PROVINCE, Rows, event_of, events_of

WEEK = {"start": DAY - timedelta(days=3), "end": DAY + timedelta(days=3)}
GENERAL = {"event_type": "unspecified_violence", "sub_event_type": None, "method": "unknown", "scope": "period"}


def _sum(out: dict[str, Any]) -> int:
    return sum(value or 0 for value in out["events"]["killed_best"].to_pylist())


def test_a_daily_total_keeps_what_the_incidents_leave_over() -> None:
    """53 across the country, of whom 12 and 8 in two towns: 33 stay, the stated figure too, and the plain sum is 53."""
    rows = Rows()
    one, other = rows.tell("a", 12), rows.tell("b", 8, **OTHER_TOWN)
    total = rows.tell("c", 53, **GENERAL, **COUNTRY)
    out = rows.link()
    summary = events_of(out)[-1]
    assert summary["event_id"] == event_of(out, total)
    assert (summary["event_clarity"], summary["killed_best"], summary["killed_stated_best"]) == (2, 33, 53)
    assert summary["killed_best_basis"] == "residual"
    assert {row["summary_event_id"] for row in events_of(out)[:-1]} == {summary["event_id"]}
    assert _sum(out) == 53
    assert event_of(out, one) != event_of(out, other)


def test_a_total_never_falls_below_zero() -> None:
    """Incidents with more dead than the total: it keeps nobody, they keep theirs."""
    rows = Rows()
    rows.tell("a", 12)
    rows.tell("c", 10, **GENERAL, **COUNTRY)
    out = rows.link()
    assert events_of(out)[-1]["killed_best"] == 0
    assert _sum(out) == 12


def test_the_smallest_period_and_area_comes_first() -> None:
    """An incident of 5, a day's total of 20 for the province, a week's of 100 for the country: 5 + 15 + 80."""
    rows = Rows()
    rows.tell("a", 5)
    rows.tell("b", 20, **GENERAL, **PROVINCE)
    rows.tell("c", 100, **GENERAL, **COUNTRY, **WEEK)
    out = rows.link()
    assert sorted(row["killed_best"] for row in events_of(out)) == [5, 15, 80]
    assert _sum(out) == 100


def test_totals_are_settled_category_by_category() -> None:
    """53: 35 civilians, 14 soldiers, 4 rebels. An incident with 12 civilians leaves 23, 14 and 4."""
    rows = Rows()
    report = rows.tell("a", None)
    rows.claim(report, 12, victim_category="civilian")
    total_report = rows.tell("c", None, **GENERAL, **COUNTRY)
    total = rows.claim(total_report, 53, part_role="total", parts_status="equal")
    for category, killed in (("civilian", 35), ("state_forces", 14), ("armed_group", 4)):
        rows.claim(
            total_report, killed, victim_category=category, part_role="exclusive_part", parent_claim_id=total, counts_toward_total=False
        )
    summary = events_of(rows.link())[-1]
    kept = [summary[f"killed_{name}_best"] for name in ("civilians", "state_forces", "armed_groups", "unknown")]
    assert kept == [23, 14, 4, 0]
    assert summary["killed_best"] == 41


def test_other_days_places_and_kinds_are_not_covered() -> None:
    """A total of a province's battles of one day takes in neither the day after, nor another province, nor a bombing."""
    rows = Rows()
    rows.tell("a", 3, start=DAY + timedelta(days=4))
    rows.tell("b", 4, **OTHER_TOWN)
    rows.tell("d", 6)
    total = {**GENERAL, "event_type": "battle"}
    rows.tell("c", 20, **total, **PROVINCE)
    out = rows.link()
    assert events_of(out)[-1]["killed_best"] == 20
    assert {row["summary_event_id"] for row in events_of(out)} == {None}


def test_one_figure_over_several_places_is_one_summary() -> None:
    """It is never copied to the places, and covers those that are told apart."""
    rows = Rows()
    rows.tell("a", 4)
    rows.tell("b", 10, n_places=3, **PROVINCE)
    out = rows.link()
    summary = events_of(out)[-1]
    assert (summary["event_clarity"], summary["killed_best"], summary["killed_stated_best"]) == (2, 6, 10)


def test_what_a_document_tells_as_part_of_a_total_is_covered() -> None:
    """A town's battle in a text's toll of the day's bombings; one that no text puts there is not covered."""
    rows = Rows()
    document = rows.document("a")
    total = rows.claim(rows.report(document, scope="period", **COUNTRY), 20)
    battle = {"event_type": "battle", "sub_event_type": "armed_clash", "method": "unknown"}
    rows.claim(rows.report(document, rank=2, **battle), 5, parent_claim_id=total)
    rows.tell("b", 3, **battle, **OTHER_TOWN)
    *incidents, summary = events_of(rows.link())
    assert (summary["killed_best"], summary["killed_stated_best"]) == (15, 20)
    assert [row["summary_event_id"] == summary["event_id"] for row in incidents] == [False, True]


def test_a_total_of_attacks_takes_in_bombs() -> None:
    """Attacks across the country killed nine, a bomb six of them; a clash is no attack."""
    rows = Rows()
    rows.tell("a", 6)
    rows.tell("b", 4, event_type="battle", sub_event_type="armed_clash", method="small_arms", **OTHER_TOWN)
    attacks = {"event_type": "violence_against_civilians", "sub_event_type": "attack", "method": "unknown"}
    rows.tell("c", 9, scope="period", **attacks, **COUNTRY)
    assert [row["killed_best"] for row in events_of(rows.link())] == [4, 6, 3]


def test_one_deed_in_neighbouring_villages_is_one_event() -> None:
    """One outlet names two villages, another one of them, both with the same toll."""
    rows = Rows()
    rows.tell("a", 38, n_places=2)
    rows.tell("b", 38)
    (event,) = events_of(rows.link())
    assert (event["killed_best"], event["event_clarity"], event["n_documents"]) == (38, 1, 2)


def test_background_makes_no_event() -> None:
    """History of an old attack stays with the reports."""
    rows = Rows()
    report = rows.tell("a", 300, scope="background", start=date(2014, 1, 1))
    out = rows.link()
    assert out["events"].num_rows == 0
    (row,) = out["reports"].to_pylist()
    assert (row["report_id"], row["link_type"], row["event_id"]) == (report, "background", None)


def _running(figures: list[int], *, source: str = "Monitor") -> Rows:
    rows = Rows()
    for number, killed in enumerate(figures):
        days = {"start": date(2021, 1, 1), "end": DAY + timedelta(days=number)}
        who = {"source_name": source, "source_class": "monitor_ngo"}
        rows.tell(f"{source}{number}", killed, days_later=number, scope="cumulative", **days, **who, **COUNTRY)
    return rows


def test_running_totals_form_a_series_with_increments() -> None:
    """1,000, 1,020, 1,050 since January: no event, three tolls, +20 and +30."""
    out = _running([1_000, 1_020, 1_050]).link()
    assert out["events"].num_rows == 0
    rows = sorted(out["tolls"].to_pylist(), key=lambda row: row["reported_date"])
    assert [row["delta_best"] for row in rows] == [None, 20, 30]
    assert [row["is_monotonic"] for row in rows] == [None, True, True]
    assert [row["prev_toll_id"] for row in rows] == [None, rows[0]["toll_id"], rows[1]["toll_id"]]
    assert len({row["series_id"] for row in rows}) == 1
    assert [row["increment"] for row in daily_increments(rows)] == [None, 20, 30]


def test_a_source_named_in_short_goes_on_its_own_series() -> None:
    """The ministry of one country, first with its country and then without: one series, unless two have that name."""
    for others, n_series in (((), 1), (("Other health ministry",), 3)):
        rows = Rows()
        days = {"start": date(2021, 1, 1), "scope": "cumulative", "source_class": "government", **COUNTRY}
        for number, name in enumerate(("Syrian health ministry", "health ministry", *others)):
            rows.tell(name, 1_000 + number, days_later=number, end=DAY, source_name=name, **days)
        assert len({row["series_id"] for row in rows.link()["tolls"].to_pylist()}) == n_series


def test_a_restarted_count_is_rebased() -> None:
    """1,000, 1,020, then 10, 25: the source began anew, and the daily increments go on."""
    rows = sorted(_running([1_000, 1_020, 10, 25]).link()["tolls"].to_pylist(), key=lambda row: row["reported_date"])
    assert [row["is_restart"] for row in rows] == [False, False, True, False]
    assert [row["rebased_best"] for row in rows] == [1_000, 1_020, 1_030, 1_045]
    assert [row["increment"] for row in daily_increments(rows)] == [None, 20, 10, 15]


def test_a_revision_downwards_is_not_monotonic_and_no_restart() -> None:
    """1,000, then 980: fewer, but no new count."""
    rows = sorted(_running([1_000, 980]).link()["tolls"].to_pylist(), key=lambda row: row["reported_date"])
    assert (rows[1]["delta_best"], rows[1]["is_monotonic"], rows[1]["is_restart"]) == (-20, False, False)


def test_each_source_counts_for_itself() -> None:
    """Two monitors with other figures make two series, neither touching the other."""
    rows = _running([1_000, 1_020])
    other = _running([700, 710], source="Ministry")
    for name in ("documents", "reports", "claims"):
        getattr(rows, name).extend(getattr(other, name))
    tolls = rows.link()["tolls"].to_pylist()
    assert len({row["series_id"] for row in tolls}) == 2
    assert sorted(row["delta_best"] for row in tolls if row["delta_best"] is not None) == [10, 20]


def test_a_long_total_beside_an_incident_goes_to_the_tolls() -> None:
    """12 killed today, 16,500 since the war began: the event has 12, the toll 16,500."""
    rows = Rows()
    report = rows.tell("a", 12)
    rows.claim(report, 16_500, scope="cumulative", date_start=date(2011, 3, 1), date_precision=4)
    out = rows.link()
    assert _sum(out) == 12
    (toll,) = out["tolls"].to_pylist()
    assert (toll["best"], toll["period_start"]) == (16_500, date(2011, 3, 1))
