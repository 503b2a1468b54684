"""The shortcut of the chunk grammar never hides a chunk."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract.figures.chunk_grammar import CHUNK_PATTERN, REACH, begins_nothing
from etl.extract.figures.word_classes import SYMBOLS

ALPHABET = sorted(set("".join(SYMBOLS.values())) | set("#17GD\u20ac"))


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=12))
@settings(deadline=None, max_examples=2000)
def test_where_nothing_can_begin_nothing_does(tags: str) -> None:
    """Whatever follows the first symbols, a position that they rule out holds no chunk."""
    if begins_nothing(tags[:REACH]):
        assert CHUNK_PATTERN.match(tags) is None
