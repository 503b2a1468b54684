"""The public functions; `import etl` gives them without loading anything before it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.errors import SettingsError
from etl.extract.dates import find_dates
from etl.extract.document import extract_document
from etl.extract.places import find_places
from etl.model import RawDocument, Trace
from etl.pipeline import RunSummary
from etl.pipeline import run as run_pipeline
from etl.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from etl.check import CheckResult

__all__ = ["TextExtraction", "check", "extract", "find_dates", "find_places", "read", "run"]


@dataclass(frozen=True, slots=True)
class TextExtraction:
    """Reports and claims of one text, as mappings from the columns of the tables to values (dates as `datetime.date`, null as None)."""

    document: dict[str, Any]
    reports: tuple[dict[str, Any], ...]
    claims: tuple[dict[str, Any], ...]
    issues: tuple[dict[str, Any], ...]


def run(
    paths: str | Path | Sequence[str | Path], *, output: str | Path = "output", settings: Settings | None = None, **options: Any
) -> RunSummary:
    """Read articles, extract, link, check and publish a dataset; returns what was done and what it holds.

    `paths` are files, folders and globs, or `-` for standard input. `options` are fields of `Settings` for those who need only a few.
    Raises InputError when nothing can be read, CheckError when the new dataset breaks a rule (the old one then stays),
    DatasetError when `output` is no dataset of ours or another run is writing to it, SettingsError for a bad option.
    """
    inputs = [str(paths)] if isinstance(paths, (str, Path)) else [str(path) for path in paths]
    return run_pipeline(inputs, output=Path(output), settings=_settings(settings, options))


def extract(
    text: str,
    *,
    published: date | str | None = None,
    title: str | None = None,
    language: str | None = "en",
    settings: Settings | None = None,
    trace: Trace | None = None,
) -> TextExtraction:
    """Reports and claims of one text, with offsets into it; nothing is written.

    `published` is the day that relative dates count from (a `date` or an ISO 8601 string); without it they stay unresolved. With
    `language=None` the language is detected. A `trace` collects every span, rule and refusal.
    """
    from etl.schema import column_names

    raw = RawDocument(
        record_id=None,
        source_file="text",
        text=text,
        title=title,
        language=language,
        published_record=published.isoformat() if isinstance(published, date) else published,
    )
    found = extract_document(raw, settings=settings or Settings(), rules_version="", trace=trace)
    reports = tuple({**dict.fromkeys(column_names("reports")), **row} for row in found.reports)
    claims = tuple({**dict.fromkeys(column_names("claims")), **row} for row in found.claims)
    return TextExtraction(asdict(found.document), reports, claims, tuple(asdict(issue) for issue in found.issues))


def read(table: str, output: str | Path = "output", *, as_of: date | str | None = None) -> pd.DataFrame:
    """A table of a dataset as a pandas DataFrame: dates as datetime64, counts as Int32 or Int64, truth values as boolean.

    With `as_of` (a `date` or an ISO 8601 string) it is what the documents published up to that day say, linked anew: what `run` with
    `as_of` gives. Undated documents are then left out. Raises DatasetError when the folder holds no dataset, SchemaError for a table
    that there is not, SettingsError for a day that is none.
    """
    from etl.dataset import read_table, to_frame

    if as_of is None:
        return read_table(table, Path(output))
    from etl.schema import table_schema
    from etl.stages.as_of import tables_as_of

    return to_frame(tables_as_of(Path(output), _to_day(as_of))[table_schema(table).name])


def check(output: str | Path = "output") -> CheckResult:
    """Check a dataset against its schemas; `.ok` tells whether it holds, `.breaches` what does not."""
    from etl.check import check_dataset

    return check_dataset(Path(output))


def _to_day(day: date | str) -> date:
    if isinstance(day, date):
        return day.date() if isinstance(day, datetime) else day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise SettingsError(f"as_of is '{day}'; it must be a day like 2012-07-06") from None


def _settings(settings: Settings | None, options: dict[str, Any]) -> Settings:
    if settings is not None and options:
        raise TypeError("give either settings or single options, not both")
    return settings or Settings(**options)
