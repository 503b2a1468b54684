from __future__ import annotations

import pytest

from etl.extract.event_types import find_events, has_event_trigger
from etl.text import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clashes broke out near the mill.", [("battle", "armed_clash", True)]),
        ("The earthquake hit at noon.", [("other", None, False)]),
        ("Six were killed.", []),
    ],
)
def test_the_words_decide_the_type(text: str, expected: list[tuple[str, str | None, bool]]) -> None:
    """Each event word gives its type, and whether it is one of conflict."""
    assert [(event.event_type, event.sub_event_type, event.is_conflict) for event in find_events(text, split_sentences(text))] == expected


def test_a_text_without_event_words_has_no_trigger() -> None:
    """A word of the list inside another word is none."""
    assert has_event_trigger("Clashes went on.")
    assert not has_event_trigger("Bombay duck is a fish.")
