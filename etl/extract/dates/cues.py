"""Words around a time expression that decide how it is read: tense before a weekday, what may precede or follow a bare year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.languages import read_config

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|'s\b|[^\s\w]")
_CLAUSE = 160


@dataclass(frozen=True, slots=True)
class Cues:
    """The word sets of `dates.toml`."""

    numeric_order: str
    future: frozenset[str]
    past: frozenset[str]
    past_endings: tuple[str, ...]
    be: frozenset[str]
    year_after: frozenset[str]
    year_not_before: frozenset[str]
    month_after: frozenset[str]
    month_weak: frozenset[str]
    began: frozenset[str]
    since: frozenset[str]
    from_: frozenset[str]
    between: frozenset[str]
    to: frozenset[str]
    until: frozenset[str]
    rate_before: frozenset[str]


@cache
def load_cues(language: str) -> Cues:
    """Read `dates.toml` of a pack. Raises LanguageError."""
    data = read_config(language, "dates.toml")
    sets = {name: frozenset(data[name.rstrip("_")]) for name in Cues.__slots__ if name not in ("numeric_order", "past_endings")}
    return Cues(numeric_order=data["numeric_order"], past_endings=tuple(data["past_endings"]), **sets)


def words_before(low: str, offset: int, count: int) -> list[str]:
    """The last words and marks before an offset of the lower-case text, nearest first; a paragraph's start ends the search."""
    piece = low[max(0, offset - 14 * count) : offset]
    piece = piece[piece.rfind("\n\n") + 1 :]
    words = _WORD.findall(piece)
    return words[: -count - 1 : -1]


def word_after(low: str, offset: int) -> str:
    """The word or mark after an offset, or ""."""
    match = _WORD.search(low, offset, offset + 30)
    return match.group() if match else ""


def tense_before(low: str, offset: int, cues: Cues) -> str:
    """ "future", "past" or "" from the nearest cue before an offset in its clause."""
    piece = low[max(0, offset - _CLAUSE) : offset]
    words = _WORD.findall(piece)
    for position in range(len(words) - 1, -1, -1):
        word = words[position]
        if word in ".;!?" or word == "\u2022":
            return ""
        if word in cues.future:
            return "future"
        if word in cues.past:
            return "past"
        if len(word) > 4 and word.endswith(cues.past_endings):
            before = words[position - 1] if position else ""
            if before not in cues.be:
                return "past"
    return ""
