"""WARC archives, as of web crawls: each successful HTTP response that is a page is a document; other records are no documents."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from etl.model import Issue
from etl.readers.encodings import decode, is_text_encoding
from etl.readers.html_page import declared_charset, document_of, parse_page
from etl.readers.source import Format, Item, Source
from etl.readers.streams import ByteStream, StreamError
from etl.settings import Settings

_TAIL_BYTES = 4096
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})


class _ForwardStream:
    """A stream for fastwarc, which asks where it stands but needs only to go forward; keeps the fault that broke it."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._position = 0
        self._tail = b""
        self.fault: StreamError | None = None

    def read(self, size: int = -1) -> bytes:
        """Some bytes; none after a fault."""
        if self.fault is not None:
            return b""
        try:
            piece = self._stream.read(size)
        except StreamError as error:
            self.fault = error
            return b""
        self._position += len(piece)
        self._tail = (self._tail + piece)[-_TAIL_BYTES:]
        return piece

    def close(self) -> None:
        """Nothing to do: the file is closed by who opened it."""

    def ends_in_header(self) -> bool:
        """Whether the last thing read is the beginning of a record's header."""
        start = self._tail.rfind(b"\r\n\r\nWARC/")
        return start >= 0 and b"\r\n\r\n" not in self._tail[start + 4 :]

    def tell(self) -> int:
        """Bytes read so far."""
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        """The position, when that is what is asked for."""
        if (whence, offset) not in ((0, self._position), (1, 0)):
            raise OSError("this stream only goes forward")
        return self._position


def read_warc(source: Source, settings: Settings) -> Iterator[Item]:
    """One document a page, its address as id, its place among the archive's responses as line."""
    number = 0
    stream = _ForwardStream(source.stream)
    if not source.head.startswith(b"WARC/"):
        yield source.refuse("unreadable_warc", "The file does not begin as a WARC archive does.")
        return
    try:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False):
            number += 1
            items = list(_read_record(record, source, settings, number))
            if stream.fault is not None and any(isinstance(item, Issue) and item.code == "truncated_record" for item in items):
                break
            yield from items
    except (OSError, ValueError, EOFError) as error:
        if stream.fault is None:
            yield source.refuse("unreadable_warc", f"The archive cannot be read any further ({error}).", line=number + 1)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what fastwarc raises for its own faults derives from BaseException, and has no name
            raise
        yield source.refuse("unreadable_warc", "The archive cannot be read any further (the WARC library failed on it).", line=number + 1)
        return
    if stream.fault is not None:
        yield source.refuse(stream.fault.code, stream.fault.detail, line=number + 1)
    elif stream.ends_in_header():
        yield source.refuse("truncated_record", "The archive breaks off in the header of its last record.", line=number + 1)


def _read_record(record: WarcRecord, source: Source, settings: Settings, number: int) -> Iterator[Item]:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    limit = settings.max_text_chars * 4
    length = record.content_length
    if length > limit:
        yield source.refuse("text_too_long", f"The record of {url} is longer than {limit:,} bytes.", line=number)
        return
    record.freeze()
    if record.content_length < length:
        yield source.refuse("truncated_record", f"The record of {url} breaks off in the middle.", line=number)
        return
    encoding = _parse_http(record)
    if record.http_content_type not in _PAGE_TYPES or not _is_success(record):
        return
    data = _decompress(record.reader.read(limit + 1), encoding, limit + 1)
    if data is None:
        yield source.refuse("truncated_record", f"The record of {url} breaks off in the middle.", line=number)
        return
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


def _parse_http(record: WarcRecord) -> str:
    """Read the HTTP headers and undo the transfer's encoding; the content's encoding is returned when it is for us to undo."""
    record.parse_http(auto_decode="transfer")
    headers = record.http_headers
    encoding = (headers.get("Content-Encoding") or "").strip().lower() if headers is not None else ""
    return encoding if encoding in ("gzip", "x-gzip", "deflate") else ""


def _decompress(data: bytes, encoding: str, limit: int) -> bytes | None:
    """A payload as it was before its compression; None for one that breaks off. Servers call raw deflate and zlib by one name."""
    if not encoding:
        return data
    widths = (31,) if encoding != "deflate" else (15, -15)
    for width in widths:
        unpacker = zlib.decompressobj(width)
        try:
            text = unpacker.decompress(data, limit)
        except zlib.error:
            continue
        return text if unpacker.eof or len(text) >= limit else None
    return data if data.lstrip()[:1] == b"<" else None


def _is_success(record: WarcRecord) -> bool:
    headers = record.http_headers
    return headers is not None and headers.status_code is not None and 200 <= headers.status_code < 300


def _is_warc(head: bytes, settings: Settings) -> bool:
    return head.startswith(b"WARC/")


FORMAT = Format("warc", (".warc",), _is_warc, read_warc)
