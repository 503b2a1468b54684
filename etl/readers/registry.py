"""The formats that can be read. A new one is a file beside this and a line here."""

from __future__ import annotations

from etl.readers import delimited, feed, html_page, json_values, jsonl, parquet_table, plain_text, warc
from etl.readers.source import Format
from etl.settings import Settings

FORMATS: tuple[Format, ...] = (
    parquet_table.FORMAT,
    warc.FORMAT,
    feed.FORMAT,
    html_page.FORMAT,
    jsonl.FORMAT,
    json_values.FORMAT,
    delimited.FORMAT,
    plain_text.FORMAT,
)
"""In the order in which their sniffers are asked."""
CONTAINER_SUFFIXES = frozenset({".gz", ".gzip"})
KNOWN_SUFFIXES = frozenset(suffix for entry in FORMATS for suffix in entry.suffixes) | CONTAINER_SUFFIXES


def choose_format(head: bytes, suffix: str, settings: Settings) -> Format:
    """The format that is sure of the first bytes, else that of the suffix, else plain text."""
    for entry in FORMATS:
        if entry.sniff(head, settings):
            return entry
    return next((entry for entry in FORMATS if suffix in entry.suffixes), plain_text.FORMAT)
