"""Records of any container (JSON, CSV, Parquet) to raw documents, by the mapping of our fields to its columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from etl.model import RawDocument
from etl.readers.source import Item, Source
from etl.settings import Settings


def build_document(record: Mapping[str, Any], source: Source, settings: Settings, *, line: int) -> Item:
    """The document of a record, or the issue that refuses it. The text is taken as it is."""
    columns = settings.columns
    name = columns.get("text", "text")
    text = record.get(name)
    if not isinstance(text, str):
        if text is None:
            detail = f"The record has no text: its '{name}' is {'null' if name in record else 'missing'}."
            return source.refuse("no_text", detail, line=line)
        return source.refuse("text_not_a_string", f"The '{name}' of the record is a {type(text).__name__}, not a text.", line=line)

    def value(field: str) -> str | None:
        column = columns.get(field)
        return None if column is None else _as_text(record.get(column))

    url = value("url")
    return RawDocument(
        record_id=value("record_id") or url or f"{source.name}:{line}",
        source_file=source.name,
        text=text,
        title=value("title"),
        url=url,
        publisher=value("publisher"),
        language=value("language"),
        published_record=value("published"),
        licence=value("licence"),
        line_number=line,
    )


def _as_text(value: Any) -> str | None:
    """A cell as text: numbers as written, dates as ISO 8601; nothing for null, blank, lists and objects."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return None if value != value else str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return None
