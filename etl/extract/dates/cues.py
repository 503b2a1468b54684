"""Words around a time expression that decide how it is read: tense before a weekday, what may precede or follow a bare year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.languages import read_config

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|'s\b|[^\s\w]")
_CLAUSE = 160
_SENTENCE_ENDS = frozenset(".;!?\u2022")
_SENTENCE_END = re.compile("[.;!?\u2022]")
_FEW_WORDS = 2
_LONGEST_ABBREVIATION = 8


@dataclass(frozen=True, slots=True)
class Cues:
    """The word sets of `dates.toml`."""

    numeric_order: str
    future: frozenset[str]
    future_pairs: dict[str, frozenset[str]]
    past: frozenset[str]
    past_endings: tuple[str, ...]
    be: frozenset[str]
    abbreviations: frozenset[str]
    year_after: frozenset[str]
    year_after_any: frozenset[str]
    plural_endings: tuple[str, ...]
    year_not_before: frozenset[str]
    day_after: frozenset[str]
    month_after: frozenset[str]
    month_weak: frozenset[str]
    month_not_before: frozenset[str]
    articles: frozenset[str]
    ordinal_before: frozenset[str]
    name_after: frozenset[str]
    place_after: frozenset[str]
    saying: frozenset[str]
    clause_ends: frozenset[str]
    began: frozenset[str]
    since: frozenset[str]
    from_: frozenset[str]
    between: frozenset[str]
    to: frozenset[str]
    and_: frozenset[str]
    superlatives: frozenset[str]
    superlative_endings: tuple[str, ...]
    lead_in: frozenset[str]
    until: frozenset[str]
    deadline: frozenset[str]
    rate_before: frozenset[str]


_OWN = frozenset({"numeric_order", "past_endings", "plural_endings", "superlative_endings", "future_pairs"})


@cache
def load_cues(language: str) -> Cues:
    """Read `dates.toml` of a pack. Raises LanguageError."""
    data = read_config(language, "dates.toml")
    sets = {name: frozenset(data[name.rstrip("_")]) for name in Cues.__slots__ if name not in _OWN}
    split = [entry.split(" ") for entry in data["future"] if " " in entry]
    pairs = {word: frozenset(after for first, after in split if first == word) for word, _ in split}
    return Cues(
        numeric_order=data["numeric_order"],
        past_endings=tuple(data["past_endings"]),
        plural_endings=tuple(data["plural_endings"]),
        superlative_endings=tuple(data["superlative_endings"]),
        future_pairs=pairs,
        **sets,
    )


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


def tense_around(low: str, start: int, end: int, cues: Cues) -> str:
    """ "future", "past" or "": the nearest cue before an expression in its sentence; where it opens the sentence, the first after it."""
    floor = max(0, start - _CLAUSE)
    opening = _sentence_start(low, floor, start, cues)
    words = _WORD.findall(low, opening, start)
    for position in range(len(words) - 1, -1, -1):
        after = words[position + 1] if position + 1 < len(words) else ""
        tense = _tense_of(words[position], words[position - 1] if position else "", after, cues)
        if tense:
            return tense
    opens = len(words) <= _FEW_WORDS and (opening > floor or floor == 0)
    return _tense_after(low, end, cues) if opens else ""


def _sentence_start(low: str, floor: int, offset: int, cues: Cues) -> int:
    """Where the sentence of an offset begins, not before `floor`."""
    for match in reversed(list(_SENTENCE_END.finditer(low, floor, offset))):
        if match.group() != "." or not _is_abbreviation(low, match.start(), cues):
            return match.end()
    return floor


def _tense_after(low: str, offset: int, cues: Cues) -> str:
    words = _WORD.findall(low, offset, offset + _CLAUSE)
    for position, word in enumerate(words):
        if word in _SENTENCE_ENDS:
            return ""
        tense = _tense_of(word, words[position - 1] if position else "", words[position + 1] if position + 1 < len(words) else "", cues)
        if tense:
            return tense
    return ""


def _tense_of(word: str, before: str, after: str, cues: Cues) -> str:
    if word in cues.future or after in cues.future_pairs.get(word, ()):
        return "future"
    if word in cues.past:
        return "past"
    return "past" if len(word) > 4 and word.endswith(cues.past_endings) and before not in cues.be else ""


def _is_abbreviation(low: str, stop: int, cues: Cues) -> bool:
    """Whether a full stop belongs to the word before it: "P.", "Mr.", "U.S."."""
    first = stop
    while first > 0 and stop - first < _LONGEST_ABBREVIATION and low[first - 1].isalpha():
        first -= 1
    word = low[first:stop]
    return len(word) == 1 or word in cues.abbreviations or low[stop + 1 : stop + 2].isalnum()
