"""One toll from many reports: sources, agreement, revisions, bounds, parts, people who change state, and how far to trust it."""

from __future__ import annotations

from typing import Any

import pytest

from etl.link.bounds import to_bound
from etl.settings import Settings
from tests.link.rows import Rows, events_of


def _event(rows: Rows, **settings: Any) -> dict[str, Any]:
    (event,) = events_of(rows.link(**settings))
    return event


def _tally(rows: Rows, outcome: str = "killed", category: str = "all") -> dict[str, Any]:
    (row,) = [
        row
        for row in rows.link()["tallies"].to_pylist()
        if row["outcome"] == outcome and row["victim_category"] == category and row["breakdown"] in ("total", "category")
    ]
    return row


@pytest.mark.parametrize(
    ("stated", "low_best_high", "is_open", "basis"),
    [
        ({"low": 12, "best": 12, "high": 12}, (12, 12, 12), False, "stated"),
        ({"qualifier": "at_least", "low": 53, "best": 53, "high": None}, (53, 53, 53), True, "stated"),
        ({"qualifier": "approx", "low": None, "best": 200, "high": None}, (200, 200, 200), False, "approx"),
        ({"qualifier": "range", "low": 10, "best": None, "high": 12}, (10, 10, 12), False, "range_low"),
        ({"qualifier": "vague", "low": 24, "best": None, "high": 99, "is_imputed": True}, (24, 24, 99), False, "vague_low"),
        ({"qualifier": "up_to", "low": None, "best": None, "high": 20}, (1, 20, 20), False, "upper_only"),
        ({"qualifier": "none", "low": 0, "best": 0, "high": 0}, (0, 0, 0), False, "zero_stated"),
    ],
)
def test_bounds_of_a_claim_on_an_event(stated: dict[str, Any], low_best_high: tuple[int, int, int], is_open: bool, basis: str) -> None:
    """All three are filled, and the basis tells how the best came about."""
    rows = Rows()
    rows.claim(rows.tell("a", None), **stated)
    event = _event(rows)
    assert tuple(event[f"killed_{name}"] for name in ("low", "best", "high")) == low_best_high
    assert (event["killed_is_open_high"], event["killed_best_basis"]) == (is_open, basis)


@pytest.mark.parametrize(("vague", "best"), [("range", 24), ("acled", 12), ("airwars", 20), ("null", None)])
def test_vague_words_count_as_the_settings_say(vague: str, best: int | None) -> None:
    """Dozens: at least 24 by the word, 12 by one convention, 20 by another, or nothing."""
    bound = to_bound(qualifier="vague", low=24, best=None, high=99, is_imputed=True, settings=Settings(vague=vague))
    assert (bound.best if bound else None) == best


def test_later_figures_of_a_source_supersede_its_earlier_ones() -> None:
    """12, then 15, then 17 by the same agency is 17, and nobody disagrees."""
    rows = Rows()
    for number, killed in enumerate((12, 15, 17)):
        rows.tell(f"a{number}", killed, days_later=number, source_name="Agency", source_class="wire_agency")
    event = _event(rows)
    assert (event["killed_low"], event["killed_best"], event["killed_high"]) == (17, 17, 17)
    assert (event["reported_min"], event["reported_max"]) == (12, 17)
    assert not event["has_disagreement"]
    assert event["n_independent_sources"] == 1


def test_a_source_that_lowers_its_figure_is_followed() -> None:
    """34, later corrected to 31 by the same source."""
    rows = Rows()
    rows.tell("a", 34, source_name="Agency")
    rows.tell("b", 31, days_later=1, source_name="Agency")
    assert _event(rows)["killed_best"] == 31


def test_copies_of_one_agency_count_once() -> None:
    """Three papers print one agency's text: one independent source, weak evidence."""
    rows = Rows()
    text = " ".join(f"word{number}" for number in range(150))
    for name in ("a", "b", "c"):
        rows.tell(name, 12, text=f"{text} {name}")
    event = _event(rows)
    assert (event["n_documents"], event["n_independent_sources"], event["evidence_grade"]) == (3, 1, "weak")


def test_two_sources_that_agree_are_fair_evidence() -> None:
    """Each its own, with the same figure."""
    rows = Rows()
    rows.tell("a", 12)
    rows.tell("b", 12, source_class="police")
    event = _event(rows)
    assert (event["n_independent_sources"], event["evidence_grade"]) == (2, "fair")
    assert _tally(rows)["best_rule"] == "agreement"


