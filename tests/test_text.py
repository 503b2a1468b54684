"""Folding, paragraphs, sentences and tokens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.text import fold, sentence_at, split_paragraphs, split_sentences, tokenise

ANY_TEXT = st.text(max_size=300)
NEWS_LIKE = st.text(alphabet="aZé* ٣۵५“”’–—…\u00ad\u200f\u0640\ufb01１\u00a0\n.,?\"'7", max_size=200)


@given(st.one_of(ANY_TEXT, NEWS_LIKE))
@settings(deadline=None, max_examples=200)
def test_every_folded_span_leads_back_into_the_original(text: str) -> None:
    """Offsets go back inside the text, in order, and a folded character comes from the original character that it points to."""
    folded = fold(text)
    last = 0
    for offset in range(len(folded.text)):
        start, end = folded.original_span(offset, offset + 1)
        assert 0 <= last <= start < end <= len(text)
        last = start
        if folded.text[offset].isalpha() and text[start] == folded.text[offset]:
            continue
        assert fold(text[start]).text.find(folded.text[offset]) >= 0


@given(st.one_of(ANY_TEXT, NEWS_LIKE))
@settings(deadline=None, max_examples=100)
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is its own folding."""
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=200))
@settings(deadline=None, max_examples=50)
def test_ascii_keeps_its_offsets(text: str) -> None:
    """An ASCII text needs no map, unless words are masked."""
    assert fold(text).origins is None or "*" in text


def test_a_masked_word_keeps_its_offsets() -> None:
    """The span of a masked word is that of all its characters."""
    text = "Trader kil*led in Homs"
    folded = fold(text)
    start = folded.text.index("killed")
    assert text[slice(*folded.original_span(start, start + len("killed")))] == "kil*led"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("٣٥ قتيلاً", "35 قتيلا"),
        ("۵۳ کشته", "53 کشته"),
        ("“At least ５３” – a monitor’s count", '"At least 53" – a monitor\'s count'),
        ("12\u00a0000", "12 000"),
        ("sol\u00addiers", "soldiers"),
        ("\u202a\u200f53\u202c killed", "53 killed"),
        ("the ﬁghters", "the fighters"),
        ("at ½ past", "at ½ past"),
        ("Trader kil*led – two as*sassinated", "Trader killed – two assassinated"),
        ("4*5 cells of a*b, *bold* and un*believ*able", "4*5 cells of a*b, *bold* and un*believ*able"),
    ],
)
def test_folding_makes_one_spelling(text: str, expected: str) -> None:
    """Digits, quotes, dashes, spaces and invisible marks each have one form."""
    assert fold(text).text == expected


def test_a_span_keeps_marks_inside_it_and_leaves_those_around_it() -> None:
    """The original words of a span hold every character between its first and its last."""
    original = "\u200f53\u00ad soldiers\u200f died"
    folded = fold(original)
    start = folded.text.index("53")
    end = folded.text.index(" died")
    first, last = folded.original_span(start, end)
    assert original[first:last] == "53\u00ad soldiers"


def test_a_wrapped_line_goes_on_and_a_headline_stands_alone() -> None:
    """A line break is a wrap only where the line before is long, open, and followed by lower case."""
    wrapped = "The shelling of the eastern district killed nine people and\nwounded twelve on Monday."
    assert len(split_paragraphs(wrapped)) == 1
    headline = "Nine killed in shelling of eastern district\nThe shelling began at dawn."
    assert len(split_paragraphs(headline)) == 2


def test_telegraph_text_is_joined_though_it_has_no_lower_case() -> None:
    """Cables in capitals wrap too."""
    cable = "THE GUERRILLAS AMBUSHED AN ARMY PATROL NEAR THE TOWN AND KILLED\nSIX SOLDIERS AND WOUNDED TWO."
    assert len(split_paragraphs(cable)) == 1


@given(st.one_of(ANY_TEXT, NEWS_LIKE))
@settings(deadline=None, max_examples=100)
def test_sentences_are_ordered_trimmed_and_apart(text: str) -> None:
    """Sentences follow each other, hold something, and start and end with something to read."""
    folded = fold(text).text
    end = 0
    for position, sentence in enumerate(split_sentences(folded)):
        assert sentence.index == position
        assert end <= sentence.start < sentence.end <= len(folded)
        assert not folded[sentence.start].isspace()
        assert not folded[sentence.end - 1].isspace()
        end = sentence.end


def test_a_text_without_full_stops_is_cut_into_bounded_sentences() -> None:
    """No sentence is longer than 4,000 characters, and none is lost."""
    text = "word " * 5000
    sentences = split_sentences(text)
    assert max(sentence.end - sentence.start for sentence in sentences) <= 4000
    assert sum(text[sentence.start : sentence.end].count("word") for sentence in sentences) == 5000


def test_abbreviations_end_no_sentence() -> None:
    """Ranks and initials keep their sentence whole."""
    text = "Gen. Karim met U.S. envoy Lee at 5 p.m. in Amman. Two guards were hurt."
    assert [text[s.start : s.end] for s in split_sentences(text)][-1] == "Two guards were hurt."
    assert len(split_sentences(text)) == 2


def test_sentence_at_finds_the_sentence_that_holds_an_offset() -> None:
    """Before the first sentence there is none; between two, the one before."""
    text = "  One is here. Two is there."
    sentences = split_sentences(text)
    assert sentence_at(sentences, 0) is None
    assert sentence_at(sentences, text.index("here")) == sentences[0]
    assert sentence_at(sentences, len(text) - 1) == sentences[1]


def test_tokens_keep_numbers_and_compound_words_whole() -> None:
    """Separators stay in numbers, hyphens and apostrophes in words, dots in initials."""
    text = "The U.S.-backed al-Nusra's 1,200 men -- 3.5 per cent -- didn't flee."
    words = [token.text for token in tokenise(text, 0, len(text))]
    assert words == [
        "The", "U.S.", "-", "backed", "al-Nusra's", "1,200", "men", "--", "3.5", "per", "cent", "--", "didn't", "flee", ".",
    ]  # fmt: skip
