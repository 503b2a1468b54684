"""Streams of bytes: gzip undone as it is read, lines with a bound, whole contents with a bound, faults as one kind of error."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

HEAD_BYTES = 65_536
_CHUNK = 1 << 18
_GZIP_MAGIC = b"\x1f\x8b"
_DEEPEST_GZIP = 3


class StreamError(Exception):
    """The stream broke off: what follows cannot be read. `code` and `detail` become an issue."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class ByteStream(io.RawIOBase):
    """A file of bytes, with what was peeked at first put back, and faults of the disk or of gzip raised as StreamError.

    After a fault everything that came before it has been delivered.
    """

    def __init__(self, raw: BinaryIO, *, pushed_back: bytes = b"", is_gzip: bool = False) -> None:
        self._raw: BinaryIO = raw
        self._ahead = pushed_back
        self._is_gzip = is_gzip

    def readable(self) -> bool:
        """Always true."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, fewer only where the stream yields fewer at once; b"" at its end. Negative: all of it."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        if self._ahead:
            piece, self._ahead = self._ahead[:size], self._ahead[size:]
            return piece
        try:
            return self._read_some(size)
        except EOFError as error:
            raise StreamError("truncated_gzip", "The compressed file ends in the middle; what comes after that is lost.") from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise StreamError("corrupt_gzip", f"The compressed data is damaged ({error}); the rest of the file cannot be read.") from error
        except OSError as error:
            raise StreamError("unreadable_file", f"The file cannot be read ({error.strerror or error}).") from error

    def _read_some(self, size: int) -> bytes:
        """One piece: `read1` where there is one, so that nothing decompressed is lost when the next block is damaged."""
        if isinstance(self._raw, gzip.GzipFile | io.BufferedReader):
            return self._raw.read1(min(size, _CHUNK))
        return self._raw.read(size)

    def readinto(self, buffer: object) -> int:
        """Fill a buffer; for libraries that wrap raw streams."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self.read(len(view))
        view[: len(piece)] = piece
        return len(piece)

    def peek(self, size: int) -> bytes:
        """The next `size` bytes (fewer at the end, or before a fault) without consuming them."""
        pieces = [self._ahead]
        held = len(self._ahead)
        self._ahead = b""
        try:
            while held < size:
                piece = self.read(size - held)
                if not piece:
                    break
                pieces.append(piece)
                held += len(piece)
        except StreamError:
            if not held:
                raise
        self._ahead = b"".join(pieces)
        return self._ahead[:size]


def open_decompressed(raw: BinaryIO) -> tuple[ByteStream, int]:
    """A stream with its layers of gzip undone, and how many there were. Raises StreamError for a broken first block."""
    stream = ByteStream(raw)
    layers = 0
    while layers < _DEEPEST_GZIP and stream.peek(2) == _GZIP_MAGIC:
        unzipped = gzip.GzipFile(fileobj=io.BufferedReader(stream, _CHUNK), mode="rb")
        stream = ByteStream(unzipped)  # type: ignore[arg-type]
        layers += 1
    return stream, layers


def read_whole(stream: ByteStream, *, limit: int) -> bytes | None:
    """All bytes of a stream, or None when there are more than `limit`."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_CHUNK):
        size += len(piece)
        if size > limit:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def read_lines(stream: ByteStream, *, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines without their break, numbered from 1; None for one longer than `limit` bytes, which is passed over unread.

    When the stream breaks, the lines before are delivered first, the broken one is not, and then StreamError is raised.
    """
    number = 1
    rest: list[bytes] = []
    held = 0
    too_long = False
    while piece := stream.read(_CHUNK):
        lines = piece.split(b"\n")
        for line in lines[:-1]:
            if too_long or held + len(line) > limit:
                yield number, None
            elif held:
                yield number, b"".join((*rest, line))
            else:
                yield number, line
            rest, held, too_long = [], 0, False
            number += 1
        tail = lines[-1]
        held += len(tail)
        if held > limit:
            too_long, rest = True, []
        elif tail and not too_long:
            rest.append(tail)
    if held:
        yield number, None if too_long else b"".join(rest)
