"""Finding time expressions: words that can stand in one are searched for, and only their surroundings are read word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from etl.extract.dates.rules import Match, segment
from etl.extract.dates.vocabulary import BREAK, OTHER, Vocabulary, load_vocabulary

_NUMERIC = re.compile(r"(?<![\d.,$])[12]\d{3}(?!\d)|\d[:/]\d\d|\d\.\d{1,2}\.\d{2}|'\d0s|\d[^\W\d_]{2}\b", re.ASCII)
_TOKEN = re.compile(r"\d+|[^\W\d_]+'clock|[ap]\.\s?m\b\.?|'s\b|[^\W\d_]+|-+|\n[^\S\n]*\n\s*|[^\s]", re.IGNORECASE)
_REACH = 72
_LONGEST_RUN = 40


@dataclass(slots=True)
class Token:
    """A word, number or mark; `value` is what the vocabulary says it means, or its digits."""

    start: int
    end: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match with its words; groups map names to the tokens they cover."""

    match: Match
    tokens: tuple[Token, ...]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.tokens[-1].end

    def groups(self) -> dict[str, tuple[Token, ...]]:
        """The tokens of each named group of the rule."""
        first = self.match.start
        return {name: self.tokens[start - first : end - first] for name, start, end in self.match.groups}


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


def _windows(text: str, low: str, vocabulary: Vocabulary, start: int) -> list[tuple[int, int]]:
    """Stretches of text around the words and digits that can stand in a time expression."""
    spots: list[int] = []
    for _, first, last in vocabulary.triggers.find_matches_as_indexes(low):
        if first >= start and (first == 0 or not low[first - 1].isalpha()) and (last == len(low) or not low[last].isalpha()):
            spots.append(first)
    spots.extend(match.start() for match in _NUMERIC.finditer(text, start))
    spots.sort()
    windows: list[tuple[int, int]] = []
    for spot in spots:
        first, last = max(start, spot - _REACH), spot + _REACH
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], last)
        else:
            windows.append((first, last))
    return [_on_words(text, first, min(last, len(text)), start) for first, last in windows]


def _on_words(text: str, first: int, last: int, start: int) -> tuple[int, int]:
    """A window moved so that it cuts no word or number (a word longer than 40 characters is cut)."""
    for _ in range(40):
        if first <= start or not text[first - 1].isalnum():
            break
        first -= 1
    for _ in range(40):
        if last >= len(text) or not text[last - 1].isalnum():
            break
        last += 1
    return first, last


def _tokens(text: str, low: str, first: int, last: int, vocabulary: Vocabulary, *, is_capitals: bool) -> tuple[list[Token], str]:
    """The tokens of a window and their symbols."""
    words, phrases, symbols = vocabulary.words, vocabulary.phrases, vocabulary.symbols
    spans = [match.span() for match in _TOKEN.finditer(text, first, last)]
    lows = [low[a:b] for a, b in spans]
    tokens: list[Token] = []
    signs: list[str] = []
    position, count = 0, len(spans)
    while position < count:
        a, b = spans[position]
        form = lows[position]
        word = None
        width = 1
        if form in phrases:
            for rest, candidate in phrases[form]:
                size = len(rest) + 1
                if position + size <= count and tuple(lows[position + 1 : position + size]) == rest:
                    word, width = candidate, size
                    b = spans[position + size - 1][1]
                    break
        if word is None:
            word = words.get(form)
        if word is not None and word.is_capital and text[a].islower() and not is_capitals:
            word = None
        if word is not None:
            tokens.append(Token(a, b, word.kind, word.value))
            signs.append(word.symbol)
        elif "0" <= form[0] <= "9":
            kind = _digit_kind(form) if form.isascii() else "big"
            tokens.append(Token(a, b, kind, form))
            signs.append(symbols[kind])
        elif form[0] == "\n":
            tokens.append(Token(a, b, BREAK, ""))
            signs.append(symbols[BREAK])
        else:
            tokens.append(Token(a, b, OTHER, form))
            signs.append(OTHER)
        position += width
    return tokens, "".join(signs)


def find_candidates(text: str, *, language: str, start: int = 0) -> list[Candidate]:
    """Every match of a rule in the folded text from `start`, in order, none overlapping."""
    vocabulary = load_vocabulary(language)
    low = lower_same_length(text)
    is_capitals = low == text or text.upper() == text
    found: list[Candidate] = []
    for first, last in _windows(text, low, vocabulary, start):
        tokens, signs = _tokens(text, low, first, last, vocabulary, is_capitals=is_capitals)
        for run_start, run_end in _runs(signs):
            run = OTHER + signs[run_start:run_end] + OTHER
            for match in segment(language, run):
                begin = run_start + match.start - 1
                found.append(Candidate(match, tuple(tokens[begin : begin + match.end - match.start])))
    return found


def _runs(signs: str) -> list[tuple[int, int]]:
    """Runs of known words, at most 40 long."""
    runs: list[tuple[int, int]] = []
    for match in _RUN.finditer(signs):
        first, last = match.span()
        while last - first > _LONGEST_RUN:
            runs.append((first, first + _LONGEST_RUN))
            first += _LONGEST_RUN
        runs.append((first, last))
    return runs


_RUN = re.compile(rf"[^{OTHER}]+")
