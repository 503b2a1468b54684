"""Finding time expressions: words that can stand in one are searched for, and only their known neighbours are read word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from etl.extract.dates.rules import Match, segment
from etl.extract.dates.vocabulary import BREAK, OTHER, Vocabulary, load_vocabulary
from etl.records import quick

_DIGITS = re.compile(r"[0-9]+(?:[:/][0-9]{2}|\.[0-9]{1,2}\.[0-9]{2}|[^\W\d_]{1,2}\b)?")
_REACH = 12
"""Words and marks read to the left of a trigger, at most."""
_LONGEST_WORD = 40
_LONGEST_RUN = 40


@dataclass(slots=True)
class Token:
    """A word, number or mark; `value` is what the vocabulary says it means, or its digits."""

    start: int
    end: int
    kind: str
    value: str


@quick
@dataclass(frozen=True, slots=True)
class Candidate:
    """A match with its words; groups map names to the tokens they cover."""

    match: Match
    tokens: tuple[Token, ...]
    groups: dict[str, tuple[Token, ...]]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.tokens[-1].end


def lower_same_length(text: str) -> str:
    """The text in lower case, offset by offset (the few letters whose lower case is longer stay as they are)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


@lru_cache(maxsize=4096)
def _digit_kind(digits: str) -> str:
    value = int(digits[:9])
    if len(digits) == 4 and 1000 <= value < 2200:
        return "year"
    if len(digits) > 2 or (len(digits) == 2 and digits[0] == "0" and value == 0):
        return "zero" if digits == "00" else "n999" if len(digits) == 3 else "big"
    for limit, kind in ((0, "zero"), (12, "n12"), (24, "n24"), (31, "n31"), (59, "n59")):
        if value <= limit:
            return kind
    return "n99"


def _is_inside_word(low: str, first: int) -> bool:
    """Whether a letter stands right before an offset, or before the digits that do ("fox2now", but "3pm")."""
    before = first - 1
    while before > 0 and first - before < _LONGEST_WORD and low[before].isdigit():
        before -= 1
    return low[before].isalpha()


def _find_spots(low: str, vocabulary: Vocabulary, start: int) -> list[int]:
    """Where words and digits stand that a time expression cannot do without, in order."""
    spots: list[int] = []
    size = len(low)
    for _, first, last in vocabulary.triggers.find_matches_as_indexes(low):
        if first >= start and (last == size or not low[last].isalpha()) and (first == 0 or not _is_inside_word(low, first)):
            spots.append(first)
    n_words = len(spots)
    for match in _DIGITS.finditer(low, start):
        first, last = match.span()
        if last - first == 4 and low[first] in "012" and low[last - 1].isdigit():
            if first and low[first - 1] in ".,$":
                continue
        elif low[last - 1].isdigit() and low[first:last].isdigit():
            continue
        spots.append(first)
    if n_words and len(spots) > n_words:
        spots.sort()
    return spots


def _reach_left(low: str, spot: int, floor: int, known: frozenset[str]) -> int:
    """The start of the known words, numbers and marks that lead up to a spot."""
    start = spot
    for _ in range(_REACH):
        position = start
        while position > floor and low[position - 1].isspace():
            position -= 1
        if position <= floor:
            break
        last = position
        position -= 1
        char = low[position]
        if char.isalpha():
            while position > floor and last - position < _LONGEST_WORD and low[position - 1].isalpha():
                position -= 1
            if low[position:last] not in known:
                break
        elif char.isdigit():
            while position > floor and last - position < _LONGEST_WORD and low[position - 1].isdigit():
                position -= 1
        elif char not in known:
            break
        start = position
    return start


Run = tuple[list[Token], str, int]
"""Known words in a row, their symbols, and the offset up to which the text has been read."""


def _read_run(text: str, low: str, spot: int, floor: int, vocabulary: Vocabulary, *, is_capitals: bool) -> Run:
    """The run of known words that holds a spot; `text` tells capitals, unless it has nothing else."""
    words, phrases, symbols = vocabulary.words, vocabulary.phrases, vocabulary.symbols
    search = vocabulary.token.search
    tokens: list[Token] = []
    signs: list[str] = []
    match = search(low, _reach_left(low, spot, floor, vocabulary.pieces))
    end = floor
    while match is not None:
        start, end = match.span()
        form = match.group()
        word = words.get(form)
        following = None
        if form in phrases:
            following = search(low, end)
            second = following.group() if following is not None else ""
            for rest, phrase in phrases[form]:
                if following is None or rest[0] != second:
                    continue
                after = _end_of_phrase(low, following.end(), rest[1:], vocabulary)
                if after:
                    word, end, following = phrase, after, None
                    break
        if word is not None and not (word.is_capital and text[start].islower() and not is_capitals):
            tokens.append(Token(start, end, word.kind, word.value))
            signs.append(word.symbol)
        elif "0" <= form[0] <= "9":
            kind = _digit_kind(form) if form.isascii() else "big"
            tokens.append(Token(start, end, kind, form))
            signs.append(symbols[kind])
        elif form[0] == "\n":
            tokens.append(Token(start, end, BREAK, ""))
            signs.append(symbols[BREAK])
        elif end > spot:
            break
        else:
            tokens, signs = [], []
        match = following if following is not None else search(low, end)
    return tokens, "".join(signs), end


def _end_of_phrase(low: str, offset: int, rest: tuple[str, ...], vocabulary: Vocabulary) -> int:
    """Where the rest of a phrase ends that begins at an offset; 0 when other words stand there."""
    for form in rest:
        match = vocabulary.token.search(low, offset)
        if match is None or match.group() != form:
            return 0
        offset = match.end()
    return offset


def find_candidates(text: str, *, language: str, start: int = 0) -> list[Candidate]:
    """Every match of a rule in the folded text from `start`, in order, none overlapping."""
    vocabulary = load_vocabulary(language)
    low = lower_same_length(text)
    is_capitals = low == text or text.upper() == text
    found: list[Candidate] = []
    floor = start
    for spot in _find_spots(low, vocabulary, start):
        if spot < floor:
            continue
        tokens, signs, floor = _read_run(text, low, spot, floor, vocabulary, is_capitals=is_capitals)
        for first in range(0, len(signs), _LONGEST_RUN):
            part = tokens[first : first + _LONGEST_RUN]
            for match in segment(language, OTHER + signs[first : first + _LONGEST_RUN] + OTHER):
                groups = {name: tuple(part[a - 1 : b - 1]) for name, a, b in match.groups}
                found.append(Candidate(match, tuple(part[match.start - 1 : match.end - 1]), groups))
    return found
