"""What kind of happening a stretch of text tells of, from the words of the language pack. A first version: single words only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from etl.languages import Row, read_table
from etl.model import EventMention, Sentence, Trace


@cache
def _words(language: str) -> tuple[Any, dict[str, Row]]:
    rows = {row["word"]: row for row in read_table(language, "event_types.tsv")}
    return re2.compile(r"(?i)\b(" + "|".join(re2.escape(word) for word in rows) + r")\b"), rows


def has_event_trigger(text: str, language: str = "en") -> bool:
    """Whether the text has any word that tells of a happening."""
    return _words(language)[0].search(text) is not None


def find_events(text: str, sentences: Sequence[Sentence], *, language: str = "en", trace: Trace | None = None) -> list[EventMention]:
    """The words that name happenings, in text order."""
    pattern, rows = _words(language)
    found: list[EventMention] = []
    for sentence in sentences:
        for match in pattern.finditer(text[sentence.start : sentence.end]):
            row = rows[match.group(1).lower()]
            found.append(
                EventMention(
                    sentence.start + match.start(),
                    sentence.start + match.end(),
                    sentence.index,
                    match.group(),
                    row["event_type"],
                    row["sub_event_type"] or None,
                    None,
                    row["is_conflict"] == "yes",
                    True,
                    True,
                    "word",
                )
            )
    return found


def choose_kind(mentions: Sequence[EventMention]) -> tuple[str, str | None, str | None, bool]:
    """Event type, sub-event type, method and whether it is conflict, of the mentions of one happening."""
    if not mentions:
        return "unspecified_violence", None, None, True
    first = mentions[0]
    return first.event_type, first.sub_event_type, first.method, first.is_conflict
