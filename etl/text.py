"""Folding text once, with a map back to the original; paragraphs, sentences and tokens of the folded text.

Folding makes one spelling of what writers and encodings spell many ways: Unicode digits become ASCII, quotes, dashes and spaces
become one each, full-width and presentation forms their plain letters, and marks that no reader sees (bidi controls, soft hyphens,
tatweel, Arabic vowel signs) vanish. Every other character stays, so most texts keep their offsets.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex
import sentencex

from etl.model import Sentence

_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\u0060\uff07"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_BREAKS = {"\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\v": "\n", "\f": "\n"}
_NEVER_EXPANDED = frozenset("\u2026\u00bd\u00bc\u00be\u2122\u00aa\u00ba\u00b2\u00b3\u00b9")


_MASKED = re.compile(r"(?<![\w*])[^\W\d_]{2,20}(\*)[a-z]{2,20}(?![\w*])")


def _unmask(found: re.Match[str]) -> str:
    return found[0].replace("*", "")


def _invisible(code: int, char: str) -> bool:
    """Format controls, tatweel and Arabic vowel signs: characters that carry no letter."""
    return unicodedata.category(char) == "Cf" or code == 0x0640 or 0x064B <= code <= 0x0652 or code in (0x0670, 0xFE0F, 0xFE0E)


@lru_cache(maxsize=1)
def _fold_table() -> dict[int, str]:
    """Code point to replacement, for the code points that folding changes (built once, about 0.2 s)."""
    table: dict[int, str] = {}
    for code in range(0x80, min(sys.maxunicode, 0x1FFFF) + 1):
        char = chr(code)
        category = unicodedata.category(char)
        if category in ("Cn", "Co", "Cs", "Lo", "Ll", "Lu") and not (0xFB00 <= code <= 0xFEFF or 0xFF00 <= code <= 0xFFEF):
            continue
        if _invisible(code, char):
            table[code] = ""
        elif category == "Nd":
            table[code] = str(unicodedata.digit(char))
        elif 0xFB00 <= code <= 0xFEFF or 0xFF00 <= code <= 0xFFEF:
            plain = unicodedata.normalize("NFKC", char)
            if plain != char and char not in _NEVER_EXPANDED:
                table[code] = plain
    for chars, plain in ((_SINGLE_QUOTES, "'"), (_DOUBLE_QUOTES, '"'), (_DASHES, "-"), (_SPACES, " ")):
        for char in chars:
            table[ord(char)] = plain
    for char, plain in _LINE_BREAKS.items():
        table[ord(char)] = plain
    table[ord("\u2013")] = table[ord("\u2014")] = "\u2013"
    table[ord("\u2015")] = "\u2013"
    table[ord("\u060c")] = ","
    table[ord("\u066b")] = "."
    table[ord("\u066c")] = ","
    return table


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text and the way back: `original_start` and `original_end` turn folded offsets into original ones."""

    original: str
    text: str
    origins: array[int] | None

    def original_start(self, offset: int) -> int:
        """The original offset of the folded character at `offset`."""
        return offset if self.origins is None else self.origins[offset]

    def original_end(self, offset: int) -> int:
        """The original end, exclusive, of a span that ends before the folded `offset`; marks after it are left out."""
        if self.origins is None or offset == 0:
            return offset
        last = self.origins[offset - 1]
        return last + 1

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of a folded span; an empty span stays empty."""
        first = self.original_start(start)
        return (first, first) if end <= start else (first, self.original_end(end))


def fold(text: str) -> FoldedText:
    """Fold a text; ASCII texts, and texts whose folding changes no length, carry no map.

    An asterisk inside a word, which keeps a post from being taken down ("kil*led"), vanishes.
    """
    masked = frozenset(found.start(1) for found in _MASKED.finditer(text)) if "*" in text else frozenset()
    if text.isascii() and not masked:
        plain = text.replace("\v", "\n").replace("\f", "\n").replace("`", "'")
        return FoldedText(text, plain, None)
    table = _fold_table()
    folded = (_MASKED.sub(_unmask, text) if masked else text).translate(table)
    if len(folded) == len(text) and not any(len(table.get(ord(char), char)) != 1 for char in set(text)):
        return FoldedText(text, folded, None)
    origins = array("L")
    for offset, char in enumerate(text):
        replacement = "" if offset in masked else table.get(ord(char))
        width = 1 if replacement is None else len(replacement)
        if width == 1:
            origins.append(offset)
        elif width:
            origins.extend([offset] * width)
    origins.append(len(text))
    return FoldedText(text, folded, origins)


_LONGEST_SENTENCE = 4000
_WRAPPED_LINE = 45
_ENDS_LINE = frozenset(".!?:;\"'")


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """Spans of the paragraphs: lines, joined again where a writer's program wrapped them.

    A line break is a wrap when the line before is at least 45 characters long, ends without a closing mark, and the next goes on in lower
    case (any case in a text without lower case, as in telegraph cables).
    """
    has_lower = any(char.islower() for char in text[:2000])
    paragraphs: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            if paragraphs and paragraphs[-1][1] == start - 1 and _is_wrap(text, paragraphs[-1][1], line, has_lower=has_lower):
                paragraphs[-1] = (paragraphs[-1][0], end)
            else:
                paragraphs.append((start, end))
        start = end + 1
    return paragraphs


def _is_wrap(text: str, break_at: int, line: str, *, has_lower: bool) -> bool:
    before = text[max(0, break_at - 200) : break_at]
    stripped = before.rstrip()
    if not stripped or stripped[-1] in _ENDS_LINE or len(before) - before.rfind("\n") - 1 < _WRAPPED_LINE:
        return False
    first = line.lstrip()[:1]
    return first.islower() or (not has_lower and first.isalnum()) or (first.isdigit() and stripped[-1].isalpha())


def split_sentences(text: str, *, language: str = "en", start: int = 0) -> list[Sentence]:
    """Sentences of the folded text from `start`, in order, trimmed of white space; no sentence crosses a paragraph.

    A sentence of more than 4,000 characters (tables, telegraph cables without full stops) is cut at white space, which bounds the
    cost of every rule that looks at a sentence.
    """
    sentences: list[Sentence] = []
    for paragraph, (block_start, block_end) in enumerate(split_paragraphs(text)):
        if block_end <= start:
            continue
        block_start = max(block_start, start)
        block = text[block_start:block_end]
        for piece in sentencex.get_sentence_boundaries(language, block):
            first, last = block_start + piece["start_index"], block_start + piece["end_index"]
            for piece_start, piece_end in _cut(text, first, last):
                while piece_start < piece_end and text[piece_start].isspace():
                    piece_start += 1
                while piece_end > piece_start and text[piece_end - 1].isspace():
                    piece_end -= 1
                if piece_end > piece_start:
                    sentences.append(Sentence(len(sentences), piece_start, piece_end, paragraph))
    return sentences


_GLUED = regex.compile(r"(?<=\p{Ll}{3}[.!?]['\")]?|\d{2}\.)(?=['\"(]?\p{Lu}(?:\p{Ll}| ))")
"""Where the space between two sentences was lost ("police said.The"), as scraped pages have it."""


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence cut where it is glued to the next, and where it is too long."""
    cuts = [match.start() for match in _GLUED.finditer(text, start, end)]
    edges = [start, *cuts, end]
    return [piece for first, last in pairwise(edges) for piece in _bounded(text, first, last)]


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > _LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + _LONGEST_SENTENCE)
        cut = start + _LONGEST_SENTENCE if cut <= start else cut
        pieces.append((start, cut))
        start = cut
    pieces.append((start, end))
    return pieces


def sentence_at(sentences: list[Sentence], offset: int) -> Sentence | None:
    """The sentence that holds the character at `offset`, or the one before it; None before the first."""
    position = bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1
    return sentences[position] if position >= 0 else None


_TOKEN = regex.compile(
    r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\-][^\W\d_]+)*|\w+|--+|\S",
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of the folded text; `lower` is its case-folded form."""

    start: int
    end: int
    text: str
    lower: str


def tokenise(text: str, start: int, end: int) -> list[Token]:
    """Tokens of a span: numbers with their separators, words with inner hyphens and apostrophes, single marks."""
    return [Token(m.start(), m.end(), m.group(), m.group().lower()) for m in _TOKEN.finditer(text, start, end)]
