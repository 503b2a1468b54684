"""What every document must stand before it goes on, whatever format it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from etl.model import RawDocument
from etl.readers.source import Item, make_issue
from etl.settings import Settings

_LONG_CHARS = 1_000_000
_BIDI = regex.compile(r"[\u202a-\u202e\u2066-\u2069]")
_FIELDS = ("record_id", "title", "url", "publisher", "language", "published_record", "published_page", "licence")


class DocumentChecks:
    """Checks documents one by one; remembers ids (as hashes) to tell when two texts share one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._texts: dict[int, int] = {}

    def check(self, raw: RawDocument) -> Iterator[Item]:
        """The document with the doubts about it before, or one refusal."""
        refusal = self._refusal(raw)
        if refusal is not None:
            yield make_issue("error", *refusal, source_file=raw.source_file, line=raw.line_number)
            return
        checked = _without_surrogates(raw)
        if checked is not raw:
            detail = "The record holds halves of characters (lone surrogates), which no file can hold; they became U+FFFD."
            yield make_issue("warning", "lone_surrogates", detail, source_file=raw.source_file, line=raw.line_number)
        for code, detail in self._doubts(checked):
            yield make_issue("warning", code, detail, source_file=raw.source_file, line=raw.line_number)
        yield checked

    def _refusal(self, raw: RawDocument) -> tuple[str, str] | None:
        if not raw.text or raw.text.isspace():
            return "empty_text", "The text is empty."
        if len(raw.text) > self._settings.max_text_chars:
            return "text_too_long", f"The text has {len(raw.text):,} characters; at most {self._settings.max_text_chars:,} are read."
        return None

    def _doubts(self, raw: RawDocument) -> Iterator[tuple[str, str]]:
        if "\0" in raw.text:
            yield "nul_bytes", f"The text holds {raw.text.count(chr(0)):,} NUL characters; it was kept."
        if not raw.text.isascii() and _BIDI.search(raw.text):
            yield "bidi_controls", "The text holds controls that change the direction of what a reader sees; it was kept."
        if len(raw.text) > _LONG_CHARS:
            yield "long_text", f"The text has {len(raw.text):,} characters, more than an article; it was kept."
        if raw.record_id is not None:
            text_hash = hash(raw.text)
            if self._texts.setdefault(hash(raw.record_id), text_hash) != text_hash:
                yield "duplicate_id", f"The id '{raw.record_id[:100]}' stood on another text before; both were kept."


def _without_surrogates(raw: RawDocument) -> RawDocument:
    """The document itself when all its strings can be written; else one whose lone surrogates are U+FFFD."""
    changed: dict[str, str] = {}
    for name in ("text", *_FIELDS):
        value = getattr(raw, name)
        if value is None or value.isascii():
            continue
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            changed[name] = regex.sub(r"[\ud800-\udfff]", "\ufffd", value)
    return replace(raw, **changed) if changed else raw  # type: ignore[arg-type]
