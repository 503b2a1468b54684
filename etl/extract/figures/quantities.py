"""Counts with their hedges: digits, number words, scaled numbers, dozens, ranges and vague words, with the bounds the words state.

A number that counts no set of things (a date, a year, an age, a sum of money, a label as in "Chapter 7") is no quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.extract.figures.lexicon import load_lexicon
from etl.extract.figures.tokens import Tokens, tag_sentence
from etl.model import Quantity
from etl.records import quick, replace

_CORE = r"(?:dz*\u0394?|w{1,2}(?:(?:z+(?:&?w{1,2})?)+|\u0394)?|a?(?:z+(?:&?w{1,2})?|\u0394)|y)"
_QUANTITY = re.compile(
    rf"(?P<hedge><{{0,3}})(?:(?P<vague>g)|\{{(?P<from>{_CORE})[&2|-](?P<to>{_CORE})"
    rf"|(?P<low>{_CORE})(?P<between>[-|2]|[&|,]<)(?P<high>{_CORE})|(?P<number>{_CORE})(?:\((?P<again>d)\))?)(?P<after>\|?>)?"
)
_HAS_NUMBER = re.compile("[dwzyg\u0394]")
_NUMBERS = frozenset(("digits", "unit", "tens"))
_SCALES = frozenset(("scale", "dozen"))
_LARGEST = 9_000_000_000_000
_WORD_LIMIT = 18
_ARTICLES = frozenset("tah")
_ENDS_LABEL = frozenset(("o", ",", ".", ";", ")", ""))
"""What follows the number of a numbered thing ("Article 95 of"); a number before "31st" or "122mm" is none of people either."""
_PEOPLE = frozenset("PSTNBMOjHJ\u03b2")
_ADDRESSED = re.compile("[CX]++(?![jlu~]{0,2}[PSTNBMHJKA])")
_TWO_KINDS = re.compile("[jluX]{0,2}[Pj]&[jluX~]{0,2}[Pj]")
"""Two nouns behind "both" that are no number together ("both soldiers and rebels were killed")."""
_NUMBERED_THING = re.compile("X(?![CXjlu~]{0,3}[PSTNBMHJKA])")
"""What stands behind the number of a house ("at 125 Northeast 56th Street") or of a thing ("the 3100 block of Hill Road")."""
_NEXT_NAMED = re.compile(",&?h?[XS]{0,2}C[C\u03d6]{0,4},")
"""What stands between the ages of two people named one after the other ("his son Amir, 12, daughter Hana, 8 and")."""
_COUNTABLE = _PEOPLE | frozenset("jluKIAxm#")


@quick
@dataclass(frozen=True, slots=True)
class Count:
    """A quantity at tokens `first`..`last` (exclusive); `symbol` is its class: quantity, one, label, date or money."""

    first: int
    last: int
    symbol: str
    quantity: Quantity | None
    value: int


def find_quantities(text: str, start: int, end: int, *, language: str = "en") -> list[Quantity]:
    """The quantities of a span of the folded text, in order; dates, years, ages, money and labels left out."""
    tokens = tag_sentence(text, start, end, load_lexicon(language), is_capitals=False)
    return [count.quantity for count in count_tokens(text, tokens) if count.quantity is not None and count.symbol in "#1"]


def count_tokens(text: str, tokens: Tokens) -> list[Count]:
    """Every number of a tagged sentence, in order, with what it turns out to be."""
    tags = tokens.tags
    if not _HAS_NUMBER.search(tags):
        return []
    counts: list[Count] = []
    position = 0
    while True:
        match = _QUANTITY.search(tags, position)
        if match is None:
            return counts
        count = _read(text, tokens, match)
        if counts and counts[-1].symbol in "DG" and _goes_on(tokens, counts[-1], count):
            count = replace(count, symbol=counts[-1].symbol, quantity=None)
        counts.append(count)
        position = max(count.last, position + 1)


def _read(text: str, tokens: Tokens, match: re.Match[str]) -> Count:
    first, last = match.span()
    if match["vague"]:
        entry = tokens.entries[match.start("vague")]
        return _make(text, tokens, first, last, entry.low, entry.high, _qualify(tokens, match, "vague"))
    for low_name, high_name in (("from", "to"), ("low", "high")):
        if match[low_name] is None:
            continue
        low = _value(tokens, *match.span(low_name))
        high = _value(tokens, *match.span(high_name))
        if low is not None and high is not None:
            low = _scaled_alike(tokens, low, high, match.end(low_name), match.end(high_name))
        if low is not None and high is not None and low < high <= 31 and _is_beside_month(tokens, match.start(), last):
            return Count(first, last, "D", None, low)
        if low is not None and high is not None and _is_day_or_year(tokens, match.start(low_name), low, high):
            return Count(first, match.end(low_name), "D", None, low)  # "the toll since October 7 to 38,345"
        if low is not None and _is_age(tokens.tags, match.start()):
            return Count(first, last, "G", None, low)
        if low is not None and high is not None and low < high and _is_range(tokens, match):
            return _make(text, tokens, first, last, low, high, "range")
        last = match.end(low_name)
        value = low
        after = ""
        break
    else:
        value = _value(tokens, *match.span("number"))
        after = match["after"] or ""
    if value is None:
        return Count(first, last, "l", None, 0)
    symbol = _unlikely(tokens, match, first, last, value)
    if symbol:
        return Count(first, last, symbol, _plain(text, tokens, first, last, value) if symbol == "7" else None, value)
    return _make(text, tokens, first, last, value, value, _qualify(tokens, match, "exact", after=bool(after)))


def _scaled_alike(tokens: Tokens, low: int, high: int, low_end: int, high_end: int) -> int:
    """The lower number of a range in the scale that only the higher one names ("10 to 12 thousand", "two or three dozen")."""
    scale = tokens.entries[high_end - 1]
    if scale.kind not in _SCALES or tokens.entries[low_end - 1].kind in _SCALES or low * scale.value >= high:
        return low
    return low * scale.value


def _value(tokens: Tokens, first: int, last: int) -> int | None:
    """The number that tokens `first`..`last` spell, or None when they spell none ("one two")."""
    total, current = 0, 0
    seen = False
    decimal: float | None = None
    previous = ""
    for position in range(first, last):
        entry = tokens.entries[position]
        if entry.kind == "digits":
            digits = _digits(tokens.lows[position])
            if digits is None:
                return None
            if isinstance(digits, float):
                decimal = digits
            else:
                current = digits
            seen = True
        elif entry.kind in ("unit", "tens"):
            if previous == "unit" or (previous == "tens" and (entry.kind == "tens" or entry.value > 9)):
                return None
            current += entry.value
            seen = True
        elif entry.kind in _SCALES:
            if decimal is not None:
                current, decimal = round(decimal * entry.value), None
            else:
                current = max(current, 1) * entry.value
            if entry.value >= 1000:
                total, current = total + current, 0
            seen = True
        elif entry.kind in ("exact", "both"):
            current, seen = entry.value, True
        previous = entry.kind
    if not seen or decimal is not None or total + current > _LARGEST:
        return None
    return total + current


def _digits(word: str) -> int | float | None:
    """ "1,234" is 1234, "1.2" is 1.2 (it needs a scale), "1.234.567" is 1234567; None for what is no number ("1,23,4")."""
    if len(word) > _WORD_LIMIT:
        return None
    if word.isdigit():
        return int(word)
    for mark in ",.":
        groups = word.split(mark)
        if len(groups) > 1 and all(len(group) == 3 and group.isdigit() for group in groups[1:]) and 1 <= len(groups[0]) <= 3:
            if mark == "." and len(groups) == 2:
                break
            return int("".join(groups)) if groups[0].isdigit() else None
    whole, mark, rest = word.replace(",", "").partition(".")
    return float(f"{whole}.{rest}") if mark and whole.isdigit() and rest.isdigit() else None


def _is_age(tags: str, first: int) -> bool:
    """Whether a number follows words for an age ("aged 30", "the age of 30")."""
    return tags[max(first - 1, 0) : first] == "G" or tags[max(first - 2, 0) : first] == "Go"


def _is_range(tokens: Tokens, match: re.Match[str]) -> bool:
    """Whether two numbers side by side bound one count.

    "10 to 15" and "three and possibly four" do, "from 10 to 15" only before its noun, "33 -- 12" never.
    """
    if match["from"] is not None:
        return True
    middle = match.start("between")
    if match["between"][-1] == "<":
        return tokens.entries[middle + 1].kind == "perhaps"
    if match["between"] == "-":
        return tokens.ends[middle - 1] == tokens.starts[middle] and tokens.ends[middle] == tokens.starts[middle + 1]
    before = tokens.tags[match.start() - 1] if match.start() else ""
    after = tokens.tags[match.end()] if match.end() < len(tokens.tags) else ""
    return before != "f" or after in _PEOPLE


def _is_beside_month(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a month stands right before or after ("11 to 13 August")."""
    beside = [tokens.entries[at].kind for at in (first - 1, last) if 0 <= at < len(tokens.entries)]
    return "month" in beside


