"""Our own tables of names."""

from __future__ import annotations

import pytest

from etl.gazetteer import layout
from etl.gazetteer.countries import iso3_of_iso2
from etl.gazetteer.tables import read_rows, split_names


@pytest.mark.parametrize("table", ["admin1.tsv", "regions.tsv", "settlements.tsv", "countries.tsv"])
def test_rows_are_sound(table: str) -> None:
    """Known countries and kinds, points on the globe and never 0/0, no empty or repeated spelling."""
    countries = iso3_of_iso2()
    for row in read_rows(table):
        assert row["iso2"] in countries or (table == "regions.tsv" and not row["iso2"]), row
        assert row["name"], row
        if row["latitude"] or table != "admin1.tsv":
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
            assert -90 <= latitude <= 90, row
            assert -180 <= longitude <= 180, row
            assert (latitude, longitude) != (0, 0), row
        if "kind" in row:
            assert row["kind"] in layout.KINDS or (table == "settlements.tsv" and not row["kind"]), row
        also = split_names(row["also"])
        assert len(set(also)) == len(also), row
        assert row["name"] not in also, row


@pytest.mark.parametrize("table", ["admin1.tsv", "regions.tsv", "settlements.tsv"])
def test_no_place_stands_twice(table: str) -> None:
    """One row a place."""
    seen = set()
    for row in read_rows(table):
        key = (row["iso2"], row.get("admin1", ""), row.get("code", ""), row["name"], row.get("kind", ""))
        assert key not in seen, key
        seen.add(key)
