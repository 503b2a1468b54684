"""The kinds of happenings, by cases that an analyst can extend."""

from __future__ import annotations

import pytest

from etl.extract.events.finder import choose_kind, find_events, has_event_trigger
from etl.extract.figures.finder import find_figures
from etl.extract.places import find_places
from etl.model import EventMention, Trace
from etl.text import fold, split_sentences
from tests.tables import Case, read_cases


def _mentions(text: str, trace: Trace | None = None) -> list[EventMention]:
    folded = fold(text).text
    return find_events(folded, split_sentences(folded), trace=trace)


@pytest.mark.parametrize("case", read_cases("en", "event_types.tsv"))
def test_the_kind_of_a_happening(case: Case) -> None:
    """The mentions and figures of a stretch give its event type, sub-event type, method and whether it is conflict."""
    folded = fold(case["text"]).text
    sentences = split_sentences(folded)
    found = choose_kind(find_events(folded, sentences), victims=find_figures(folded, sentences))
    shown = (*(part or "-" for part in found[:3]), "yes" if found[3] else "no")
    assert shown == (case["event_type"], case["sub_event_type"], case["method"], case["is_conflict"])


@pytest.mark.parametrize("case", read_cases("en", "event_mentions.tsv"))
def test_what_takes_place_and_what_makes_an_event(case: Case) -> None:
    """A mention says whether it is told as an occurrence and whether it makes an event of its own."""
    found = [mention for mention in _mentions(case["text"]) if mention.text.lower() == case["words"].lower()]
    if case["occurs"] == "-":
        assert not found, found
        return
    assert found, f"no mention of '{case['words']}' in {_mentions(case['text'])}"
    shown = ("yes" if found[-1].is_occurrence else "no", "yes" if found[-1].makes_event else "no")
    assert shown == (case["occurs"], case["makes"])


def test_a_text_without_event_words_has_no_trigger() -> None:
    """The gate opens for words that make events, not for their letters inside other words."""
    assert has_event_trigger("Rebels ambushed a patrol.")
    assert has_event_trigger("PEACE TALKS WENT ON.")
    assert has_event_trigger("Troops fired 82mm mortars.")
    assert not has_event_trigger("The potter fired his clay. Troops slept.")
    assert not has_event_trigger("Bombay duck is a fish, and the afraid raider-less braid is none.")


def test_offsets_are_of_the_text() -> None:
    """A mention's offsets cut its words out of the text, whatever stands before it."""
    text = "İstanbul — “Clashes” broke out; a car-bomb exploded."
    for mention in _mentions(text):
        assert fold(text).text[mention.start : mention.end].lower().replace("-", " ") == mention.text.lower().replace("-", " ")


def test_refusals_are_traced() -> None:
    """What is told as not having taken place, and what lacks what it needs, is noted with the reason."""
    trace = Trace()
    _mentions("Rebels may attack. They threatened sanctions.", trace)
    assert {note.name for note in trace.notes if note.kind == "refusal"} >= {"attack", "sanctions"}


@pytest.mark.parametrize(
    ("text", "sub_event_type"),
    [
        ("Rebels captured Goma on Friday.", "non_state_actor_overtakes_territory"),
        ("The army captured Goma from the rebels.", "government_regains_territory"),
        ("Police captured a thief in Goma.", "arrests"),
        ("Troops seized weapons in Goma.", "disrupted_weapons_use"),
    ],
)
def test_a_place_that_is_captured_is_no_arrest(text: str, sub_event_type: str) -> None:
    """What stands right after "captured" decides: a place is taken, people are arrested."""
    sentences = split_sentences(text)
    mentions = find_events(text, sentences, find_places(text))
    assert choose_kind(mentions)[1] == sub_event_type
