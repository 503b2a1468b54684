"""One whole string as a date: what publication dates and datelines need. Own arithmetic first, `dateparser` for forms it doesn't know."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import dateparser

from etl.extract.dates.finder import find_expressions

_ISO = re.compile(r"\s*([12]\d{3})-(\d\d)-(\d\d)(?:[T\s]|\Z)", re.ASCII)
_COMPACT = re.compile(r"\s*([12]\d{3})(\d\d)(\d\d)(?:T?\d{4,6}Z?)?\s*\Z", re.ASCII)
_LONGEST = 120
_HAS_YEAR = re.compile(r"(?<!\d)(?:[12]\d{3}|\d{2})(?!\d)")


@lru_cache(maxsize=8192)
def parse_date(text: str, *, language: str = "en") -> date | None:
    """The day that a string names in full ("July 6, 2012", "20 AUG 90", "2012-07-06T10:00Z"); None when it names none, or several."""
    text = text[:_LONGEST]
    match = _ISO.match(text) or _COMPACT.match(text)
    if match is not None:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    stated = {
        found.date_start
        for found in find_expressions(text, published=None, language=language)
        if found.date_basis == "stated" and found.date_precision == 1 and found.kind in ("DATE", "TIME")
    }
    if stated:
        return stated.pop() if len(stated) == 1 else None
    if not _HAS_YEAR.search(text):
        return None
    return _parse_foreign(text, language)


def _parse_foreign(text: str, language: str) -> date | None:
    """dateparser with the language fixed, for absolute dates that have all their parts."""
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "DATE_ORDER": "MDY"}
    try:
        moment = dateparser.parse(text, languages=[language], settings=settings)
    except (ValueError, OverflowError, TypeError):
        return None
    return moment.date() if moment is not None else None
