"""WARC archives, as of web crawls: each successful HTTP response that is a page is a document; other records are no documents."""

from __future__ import annotations

from collections.abc import Iterator

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from etl.readers.encodings import decode, is_text_encoding
from etl.readers.html_page import declared_charset, document_of, parse_page
from etl.readers.source import Format, Item, Source
from etl.readers.streams import StreamError
from etl.settings import Settings

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def read_warc(source: Source, settings: Settings) -> Iterator[Item]:
    """One document a page, its address as id, its place among the archive's responses as line."""
    number = 0
    try:
        for record in ArchiveIterator(source.stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"):
            number += 1
            yield from _read_record(record, source, settings, number)
    except StreamError as error:
        yield source.refuse(error.code, error.detail, line=number + 1)
    except (OSError, ValueError, EOFError) as error:
        yield source.refuse("unreadable_warc", f"The archive cannot be read any further ({error}).", line=number + 1)


def _read_record(record: WarcRecord, source: Source, settings: Settings, number: int) -> Iterator[Item]:
    if record.http_content_type not in _PAGE_TYPES or not _is_success(record):
        return
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    limit = settings.max_text_chars * 4
    data = record.reader.read(limit + 1)
    if len(data) > limit:
        yield source.refuse("text_too_long", f"The page {url} is longer than {limit:,} bytes.", line=number)
        return
    charset = record.http_charset or declared_charset(data)
    decoded = decode(data, declared=charset if charset and is_text_encoding(charset) else None)
    page = parse_page(decoded.text, url=url)
    if page is None:
        yield source.refuse("no_article", f"No article was found in the page {url}.", line=number)
        return
    if decoded.is_guess:
        detail = f"The page {url} names no charset that fits; it was read as {decoded.encoding}, which is a guess."
        yield source.warn("encoding_guessed", detail, line=number)
    yield document_of(page, record_id=url, source_file=source.name, url=url, line=number)


def _is_success(record: WarcRecord) -> bool:
    headers = record.http_headers
    return headers is not None and headers.status_code is not None and 200 <= headers.status_code < 300


def _is_warc(head: bytes, settings: Settings) -> bool:
    return head.startswith(b"WARC/")


FORMAT = Format("warc", (".warc",), _is_warc, read_warc)
