"""The number that a group of tokens says: digits, words, halves, or a vague word."""

from __future__ import annotations

from collections.abc import Sequence

from etl.extract.dates.scan import Token
from etl.extract.dates.vocabulary import DIGIT_CLASSES

_DIGITS = frozenset(DIGIT_CLASSES)


def read_count(tokens: Sequence[Token]) -> float | None:
    """The number of a count group; None for a vague one ("several"). Of a range ("two to three") the first."""
    total = 0.0
    seen = False
    fraction = 0.0
    kinds = [token.kind for token in tokens]
    for position, token in enumerate(tokens):
        kind = token.kind
        if kind in _DIGITS:
            value = float(token.value[:9])
            if position and kinds[position - 1] == "dot":
                fraction += value / 10 ** len(token.value[:9])
            elif position and kinds[position - 1] == "comma":
                total = total * 10 ** len(token.value[:9]) + value
            elif position and kinds[position - 1] == "slash":
                fraction = fraction / value if value else 0.0
            elif seen and position + 1 < len(kinds) and kinds[position + 1] == "slash":
                fraction = value
            elif seen:
                break
            else:
                total, seen = value, True
        elif kind == "hundred":
            total, seen = (total or 1) * 100, True
        elif kind in ("number", "tens", "ordinal", "second", "couple", "a", "another"):
            if kind in ("a",) and position + 1 < len(kinds):
                continue
            total, seen = total + float(token.value or 1), True
        elif kind == "dozen":
            total, seen = 12.0, True
        elif kind == "half_a" or kind == "and_a_half":
            fraction, seen = fraction + 0.5, True
        elif kind == "vague":
            return None
        elif kind in ("to", "or") and seen:
            break
    return total + fraction if seen else None


def read_int(tokens: Sequence[Token]) -> int:
    """The whole number of a group; 0 when it says none."""
    value = read_count([token for token in tokens if token.kind not in ("suffix", "the")])
    return int(value) if value is not None else 0


def full_year(two_digits: int, *, near: int) -> int:
    """A two-digit year as the full year nearest to another, at most ten years after it."""
    year = near - near % 100 + two_digits
    return year - 100 if year > near + 10 else year
