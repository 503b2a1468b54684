"""The classes of words that the grammar of casualty figures knows, one character each, and what an entry of the lexicon says of a word."""

from __future__ import annotations

from dataclasses import dataclass

SYMBOLS: dict[str, str] = {
    # numbers
    "digits": "d",
    "unit": "w",
    "tens": "w",
    "scale": "z",
    "dozen": "\u0394",
    "exact": "y",
    "both": "y",
    "vague": "g",
    "ordinal": "9",
    "hedge_before": "<",
    "hedge_after": ">",
    "hedge_between": "{",
    # closed classes
    "be": "x",
    "be_one": "x",
    "have": "v",
    "have_one": "v",
    "had": "v",
    "modal": "m",
    "not": "n",
    "zero": "0",
    "zero_of": "0",
    "article": "a",
    "the": "t",
    "possessive": "h",
    "possessive_one": "h",
    "possessive_speaker": "h",
    "whose": "h",
    "genitive": "'",
    "pronoun": "e",
    "it": "\u03b9",
    "of": "o",
    "rate": "\u03ba",
    "by": "b",
    "to": "2",
    "from": "f",
    "in": "i",
    "aftermath": "i",
    "motive": "\u03bc",
    "linked": "\u0416",
    "except": "\u03b5",
    "at": "@",
    "among": "\u03b1",
    "and": "&",
    "along": "\u03bb",
    "or": "|",
    "but": "!",
    "who": "r",
    "when": "s",
    "if": "?",
    "said": "Y",
    "report_adverb": "~",
    "also": "~",
    "named": "\u03b7",
    "including": "c",
    "of_whom": "\u03c9",
    "exceed": "U",
    "other": "O",
    "date": "D",
    "title": "R",
    "particle": "\u03d6",
    "aged": "G",
    "years_old": "l",
    "months_old": "l",
    "clock": "D",
    "odd": "l",
    "leave": "L",
    "rise": "U",
    "feared": "F",
    "deny": "Z",
    "condemn": "$",
    "previous": "p",
    "number_of": "%",
    "fraction_of": "\u03a6",
    "put_at": "\u03c0",
    "attempt": "\u03c4",
    "weekday": "D",
    "month": "D",
    "quantity": "#",
    "one": "1",
    "label": "7",
    "money": "\u20ac",
    # people
    "people": "P",
    "person": "S",
    "persons": "T",
    "collective": "H",
    "reflexive": "\u03c1",
    "nationality": "j",
    # outcomes
    "done": "K",
    "doing": "k",
    "happened": "I",
    "state": "A",
    "bodies": "B",
    "body": "\u03b2",
    "counts": "N",
    "count": "M",
    "event": "E",
    "suffer": "\u03c3",
    "harm": "\u03b7",
    "toll": "W",
    "predicate": "q",
    "member": "J",
    # the rest
    "thing": "X",
    "things": "\u039e",
    "phrase": "l",
    "body_part": "l",
    "lower": "l",
    "plural": "u",
    "capital": "C",
}


NAME_LIKE = frozenset("NY\u03b2MBHT")
"""Classes of words that a capital beside another one makes part of a name ("Martyrs Brigades")."""
CLOSED = frozenset(SYMBOLS[name] for name in ("be", "have", "modal", "who", "it", "pronoun", "not", "in"))
"""Classes of words that are a name when they are spelled in capitals ("IS", "WHO")."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase is: its symbol, the symbol it falls back to when its first reading does not hold, and its values."""

    symbol: str
    fallback: str = "l"
    value: int = 0
    low: int = 0
    high: int = 0
    kind: str = ""
    outcome: str = ""
    strength: str = ""
    category: str = ""
    sex: str = "all"
    age: str = "all"
    lemma: str = ""
    iso3: str | None = None
    describing: int = 0
    """How many words before the head noun only describe ("federal soldiers")."""
