"""What a text tells as having gone before, by words for it or by the time between ("comes two weeks after a colonel fled")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from etl.extract.dates import find_dates_folded
from etl.extract.happenings.discourse import Discourse
from etl.extract.happenings.tellings import Telling
from etl.model import DateRange, Figure


def find_earlier(words: str, telling: Telling, figures: Sequence[Figure], discourse: Discourse, language: str) -> DateRange | None:
    """The length of time by which a telling came before what the text tells of ("comes two weeks after a colonel fled")."""
    found = next(
        (found for pattern in (discourse.aftermath, discourse.years_after, discourse.days_after) if (found := pattern.search(words))), None
    )
    if found is None:
        return None
    end = telling.sentence.start + found.end()
    counted = [figures[position].start for position in telling.figures]
    named = [mention.start for mention in telling.mentions if mention.makes_event]
    # Without figures one telling is the whole sentence: what it tells first is what it tells.
    last = max(counted or named[:1], default=-1)
    comma = words.find(",", found.end())
    is_aside = found.start() == 0 or (comma >= 0 and found.groupdict().get("aside") is not None)
    if last < end or (is_aside and telling.sentence.start + comma < last):
        return None
    told = [found["length"]]
    if "aside" in found.groupdict():
        told.append(f"{discourse.bare_length} {found['length'].split()[-1]}")
    for length in told:
        for item in find_dates_folded(length, published=None, language=language):
            if item.kind == "DURATION":
                return item
    return None


def is_before_told(found: Any, telling: Telling, figures: Sequence[Figure]) -> bool:
    """Whether words for what went before stand before the figures ("killed 52, in one of the deadliest attacks since" tells of today)."""
    if found is None:
        return False
    told = (max(figures[position].start, figures[position].cue_start) for position in telling.figures)
    last = max(told, default=telling.sentence.end)
    return bool(telling.sentence.start + found.start() < last)