def test_competing_claims_stay_side_by_side_and_contest_the_toll() -> None:
    """The army says 3, rebels claim 20 for the same people: the one that counts is the best, both bound what is reported."""
    rows = Rows()
    report = rows.tell("a", 3, source_name="Army", source_class="military", is_party_claim=True)
    rows.claim(report, 20, part_role="competing", counts_toward_total=False, source_name="Rebels", source_class="armed_group",
               is_party_claim=True)  # fmt: skip
    event = _event(rows)
    assert event["killed_best"] == 3
    assert (event["reported_min"], event["reported_max"]) == (3, 20)
    assert event["has_disagreement"]
    assert event["has_only_party_claims"]
    assert event["evidence_grade"] == "contested"


def test_nobody_is_averaged() -> None:
    """Two sources of one day say 10 and 14: the best figure is one of the two, the bounds hold both."""
    rows = Rows()
    rows.tell("a", 10)
    rows.tell("b", 14)
    event = _event(rows)
    assert event["killed_best"] in (10, 14)
    assert (event["killed_low"], event["killed_high"]) == (10, 14)
    assert event["killed_best_basis"] == "conflicting"


def test_a_party_does_not_outweigh_others() -> None:
    """A hospital's 12 stands before a party's 30 of the same day."""
    rows = Rows()
    rows.tell("a", 12, source_class="medical")
    rows.tell("b", 30, source_name="Rebels", source_class="armed_group", is_party_claim=True)
    assert _event(rows)["killed_best"] == 12


def test_the_wounded_who_died_are_counted_as_dead_only() -> None:
    """Two killed and ten wounded, of whom one later died: three killed, nine wounded."""
    rows = Rows()
    report = rows.tell("a", 2)
    wounded = rows.claim(report, 10, "injured")
    rows.claim(report, 1, moved_from_claim_id=wounded)
    event = _event(rows)
    assert (event["killed_best"], event["injured_best"]) == (3, 9)


def test_parts_fill_the_wide_columns_and_the_rest_is_unknown() -> None:
    """20 killed, of them twelve civilians and three policemen."""
    rows = Rows()
    report = rows.tell("a", None)
    total = rows.claim(report, 20, part_role="total", parts_status="parts_less")
    for category, killed in (("civilian", 12), ("police", 3)):
        rows.claim(report, killed, victim_category=category, part_role="exclusive_part", parent_claim_id=total, counts_toward_total=False)
    event = _event(rows)
    assert (event["killed_civilians_best"], event["killed_state_forces_best"], event["killed_unknown_best"]) == (12, 3, 5)
    assert event["parts_status"] == "parts_less"
    leaves = [row for row in rows.link()["tallies"].to_pylist() if row["breakdown"] == "category" and row["is_leaf"]]
    assert sum(row["best"] for row in leaves) == 20
    assert [row["best"] for row in leaves if row["is_residual"]] == [5]


def test_parts_that_exceed_the_total_are_left_out() -> None:
    """20 killed, 15 and 10 by kind: the text contradicts itself."""
    rows = Rows()
    report = rows.tell("a", None)
    total = rows.claim(report, 20, part_role="total", parts_status="parts_more")
    for category, killed in (("civilian", 15), ("police", 10)):
        rows.claim(report, killed, victim_category=category, part_role="exclusive_part", parent_claim_id=total, counts_toward_total=False)
    event = _event(rows)
    assert event["parts_status"] == "parts_more"
    assert event["killed_civilians_best"] is None
    assert event["killed_unknown_best"] is None


def test_zero_of_one_kind_says_nothing_of_the_others() -> None:
    """ "No civilians were harmed" leaves the toll unstated."""
    rows = Rows()
    rows.claim(rows.tell("a", None), 0, qualifier="none", victim_category="civilian")
    event = _event(rows)
    assert event["killed_best"] is None
    assert event["killed_civilians_best"] == 0


def test_what_is_denied_feared_or_rejected_does_not_count() -> None:
    """Only asserted figures do; a figure that somebody denies makes the event contested."""
    rows = Rows()
    report = rows.tell("a", 12)
    rows.claim(report, 40, assertion="feared", counts_toward_total=False)
    rows.claim(report, 30, assertion="denied", counts_toward_total=False)
    event = _event(rows)
    assert event["killed_best"] == 12
    assert event["evidence_grade"] == "contested"
