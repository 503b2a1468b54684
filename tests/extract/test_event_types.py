from __future__ import annotations

import pytest

from etl.extract.event_types import classify, has_event_trigger


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clashes broke out near the mill.", ("battle", "armed_clash", True)),
        ("The earthquake hit at noon.", ("other", None, False)),
        ("Six were killed.", ("unspecified_violence", None, True)),
    ],
)
def test_the_words_decide_the_type(text: str, expected: tuple[str, str | None, bool]) -> None:
    """The first event word gives the type; none at all leaves it unspecified."""
    assert classify(text, 0, len(text)) == expected


def test_a_text_without_event_words_has_no_trigger() -> None:
    """A word of the list inside another word is none."""
    assert has_event_trigger("Talks went on.")
    assert not has_event_trigger("Bombay duck is a fish.")
