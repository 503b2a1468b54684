"""Time expressions: where they stand, what they mean in TIMEX3, and which days they cover.

The words and rules are in `etl/languages/<language>/dates_words.tsv`, `dates_rules.tsv` and `dates.toml`; the engine is the same for every
language. `scan` finds candidates, `timeline` knows the day a text speaks from; `calendar_dates`, `years`, `days`, `units`, `offsets` and
`lengths` read them, and `stretches` joins periods with two ends.

`DateRange.rule` names the rule. These say that the days are those of a stretch, not of one happening:
`since` (open: from its start to publication), `from_to` and `between` (two expressions, each with the days of the whole stretch),
`past_units` ("the past 24 hours", "the next two weeks"), `the_past_unit` ("the past week"), `so_far_this` ("so far this month").
`is_open_period` and `is_stretch` ask for them.
DURATION and SET carry days only under `past_units`. Expressions such as "now" or "recently" are a DATE of no day (precision 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from etl.extract.dates.absolute import parse_date
from etl.extract.dates.finder import find_expressions
from etl.model import DateRange, Sentence, Trace
from etl.records import replace
from etl.text import fold

__all__ = ["find_dates", "find_dates_folded", "is_open_period", "is_stretch", "parse_date"]

_OPEN = frozenset({"since"})
_STRETCHES = frozenset({"since", "from_to", "between", "past_units", "past_units_one", "the_past_unit", "so_far_this"})


def find_dates_folded(
    text: str,
    *,
    published: date | None,
    language: str = "en",
    trace: Trace | None = None,
    start: int = 0,
    sentences: Sequence[Sentence] | None = None,
) -> list[DateRange]:
    """Time expressions of a folded text from `start`, in order, none overlapping; offsets into the folded text.

    With `sentences`, only expressions that begin in one of them are given (the rest of the text still tells the year).
    """
    found = find_expressions(text, published=published, language=language, trace=trace, start=start)
    if sentences is None:
        return found
    kept: list[DateRange] = []
    position = 0
    for item in found:
        while position < len(sentences) and sentences[position].end <= item.start:
            position += 1
        if position < len(sentences) and sentences[position].start <= item.start:
            kept.append(item)
    return kept


def find_dates(text: str, *, published: date | str | None, language: str = "en") -> list[DateRange]:
    """Time expressions of any text, in order, none overlapping; start and end are code points of the text as given, end exclusive.

    `published` is the day that relative dates count from: a date, a moment, or a string of ISO 8601; with None they stay unresolved.
    Each has a kind (DATE, TIME, DURATION, SET), a value (TIMEX3, ISO 8601: `XXXX` for what is not known), its first and last day with
    their precision (UCDP GED: 1 the day to 5 longer, 9 unknown) and basis (stated, relative, inferred, unknown), and its rule.
    Raises ValueError for a string that is no date, LanguageError for a language without a pack.
    """
    folded = fold(text)
    found = find_dates_folded(folded.text, published=_as_day(published), language=language)
    if folded.text == text:
        return found
    if folded.origins is None:
        return [replace(item, text=text[item.start : item.end]) for item in found]
    out: list[DateRange] = []
    for item in found:
        start, end = folded.original_span(item.start, item.end)
        out.append(replace(item, start=start, end=end, text=text[start:end]))
    return out


def _as_day(published: date | str | None) -> date | None:
    if isinstance(published, str):
        published = datetime.fromisoformat(published)
    return published.date() if isinstance(published, datetime) else published


def is_open_period(found: DateRange) -> bool:
    """Whether an expression opens a period that runs until publication ("since 7 October")."""
    return found.rule in _OPEN


def is_stretch(found: DateRange) -> bool:
    """Whether the days are those of a stretch that the words mark out, open or closed."""
    return found.rule in _STRETCHES
