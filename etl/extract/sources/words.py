"""A sentence as words and marks, each with its class in the grammar of sources; names and fixed phrases count as one word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.extract.sources.vocabulary import CLASSES, MARKS, Phrases, Term, Vocabulary
from etl.model import Sentence
from etl.records import quick

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


_Found = list[tuple[int, int, str]]
"""Words as printed, with their offsets."""


@quick
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
    found = _cut_full_stops([(first, last, text[first:last]) for first, last in spans], vocabulary)
    is_capitals = text[sentence.start : sentence.end].isupper()
    lows = [word.lower() for _, _, word in found]
    starts: list[int] = []
    ends: list[int] = []
    kept: list[str] = []
    terms: list[Term] = []
    known, openers = vocabulary.words, vocabulary.openers
    before: Term | None = None
    passed = 0
    for position, low in enumerate(lows):
        if position < passed:
            continue
        first, last, word = found[position]
        term: Term | None = None
        if low in openers:
            term, width = _read_phrase(text, found, lows, position, vocabulary, is_capitals=is_capitals)
            if width > 1:
                passed = position + width
                last = found[passed - 1][1]
                low = " ".join(lows[position:passed])
        if term is None:
            term = known.get(low) or _guess(text, first, word, known, is_capitals=is_capitals)
            is_title = word.istitle() and not is_capitals
            if is_title and (_is_surname(term, found, position) if before is _NAME else _is_given_name(term, found, position, known)):
                term = _NAME
        starts.append(first)
        ends.append(last)
        kept.append(low)
        terms.append(term)
        before = term
    symbols = [term.symbol for term in terms]
    if not vocabulary.nouns.keys().isdisjoint(kept):
        _read_nouns(kept, terms, symbols, vocabulary)
    return Words(starts, ends, kept, terms, "".join(symbols), is_capitals)


def _read_phrase(
    text: str, found: _Found, lows: list[str], position: int, vocabulary: Vocabulary, *, is_capitals: bool
) -> tuple[Term | None, int]:
    """The name, else the fixed phrase, that begins at a position, and its number of words; None and 1 where none does."""
    term, width = _longest(vocabulary.names, lows, position)
    if term is not None and _is_printed_name(text, found, position, width, term, vocabulary, is_capitals=is_capitals):
        return term, width
    return _longest(vocabulary.phrases, lows, position)


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


def _cut_full_stops(found: _Found, vocabulary: Vocabulary) -> _Found:
    """Cut the full stop off a word that is no initial and no abbreviation of the pack."""
    stopped = [position for position, (_, _, word) in enumerate(found) if word[-1] == "." and len(word) > 2]
    for position in reversed(stopped):
        first, last, word = found[position]
        if "." not in word[:-1] and word.lower() not in vocabulary.words:
            found[position : position + 1] = [(first, last - 1, word[:-1]), (last - 1, last, ".")]
    return found


def _is_surname(term: Term, found: _Found, position: int) -> bool:
    """Whether a word of saying or for a person, printed as a name after a name, is a surname (not in "Odo Mayor Ann Lee")."""
    if term.symbol in _VERBS:
        return True
    following = found[position + 1][2] if position + 1 < len(found) else ""
    return term.symbol == "s" and not following[:1].isupper()


def _is_given_name(term: Term, found: _Found, position: int, known: dict[str, Term]) -> bool:
    """Whether a word of saying is somebody's first name: printed as one before a name, not after one ("a witness, Said Addo")."""
    if term.symbol not in _VERBS or not 0 < position < len(found) - 1:
        return False
    before, following = found[position - 1][2], found[position + 1][2]
    return (before == "," or before.islower()) and following.istitle() and following.lower() not in known


def _longest(phrases: Phrases, lows: list[str], position: int) -> tuple[Term | None, int]:
    """The longest form that begins at a position, and its number of words; None and 1 where none does."""
    by_second = phrases.get(lows[position])
    if by_second is None:
        return None, 1
    rest = lows[position + 1 : position + 2]
    for form, term in by_second.get(rest[0], ()) if rest else ():
        size = len(form)
        if size == 1 or tuple(lows[position + 1 : position + 1 + size]) == form:
            return term, size + 1
    for _, term in by_second.get("", ()):
        return term, 1
    return None, 1


def _is_printed_name(text: str, found: _Found, position: int, width: int, term: Term, vocabulary: Vocabulary, *, is_capitals: bool) -> bool:
    """Whether the words are printed as a name is: with a capital, or wholly in capitals for a short form."""
    word = found[position][2]
    if term.exact and width == 1:
        return word == term.exact and not (is_capitals and word.lower() in vocabulary.words)
    return any(char.isupper() for char in text[found[position][0] : found[position + width - 1][1]])


def _guess(text: str, start: int, word: str, known: dict[str, Term], *, is_capitals: bool) -> Term:
    head = word[0]
    if word.isalpha():
        return _NAME if head.isupper() and not is_capitals else _LOWER
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
