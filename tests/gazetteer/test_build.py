"""The index: built from small sources, mapped, looked up. Places are invented but for those of our own tables."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import GazetteerError
from etl.gazetteer import build, layout
from etl.gazetteer.keys import name_key
from etl.gazetteer.lookup import Gazetteer, load_gazetteer
from etl.gazetteer.sources import SourcePlace


def _sources() -> Iterator[tuple[SourcePlace, str]]:
    yield SourcePlace("Anvar", layout.SETTLEMENT, "SY", 33.1, 39.1, 901, 5_000, "11", "Anvar District", alternate=("Al Anwar",)), "Homs"
    yield SourcePlace("Beshar", layout.SETTLEMENT, "SY", 33.0, 39.0, 902, 700, "11", "Anvar District", alternate=("Oldname",)), "Homs"
    yield SourcePlace("Al Fanustan", layout.SETTLEMENT, "SY", 35.1, 36.9, 903, 90_000, "10"), "Hama"
    yield SourcePlace("Belda / Corvan", layout.SETTLEMENT, "ES", 43.0, -2.0, 906, 60_000, "59"), "Basque Country"
    yield SourcePlace("Anvar", layout.SETTLEMENT, "TR", 37.0, 36.6, 904, 80_000, "31"), "Hatay"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """An index of five invented towns, our tables, and a dump of one village."""
    folder = tmp_path_factory.mktemp("index")
    dump = folder / "SY.txt"
    cells = ["905", "Qarn Anvar", "Qarn Anvar", "", "33.2", "39.2", "P", "PPL", "SY", "", "11", "", "", "", "40", "", "", "", "2020-01-01"]
    dump.write_text("\t".join(cells) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "read_settlements", _sources)
        first = build.build_index(folder / "one.index", geonames=[dump])
        second = build.build_index(folder / "two.index", geonames=[dump])
    assert first == second
    assert (folder / "one.index").read_bytes() == (folder / "two.index").read_bytes()
    return Gazetteer(folder / "one.index")


def _named(index: Gazetteer, name: str) -> list[tuple[str, str, str | None]]:
    return [(index.place(n).name, index.place(n).kind, index.iso3_of(n)) for n, _ in index.find(name_key(name))]


def test_names_lead_to_places(index: Gazetteer) -> None:
    """First names before alternate ones, the most populous first; other spellings and bare names stand as high as common ones."""
    assert _named(index, "anvar") == [("Anvar", "settlement", "TUR"), ("Anvar District", "admin2", "SYR"), ("Anvar", "settlement", "SYR")]
    assert [level for _, level in index.find("fanustan")] == [layout.COMMON]
    assert [level for _, level in index.find("oldname")] == [layout.ALTERNATE]
    assert index.find("belda")[0] == index.find("corvan")[0]
    assert _named(index, "QARN-ANVAR") == [("Qarn Anvar", "settlement", "SYR")]
    assert index.find("no such place") == []


def test_places_know_their_containers(index: Gazetteer) -> None:
    """District, first-level area and country, each with a point of its own in the middle of its places."""
    number = next(n for n, _ in index.find("anvar") if index.iso3_of(n) == "SYR" and index.kind[n] == layout.SETTLEMENT)
    place = index.place(number)
    assert place.admin1 is not None
    assert place.admin2 is not None
    assert (index.name_of(place.admin1), index.name_of(place.admin2)) == ("Homs", "Anvar District")
    district = index.place(place.admin2)
    assert (district.latitude, district.longitude) == pytest.approx((33.05, 39.05))
    assert index.place(place.admin1).code == "SY-HI"
    assert index.find_area("SY.11") == place.admin1


def test_our_tables_are_in(index: Gazetteer) -> None:
    """Countries, regions and waters of our tables are there by all their names."""
    assert _named(index, "Syria")[0] == ("Syria", "country", "SYR")
    assert _named(index, "the Sahel") == [("Sahel", "region", None)]
    assert ("Nineveh", "admin1", "IRQ") in _named(index, "Ninawa")
    assert _named(index, "Gulf of Aden") == [("Gulf of Aden", "water", None)]


def test_no_place_lies_nowhere(index: Gazetteer) -> None:
    """Every point is on the globe, and none at 0/0."""
    for number in range(len(index)):
        latitude, longitude = index.latitude[number] / layout.DEGREES, index.longitude[number] / layout.DEGREES
        assert -90 <= latitude <= 90
        assert -180 <= longitude <= 180
        assert (latitude, longitude) != (0, 0), index.name_of(number)


@settings(deadline=None)
@given(st.text(string.ascii_letters + " '-.أبcéğ", max_size=30))
def test_lookup_never_fails(text: str) -> None:
    """Any key finds places or none, and what it finds bears numbers of the index."""
    gazetteer = load_gazetteer()
    for number, level in gazetteer.find(name_key(text)):
        assert 0 <= number < len(gazetteer)
        assert level in (layout.PRIMARY, layout.COMMON, layout.ALTERNATE)


@pytest.mark.parametrize("content", [b"", b"CETLGAZ2", b"x" * 200, b"CETLGAZ2" + (90).to_bytes(8, "little") + b"{" * 100])
def test_a_file_that_is_no_index(tmp_path: Path, content: bytes) -> None:
    """The error names the file and the command that mends it."""
    path = tmp_path / "bad.index"
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match=r"make gazetteer"):
        Gazetteer(path)
