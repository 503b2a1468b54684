"""One key for the many spellings of a name: the index is built and searched with the same function.

Case, accents, apostrophes, full stops and hyphens vanish, and so does the difference between the romanised Arabic articles: "Deir
ez-Zor", "Deir al-Zor" and "DEIR EZ ZOR" share a key, and so do "Sana'a" and "Sanaa".
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ħ": "h", "ə": "e", "ŋ": "n"}
)
_NO_MARKS = re.compile(r"['.`\u2018\u2019\u02bb\u02bc\u02bf\u02be]+")
_GAPS = re.compile(r"[\s\-\u2010-\u2015_/,]+")
_ARTICLES = frozenset({"el", "ul", "ad", "an", "ar", "as", "ash", "at", "az", "es", "esh", "et", "ez", "adh", "ath", "ed", "er"})
_ARTICLE = "al"


def word_key(word: str) -> str:
    """The key of one word: lower case, without accents and marks; Arabic articles are written "al"."""
    plain = word.lower()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_PLAIN)
    plain = _NO_MARKS.sub("", plain)
    return _ARTICLE if plain in _ARTICLES else plain


def name_key(name: str) -> str:
    """The key of a name: the keys of its words, joined by single spaces."""
    return " ".join(key for word in _GAPS.split(name) if word and (key := word_key(word)))
