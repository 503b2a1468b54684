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


def test_one_source_named_in_short_is_no_second_one() -> None:
    """A ministry's 10, then 11 by "the health ministry": one source that goes on."""
    rows = Rows()
    rows.tell("a", 10, source_name="Lebanese health ministry", source_class="medical")
    rows.tell("b", 11, days_later=1, source_name="health ministry", source_class="medical")
    event = _event(rows)
    assert (event["killed_low"], event["killed_best"], event["n_independent_sources"]) == (11, 11, 1)


def test_a_figure_that_competes_with_one_of_two_sides_is_added_to_the_other() -> None:
    """The army counts 80 militants and five soldiers, rebels 71 soldiers: 85, or 151."""
    rows = Rows()
    army = {"source_name": "Army", "source_class": "military", "is_party_claim": True}
    report = rows.tell("a", None)
    rows.claim(report, 80, victim_category="armed_group", **army)
    soldiers = rows.claim(report, 5, victim_category="state_forces", **army)
    rows.claim(report, 71, victim_category="state_forces", part_role="competing", counts_toward_total=False, is_party_claim=True,
               competes_with_claim_id=soldiers, source_name="Rebels", source_class="armed_group")  # fmt: skip
    event = _event(rows)
    assert (event["killed_best"], event["reported_min"], event["reported_max"]) == (85, 85, 151)
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


def test_a_party_that_goes_on_with_what_others_say_is_followed() -> None:
    """Activists count 12, three days later a ministry 15 civilians: 15."""
    rows = Rows()
    rows.tell("a", 12, source_class="activist")
    rows.tell("b", 15, days_later=3, source_name="Ministry", source_class="government", is_party_claim=True)
    event = _event(rows)
    assert (event["killed_best"], event["reported_min"], event["reported_max"]) == (15, 12, 15)


@pytest.mark.parametrize(("killed", "category"), [(15, "armed_group"), (29, "all"), (9, "all")])
def test_a_party_is_not_followed_in_what_it_makes_of_a_toll(killed: int, category: str) -> None:
    """12 dead by a hospital, later 15 fighters, 29 or 9 people by a party: 12, and none of them by the party's kind."""
    rows = Rows()
    rows.tell("a", 12, source_class="medical")
    report = rows.tell("b", None, days_later=2)
    rows.claim(report, killed, victim_category=category, source_name="Army", source_class="military", is_party_claim=True)
    event = _event(rows)
    assert (event["killed_best"], event["killed_armed_groups_best"]) == (12, None)


def test_an_exact_figure_counts_before_an_open_one_that_allows_it() -> None:
    """23 on one day, "more than 20" by another outlet on the next."""
    rows = Rows()
    rows.tell("a", 23)
    rows.tell("b", 21, days_later=1, qualifier="at_least")
    assert _event(rows)["killed_best"] == 23


def test_what_a_later_report_tells_of_one_victim_is_no_new_toll() -> None:
    """Five dead, then a story about two of them; two outlets that say two are believed."""
    rows = Rows()
    rows.tell("a", 5)
    rows.tell("b", 2, days_later=1)
    assert _event(rows)["killed_best"] == 5
    rows.tell("c", 2, days_later=1)
    assert _event(rows)["killed_best"] == 2


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
