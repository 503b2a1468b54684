"""The day of publication: which source is believed, in which forms, and what is said about those that cannot be used."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from etl.extract.dates import parse_date
from etl.extract.front.publication import decide_publication
from etl.model import FrontMatter, Issue, Publication, RawDocument


def decide(
    *, record: str | None = None, page: str | None = None, url: str | None = None, updated: str | None = None, dateline: str | None = None,
    name: str = "a.txt", line: int | None = None,
) -> tuple[Publication, list[Issue]]:  # fmt: skip
    """The decision on a document that says so much."""
    raw = RawDocument("1", name, "x", url=url, published_record=record, published_page=page, line_number=line)
    front = FrontMatter(None, 0, None, None, dateline, updated)
    return decide_publication(raw, front, language="en", parse=parse_date)


@pytest.mark.parametrize(
    ("given", "day", "basis"),
    [
        ({"record": "2012-07-01", "page": "2012-07-02", "updated": "July 3, 2012"}, 1, "record"),
        ({"page": "2012-07-02", "updated": "July 3, 2012"}, 2, "page"),
        ({"url": "https://q.example/2012/07/02/shell", "updated": "July 3, 2012"}, 2, "page"),
        ({"updated": "July 3, 2012", "dateline": "4 July 2012"}, 3, "text"),
        ({"dateline": "4 JUL 12", "name": "2012-07-05.txt"}, 4, "dateline"),
        ({"name": "in/2012-07-05-quay.txt"}, 5, "file_name"),
        ({"name": "quay_20120705.html"}, 5, "file_name"),
        ({"dateline": "July 4", "name": "20120705.txt"}, 5, "file_name"),
    ],
)
def test_order_of_sources(given: dict[str, str], day: int, basis: str) -> None:
    """Record, page, text, dateline, file name."""
    found, issues = decide(**given)  # type: ignore[arg-type]
    assert (found.published_date, found.basis) == (date(2012, 7, day), basis)
    assert not issues


@pytest.mark.parametrize(
    ("text", "day", "instant"),
    [
        ("2012-07-06", date(2012, 7, 6), None),
        ("20120706", date(2012, 7, 6), None),
        ("2012-07-06T23:30:00Z", date(2012, 7, 6), datetime(2012, 7, 6, 23, 30, tzinfo=UTC)),
        ("2012-07-06T23:30:00-05:00", date(2012, 7, 6), datetime(2012, 7, 7, 4, 30, tzinfo=UTC)),
        ("2012-07-06 23:30:00.000+0200", date(2012, 7, 6), datetime(2012, 7, 6, 21, 30, tzinfo=UTC)),
        ("2012-07-06 10:00", date(2012, 7, 6), None),
        ("Fri, 06 Jul 2012 10:00:00 +0200", date(2012, 7, 6), datetime(2012, 7, 6, 8, 0, tzinfo=UTC)),
        ("Fri, 06 Jul 2012 10:00:00 GMT", date(2012, 7, 6), datetime(2012, 7, 6, 10, 0, tzinfo=UTC)),
        ("1341561600", date(2012, 7, 6), datetime(2012, 7, 6, 8, 0, tzinfo=UTC)),
        ("1341561600000", date(2012, 7, 6), datetime(2012, 7, 6, 8, 0, tzinfo=UTC)),
        ("20120706T080000Z", date(2012, 7, 6), datetime(2012, 7, 6, 8, 0, tzinfo=UTC)),
        ("July 6, 2012", date(2012, 7, 6), None),
        ("6 July 2012", date(2012, 7, 6), None),
        ("6 JUL 12", date(2012, 7, 6), None),
        ("20 AUG 90", date(1990, 8, 20), None),
    ],
)
def test_forms(text: str, day: date, instant: datetime | None) -> None:
    """The forms that records, pages and feeds use; the day is the writer's own, the instant in UTC."""
    found, issues = decide(record=text)
    assert (found.published_date, found.published_at) == (day, instant)
    assert not issues


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01T00:00:00Z", "12012-07-06", "1066-10-14"])
def test_implausible_days_are_not_used(text: str) -> None:
    """A filler is doubted aloud, and the next source taken."""
    found, issues = decide(record=text, page="2012-07-06")
    assert (found.published_date, found.basis) == (date(2012, 7, 6), "page")
    assert [issue.code for issue in issues] == ["implausible_publication_date"]
    alone, issues = decide(record=text)
    assert (alone.published_date, alone.basis) == (None, "unknown")
    assert [(issue.code, issue.severity) for issue in issues][-1] == ("no_publication_date", "warning")


@pytest.mark.parametrize("text", ["soon", "yesterday", "13/13/2012", "2012-02-30", "9" * 400, "\0", "1e999", "Tue"])
def test_unreadable_days(text: str) -> None:
    """What is no date is doubted aloud and decides nothing."""
    found, issues = decide(record=text)
    assert found.published_date is None
    assert [issue.code for issue in issues][-1] == "no_publication_date"
    assert issues[0].code in ("unreadable_publication_date", "implausible_publication_date")


def test_records_don_t_take_the_day_of_their_container() -> None:
    """The name of a file of many records says nothing about one of them."""
    found, _ = decide(name="2012-07-05.jsonl", line=3)
    assert found.published_date is None
