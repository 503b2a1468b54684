"""The words that name sources and say that somebody says so, compiled once from a language pack.

Every class of words has one character (`CLASSES`), so that a sentence becomes a short string over which the rules of
`attribution_rules.tsv` are matched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import ahocorasick_rs

from etl.errors import LanguageError
from etl.extract.figures.lexicon import load_lexicon
from etl.languages import Row, read_table

CLASSES: dict[str, str] = {
    # saying
    "say": "V",
    "saying": "v",
    "tell": "T",
    "count": "N",
    "issued": "P",
    "per": "A",
    "citing": "Q",
    "quoted": "q",
    "by": "b",
    "close": "~",
    # who says so
    "person": "s",
    "spokesman": "y",
    "organisation": "O",
    "document": "D",
    "describing": "j",
    "named": "G",
    "name": "C",
    "word": "l",
    "pronoun": "e",
    # closed classes
    "determiner": "d",
    "possessive": "H",
    "genitive": "'",
    "number": "n",
    "be": "x",
    "have": "h",
    "modal": "m",
    "not": "z",
    "adverb": "a",
    "time": "t",
    "of": "o",
    "for": "f",
    "at": "@",
    "in": "p",
    "from": "g",
    "cut": "c",
    "as": "S",
    "to": "2",
    "away": "w",
    "and": "&",
    "but": "!",
    "that": "r",
    "background": "B",
    "verb": "k",
    # who did it
    "claimed": "K",
    "responsibility": "R",
    "carried": "i",
    "blamed": "L",
    "blaming": "W",
    "attributed": "U",
    "suspected": "u",
    "on": "\u03c9",
    "unsaid": "E",
    # marks
    "comma": ",",
    "semicolon": ";",
    "colon": ":",
    "quote": '"',
    "dash": "-",
    "open": "(",
    "close_bracket": ")",
    "stop": ".",
    "other": "^",
}

MARKS = {
    ",": ",",
    ";": ";",
    ":": ":",
    '"': '"',
    "-": "-",
    "--": "-",
    "---": "-",
    "\u2013": "-",
    "(": "(",
    "[": "(",
    ")": ")",
    "]": ")",
    ".": ".",
    "!": ".",
    "?": ".",
    "'s": "'",
    "'": "'",
    "\u2026": ".",
    "/": "&",
    "\u2022": ";",
    "*": ";",
}

_NUMBER_KINDS = frozenset(("unit", "tens", "scale", "exact", "vague"))
_STOPPING = frozenset("KkIA")
_VERBS = frozenset("VTN")
_CUES = frozenset(("say", "saying", "tell", "count", "issued", "per", "citing", "quoted"))


@dataclass(frozen=True, slots=True)
class Term:
    """What a word or phrase is: its class, and what it tells of a source or of a stance towards what is said."""

    symbol: str
    source_class: str = ""
    is_strong: bool = False
    stance: str = ""
    needs: str = ""
    name: str = ""
    exact: str = ""
    is_nationality: bool = False


Phrases = dict[str, dict[str, tuple[tuple[tuple[str, ...], Term], ...]]]
"""Forms by their first word, then by their second (empty for one of a single word): the words after the first, longest first."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words; the nouns that some verbs may be ("report"); phrases and names by their first words, and all these words (`openers`); an
    automaton that finds the cues; the words that stand for sources named before; and seats of government.
    """

    words: dict[str, Term]
    nouns: dict[str, Term]
    phrases: Phrases
    names: Phrases
    openers: frozenset[str]
    cues: ahocorasick_rs.AhoCorasick
    references: dict[str, tuple[frozenset[str], str]]
    capitals: frozenset[str]


def split_forms(cell: str) -> list[str]:
    """The forms of a cell, separated by commas."""
    return [form for part in cell.split(",") if (form := part.strip())]


def _symbol(row: Row, column: str, where: str) -> str:
    if row[column] not in CLASSES:
        raise LanguageError(f"{where}: unknown class of words '{row[column]}'")
    return CLASSES[row[column]]


def _read_terms(language: str, nouns: dict[str, Term]) -> dict[str, Term]:
    """All words and phrases but the names of organisations; of two readings the first in this order stands, a noun is kept in `nouns`."""
    terms: dict[str, Term] = {}
    for row in read_table(language, "attribution_cues.tsv"):
        stance = "" if row["stance"] == "-" else row["stance"]
        term = Term(_symbol(row, "class", "attribution_cues.tsv"), stance=stance, needs=row["needs"])
        for form in split_forms(row["words"]):
            terms.setdefault(form, term)
    for row in read_table(language, "attribution_words.tsv"):
        for form in split_forms(row["words"]):
            terms.setdefault(form, Term(_symbol(row, "class", "attribution_words.tsv")))
    for row in read_table(language, "attribution_sources.tsv"):
        source_class = "" if row["class"] == "-" else row["class"]
        term = Term(_symbol(row, "kind", "attribution_sources.tsv"), source_class=source_class, is_strong=row["weight"] == "strong")
        for form in split_forms(row["words"]):
            verb = terms.setdefault(form, term)
            if verb.symbol in _VERBS:
                nouns[form] = replace(term, stance=verb.stance)
    for row in read_table(language, "hedges.tsv"):
        if row["place"] == "before":
            terms.setdefault(row["phrase"], Term(CLASSES["number"]))
    for row in read_table(language, "numbers.tsv"):
        if row["kind"] in _NUMBER_KINDS:
            terms.setdefault(row["word"], Term(CLASSES["number"]))
    for row in read_table(language, "nationalities.tsv"):
        for form in split_forms(row["words"]):
            terms.setdefault(form, Term(CLASSES["describing"], is_nationality=True))
    lexicon = load_lexicon(language)
    for form, entry in lexicon.words.items():
        if entry.symbol in _STOPPING:
            terms.setdefault(form, Term(CLASSES["verb"]))
    return terms


def _read_names(language: str) -> dict[str, Term]:
    """Organisations by name, in lower case; a name of one word in capitals counts only when it is printed so."""
    names: dict[str, Term] = {}
    for row in read_table(language, "attribution_names.tsv"):
        for form in [row["name"], *split_forms(row["also"])]:
            exact = form if form.isupper() and " " not in form else ""
            names.setdefault(form.lower(), Term(CLASSES["named"], row["class"], is_strong=True, name=row["name"], exact=exact))
    return names


def group_phrases(terms: dict[str, Term], *, shortest: int = 2) -> Phrases:
    """Forms of at least so many words by their first and second word, longest first."""
    grouped: dict[str, dict[str, list[tuple[tuple[str, ...], Term]]]] = {}
    for form, term in terms.items():
        first, *rest = split_words(form)
        if len(rest) + 1 >= shortest:
            grouped.setdefault(first, {}).setdefault(rest[0] if rest else "", []).append((tuple(rest), term))
    return {
        first: {second: tuple(sorted(forms, key=lambda form: (-len(form[0]), form[0]))) for second, forms in by_second.items()}
        for first, by_second in grouped.items()
    }


def split_words(form: str) -> tuple[str, ...]:
    """A form of the pack cut as a sentence is cut: a genitive ending stands apart."""
    return tuple(form.replace("'s ", " 's ").replace("s' ", "s ' ").replace("(", "( ").replace(")", " )").split())


def case_forms(form: str) -> tuple[str, str, str]:
    """A form as it may be printed: in lower case, with a capital, in capitals."""
    return form, form.capitalize(), form.upper()


@cache
def load_vocabulary(language: str) -> Vocabulary:
    """The compiled words of a pack. Raises LanguageError when a file is missing, malformed or names an unknown class."""
    nouns: dict[str, Term] = {}
    terms = _read_terms(language, nouns)
    cues = {CLASSES[name] for name in _CUES}
    triggers = sorted({case for form, term in terms.items() if term.symbol in cues for case in case_forms(form)})
    references: dict[str, tuple[frozenset[str], str]] = {}
    for row in read_table(language, "attribution_refer.tsv"):
        for form in split_forms(row["words"]):
            references.setdefault(form, (frozenset(split_forms(row["classes"])), row["number"]))
    phrases, names = group_phrases(terms), group_phrases(_read_names(language), shortest=1)
    return Vocabulary(
        words={form: term for form, term in terms.items() if len(split_words(form)) == 1},
        nouns=nouns,
        phrases=phrases,
        names=names,
        openers=frozenset(phrases) | frozenset(names),
        cues=ahocorasick_rs.AhoCorasick(triggers, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        references=references,
        capitals=frozenset(name.lower() for row in read_table(language, "attribution_capitals.tsv") for name in split_forms(row["names"])),
    )