def _is_day_or_year(tokens: Tokens, first: int, low: int, high: int) -> bool:
    """Whether the lower number belongs to the day before a rise, and the higher one is what was reached."""
    is_behind_month = first > 0 and tokens.entries[first - 1].kind == "month"
    return is_behind_month and ((low <= 31 < high) or (len(tokens.lows[first]) == 4 and 1800 <= low <= 2100 < high))


def _goes_on(tokens: Tokens, before: Count, count: Count) -> bool:
    """Whether a number goes on a list of days ("15 and 18 November", "Nov. 15, 16 and 18") or of ages ("aged 16 and 19")."""
    between = tokens.tags[before.last : count.first]
    after = tokens.tags[count.last : count.last + 1]
    if before.symbol == "G":
        is_number = count.quantity is not None and tokens.entries[count.first].kind in _NUMBERS
        return is_number and (between in ("&", "2", "-") or _NEXT_NAMED.fullmatch(between) is not None) and after not in _PEOPLE
    is_day = 0 < count.value <= 31 and tokens.entries[count.first].kind == "digits" and before.value <= 31
    return is_day and between in ("&", ",", ",&", "-", "|", "2") and after not in _COUNTABLE


_STRONG = ("at_least", "more_than", "up_to", "less_than")
_BLURRING = frozenset(("approx", "perhaps"))


