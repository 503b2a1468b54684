"""Headline, dateline, byline, captions, dates and furniture around an article, each in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract.front.front_matter import read_front_matter
from etl.model import FrontMatter
from etl.text import fold

CASES = Path(__file__).resolve().parents[2] / "cases" / "en"
CAPTIONS = "Talks go on\nA man on the quay (Photo: AFP)\nTalks go on\n"
BODY = "Four people were killed when a shell hit the bridge of the old town on Monday, the mayor said."


def rows(name: str) -> list[tuple[int, list[str]]]:
    """Numbered rows of a file of cases."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [(n, line.split("\t")) for n, line in enumerate(lines, start=1) if n > 2 and line.strip() and not line.startswith("#")]


def front(text: str, *, title: str | None = None, plain: bool = True) -> FrontMatter:
    """Front matter of a text."""
    return read_front_matter(fold(text).text, title=title, is_plain_text=plain)


def skipped(text: str, found: FrontMatter) -> list[str]:
    """The words of the skipped spans."""
    return [fold(text).text[start:end] for start, end in found.skipped]


@pytest.mark.parametrize(("number", "row"), rows("datelines.tsv"), ids=lambda value: str(value) if isinstance(value, int) else "")
def test_datelines(number: int, row: list[str]) -> None:
    """The cases of datelines.tsv."""
    line, place, publisher, day, begins = row
    found = front(f"{line}\n\n{BODY}", title="A title", plain=False)
    shown = [found.dateline_place or "-", found.dateline_publisher or "-", found.dateline_date_text or "-"]
    assert shown == [place, publisher, day], f"datelines.tsv:{number}"
    assert fold(line).text[found.body_start :].startswith(begins), f"datelines.tsv:{number}"


@pytest.mark.parametrize(("number", "row"), rows("front_lines.tsv"), ids=lambda value: str(value) if isinstance(value, int) else "")
def test_lines(number: int, row: list[str]) -> None:
    """The cases of front_lines.tsv: what is no text is skipped, and a date line's date is found."""
    line, kind = row
    text = f"{line}\n\n{BODY}\n\n{BODY}"
    found = front(text, title="A title", plain=False)
    assert (fold(line).text in skipped(text, found)) == (kind != "text"), f"front_lines.tsv:{number}"
    if kind == "date":
        assert found.updated_date_text is not None, f"front_lines.tsv:{number}"
    elif kind != "byline":
        assert found.updated_date_text is None, f"front_lines.tsv:{number}"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Shell hits bridge\n\n{BODY}", "Shell hits bridge"),
        (f"Shell hits bridge\nBy Ann Lee\n4 May 2012\n\n{BODY}", "Shell hits bridge"),
        (f"{CAPTIONS}Ann Lee, AFP\nLast updated: May 4, 2012\n\nShell hits bridge\n\n{BODY}", "Shell hits bridge"),
        (f"By Ann Lee\n\nIs this the end of the siege?\n\nALEPPO (AFP) - {BODY}", "Is this the end of the siege?"),
        (f"{BODY}\n\nA line in the middle\n\n{BODY}", None),
        (BODY, None),
        ("Shell hits bridge", None),
        (f"ALEPPO (AFP) - {BODY}\n\n{BODY}", None),
    ],
)  # fmt: skip
def test_titles_of_plain_texts(text: str, title: str | None) -> None:
    """The first headline that stands alone after captions, byline and date lines; it is skipped, for the article says it all again."""
    found = front(text)
    assert found.title == title
    assert title is None or title in skipped(text, found)
    assert BODY not in skipped(text, found)


def test_a_record_s_title_stands() -> None:
    """A record's title is kept, and no line of its text becomes one or is lost as one."""
    text = f"Shell hits bridge\n\n{BODY}"
    assert front(text, title="Other", plain=False).title == "Other"
    assert front(text, plain=False).title is None
    assert not front(text, plain=False).skipped


def test_what_follows_the_article() -> None:
    """From a mark of the end in the second half on, nothing is the article's."""
    text = f"{BODY}\n\n{BODY}\n\nMost read\nTen killed in ferry disaster last year, say police.\nTen tips"
    found = front(text)
    assert fold(text).text[found.skipped[-1][0] :].startswith("Most read")
    assert found.skipped[-1][1] == len(text)


def test_a_date_at_the_end() -> None:
    """A labelled date below the article counts when none stands above."""
    assert front(f"{BODY}\n\n{BODY}\n\n{BODY}\n\nPublished: 4 May 2012").updated_date_text == "4 May 2012"


def test_publisher_of_a_byline() -> None:
    """The outlet after a byline's comma."""
    assert front(f"Ann Lee, AFP\n\nShell hits bridge\n\n{BODY}").dateline_publisher == "AFP"
    assert front(f"By Ann Lee, Harbour Post\n\nShell hits bridge\n\n{BODY}").dateline_publisher == "Harbour Post"


@given(st.text(alphabet=st.sampled_from("AB ab(),.-–:\n0129/'"), max_size=400))
@settings(deadline=None, max_examples=150)
def test_spans_lie_in_the_text(text: str) -> None:
    """Whatever the text: spans in order inside it, and never all of it."""
    found = read_front_matter(text, title=None, is_plain_text=True)
    assert 0 <= found.body_start <= len(text)
    assert list(found.skipped) == sorted(found.skipped)
    assert all(0 <= start < end <= len(text) for start, end in found.skipped)
    if text.strip():
        assert sum(end - start for start, end in set(found.skipped)) < len(text.strip()) or not found.skipped
