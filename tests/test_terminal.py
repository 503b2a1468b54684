"""Text on a terminal: strangers' characters made harmless, tables that fit."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.terminal import pad, plain, render_table, shorten, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12 killed", "12 killed"),
        ("a\nb\tc", "a b c"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\ud800", "\\ud800"),
        ("Ménaka قتيل 死", "Ménaka قتيل 死"),
    ],
)
def test_control_characters_are_shown_by_their_codes(text: str, shown: str) -> None:
    """No text can move the cursor, set a title or turn the direction of writing."""
    assert plain(text) == shown


@settings(deadline=None, max_examples=150)
@given(st.text())
def test_nothing_hidden_is_left(text: str) -> None:
    """Whatever the text, every character that is shown is one that a terminal only prints."""
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in plain(text))


@settings(deadline=None, max_examples=150)
@given(st.text(), st.integers(min_value=2, max_value=40))
def test_texts_fit(text: str, columns: int) -> None:
    """Shortened texts take at most, padded ones exactly so many columns."""
    assert width(shorten(plain(text), columns)) <= columns
    assert width(pad(plain(text), columns)) == columns


def test_tables_fit_and_cut_the_widest_cell() -> None:
    """A long cell gives way, short ones stay whole."""
    lines = render_table(["id", "headline", "killed"], [["evt_1", "word " * 40, "12"]], columns=60, right=frozenset({2}))
    assert all(width(line) <= 60 for line in lines)
    assert lines[2].startswith("evt_1")
    assert lines[2].endswith("12")
    assert "…" in lines[2]
