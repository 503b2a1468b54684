"""Whether a person named is a man or a woman, by what the text calls him or her: a pronoun, or a name of honour beside the name.

Only words that say it are looked at; what sex a given name mostly has is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import zip_longest

from etl.extract.figures.chunk_values import Chunk
from etl.extract.figures.people import load_words
from etl.model import Figure, Sentence
from etl.records import replace

_ALL = "all"
_PEOPLE = frozenset("SHdmQBP\u03bd")
_PLACES = frozenset("i@f")
"""Chunks before the name of a place."""
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = re.compile(r"\([^()]*\)")
_CAPITALISED = re.compile(r"[A-Z]")
_REACH = 12
"""Sentences after the one of a figure in which its person may be spoken of again."""
Words = dict[str, frozenset[str]]


def tell_sex(text: str, symbols: str, chunks: list[Chunk], words: Words) -> None:
    """Say of each person named the sex that a name of honour beside, or the next pronoun before anybody else, tells."""
    people = [at for at, symbol in enumerate(symbols) if symbol in _PEOPLE]
    for at, following in zip_longest(people, people[1:]):
        person = chunks[at]
        if person.sex != _ALL or not person.name or (at and symbols[at - 1] in _PLACES):
            continue
        if person.quantity is None or person.quantity.best != 1 or person.outcome:
            continue
        after = chunks[following] if following is not None else None
        last = chunks[-1].end if after is None else after.start
        said = text[person.end : last]
        if after is not None and after.kind == "own":
            said += text[last : after.end].split(" ", 1)[0]
        person.sex = _honoured(text[person.start : person.end], words) or _pronoun(said, words) or _ALL


def _honoured(name: str, words: Words) -> str:
    """The sex that a name of honour tells: before the name ("Hajja Mona Said") or in brackets beside ("Sami Said (Abu Omar)")."""
    beside = " ".join(_BESIDE.findall(name))
    called = _WORD.findall(_BESIDE.sub("", name).lower())
    for sex in ("male", "female"):
        if not words[f"honoured_{sex}"].isdisjoint(called) or not words[f"parent_{sex}"].isdisjoint(_WORD.findall(beside.lower())):
            return sex
    return ""


def _pronoun(said: str, words: Words) -> str:
    """The sex that the first pronoun tells."""
    return next((sex for word in _WORD.findall(said.lower()) for sex in ("male", "female") if word in words[sex]), "")


def tell_sex_later(text: str, sentences: Sequence[Sentence], figures: Sequence[Figure], *, language: str) -> list[Figure]:
    """The figures with the sex of each person named as pronouns behind the name tell it, where it is told again, unless they differ."""
    words = load_words(language)
    starts = [sentence.start for sentence in sentences]
    told_of = list(figures)
    for index, figure in enumerate(figures):
        if figure.sex != _ALL or len(figure.names) != 1 or figure.quantity.best != 1:
            continue
        first = bisect_left(starts, figure.end)
        told = [
            _told(text[sentence.start : sentence.end], figure.names[0].split(), words) for sentence in sentences[first : first + _REACH]
        ]
        men, women = told.count("male"), told.count("female")
        if men > 2 * women or women > 2 * men:
            told_of[index] = replace(figure, sex="male" if men > women else "female")
    return told_of


def _told(said: str, names: list[str], words: Words) -> str:
    """The sex that a pronoun tells behind the first or the last name, where a sentence names nobody else in between."""
    for found in re.finditer(rf"\b(?:{re.escape(names[0])}|{re.escape(names[-1])})\b", said):
        before = said[: found.start()].split()[-1:]
        if found[0] != names[0] and before and before[0][0].isupper():
            continue  # of the same family
        behind = re.sub(rf"^(?:[\s\"]+(?:{'|'.join(map(re.escape, names))}))+", "", said[found.end() :])
        behind = _CAPITALISED.split(behind, maxsplit=1)[0]
        if behind.startswith("'"):
            continue  # whose aunt, say, is told of
        pronouns = [word for word in _WORD.findall(behind.lower()) if not behind.startswith(",") or word in words["subject"]]
        if sex := _pronoun(" ".join(pronouns), words):
            return sex
    return ""
