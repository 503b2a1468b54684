"""Happenings of a text: spans of time, days, places, and what belongs together, from the table of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import etl
from tests.tables import Case, read_cases


def _days(row: dict[str, Any]) -> str:
    start, end = row["date_start"], row["date_end"]
    if start is None and end is None:
        return "?"
    return str(start) if start == end else f"{start or '?'}..{end or '?'}"


def _figure(claim: dict[str, Any]) -> str:
    return str(next(claim[bound] for bound in ("best", "low", "high") if claim[bound] is not None))


@pytest.mark.parametrize("case", read_cases("en", "happenings.tsv"))
def test_figures_stand_in_their_happenings(case: Case) -> None:
    """Each figure has the scope, the days and the place of its own telling, and shares a report only with its own happening."""
    found = etl.extract(case["text"], published=case["published"])
    wanted = [entry.strip() for entry in case["expected"].split(";")]
    claims = sorted(found.claims, key=lambda claim: (claim["char_start"], claim["char_end"]))
    assert len(claims) == len(wanted), [(_figure(claim), claim["quote"]) for claim in claims]
    previous = None
    for entry, claim in zip(wanted, claims, strict=True):
        opens = entry.startswith("/")
        figure, outcome, scope, days, place = entry.lstrip("/ ").split(" ", 4)
        assert (_figure(claim), claim["outcome"], claim["scope"], _days(claim)) == (figure, outcome, scope, days), claim["quote"]
        if place != "-":
            assert claim["place_text"] == place, claim["quote"]
        if previous is not None:
            assert (claim["report_id"] != previous) == opens, claim["quote"]
        previous = claim["report_id"]


def _told(report: dict[str, Any]) -> list[str]:
    """A report in the columns of the table of reports."""
    place = (report.get("place_name") or "-").replace(" ", "_")
    named = [report.get(column) or "-" for column in ("country_iso3", "actor1", "actor2")]
    return [report["scope"], report["event_type"], _days(report), named[0], place, named[1], named[2]]


@pytest.mark.parametrize("case", read_cases("en", "reports.tsv"))
def test_reports_say_when_where_and_who(case: Case) -> None:
    """Each happening of a text is one report, with its kind, days, place and sides."""
    found = etl.extract(case["text"], published=case["published"])
    told = [_told(report) for report in sorted(found.reports, key=lambda report: report["report_rank"])]
    wanted: list[list[str]] = []
    for entry in case["expected"].split(";"):
        columns, _, second = entry.strip().partition(" / ")
        wanted.append([*columns.split(" ", 5), second.strip()])
    assert len(told) == len(wanted), told
    for report, asked in zip(told, wanted, strict=True):
        assert [word if want != "*" else "*" for word, want in zip(report, asked, strict=True)] == asked, report


@pytest.mark.parametrize(
    ("text", "n_places"),
    [
        ("Gunmen killed nine people in the village of Odo, in the Bandiagara area, on Tuesday.", 1),
        ("A bomb killed nine people in the Hamar Weyne district of Mogadishu on Tuesday.", 1),
        ("Gunmen killed nine people in Gao and Kidal on Tuesday.", 2),
    ],
)
def test_a_village_and_its_town_are_one_place(text: str, n_places: int) -> None:
    """What is named only as the place around another is none of its own; places that "and" joins are two."""
    (report,) = etl.extract(text, published="2021-03-10").reports
    assert report["n_places"] == n_places


WORDS = [
    "12 people",
    "were killed",
    "in Kabul",
    "on Friday",
    "since March",
    "across Syria",
    "a bomb",
    "exploded",
    "police said",
    ",",
    ".",
    "\n\n",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_every_figure_has_one_happening(words: list[str]) -> None:
    """However words fall, each claim has a report of its document, ranks run from 1, and days stand in order."""
    found = etl.extract(" ".join(words), published=date(2021, 3, 10))
    reports = {row["report_id"] for row in found.reports}
    assert [row["report_rank"] for row in found.reports] == list(range(1, len(found.reports) + 1))
    for claim in found.claims:
        assert claim["report_id"] in reports
        assert claim["date_start"] is None or claim["date_end"] is None or claim["date_start"] <= claim["date_end"]


def test_what_harmed_people_is_the_main_happening() -> None:
    """Of two happenings the one with dead or hurt people comes first, though the other is told before it."""
    text = "An explosion on a pipeline spilled oil. A second explosion damaged a bus nearby, killing eight people."
    reports = sorted(etl.extract(text, published="2021-03-10").reports, key=lambda report: report["report_rank"])
    assert [report["char_start"] for report in reports] == [40, 0]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("On 26 April, rebels shelled a base in Baidoa. The shells hit houses in the suburb of Wadajir, killing two civilians.", 1),
        ("On 26 April, rebels shelled a base in Baidoa. In Kismayo, a bomb killed two civilians.", 2),
    ],
)
def test_a_toll_belongs_to_the_deed_told_right_before(text: str, count: int) -> None:
    """A deed told without a toll takes the one of the next sentence, which speaks of it again, wherever its victims were."""
    assert len(etl.extract(text, published="2021-04-28").reports) == count
