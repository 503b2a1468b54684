"""What kind of happening a stretch of text tells of, from the words of the language pack. A first version: single words only."""

from __future__ import annotations

from functools import cache
from typing import Any

import re2

from etl.languages import Row, read_table


@cache
def _words(language: str) -> tuple[Any, dict[str, Row]]:
    rows = {row["word"]: row for row in read_table(language, "event_types.tsv")}
    return re2.compile(r"(?i)\b(" + "|".join(re2.escape(word) for word in rows) + r")\b"), rows


def has_event_trigger(text: str, language: str = "en") -> bool:
    """Whether the text has any word that tells of a happening."""
    return _words(language)[0].search(text) is not None


def classify(text: str, start: int, end: int, *, language: str = "en") -> tuple[str, str | None, bool]:
    """Event type, sub-event type and whether it is conflict, of the folded text from `start` to `end`."""
    pattern, rows = _words(language)
    found = pattern.search(text[start:end])
    if found is None:
        return "unspecified_violence", None, True
    row = rows[found.group(1).lower()]
    return row["event_type"], row["sub_event_type"] or None, row["is_conflict"] == "yes"
