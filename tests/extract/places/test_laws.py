"""Laws that hold for places in any text."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.extract.places import find_places, focus_country
from etl.gazetteer.countries import country_point

_PIECES = [
    "Gao", "Deir ez-Zor", "al-Bab", "Qarmilun", "the village of Mbexa", "Sangin district", "Syria", "Syrian", "U.S.", "N.J.", "the Sahel",
    "Red Sea", "in", "near", "between", "and", "15 km north of", "-", ",", ".", "(", ")", "'s", "\n", "\u2013", "\u2019", "\u200f",
    "é", "ﷺ", "😀", "IN",
    "SAN SALVADOR", "road", "province", "said", "Mr.", "General", "PERU. ", "FARC", "İstanbul", "ﬁ", "١٢",
]  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join))


@settings(deadline=None, max_examples=300)
@given(_TEXTS)
@example("")
@example("Gao-Gao road")
@example("B`O")
def test_offsets_order_and_points(text: str) -> None:
    """Spans are of the given text, in order, without overlap; points are on the globe, never 0/0, and missing only at precision 9."""
    end = 0
    for place in find_places(text):
        assert end <= place.start < place.end <= len(text)
        assert place.text == text[place.start : place.end]
        end = place.end
        assert place.location_precision in (1, 2, 3, 4, 5, 6, 7, 9)
        assert (place.latitude is None) == (place.longitude is None) == (place.location_precision == 9)
        if place.latitude is not None and place.longitude is not None:
            assert -90 <= place.latitude <= 90
            assert -180 <= place.longitude <= 180
            assert (place.latitude, place.longitude) != (0, 0)
        assert place.name
        assert place.country_iso3 is None or country_point(place.country_iso3)


@settings(deadline=None, max_examples=100)
@given(_TEXTS)
def test_the_same_text_gives_the_same_places(text: str) -> None:
    """Nothing depends on what was read before."""
    first = find_places(text)
    find_places("Three died in Homs, Syria, and in Paris, Texas.")
    assert find_places(text) == first
    focus = focus_country(text, first, language="en")
    assert focus is None or country_point(focus)


def test_long_runs_stay_quick() -> None:
    """Hostile repetition is read in linear time (a quadratic reader would not end)."""
    for piece in ("Al ", "village of ", "in X, ", "Gao-", "between A and ", "A ", "(", "15 km ", "Deir al-"):
        find_places(piece * 20_000)
