"""The stages in order: read, extract, link, write, check, publish."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did and what the dataset holds after it; read = kept + unchanged + refused."""

    output: Path
    read: int
    kept: int
    unchanged: int
    refused: int
    n_documents: int
    n_events: int
    events_with_toll: int
    events_open_bound: int
    events_without_date: int
    events_without_country: int
    killed_low: int
    killed_best: int
    killed_high: int
    issues_by_code: dict[str, int] = field(default_factory=dict)
    check_notes: tuple[str, ...] = ()
