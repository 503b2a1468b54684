"""The time words of a language pack, compiled: each word has a class, and each class a symbol over which the rules are matched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from etl.languages import read_config, read_table

DIGIT_CLASSES = ("zero", "n12", "n24", "n31", "n59", "n99", "n999", "year", "big")
"""Classes of digit tokens: 0 · 1-12 · 13-24 · 25-31 · 32-59 · 60-99 · 100-999 (or a padded number) · 1000-2199 · the rest."""

OTHER = "x"
BREAK = "break"
_FIRST_SYMBOL = 0x100
_PIECE = re.compile(r"[^\W\d_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """What a word or phrase is to the rules; `is_capital` words count only with a capital letter."""

    symbol: str
    kind: str
    value: str
    is_capital: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language; phrases stand under their first word, longest first; `pieces` are the words and marks they are made of.

    `token` finds the words, numbers and marks of a text in lower case.
    """

    symbols: dict[str, str]
    words: dict[str, Word]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Word], ...]]
    triggers: ahocorasick_rs.AhoCorasick
    pieces: frozenset[str]
    token: re.Pattern[str]

    def symbol_class(self, names: str) -> str:
        """The symbols of classes joined by "|", as the inside of a character class."""
        return "".join(re.escape(self.symbols[name]) for name in names.split("|"))


@cache
def load_vocabulary(language: str) -> Vocabulary:
    """Read `dates_words.tsv` of a pack. Of two rows with one word the first counts. Raises LanguageError."""
    symbols: dict[str, str] = {OTHER: OTHER}
    for name in (BREAK, *DIGIT_CLASSES):
        symbols[name] = chr(_FIRST_SYMBOL + len(symbols))
    words: dict[str, Word] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Word]]] = {}
    triggers: set[str] = set()
    for row in read_table(language, "dates_words.tsv"):
        kind = row["class"]
        symbol = symbols.setdefault(kind, chr(_FIRST_SYMBOL + len(symbols)))
        word = Word(symbol, kind, row["value"], row["case"] == "capital")
        for form in [row["words"]] if row["words"] == "," else row["words"].split(","):
            form = form.strip()
            if row["trigger"] == "yes":
                triggers.add(form)
            first, *rest = form.split(" ")
            if rest:
                phrases.setdefault(first, []).append((tuple(rest), word))
            else:
                words.setdefault(form, word)
    ordered = {first: tuple(sorted(items, key=lambda item: (-len(item[0]), item[0]))) for first, items in phrases.items()}
    automaton = ahocorasick_rs.AhoCorasick(sorted(triggers), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    forms = [*words, *(word for first, items in phrases.items() for rest, _ in items for word in (first, *rest))]
    pieces = frozenset(piece for form in forms for piece in _PIECE.findall(form))
    marked = "|".join(read_config(language, "dates.toml")["words_with_marks"])
    token = re.compile(rf"\d+|{marked}|[^\W\d_]+|-+|\n[^\S\n]*\n\s*|[^\s]")
    return Vocabulary(symbols, words, ordered, automaton, pieces, token)