def _qualify(tokens: Tokens, match: re.Match[str], default: str, *, after: bool = True) -> str:
    kinds = [tokens.entries[position].kind for position in range(*match.span("hedge"))]
    if after and match["after"]:
        kinds.append(tokens.entries[match.end("after") - 1].kind)
    for kind in _STRONG:
        if kind in kinds:
            return kind
    return "approx" if not _BLURRING.isdisjoint(kinds) and default == "exact" else default


def _unlikely(tokens: Tokens, match: re.Match[str], first: int, last: int, value: int) -> str:
    """The class of a number that counts nobody: money, a date or year, an age, a label; "" for a count."""
    tags, entries = tokens.tags, tokens.entries
    number = match.start("number") if match["number"] else match.start("low")
    before = tags[number - 1] if number else ""
    after = tags[last] if last < len(tags) else ""
    is_digits = entries[last - 1].kind == "digits" and last - number == 1
    if before == "\u20ac" or (before == "C" and tokens.lows[number - 1].endswith("$")):
        return "\u20ac"
    if before == "\u03ba":
        return "7"
    if entries[number].kind == "both" and _TWO_KINDS.match(tags, last) is not None:
        return "l"
    if _is_age(tags, number):
        return "G"
    if before == "n" and tokens.lows[number - 1] in ("no.", "nos."):
        return "D"
    if is_digits and last < len(tags) and entries[last].kind == "clock":
        return "D"
    if match["hedge"] or not is_digits:
        return ""
    if value <= 31 and last < len(tags) and entries[last].kind == "month":
        return "D"
    if value <= 31 and number and entries[number - 1].kind == "month" and after not in _PEOPLE:
        return "D"
    if 1800 <= value <= 2100 and len(tokens.lows[number]) == 4 and after not in _PEOPLE:
        return "D"
    if 0 < value <= 110 and before in (",", "(") and after in (",", ")", ".", ";", "") and number >= 2 and tags[number - 2] in "CSRT":
        return "G"
    if before == "C" and after not in _PEOPLE and after not in ("K", "A", "X"):
        return "7"
    if before in ("@", "i") and after == "&" and tokens.lows[last] == "&" and tags[last + 1 : last + 2] == "C":
        return "7"  # "at 26 & Vine": a corner of two streets
    if before == "@" and _ADDRESSED.match(tags, last) is not None:
        return "7"
    if (before in _ARTICLES and _NUMBERED_THING.match(tags, last) is not None) or (number and tokens.lows[number - 1] == "/"):
        return "7"
    if after == "'" and value % 10 == 0:
        return "G"
    if before == "X" and after in _ENDS_LABEL and (number < 2 or tags[number - 2] not in _ARTICLES):
        return "7"
    if last < len(tags) and tokens.lows[last][0].isdigit() and not tokens.lows[last][-1].isdigit():
        return "7"
    return ""


