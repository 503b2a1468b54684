"""The article that this project started from, told exactly. It lies outside the project, so these tests need it beside the checkout."""

from __future__ import annotations

import shutil
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import etl

ARTICLE = Path(__file__).resolve().parents[2] / "shared" / "seed" / "000_41998d41b9790e6a.txt"

if not ARTICLE.is_file():
    warnings.warn(
        "the founding article is not beside this checkout: its tests are skipped, the sample in our own words stands in", stacklevel=1
    )

pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason="the founding article is not beside this checkout")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of that article alone."""
    folder = tmp_path_factory.mktemp("founding")
    article = folder / "in" / ARTICLE.name
    article.parent.mkdir()
    shutil.copy(ARTICLE, article)
    output = folder / "output"
    summary = etl.run(article, output=output)
    assert (summary.read, summary.kept, summary.refused) == (1, 1, 0)
    return output


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def test_document(dataset: Path) -> None:
    """Title, day and agency of the article itself, not of its captions and byline."""
    document = etl.read("documents", dataset).iloc[0]
    assert document["title"] == "World meets in Paris to end Syria killings"
    assert _day(document["published_date"]) == date(2012, 7, 6)
    assert document["published_date_basis"] == "text"
    assert "AFP" in (document["publisher"], document["dateline_place"])


def test_the_day_toll_is_a_total_with_three_parts(dataset: Path) -> None:
    """53 at least, of whom 35 civilians, 14 soldiers and 4 rebels, and no other killed figure but the long toll."""
    claims = etl.read("claims", dataset)
    killed = claims[claims["outcome"] == "killed"]
    assert sorted(killed["best"].tolist()) == [4, 14, 35, 53, 16500]
    assert len(claims) == len(killed)
    total = killed[killed["best"] == 53].iloc[0]
    assert (total["low"], total["best"], total["qualifier"], total["part_role"]) == (53, 53, "at_least", "total")
    assert pd.isna(total["high"])
    assert total["parts_status"] == "equal"
    assert total["counts_toward_total"]
    parts = killed[killed["parent_claim_id"] == total["claim_id"]]
    assert dict(zip(parts["victim_category"], parts["best"], strict=True)) == {"civilian": 35, "state_forces": 14, "armed_group": 4}
    assert set(parts["part_role"]) == {"exclusive_part"}
    assert not parts["counts_toward_total"].any()
    assert total["source_name"] == "Syrian Observatory for Human Rights"
    assert total["source_class"] == "monitor_ngo"


def test_the_event_of_that_friday(dataset: Path) -> None:
    """One event carries the toll, with its parts, its open bound, its day, and its country only."""
    events = etl.read("events", dataset)
    assert events["killed_best"].sum() == 53
    event = events[events["killed_best"] == 53].iloc[0]
    assert (event["killed_low"], event["killed_best"], event["killed_high"]) == (53, 53, 53)
    assert event["killed_is_open_high"]
    assert (event["killed_civilians_best"], event["killed_state_forces_best"], event["killed_armed_groups_best"]) == (35, 14, 4)
    assert event["parts_status"] == "equal"
    assert event["event_type"] == "unspecified_violence"
    assert (_day(event["date_start"]), _day(event["date_end"]), event["date_precision"]) == (date(2012, 7, 6), date(2012, 7, 6), 1)
    assert (event["country_iso3"], event["location_precision"], event["event_clarity"]) == ("SYR", 6, 2)


def test_the_long_toll_stands_apart(dataset: Path) -> None:
    """About 16,500 since March 2011 is a row of tolls and in no sum of events."""
    tolls = etl.read("tolls", dataset)
    assert len(tolls) == 1
    toll = tolls.iloc[0]
    assert (toll["best"], toll["outcome"], toll["source_class"], toll["toll_scope"]) == (16500, "killed", "activist", "cumulative")
    assert pd.isna(toll["low"])
    assert pd.isna(toll["high"])
    assert (_day(toll["period_start"]), toll["period_start_precision"], _day(toll["period_end"])) == (date(2011, 3, 1), 4, date(2012, 7, 6))
    claims = etl.read("claims", dataset)
    assert claims.loc[claims["best"] == 16500, "qualifier"].tolist() == ["approx"]


def test_happenings_without_a_toll(dataset: Path) -> None:
    """Talks in Paris, a general's defection three days before, demonstrations in two cities; an older defection is background."""
    reports = etl.read("reports", dataset)
    talks = reports[(reports["sub_event_type"] == "talks") & (reports["country_iso3"] == "FRA")]
    assert _day(talks.iloc[0]["date_start"]) == date(2012, 7, 6)
    defections = reports[reports["sub_event_type"] == "defection"]
    current = defections[defections["scope"] != "background"]
    assert date(2012, 7, 3) in [_day(value) for value in current["date_start"]]
    assert (defections["scope"] == "background").any()
    protest = reports[reports["event_type"] == "protest"].iloc[0]
    assert protest["country_iso3"] == "SYR"
    assert _day(protest["date_start"]) == date(2012, 7, 6)
    assert "Damascus" in protest["quote"]
    assert "Aleppo" in protest["quote"]
    events = etl.read("events", dataset)
    assert (events["sub_event_type"] == "talks").any()


def test_the_dataset_holds(dataset: Path) -> None:
    """The check finds nothing."""
    assert etl.check(dataset).ok
