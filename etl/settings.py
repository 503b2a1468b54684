"""Every setting of a run: its name, its default and what it means, in one frozen record."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from etl.errors import SettingsError

DEFAULT_COLUMNS: dict[str, str] = {
    "record_id": "id",
    "title": "title",
    "text": "text",
    "url": "url",
    "published": "published",
    "publisher": "publisher",
    "language": "lang",
    "licence": "licence",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a run.

    Those marked "result" change what is written and are kept in `datapackage.json`; the others only how the work is done.
    """

    default_language: str = "en"
    """result: the language of a text that says nothing and is too short to tell."""
    columns: dict[str, str] = field(default_factory=lambda: dict(DEFAULT_COLUMNS))
    """result: our field to the column or key that holds it in JSONL, CSV and Parquet records."""
    omit_text: bool = False
    """result: leave the texts of documents out of the dataset (text_status withheld); offsets and hashes stay."""
    include_non_conflict: bool = False
    """result: make events of crashes, disasters and crime too."""
    range_best: str = "low"
    """result: the best figure of an event whose source gives a range: low, mid or null."""
    vague: str = "range"
    """result: what a vague word counts as on events: range, acled, airwars or null."""
    background_days: int = 30
    """result: a happening that ended more than so many days before publication is background and makes no event."""
    as_of: date | None = None
    """result: use only the documents published up to this day; undated ones are left out."""
    corrections: str | None = None
    """A file of corrections by people (see `etl.link.corrections`); its lines, not its path, are kept with the dataset."""
    max_text_chars: int = 20_000_000
    """result: a longer text is refused."""
    max_line_bytes: int = 64_000_000
    """result: a longer line of JSONL or CSV is refused, unread."""
    workers: int = 0
    """Processes for extraction; 0 means one per core."""
    chunk_documents: int = 128
    """Documents handed to a process at once."""

    def __post_init__(self) -> None:
        choices = {"range_best": ("low", "mid", "null"), "vague": ("range", "acled", "airwars", "null")}
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise SettingsError(f"{name} is '{getattr(self, name)}'; it must be one of {', '.join(allowed)}")
        for name in ("background_days", "max_text_chars", "max_line_bytes", "chunk_documents"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} must be at least 1")
        if self.workers < 0:
            raise SettingsError("workers must be 0 (one per core) or more")
        unknown = set(self.columns) - set(DEFAULT_COLUMNS)
        if unknown:
            raise SettingsError(f"unknown field in the column mapping: {', '.join(sorted(unknown))}; known: {', '.join(DEFAULT_COLUMNS)}")

    def result_settings(self) -> dict[str, Any]:
        """The settings that change what is written, as plain values."""
        values = asdict(self)
        for name in ("workers", "chunk_documents", "corrections"):
            del values[name]
        values["as_of"] = self.as_of.isoformat() if self.as_of else None
        return values
