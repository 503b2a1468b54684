"""What a word is by its shape, where the lexicon does not know it: a mark, a number, an age, a plural, a name, a compound."""

from __future__ import annotations

import re
from dataclasses import replace

from etl.extract.figures.word_classes import SYMBOLS, Entry

_MARKS = {
    ",": ",",
    ";": ";",
    ":": ":",
    "-": "-",
    "\u2013": "-",
    "--": "-",
    "---": "-",
    "(": "(",
    ")": ")",
    "'s": "'",
    "/": "|",
    "\u2026": ";",
    "\u2022": ";",
    "*": ";",
    "$": "\u20ac",
    "\u20ac": "\u20ac",
    "\u00a3": "\u20ac",
    "\u00a5": "\u20ac",
    "%": "X",
    "&": "&",
    ".": ".",
    "!": ".",
    "?": ".",
    "|": ".",
}
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*\Z")
_AGE = re.compile(r"(\d{1,3})-(?:year|yr)s?[- ]olds?\Z|([a-z]+)-(?:year|yr)s?-olds?\Z")
_MONTHS_OLD = re.compile(r"[a-z0-9]+-(?:month|week|day)s?-old\Z")
_ADULT = 18
_MANY_DIGITS = 4
_SHORT = 6
"""Letters of words in -ly that are hardly adverbs ("jelly", "bully")."""
LOWER = Entry(SYMBOLS["lower"])
_ADVERB = Entry(SYMBOLS["report_adverb"], kind="report_adverb")
_PLURAL = Entry(SYMBOLS["plural"])
CAPITAL = Entry(SYMBOLS["capital"])
_DIGIT = Entry(SYMBOLS["digits"], kind="digits")
_OTHER = Entry(SYMBOLS["lower"], kind="mark")
_MARK_ENTRIES = {mark: Entry(symbol, kind="mark") for mark, symbol in _MARKS.items()}
_NAME = re.compile(r"[A-Z][^\W\d_A-Z]*(?:-[A-Z][^\W\d_A-Z]*)+\Z")
"""A name of two parts ("Jean-Pierre")."""
_PARTICLE = re.compile(r"(?:[Aa]l|[Ee]l|[Uu]l|[Aa][dnrstz]|[Aa]sh|[Aa]bd|[Dd]')-?[^\W\d_]*-?[A-Z]")


def guess(word: str, low: str, known: dict[str, Entry], *, is_capitals: bool) -> Entry:
    """What an unknown word is by its shape."""
    mark = _MARK_ENTRIES.get(word)
    if mark is not None:
        return mark
    head = low[0]
    if head.isdigit():
        if _DIGITS.match(low):
            return _DIGIT
        return _age_entry(low) or _digits_entry(low, known) or LOWER
    if not head.isalpha():
        return _MARK_ENTRIES["--"] if low.startswith("--") else _OTHER
    if len(low) == 2 and low[1] == ".":
        return CAPITAL if word[0].isupper() and not is_capitals else LOWER
    if low[-1] == "." and low[:-1] in known:
        return known[low[:-1]]
    if "-" in low:
        if not is_capitals and _PARTICLE.match(word):
            return CAPITAL
        compound = _compound(low, known)
        if compound is not None and (compound is not LOWER or is_capitals or not _NAME.match(word) or _knows_part(low, known)):
            return compound
    if word[0].isupper() and not is_capitals:
        return CAPITAL
    if low[-2:] == "ly" and len(low) > _SHORT:
        return _ADVERB
    if low[-1] == "s" and len(low) > 3 and low[-2] not in "su'i":
        return _PLURAL
    return LOWER


def _knows_part(low: str, known: dict[str, Entry]) -> bool:
    """Whether a part of a hyphened word is a word of the pack ("Suicide-Bomb")."""
    return any(part in known for part in low.split("-"))


def _numbered(value: int, entry: Entry | None) -> Entry | None:
    """A number with a hyphen and a word behind it: "four-man" is four, "fifty-odd" is fifty to fifty-nine."""
    if entry is not None and entry.kind == "odd":
        return Entry(SYMBOLS["vague"], low=value, high=value + 9, kind="vague")
    if entry is not None and entry.symbol == "S" and entry.age != "child":
        return Entry(SYMBOLS["unit"], kind="unit", value=value)
    return None


def _digits_entry(low: str, known: dict[str, Entry]) -> Entry | None:
    """ "A 12-member family": the number of a group, in digits."""
    digits, _, noun = low.partition("-")
    return _numbered(int(digits), known.get(noun)) if digits.isdecimal() and len(digits) < _MANY_DIGITS else None


def _age_entry(low: str) -> Entry | None:
    """ "24-year-old": a person by their age, alone or before a noun."""
    if _MONTHS_OLD.match(low):
        return person_aged(0, is_years=False)
    match = _AGE.match(low)
    if match is None:
        return None
    person = person_aged(int(match.group(1) or _ADULT), is_years=True)
    return replace(person, symbol=SYMBOLS["people"]) if low.endswith("s") else person


def person_aged(years: int, *, is_years: bool) -> Entry:
    """A person of an age, with the age group."""
    return Entry(SYMBOLS["person"], kind="age", value=years if is_years else 0, category="all", age=age_group(years if is_years else 0))


def age_group(years: int) -> str:
    """The age group of somebody so many years old."""
    return "child" if years < _ADULT else "adult"


def _compound(low: str, known: dict[str, Entry]) -> Entry | None:
    """A hyphened word: a number ("twenty-three"), an age, or what its last part is ("co-pilots", "ex-soldiers")."""
    parts = low.split("-")
    entries = [known.get(part) for part in parts]
    first, second = entries[0], entries[1]
    if len(parts) == 2 and first is not None and second is not None:
        tens, unit = first, second
        if tens.kind == "tens" and unit.kind == "unit":
            return Entry(SYMBOLS["tens"], kind="tens", value=tens.value + unit.value)
    if len(parts) == 2 and first is not None and first.kind in ("unit", "tens") and (number := _numbered(first.value, second)) is not None:
        return number
    if parts[-1] == "old" and len(parts) >= 3:
        if parts[-2].startswith(("month", "week", "day")):
            return Entry(SYMBOLS["lower"], kind="age", age="child")
        if first is not None and first.kind in ("unit", "tens"):
            extra = second.value if len(parts) == 4 and second is not None else 0
            years = first.value + extra
            return Entry(SYMBOLS["lower"], kind="age", value=years, age=age_group(years))
        return None
    last = entries[-1]
    if last is not None and last.symbol in "PST":
        return last
    if last is not None and last.symbol in "j":
        return last
    return LOWER
