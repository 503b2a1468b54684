"""JSON that isn't one record a line: an array of objects, or objects one after the other, read without holding the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers.encodings import as_utf8
from etl.readers.jsonl import record_of
from etl.readers.source import Format, Item, Source
from etl.readers.streams import ByteStream
from etl.settings import Settings

_CHUNK = 1 << 18
_STRUCTURE = re.compile(rb'["\\\[\]{},\n]')
_STRING_END = re.compile(rb'["\\\n]')


class _Splitter:
    """Cuts a stream of JSON at the ends of its records; knows only strings and brackets, so a broken record costs itself alone."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.line = 1
        self.start_line = 1
        self.depth = 0
        self.base = 0
        self.in_string = False
        self.escaped = False
        self.is_open = False
        self.too_long = False
        self.pieces: list[bytes] = []
        self.size = 0

    def feed(self, chunk: bytes) -> Iterator[tuple[int, bytes | None]]:
        """The records that end in a chunk, with the line where they start; None for one that is too long."""
        position = start = 0
        while True:
            if self.escaped:
                if position >= len(chunk):
                    break
                self.line += chunk[position] == 10
                position += 1
                self.escaped = False
            match = (_STRING_END if self.in_string else _STRUCTURE).search(chunk, position)
            if match is None:
                break
            mark = match.group()
            if not self.is_open and chunk[start : match.start()].strip():
                self.is_open, self.start_line = True, self.line
            position = match.end()
            if mark == b"\n":
                self.line += 1
            elif mark == b"\\":
                self.escaped = True
            elif mark == b'"':
                self.in_string = not self.in_string
                self._open()
            elif mark in b"[{":
                if self.depth == 0 and self.base == 0 and mark == b"[" and not self.is_open:
                    self.base, start = 1, position
                else:
                    self._open()
                    self.depth += 1
            elif mark in b"]}" and self.depth:
                self.depth -= 1
                if self.depth == 0:
                    yield self._close(chunk[start:position])
                    start = position
            elif self.depth == 0:
                if self.is_open:
                    yield self._close(chunk[start : match.start()])
                start = position
        if self.is_open or chunk[start:].strip():
            self._open()
            self._keep(chunk[start:])

    def finish(self) -> Iterator[tuple[int, bytes | None]]:
        """What is left at the end of the stream: a value that nothing closed."""
        if self.is_open:
            yield self._close(b"")

    def _open(self) -> None:
        if not self.is_open:
            self.is_open, self.start_line = True, self.line

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self.limit:
            self.too_long, self.pieces = True, []
        else:
            self.pieces.append(piece)

    def _close(self, piece: bytes) -> tuple[int, bytes | None]:
        self._keep(piece)
        record = None if self.too_long else b"".join(self.pieces)
        self.pieces, self.size, self.too_long, self.is_open = [], 0, False, False
        return self.start_line, record


def read_json(source: Source, settings: Settings) -> Iterator[Item]:
    """One document an element; an element that cannot be read is refused and the next goes on."""
    splitter = _Splitter(settings.max_line_bytes)
    for line, record in _split(as_utf8(source.stream, source.head), splitter):
        if record is None:
            yield source.refuse("line_too_long", f"The record is longer than {settings.max_line_bytes:,} bytes.", line=line)
        else:
            yield from record_of(record.strip(), source, settings, line=line)


def _split(stream: ByteStream, splitter: _Splitter) -> Iterator[tuple[int, bytes | None]]:
    while chunk := stream.read(_CHUNK):
        yield from splitter.feed(chunk)
    yield from splitter.finish()


def _is_json(head: bytes, settings: Settings) -> bool:
    text = head.lstrip()
    if text.startswith(b"["):
        return text[1:].lstrip()[:1] in (b"{", b"]")
    return text.startswith(b"{") and text[1:].lstrip()[:1] == b'"'


FORMAT = Format("json", (".json",), _is_json, read_json)
