"""The article that this project started from, told again in our own words: the same facts must give the same rows, everywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import etl

ARTICLE = Path(__file__).resolve().parents[1] / "samples" / "paris-conference-2012-07-06.txt"
FRIDAY = date(2012, 7, 6)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of the sample alone."""
    output = tmp_path_factory.mktemp("sample") / "output"
    summary = etl.run(ARTICLE, output=output)
    assert (summary.read, summary.kept, summary.refused) == (1, 1, 0)
    assert (summary.killed_low, summary.killed_best, summary.killed_high) == (53, 53, 53)
    return output


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def test_document(dataset: Path) -> None:
    """The headline after caption, byline and date line; the day from "Last updated"."""
    document = etl.read("documents", dataset).iloc[0]
    assert document["title"] == "Ministers in Paris call for tougher line on Syria"
    assert (_day(document["published_date"]), document["published_date_basis"]) == (FRIDAY, "text")
    assert document["text"] == ARTICLE.read_text(encoding="utf-8")


def test_claims(dataset: Path) -> None:
    """A total of at least 53 with three exclusive parts, and the long toll; nothing from 80 governments, Chapter 7 or MiG-21."""
    claims = etl.read("claims", dataset)
    assert set(claims["outcome"]) == {"killed"}
    assert sorted(claims["best"]) == [4, 14, 35, 53, 16500]
    total = claims[claims["best"] == 53].iloc[0]
    assert (total["low"], total["qualifier"], total["part_role"], total["parts_status"]) == (53, "at_least", "total", "equal")
    assert pd.isna(total["high"])
    assert total["counts_toward_total"]
    assert (total["source_name"], total["source_class"]) == ("Syrian Observatory for Human Rights", "monitor_ngo")
    parts = claims[claims["parent_claim_id"] == total["claim_id"]]
    assert dict(zip(parts["victim_category"], parts["best"], strict=True)) == {"civilian": 35, "state_forces": 14, "armed_group": 4}
    assert set(parts["part_role"]) == {"exclusive_part"}
    assert not parts["counts_toward_total"].any()


def test_every_quote_stands_in_the_text(dataset: Path) -> None:
    """Offsets are code points into the article as it was given."""
    text = ARTICLE.read_text(encoding="utf-8")
    for table in ("claims", "reports"):
        for row in etl.read(table, dataset).itertuples():
            assert text[row.char_start : row.char_end] == row.quote


def test_event(dataset: Path) -> None:
    """The day's toll is one summary event of the country, with an open upper bound."""
    events = etl.read("events", dataset)
    assert events["killed_best"].sum() == 53
    event = events[events["killed_best"] == 53].iloc[0]
    assert event["killed_is_open_high"]
    assert (event["killed_civilians_best"], event["killed_state_forces_best"], event["killed_armed_groups_best"]) == (35, 14, 4)
    assert (event["event_type"], event["parts_status"]) == ("unspecified_violence", "equal")
    assert (_day(event["date_start"]), _day(event["date_end"]), event["date_precision"]) == (FRIDAY, FRIDAY, 1)
    assert (event["country_iso3"], event["location_precision"], event["event_clarity"]) == ("SYR", 6, 2)


def test_toll(dataset: Path) -> None:
    """About 16,500 since March 2011 is a running toll, in no sum of events."""
    tolls = etl.read("tolls", dataset)
    assert len(tolls) == 1
    toll = tolls.iloc[0]
    assert (toll["toll_scope"], toll["outcome"], toll["best"], toll["source_class"]) == ("cumulative", "killed", 16500, "activist")
    assert pd.isna(toll["low"])
    assert pd.isna(toll["high"])
    assert (_day(toll["period_start"]), toll["period_start_precision"], _day(toll["period_end"])) == (date(2011, 3, 1), 4, FRIDAY)


def test_happenings_without_a_toll(dataset: Path) -> None:
    """The conference, the general's defection and the marches are reports of that week; the colonel's flight is background or older."""
    reports = etl.read("reports", dataset)
    talks = reports[(reports["sub_event_type"] == "talks") & (reports["country_iso3"] == "FRA")]
    assert _day(talks.iloc[0]["date_start"]) == FRIDAY
    defections = reports[reports["sub_event_type"] == "defection"]
    assert date(2012, 7, 3) in [_day(value) for value in defections.loc[defections["scope"] != "background", "date_start"]]
    assert (defections["scope"] == "background").any()
    protest = reports[reports["event_type"] == "protest"].iloc[0]
    assert (protest["country_iso3"], _day(protest["date_start"])) == ("SYR", FRIDAY)
    assert "Damascus" in protest["quote"]
    assert "Aleppo" in protest["quote"]


def test_the_dataset_holds(dataset: Path) -> None:
    """The check finds nothing."""
    assert etl.check(dataset).ok
