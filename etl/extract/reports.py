"""Figures and event words into happenings: which figures belong together, and when and where it was."""

from __future__ import annotations

from collections.abc import Sequence

from etl.model import DateRange, EventMention, Figure, FrontMatter, Happening, Place, Publication, Sentence, Trace
from etl.settings import Settings


def find_happenings(
    text: str,
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    dates: Sequence[DateRange],
    places: Sequence[Place],
    mentions: Sequence[EventMention],
    *,
    publication: Publication,
    front: FrontMatter,
    language: str,
    settings: Settings,
    trace: Trace | None = None,
) -> tuple[list[Happening], list[Figure]]:
    """The happenings by rank, and the figures with their own dates, places and scopes."""
    if not figures:
        return [], list(figures)
    date = next((found for found in dates if found.date_precision == 1), None)
    place = next((found for found in places if found.kind == "settlement"), None) or next(iter(places), None)
    kind = mentions[0] if mentions else None
    happening = Happening(
        start=figures[0].clause_start,
        end=figures[0].clause_end,
        scope="incident",
        event_type=kind.event_type if kind else "unspecified_violence",
        sub_event_type=kind.sub_event_type if kind else None,
        method=kind.method if kind else None,
        is_conflict=kind.is_conflict if kind else True,
        date=date,
        place=place,
        n_places=1 if place else 0,
        figures=tuple(range(len(figures))),
        rule="whole",
    )
    return [happening], list(figures)
