"""A sentence as parallel lists of words and marks, each with what the lexicon says of it; fixed phrases count as one word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from etl.extract.lexicon import SYMBOLS, Entry, Lexicon

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"
    r"|\d+(?:/\d+)+"
    r"|\d+(?:[.,:]\d+)*(?:-[^\W\d_]+)*(?:[^\W\d_]+|%)?"
    r"|[^\W\d_]+\.(?=\s[A-Z0-9])"
    r"|[^\W\d_]+(?:-[^\W\d_]+|-\d+)*(?:'(?!s\b)[^\W\d_]+(?:-[^\W\d_]+)*)?"
    r"|'s\b|--+|\w+|[^\s\"\[\]]"
)
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
    "/": ",",
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
    "|": ";",
}
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*\Z")
_AGE = re.compile(r"(\d{1,3})-(?:year|yr)s?-old\Z|([a-z]+)-(?:year|yr)s?-old\Z")
_MONTHS_OLD = re.compile(r"[a-z0-9]+-(?:month|week|day)s?-old\Z")
_AGE_UNITS = frozenset(("years_old", "months_old"))
_NUMBERS = frozenset(("digits", "unit", "tens"))
_ADULT = 18
_LOWER = Entry(SYMBOLS["lower"])
_PLURAL = Entry(SYMBOLS["plural"])
_CAPITAL = Entry(SYMBOLS["capital"])
_DIGIT = Entry(SYMBOLS["digits"], kind="digits")
_OTHER = Entry(SYMBOLS["lower"], kind="mark")
_MARK_ENTRIES = {mark: Entry(symbol, kind="mark") for mark, symbol in _MARKS.items()}
_MONTH = Entry(SYMBOLS["month"], kind="month")
_NAME_LIKE = frozenset("N\u03b2MBHT")
_CLOSED = frozenset(SYMBOLS[name] for name in ("be", "have", "modal", "who", "it", "pronoun", "not", "in"))
_PARTICLE = re.compile(r"(?:[Aa]l|[Ee]l|[Uu]l|[Aa][dnrstz]|[Aa]sh|[Aa]bd|[Dd]')-?[^\W\d_]*-?[A-Z]")


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the tokens of a sentence; `tags` holds one symbol a token."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lows: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    tags: str = ""


def tag_sentence(text: str, start: int, end: int, lexicon: Lexicon, *, is_capitals: bool) -> Tokens:
    """The tagged tokens of a span. `is_capitals` says that case tells nothing (telegraph style, lower-cased text)."""
    words = [(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(text, start, end)]
    lows = [word[2].lower() for word in words]
    tokens = Tokens()
    known, phrases = lexicon.words, lexicon.phrases
    count = len(words)
    symbols: list[str] = []
    position = 0
    while position < count:
        low = lows[position]
        first, last, word = words[position]
        width = 1
        entry: Entry | None = None
        if low in phrases:
            for rest, candidate in phrases[low]:
                size = len(rest)
                if position + size < count and lows[position + 1] == rest[0] and tuple(lows[position + 1 : position + 1 + size]) == rest:
                    entry, width = candidate, size + 1
                    last = words[position + size][1]
                    low = " ".join(lows[position : position + width])
                    break
        if entry is None:
            entry = known.get(low)
            if entry is None or (len(word) == 2 and word[1] == "."):
                entry = _guess(word, low, known, is_capitals=is_capitals)
            elif entry.kind == "modal" and entry.fallback == "D" and (_is_date(words, position, is_capitals=is_capitals)):
                entry = _MONTH
            elif (entry.symbol in _CLOSED and not is_capitals and len(word) > 1 and word.isupper()) or (
                (entry.symbol in _NAME_LIKE or entry.fallback in _NAME_LIKE)
                and not is_capitals
                and position
                and word[0].isupper()
                and _in_name(words, position)
            ):
                entry = _CAPITAL
        if entry.kind in _AGE_UNITS and tokens.entries and tokens.entries[-1].kind in _NUMBERS:
            years = tokens.entries[-1].value or int(tokens.lows[-1]) if tokens.lows[-1].isdigit() else tokens.entries[-1].value
            tokens.entries[-1] = _person_aged(years, is_years=entry.kind == "years_old")
            tokens.ends[-1] = last
            tokens.lows[-1] = f"{tokens.lows[-1]} {low}"
            symbols[-1] = tokens.entries[-1].symbol
            position += width
            continue
        tokens.starts.append(first)
        tokens.ends.append(last)
        tokens.lows.append(low)
        tokens.entries.append(entry)
        symbols.append(entry.symbol)
        position += width
    tokens.tags = "".join(symbols)
    return tokens


_Words = list[tuple[int, int, str]]


def _is_date(words: _Words, position: int, *, is_capitals: bool) -> bool:
    """Whether a word that is also a verb ("May") is a month here: capitalised, or beside a number where case tells nothing."""
    if not is_capitals:
        return words[position][2][0].isupper() and position > 0
    beside = [words[at][2][0].isdigit() for at in (position - 1, position + 1) if 0 <= at < len(words)]
    return any(beside)


def _in_name(words: _Words, position: int) -> bool:
    """Whether a capitalised word stands beside another one, so that it belongs to a name ("Martyrs Brigades")."""
    beside = [words[at][2] for at in (position - 1, position + 1) if 0 <= at < len(words)]
    return any(word[0].isupper() for word in beside)


def _guess(word: str, low: str, known: dict[str, Entry], *, is_capitals: bool) -> Entry:
    """What an unknown word is by its shape."""
    mark = _MARK_ENTRIES.get(word)
    if mark is not None:
        return mark
    head = low[0]
    if head.isdigit():
        if _DIGITS.match(low):
            return _DIGIT
        return _age_entry(low) or _LOWER
    if not head.isalpha():
        return _MARK_ENTRIES["--"] if low.startswith("--") else _OTHER
    if len(low) == 2 and low[1] == ".":
        return _CAPITAL if word[0].isupper() and not is_capitals else _LOWER
    if low[-1] == "." and low[:-1] in known:
        return known[low[:-1]]
    if "-" in low:
        if not is_capitals and _PARTICLE.match(word):
            return _CAPITAL
        compound = _compound(low, known)
        if compound is not None:
            return compound
    if word[0].isupper() and not is_capitals:
        return _CAPITAL
    if low[-1] == "s" and len(low) > 3 and low[-2] not in "su'i":
        return _PLURAL
    return _LOWER


def _age_entry(low: str) -> Entry | None:
    """ "24-year-old": a person by their age, alone or before a noun."""
    if _MONTHS_OLD.match(low):
        return _person_aged(0, is_years=False)
    match = _AGE.match(low)
    return None if match is None else _person_aged(int(match.group(1) or _ADULT), is_years=True)


def _person_aged(years: int, *, is_years: bool) -> Entry:
    """A person of an age, with the age group."""
    age = "child" if not is_years or years < _ADULT else "adult"
    return Entry(SYMBOLS["person"], kind="age", value=years if is_years else 0, category="all", age=age)


def _compound(low: str, known: dict[str, Entry]) -> Entry | None:
    """A hyphened word: a number ("twenty-three"), an age, or what its last part is ("co-pilots", "ex-soldiers")."""
    parts = low.split("-")
    entries = [known.get(part) for part in parts]
    first, second = entries[0], entries[1]
    if len(parts) == 2 and first is not None and second is not None:
        tens, unit = first, second
        if tens.kind == "tens" and unit.kind == "unit":
            return Entry(SYMBOLS["tens"], kind="tens", value=tens.value + unit.value)
    if parts[-1] == "old" and len(parts) >= 3:
        if parts[-2].startswith(("month", "week", "day")):
            return Entry(SYMBOLS["lower"], kind="age", age="child")
        if first is not None and first.kind in ("unit", "tens"):
            extra = second.value if len(parts) == 4 and second is not None else 0
            years = first.value + extra
            return Entry(SYMBOLS["lower"], kind="age", value=years, age="child" if years < 18 else "adult")
        return None
    last = entries[-1]
    if last is not None and last.symbol in "PST":
        return last
    if last is not None and last.symbol in "j":
        return last
    return _LOWER
