"""Which reports become one event: places that contain one another, days with lag, kinds, tolls that grow, words, copies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.link.rows import COUNTRY, DAY, OTHER_TOWN, PROVINCE, TOWN, Rows, event_of, events_of

BATTLE = {"event_type": "battle", "sub_event_type": "armed_clash", "method": "small_arms"}
NEXT_DAY = DAY + timedelta(days=1)


def _are_one(first: dict[str, Any], second: dict[str, Any], *, killed: tuple[int | None, int | None] = (12, 12), later: int = 1) -> bool:
    rows = Rows()
    one = rows.tell("a", killed[0], **first)
    other = rows.tell("b", killed[1], days_later=later, **second)
    out = rows.link()
    return event_of(out, one) == event_of(out, other)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {}, id="same town, day, kind and toll"),
        pytest.param({}, PROVINCE, id="a town and its province"),
        pytest.param({}, COUNTRY, id="a town and its country"),
        pytest.param({}, {"start": NEXT_DAY, "date_basis": "publication"}, id="the day of publication for the day before"),
        pytest.param({}, {"start": DAY - timedelta(days=2), "end": DAY + timedelta(days=4)}, id="a day and its week"),
        pytest.param({}, {"event_type": "unspecified_violence", "sub_event_type": None, "method": "unknown"}, id="a kind that is not told"),
        pytest.param({"actor1": "Boko Haram"}, {"actor1": "Boko Harām"}, id="spellings of an actor"),
        pytest.param({"actor1": "Army", "actor2": "Front"}, {"actor1": "Front", "actor2": "Army"}, id="told from the other side"),
    ],
)
def test_reports_that_may_tell_of_one_happening_are_linked(first: dict[str, Any], second: dict[str, Any]) -> None:
    """With the same toll of twelve and nothing against it."""
    assert _are_one(first, second)


@pytest.mark.parametrize(
    ("first", "second", "killed"),
    [
        pytest.param({}, OTHER_TOWN, (12, 12), id="another province"),
        pytest.param({}, {"start": DAY + timedelta(days=5)}, (12, 12), id="five days later"),
        pytest.param({}, {**TOWN, "country_iso3": "TUR", "country_name": "Turkey"}, (12, 12), id="another country"),
        pytest.param({}, BATTLE, (3, 40), id="another kind and toll"),
        pytest.param({}, {"start": None}, (12, 12), id="no day"),
        pytest.param({"start": None}, {"start": None}, (12, 12), id="no day in either"),
        pytest.param({**BATTLE}, {"event_type": "strategic_development", "sub_event_type": "talks"}, (None, None), id="a clash and talks"),
    ],
)
def test_reports_that_differ_are_kept_apart(first: dict[str, Any], second: dict[str, Any], killed: tuple[int | None, int | None]) -> None:
    """One thing that rules a match out, or several that speak against it."""
    assert not _are_one(first, second, killed=killed)


@pytest.mark.parametrize(("before", "after"), [(12, 15), (12, 17), (40, 62), (2, 3)])
def test_a_toll_that_grows_is_one_event(before: int, after: int) -> None:
    """A later report of the same blast with more dead is an update of it, and its figure counts."""
    rows = Rows()
    rows.tell("a", before)
    second = rows.tell("b", after, days_later=1)
    out = rows.link()
    (event,) = events_of(out)
    assert event["killed_best"] == after
    links = dict(zip(out["reports"]["report_id"].to_pylist(), out["reports"]["link_type"].to_pylist(), strict=True))
    assert links[second] == "update"


def test_a_large_toll_of_at_least_so_many_may_grow_to_a_multiple() -> None:
    """At least eleven, a day later 100: one massacre; two exact tolls so far apart are two."""
    for qualifier, n_events in (("at_least", 1), ("exact", 2)):
        rows = Rows()
        rows.tell("a", 11, qualifier=qualifier)
        rows.tell("b", 100, days_later=1)
        assert len(events_of(rows.link())) == n_events


def test_a_toll_dated_by_a_day_of_saying_may_be_of_days_before() -> None:
    """ "Has risen to 15, the governor said on Saturday": of Wednesday's blast; on a day that the text states, another blast."""
    for basis, n_events in (("inferred", 1), ("stated", 2)):
        rows = Rows()
        rows.tell("a", 12)
        rows.tell("b", 15, days_later=3, start=DAY + timedelta(days=3), date_basis=basis)
        assert len(events_of(rows.link())) == n_events


def test_one_document_never_tells_an_event_twice() -> None:
    """Two reports of one document are two happenings, though all else is the same."""
    rows = Rows()
    document = rows.document("a")
    one, other = rows.report(document), rows.report(document, rank=2)
    out = rows.link()
    assert event_of(out, one) != event_of(out, other)


def test_an_undated_report_goes_with_the_document_it_is_a_copy_of() -> None:
    """The same text without a day of publication: near duplicates are the one way in."""
    rows = Rows()
    text = " ".join(f"word{number}" for number in range(150))
    one = rows.tell("a", 12, text=text)
    document = rows.document("b", published=None, text=text + " edited")
    other = rows.report(document, start=None)
    out = rows.link()
    assert event_of(out, one) == event_of(out, other)


def test_rare_words_tell_which_of_two_happenings_a_vague_report_means() -> None:
    """Two towns of a province on one day: a report of the province goes to the one whose words it shares."""
    rows = Rows()
    town = {**TOWN, "place_name": "Harem", "geonames_id": 9, "latitude": 35.6, "longitude": 36.5}
    wedding = rows.tell("a", 5, quote="wedding hall musicians bride")
    checkpoint = rows.tell("b", 5, quote="sergeant barrier convoy lorry", **town)
    vague = rows.tell("c", 5, quote="musicians among those killed as bride arrived", **PROVINCE)
    for number in range(30):
        rows.tell(f"other{number}", 1, start=DAY + timedelta(days=3 * number + 10), quote="people blast town police")
    out = rows.link()
    assert event_of(out, vague) == event_of(out, wedding) != event_of(out, checkpoint)


def test_reasons_name_what_spoke_for_and_against() -> None:
    """The strongest first, with their weights."""
    rows = Rows()
    rows.tell("a", 12)
    rows.tell("b", 15, days_later=1)
    (reasons,) = [reason for reason in rows.link()["reports"]["match_reasons"].to_pylist() if reason]
    told = [part.split() for part in reasons.split("; ")]
    assert {"same_place", "same_day", "same_method", "other_killed"} <= {name for name, _ in told}
    weights = [abs(float(weight)) for _, weight in told]
    assert weights == sorted(weights, reverse=True)
