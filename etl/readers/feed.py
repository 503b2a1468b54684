"""RSS and Atom: each entry is a document, its HTML turned to text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser
from resiliparse.extract.html2text import extract_plain_text

from etl.model import RawDocument
from etl.readers.source import Format, Item, Source
from etl.readers.streams import read_whole
from etl.settings import Settings

_ROOT = re.compile(
    rb"\A\s*(?:<\?xml.{0,500}?\?>\s*|<\?.{0,500}?\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]{0,500}>\s*)*<(?:rss|feed|rdf:RDF)[\s>]",
    re.S | re.I,
)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")


def read_feed(source: Source, settings: Settings) -> Iterator[Item]:
    """One document an entry: its content, else its summary. An entry without text is refused."""
    data = read_whole(source.stream, limit=settings.max_text_chars * 4)
    if data is None:
        yield source.refuse("text_too_long", f"The feed is longer than {settings.max_text_chars * 4:,} bytes.")
        return
    try:
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # noqa: BLE001 - a hostile feed breaks the parsers below in ways that have no common class
        yield source.refuse("unreadable_feed", f"The feed cannot be read ({type(error).__name__}).")
        return
    if not parsed.entries:
        yield source.refuse("feed_without_entries", "The feed has no entry that can be read.")
        return
    for number, entry in enumerate(parsed.entries, start=1):
        yield _document(entry, parsed.feed, source, number)
    if parsed.bozo and not _is_whole(data):
        yield source.refuse("truncated_feed", f"The feed breaks off after {len(parsed.entries)} entries; what comes after is lost.")


def _is_whole(data: bytes) -> bool:
    return re.search(rb"</(?:rss|feed|rdf:RDF)\s*>\s*(?:<!--.*-->\s*)?\Z", data[-4096:], re.I | re.S) is not None


def _document(entry: Any, feed: Any, source: Source, number: int) -> Item:
    text = _text(entry)
    if text is None:
        return source.refuse("no_text", "The entry of the feed has neither content nor a summary.", line=number)
    link = _string(entry.get("link"))
    origin = entry.get("source")
    publisher = _string(origin.get("title")) if isinstance(origin, dict) else None
    language = entry.get("content", [{}])[0].get("language") if entry.get("content") else None
    return RawDocument(
        record_id=_string(entry.get("id")) or link or f"{source.name}:{number}",
        source_file=source.name,
        text=text,
        title=_plain(_string(entry.get("title"))),
        url=link,
        publisher=publisher or _plain(_string(feed.get("title"))),
        language=_string(language) or _string(feed.get("language")),
        published_record=_string(entry.get("published")) or _string(entry.get("updated")),
        licence=_string(entry.get("rights")) or _string(feed.get("rights")),
        line_number=number,
    )


def _text(entry: Any) -> str | None:
    contents = [content.get("value") for content in entry.get("content", [])]
    for value in (*contents, entry.get("summary"), entry.get("description")):
        if isinstance(value, str) and (text := _plain(value)):
            return text
    return None


def _plain(html: str | None) -> str | None:
    """The text of a piece of HTML, paragraphs kept; text without markup as it is."""
    if html is None:
        return None
    if not _TAG.search(html):
        return html.strip() or None
    return extract_plain_text(html, preserve_formatting=True, alt_texts=False).strip() or None


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _is_feed(head: bytes, settings: Settings) -> bool:
    return _ROOT.match(head.removeprefix(b"\xef\xbb\xbf")[:16384]) is not None


FORMAT = Format("feed", (".rss", ".atom", ".xml", ".rdf"), _is_feed, read_feed)
