"""What holds for every text: offsets, order, days, values, the same answer twice, and time that grows with the text alone."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract.dates import find_dates, find_dates_folded, is_open_period, is_stretch
from etl.model import Sentence, Trace

WORDS = [
    "on",
    "since",
    "from",
    "to",
    "the",
    "last",
    "next",
    "three",
    "July",
    "Mar.",
    "6",
    "2012",
    "1998",
    "Friday",
    "night",
    "week",
    "ago",
    "later",
]
WORDS += [
    "days",
    "12:30",
    "GMT",
    "quarter",
    "first",
    "of",
    "and",
    "early",
    "mid",
    "-",
    ",",
    ".",
    "\n\n",
    "1990s",
    "yesterday",
    "spring",
    "after",
    "half",
]
WORDS += [
    "Easter",
    "century",
    "every",
    "a",
    "killed",
    "will",
    "'s",
    "٣",
    "½",
    "İ",
    "ß",
    "9999",
    "0",
    "31",
    "between",
    "2012-02-30",
    "am",
    "(",
    "%",
]
VALUE = re.compile(
    r"(?:PAST|PRESENT|FUTURE)_REF"
    r"|P(?=[\dTX])(?:[\d.X]+(?:DE|CE|WE|[YMWDQ]))*(?:T[\d.X]+[HMS](?:\d+[MS])?)?"
    r"|(?:[\dX]{2,4}(?:-[\dXWSHQFAUPIE]+)*)(?:T(?:MO|AF|EV|NI|[\d:]+))?"
)
texts = st.one_of(
    st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.lists(st.sampled_from(WORDS)).map("".join)
)
days = st.none() | st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))


@settings(deadline=None, max_examples=300)
@given(text=texts, published=days)
def test_expressions_are_spans_in_order_with_days_in_order(text: str, published: date | None) -> None:
    """Spans lie in the text in order without overlap and quote it; days are both there or neither, in order, and precision fits them."""
    before = 0
    for found in find_dates(text, published=published):
        assert before <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        before = found.end
        assert found.kind in ("DATE", "TIME", "DURATION", "SET")
        assert VALUE.fullmatch(found.value), found
        assert (found.date_start is None) == (found.date_end is None) == (found.date_precision == 9)
        assert found.date_basis in ("stated", "relative", "inferred", "unknown")
        assert (found.date_basis == "unknown") == (found.date_start is None)
        if found.date_start is not None and found.date_end is not None:
            assert found.date_start <= found.date_end
        assert found.rule
        assert is_stretch(found) or not is_open_period(found)


@settings(deadline=None, max_examples=100)
@given(text=texts, published=days)
def test_the_same_text_gives_the_same_expressions(text: str, published: date | None) -> None:
    """Nothing is remembered from one text to the next that changes an answer, and the trace changes none."""
    first = find_dates_folded(text, published=published)
    find_dates("On 4 May 1812 the fort fell.", published=None)
    assert find_dates_folded(text, published=published, trace=Trace()) == first


@settings(deadline=None, max_examples=100)
@given(text=st.lists(st.sampled_from([word for word in WORDS if word not in ("century",) and not re.search(r"\d{2}", word)]), max_size=25))
def test_without_a_year_or_publication_there_are_no_days(text: list[str]) -> None:
    """A text that names no year, published on an unknown day, has no days: nothing is taken from the clock."""
    assert [found for found in find_dates(" ".join(text), published=None) if found.date_start is not None] == []


def test_publication_may_be_a_day_a_moment_or_a_string() -> None:
    """A date, a datetime and ISO 8601 mean the same day; another string is an error."""
    ways = [date(2012, 7, 6), datetime(2012, 7, 6, 23, 30, tzinfo=UTC), "2012-07-06", "2012-07-06T10:00:00Z"]
    assert {find_dates("It fell yesterday.", published=way)[0].value for way in ways} == {"2012-07-05"}
    with pytest.raises(ValueError, match="Friday"):
        find_dates("It fell yesterday.", published="Friday")


def test_only_asked_sentences_are_given_but_all_tell_the_year() -> None:
    """`sentences` narrows what is given, not what is read."""
    text = "The war of 1914 began on 3 August 1914. On 9 August the fort fell."
    start = text.index("On 9")
    (found,) = find_dates_folded(text, published=None, sentences=[Sentence(1, start, len(text), 0)])
    assert found.text == "9 August"
    assert found.date_start == date(1914, 8, 9)


def test_the_trace_says_why_a_text_is_news_or_a_narrative() -> None:
    """One rule decides what relative dates count from, and it says what it saw."""
    trace = Trace()
    find_dates_folded("Two men died on Friday.", published=date(2012, 7, 6), trace=trace)
    assert any("news" in note.detail for note in trace.notes if note.name == "anchor")
    trace = Trace()
    find_dates_folded("Two men died on 4 May 1812.", published=None, trace=trace)
    assert any("no publication date" in note.detail for note in trace.notes if note.name == "anchor")


def test_a_refusal_is_traced() -> None:
    """What looks like a date and is none is told with the rule that refused it."""
    trace = Trace()
    assert find_dates_folded("It was sealed on 30 February 2012.", published=None, trace=trace) == []
    assert any(note.kind == "refusal" for note in trace.notes)


HOSTILE = [
    "1 " * 20,
    "the " * 30,
    "one two three ",
    "last next this ",
    "- " * 30,
    "12:",
    "1990s",
    "July ",
    "early mid late ",
    "a.m.",
    "Friday,",
    "２０１２-",
]


def count_calls(text: str) -> int:
    """How many calls of functions the search of a text makes: a measure of work that no clock disturbs."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        find_dates(text, published=date(2012, 7, 6))
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_with_the_text_alone(unit: str) -> None:
    """Eight times the text makes no more than sixteen times the calls (a square would make 64), whatever is repeated in it."""
    short, long = ((unit * (size // len(unit) + 1))[:size] for size in (4_000, 32_000))
    find_dates(short, published=date(2012, 7, 6))
    assert count_calls(long) < 16 * max(count_calls(short), 500)


@pytest.mark.parametrize("published", [date(1, 1, 1), date(9999, 12, 31), date(2012, 2, 29)])
def test_the_ends_of_the_calendar_do_not_break_it(published: date) -> None:
    """Expressions near the first and last day of the calendar give days inside it."""
    text = "Yesterday, tomorrow, next week, last year, in March, ten years ago, the past 300 years, in 9999, on Friday, last spring."
    for found in find_dates(text, published=published):
        assert found.date_start is None or found.date_end is None or found.date_start <= found.date_end