def _plain(text: str, tokens: Tokens, first: int, last: int, value: int) -> Quantity:
    start, end = tokens.starts[first], tokens.ends[last - 1]
    return Quantity(start, end, text[start:end], value, value, value, "exact", is_imputed=False, rule="label")


def _make(text: str, tokens: Tokens, first: int, last: int, low: int, high: int, qualifier: str) -> Count:
    """The count of `low`..`high` (equal but for ranges and vague words; 0 is a vague word's `high` that nothing sets) under a qualifier."""
    start, end = tokens.starts[first], tokens.ends[last - 1]
    bounds: tuple[int | None, int | None, int | None]
    is_imputed = False
    if low != high:
        bounds = (low, None, high or None)
        is_imputed = qualifier != "range"
        if qualifier in ("at_least", "more_than"):
            bounds = (low, None, None)
        elif qualifier in ("up_to", "less_than"):
            bounds = (None, None, high)
    elif qualifier == "at_least":
        bounds = (low, low, None)
    elif qualifier == "more_than":
        bounds = (low + 1, low + 1, None)
    elif qualifier == "approx":
        bounds = (None, low, None)
    elif qualifier == "up_to":
        bounds = (None, None, low)
    elif qualifier == "less_than":
        bounds = (None, None, max(low - 1, 0))
    else:
        bounds = (low, low, low)
    low_bound, best, high_bound = bounds
    quantity = Quantity(
        start, end, text[start:end], low_bound, best, high_bound, qualifier, is_imputed=is_imputed, rule=f"number_{qualifier}"
    )
    return Count(first, last, "1" if low == high == 1 else "#", quantity, low)


def one_of(text: str, start: int, end: int) -> Quantity:
    """The count of a single person named without a number ("a soldier")."""
    return Quantity(start, end, text[start:end], 1, 1, 1, "exact", is_imputed=False, rule="number_single")


def zero_of(text: str, start: int, end: int) -> Quantity:
    """The count of nobody ("no one", "no civilians")."""
    return Quantity(start, end, text[start:end], 0, 0, 0, "none", is_imputed=False, rule="number_none")


def fixed_of(text: str, start: int, end: int, count: int) -> Quantity:
    """The count that a word carries in itself ("a couple", "twins")."""
    return Quantity(start, end, text[start:end], count, count, count, "exact", is_imputed=False, rule="number_word")


def exceeded(quantity: Quantity) -> Quantity:
    """The count of a total that "passed" an exact number."""
    if quantity.qualifier != "exact" or quantity.best is None:
        return quantity
    return replace(quantity, low=quantity.best + 1, best=quantity.best + 1, high=None, qualifier="more_than", rule="number_more_than")
