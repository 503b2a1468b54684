"""The country a text is about."""

from __future__ import annotations

import pytest

from etl.extract.places import find_places, focus_country
from etl.gazetteer.countries import country_point
from etl.languages import read_table


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Two soldiers were killed near Gao on Monday.", "MLI"),
        ("FARC fighters burned a bus; the driver was hurt.", "COL"),
        ("A car bomb that ETA is thought to have planted wounded a judge.", "ESP"),
        ("Egyptian police shot three men in Israel.", "ISR"),
        ("US marines shot two men in Kabul.", "AFG"),
        ("The LTTE shelled the camp, the U.S. ambassador said.", "LKA"),
        ("A farmer was beaten in his upazila on Tuesday.", "BGD"),
        ("THE SHINING PATH KILLED TWO FARMERS.", "PER"),
        ("Three men were hurt in a fight.", None),
        ("", None),
        ("The Real Irish Republican Army said that it had planted the device.", "GBR"),
        ("Jondallah said that its men had attacked the barracks.", "IRN"),
    ],
)
def test_focus_country(text: str, iso3: str | None) -> None:
    """Places count most, then nationalities, then groups and local words; nothing is guessed from nothing."""
    assert focus_country(text, find_places(text), language="en") == iso3


def test_a_group_must_stand_as_a_word() -> None:
    """Letters of a group inside a longer word say nothing."""
    assert focus_country("BETAMAX AND METAL", [], language="en") is None


def test_table_of_groups_names_countries() -> None:
    """Every code of the table is a country, and no name stands there twice."""
    seen: set[str] = set()
    for row in read_table("en", "places_groups.tsv"):
        assert all(country_point(code) for code in row["iso3"].split(",")), row
        names = row["names"].split("|")
        assert all(name and name == name.strip() for name in names), row
        assert len(set(names)) == len(names), row["iso3"]
        assert not seen & set(names), (row["iso3"], seen & set(names))
        seen |= set(names)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("A bomb went off at the US embassy.", "institution"),
        ("The Baghdad Police spoke.", "institution"),
        ("Damascus said so.", "institution"),
        ("Two died in Mali police custody.", "name"),
        ("Two died in Mali.", "name"),
        ("Two died in Zubrowo village, Mali.", "unlisted"),
    ],
)
def test_rules_say_what_a_name_stands_for(text: str, rule: str) -> None:
    """A place that stands for its government or forces is told from a scene, a name that no source knows from one that is known."""
    assert find_places(text)[0].rule == rule


@pytest.mark.parametrize(
    ("text", "iso3"), [("COSTA RICA. A grenade hit the U.S. Embassy in San Jose.", "CRI"), ("PERU. Two Cubans died.", "PER")]
)
def test_a_heading_decides(text: str, iso3: str) -> None:
    """A country as the heading of a note is where it happened."""
    assert focus_country(text, find_places(text), language="en") == iso3
