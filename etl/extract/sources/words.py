"""A sentence as words and marks, each with its class in the grammar of sources; names and fixed phrases count as one word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.extract.sources.vocabulary import CLASSES, MARKS, Phrases, Term, Vocabulary
from etl.model import Sentence

_WORD = re.compile(r"@\w+|[^\W_]+(?:(?:[-.:@]|,(?=\d))[^\W_]+)*(?:'(?!s\b)[^\W_]+)*\.?|'s\b|--+|\S")
_NAME = Term(CLASSES["name"])
_LOWER = Term(CLASSES["word"])
_NUMBER = Term(CLASSES["number"])
_GENITIVE = Term(CLASSES["genitive"])
_QUOTE = Term(CLASSES["quote"])
_MARKS = {mark: Term(symbol) for mark, symbol in MARKS.items()}
_NOUNS = frozenset("sOy")
_VERBS = frozenset("VTN")
_OTHER = Term(CLASSES["other"])


@dataclass(frozen=True, slots=True)
class Words:
    """Parallel lists over the words of a sentence; `tags` holds one class symbol a word."""

    starts: list[int]
    ends: list[int]
    lows: list[str]
    terms: list[Term]
    tags: str
    is_capitals: bool


def read_words(text: str, sentence: Sentence, vocabulary: Vocabulary) -> Words:
    """The classed words of a sentence of the folded text."""
    spans = [match.span() for match in _WORD.finditer(text, sentence.start, sentence.end)]
    found = [(first, last, text[first:last]) for first, last in spans]
    is_capitals = text[sentence.start : sentence.end].isupper()
    found = _without_full_stops(found, vocabulary)
    lows = [word.lower() for _, _, word in found]
    starts: list[int] = []
    ends: list[int] = []
    kept: list[str] = []
    terms: list[Term] = []
    known, phrases, names = vocabulary.words, vocabulary.phrases, vocabulary.names
    position, count = 0, len(found)
    while position < count:
        first, last, word = found[position]
        low = lows[position]
        term: Term | None = None
        width = 1
        if low in names:
            term, width = _longest(names, lows, position)
            if term is not None and not _is_printed_name(text, found, position, width, term, vocabulary, is_capitals=is_capitals):
                term, width = None, 1
        if term is None and low in phrases:
            term, width = _longest(phrases, lows, position)
        if term is None:
            term = known.get(low) or _guess(text, first, word, known, is_capitals=is_capitals)
            if word.istitle() and terms and terms[-1] is _NAME and _is_surname(term, found, position):
                term = _NAME
        elif width > 1:
            last = found[position + width - 1][1]
            low = " ".join(lows[position : position + width])
        starts.append(first)
        ends.append(last)
        kept.append(low)
        terms.append(term)
        position += width
    symbols = [term.symbol for term in terms]
    if not vocabulary.nouns.keys().isdisjoint(kept):
        _read_nouns(kept, terms, symbols, vocabulary)
    return Words(starts, ends, kept, terms, "".join(symbols), is_capitals)


_OPENS_NOUN = frozenset("dH'ojpgb@AnVTN")
_OPENS_PHRASE = frozenset("pgob@fAVTN:k2w")
_CLOSES_NOUN = frozenset("pgoPb@.,:fVTN")
_PHRASE = frozenset("GOsCljdH'n")


def _read_nouns(lows: list[str], terms: list[Term], symbols: list[str], vocabulary: Vocabulary) -> None:
    """Words that are verbs and nouns ("report", "count") as nouns where an article, a preposition or another verb asks for one."""
    for at, low in enumerate(lows):
        noun = vocabulary.nouns.get(low)
        if noun is None or terms[at].symbol not in _VERBS:
            continue
        after = symbols[at + 1] if at + 1 < len(symbols) else "."
        if not at or symbols[at - 1] in _OPENS_NOUN or after in "VTNvof" or (after in _CLOSES_NOUN and _opens_phrase(symbols, at)):
            terms[at] = noun
            symbols[at] = noun.symbol


def _opens_phrase(symbols: list[str], position: int) -> bool:
    """Whether the noun phrase that ends before a position is the object of a preposition or a verb, so that no verb is due."""
    at = position - 1
    while at >= 0 and symbols[at] in _PHRASE:
        at -= 1
    return 0 <= at < position - 1 and symbols[at] in _OPENS_PHRASE


_Found = list[tuple[int, int, str]]


def _without_full_stops(found: _Found, vocabulary: Vocabulary) -> _Found:
    """Cut the full stop off a word that is no initial and no abbreviation of the pack."""
    cut: _Found = []
    for first, last, word in found:
        if word[-1] == "." and len(word) > 2 and "." not in word[:-1] and word.lower() not in vocabulary.words:
            cut.append((first, last - 1, word[:-1]))
            cut.append((last - 1, last, "."))
        else:
            cut.append((first, last, word))
    return cut


def _is_surname(term: Term, found: _Found, position: int) -> bool:
    """Whether a word of saying or for a person, printed as a name after a name, is a surname (not in "Odo Mayor Ann Lee")."""
    if term.symbol in _VERBS:
        return True
    following = found[position + 1][2] if position + 1 < len(found) else ""
    return term.symbol == "s" and not following[:1].isupper()


def _longest(phrases: Phrases, lows: list[str], position: int) -> tuple[Term | None, int]:
    for rest, term in phrases[lows[position]]:
        size = len(rest)
        if not size or (lows[position + 1 : position + 2] == [rest[0]] and tuple(lows[position + 1 : position + 1 + size]) == rest):
            return term, size + 1
    return None, 1


def _is_printed_name(text: str, found: _Found, position: int, width: int, term: Term, vocabulary: Vocabulary, *, is_capitals: bool) -> bool:
    """Whether the words are printed as a name is: with a capital, or wholly in capitals for a short form."""
    word = found[position][2]
    if term.exact and width == 1:
        return word == term.exact and not (is_capitals and word.lower() in vocabulary.words)
    return any(char.isupper() for char in text[found[position][0] : found[position + width - 1][1]])


def _guess(text: str, start: int, word: str, known: dict[str, Term], *, is_capitals: bool) -> Term:
    head = word[0]
    if "-" in word:
        first, last = (known.get(part) for part in (word.lower().partition("-")[0], word.lower().rpartition("-")[2]))
        if first is not None and first.is_nationality:
            return first
        if last is not None and last.symbol in _NOUNS:
            return last
    if head == "@" and len(word) > 1:
        return _NAME
    if head.isdigit():
        return _NUMBER
    if head == "'":
        return _GENITIVE if word == "'s" or (start and text[start - 1].isalnum()) else _QUOTE
    if head.isalpha():
        is_name = not is_capitals and (head.isupper() or ("-" in word and not word.islower()))
        return _NAME if is_name else _LOWER
    return _MARKS.get(word) or (_MARKS["--"] if word.startswith("--") else _OTHER)
