"""Words and marks of a sentence with their classes: phrases, case, shapes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etl.extract.figures.lexicon import load_lexicon
from etl.extract.figures.tokens import Tokens, tag_sentence
from etl.extract.figures.word_classes import SYMBOLS


def _tag(text: str, *, is_capitals: bool = False) -> Tokens:
    return tag_sentence(text, 0, len(text), load_lexicon("en"), is_capitals=is_capitals)


def _classes(text: str, *, is_capitals: bool = False) -> list[str]:
    """The class names of the words, by the first name of a symbol."""
    names: dict[str, str] = {}
    for name, symbol in SYMBOLS.items():
        names.setdefault(symbol, name)
    return [names[entry.symbol] for entry in _tag(text, is_capitals=is_capitals).entries]


def test_phrases_are_one_word() -> None:
    """The longest phrase wins and its offsets cover all its words."""
    tokens = _tag("police officers were shot dead at once")
    assert tokens.lows[:3] == ["police officers", "were", "shot dead"]
    assert (tokens.starts[2], tokens.ends[2]) == (21, 30)


def test_a_phrase_may_need_a_word_that_it_does_not_own() -> None:
    """ "Head" is a person where "of" follows, and "of" stays a word by itself."""
    assert _tag("the head of a bank").lows == ["the", "head", "of", "a", "bank"]
    assert _classes("the head of a bank")[1] == "person"
    assert _classes("a wound in the head")[-1] != "person"


def test_capitals_that_are_no_function_words() -> None:
    """ "IS fighters" and "US troops" are names, but not where a whole text is in capitals."""
    assert _classes("the IS fighters")[1] == "capital"
    assert _classes("THIS IS A TEXT", is_capitals=True)[1] == "be"


def test_may_is_a_month_or_a_verb() -> None:
    """Case tells the month; where it tells nothing a number beside it does."""
    assert _classes("on 4 May")[-1] == "date" or _tag("on 4 May").entries[-1].kind == "month"
    assert _tag("rebels may attack").entries[1].kind == "modal"
    assert _tag("ON 4 MAY", is_capitals=True).entries[-1].kind == "month"


def test_compounds() -> None:
    """Hyphened words are numbers, ages or people by their parts."""
    assert _tag("twenty-three").entries[0].value == 23
    assert _tag("a 9-year-old girl").entries[1].age == "child"
    assert _tag("two ex-soldiers").tags[-1] == SYMBOLS["people"]


def test_dates_with_slashes_are_no_numbers() -> None:
    """ "5/15/1970" is one plain word."""
    assert _classes("5/15/1970") == ["phrase"] or _tag("5/15/1970").tags == SYMBOLS["lower"]


@given(st.text(max_size=200))
def test_offsets_are_in_order_and_in_the_text(text: str) -> None:
    """Tokens follow each other without overlap, one symbol each."""
    tokens = _tag(text)
    assert len(tokens.tags) == len(tokens.starts) == len(tokens.ends) == len(tokens.entries) == len(tokens.lows)
    end = 0
    for first, last in zip(tokens.starts, tokens.ends, strict=True):
        assert end <= first < last <= len(text)
        end = last
