"""Counts: numbers in figures and words, hedges and ranges with their bounds, and numbers that count nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.figures.quantities import exceeded, find_quantities

COUNTS = [
    ("12 people", 12, 12, 12, "exact"),
    ("1,250 people", 1250, 1250, 1250, "exact"),
    ("1.250.000 people", 1250000, 1250000, 1250000, "exact"),
    ("1.2 million people", 1200000, 1200000, 1200000, "exact"),
    ("sixteen thousand people", 16000, 16000, 16000, "exact"),
    ("one hundred and twenty-three people", 123, 123, 123, "exact"),
    ("two dozen people", 24, 24, 24, "exact"),
    ("half a dozen people", 6, 6, 6, "exact"),
    ("a couple of people", 2, 2, 2, "exact"),
    ("at least 53 people", 53, 53, None, "at_least"),
    ("no fewer than 53 people", 53, 53, None, "at_least"),
    ("53 or more people", 53, 53, None, "at_least"),
    ("more than 53 people", 54, 54, None, "more_than"),
    ("over 53 people", 54, 54, None, "more_than"),
    ("about 200 people", None, 200, None, "approx"),
    ("nearly 200 people", None, 200, None, "approx"),
    ("200 or so people", None, 200, None, "approx"),
    ("up to 15 people", None, None, 15, "up_to"),
    ("as many as 15 people", None, None, 15, "up_to"),
    ("fewer than 10 people", None, None, 9, "less_than"),
    ("between 10 and 12 people", 10, None, 12, "range"),
    ("10-12 people", 10, None, 12, "range"),
    ("10 to 12 people", 10, None, 12, "range"),
    ("six or seven people", 6, None, 7, "range"),
    ("several people", 3, None, 9, "vague"),
    ("a handful of people", 4, None, 9, "vague"),
    ("dozens of people", 24, None, 99, "vague"),
    ("scores of people", 40, None, 99, "vague"),
    ("hundreds of people", 200, None, 999, "vague"),
    ("tens of thousands of people", 20000, None, 99999, "vague"),
]


@pytest.mark.parametrize(("words", "low", "best", "high", "qualifier"), COUNTS)
def test_bounds_of_a_count(words: str, low: int | None, best: int | None, high: int | None, qualifier: str) -> None:
    """Words give the bounds that they state and no others; what they leave open stays open."""
    (quantity,) = find_quantities(words, 0, len(words))
    assert (quantity.low, quantity.best, quantity.high, quantity.qualifier) == (low, best, high, qualifier)
    assert words[quantity.start : quantity.end] == quantity.text
    assert quantity.is_imputed == (qualifier == "vague")


@pytest.mark.parametrize(
    "words",
    [
        "on 4 June",
        "on June 4",
        "from 11 to 13 May",
        "between Nov. 15 and 18",
        "in 2004",
        "5/15/1970",
        "a fine of $400",
        "Leyla Aran, 42, said",
        "aged 16",
        "a 42-year-old",
        "Route 7",
        "1,23,4",
    ],
)
def test_numbers_that_count_nobody(words: str) -> None:
    """Dates, years, ages, money and labels are no counts."""
    assert find_quantities(words, 0, len(words)) == []


def test_a_year_before_a_number_is_no_day() -> None:
    """A number after a year begins something new ("on 8 May 2020, five men")."""
    words = "On 8 May 2020, five men died."
    assert [quantity.best for quantity in find_quantities(words, 0, len(words))] == [5]


def test_a_number_that_was_passed() -> None:
    """A toll that "passed 40" is more than 40; what is no exact number stays as it is."""
    (exact,) = find_quantities("40 people", 0, 9)
    assert (exceeded(exact).low, exceeded(exact).high, exceeded(exact).qualifier) == (41, None, "more_than")
    (about,) = find_quantities("about 40 people", 0, 15)
    assert exceeded(about) == about


@given(st.integers(min_value=2, max_value=10**12))
def test_digits_with_separators_are_read_as_written(number: int) -> None:
    """Every whole number is read back, with and without separators (four digits may be a year)."""
    for written in (f"{number:,} people", f"{number} people"):
        (quantity,) = find_quantities(written, 0, len(written))
        assert (quantity.low, quantity.best, quantity.high) == (number, number, number)


@given(st.text(alphabet="0123456789,.-/ andtozero%$()", max_size=60))
def test_bounds_are_in_order(text: str) -> None:
    """Whatever stands there, low is not above best, best not above high, and offsets lie in the text."""
    for quantity in find_quantities(text, 0, len(text)):
        bounds = [bound for bound in (quantity.low, quantity.best, quantity.high) if bound is not None]
        assert bounds == sorted(bounds)
        assert text[quantity.start : quantity.end] == quantity.text
