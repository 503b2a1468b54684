"""Bytes to text: byte order mark, declared charset, UTF-8, then a guess that says it is one."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass

from charset_normalizer import from_bytes
from resiliparse.parse.encoding import detect_encoding

from etl.readers.streams import ByteStream

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESS_BYTES = 32_768
_BINARY_MAGICS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"7z\xbc\xaf",
    b"\xfd7zXZ",
    b"BZh",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
    b"SQLite format 3",
    b"\xd0\xcf\x11\xe0",
    b"ARROW1",
    b"OggS",
    b"\x00\x00\x01\x00",
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_WESTERN = "windows-1252"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was read in; `is_guess` when nothing declared it and it isn't UTF-8."""

    text: str
    encoding: str
    is_guess: bool
    n_replaced: int = 0


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text of some bytes; never fails: what no encoding explains becomes U+FFFD, counted in `n_replaced`."""
    for encoding in _certain_encodings(data, declared):
        try:
            return Decoded(data.decode(encoding), encoding, is_guess=False)
        except (UnicodeError, LookupError):
            continue
    guess = _guess(data)
    text = data.decode(guess, "replace")
    return Decoded(text, guess, is_guess=True, n_replaced=text.count("\ufffd"))


def _certain_encodings(data: bytes, declared: str | None) -> list[str]:
    found = []
    wide = wide_encoding(data)
    if wide is not None:
        found.append(wide)
    elif data.startswith(codecs.BOM_UTF8):
        found.append("utf-8-sig")
    if declared is not None and is_text_encoding(declared):
        found.append(declared)
    return [*found, "utf-8"]


def is_text_encoding(name: str) -> bool:
    """Whether Python knows a charset of that name that turns bytes into text."""
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except (LookupError, ValueError, AttributeError):
        return False


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark or, without one, by where the zero bytes of Latin letters and spaces stand."""
    for mark, encoding in _MARKS:
        if data.startswith(mark) and encoding != "utf-8-sig":
            return encoding
    sample = data[:4096]
    if len(sample) < 8 or sample.count(0) * 10 < len(sample) * 3:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 20 * max(even, 1) or (even == 0 and odd):
        return "utf-16-le"
    if even > 20 * max(odd, 1) or (odd == 0 and even):
        return "utf-16-be"
    return None


def _guess(data: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8, by the frequencies of letters.

    resiliparse's guess is right on Western and Central European texts, where charset-normalizer takes the one for the other; what its guess
    cannot decode (Korean, for one) is left to charset-normalizer.
    """
    head = data[:_GUESS_BYTES]
    first = detect_encoding(head) or _WESTERN
    if is_text_encoding(first) and codecs.lookup(first).name not in ("utf-8", "ascii"):
        try:
            codecs.getincrementaldecoder(first)().decode(head)
            return first
        except UnicodeError:
            pass
    best = from_bytes(head).best()
    encoding = best.encoding if best is not None else _WESTERN
    return _WESTERN if encoding in ("ascii", "utf_8") else encoding


def is_binary(data: bytes) -> bool:
    """Whether some bytes are no text: a known magic number, or too many control characters."""
    if data.startswith(_BINARY_MAGICS):
        return True
    if wide_encoding(data) is not None:
        return False
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls * 20 > len(data)


class _Transcoder(io.RawIOBase):
    """A stream in another encoding, read as UTF-8."""

    def __init__(self, stream: ByteStream, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._is_done = False

    def read(self, size: int = -1) -> bytes:
        """Some bytes of UTF-8; how many depends on the text."""
        while not self._is_done:
            piece = self._stream.read(65_536 if size < 0 else max(size // 2, 4))
            self._is_done = not piece
            text = self._decoder.decode(piece, final=self._is_done)
            if text:
                return text.encode("utf-8", "replace")
        return b""


def as_utf8(stream: ByteStream, head: bytes) -> ByteStream:
    """The stream itself, or one that turns UTF-16 and UTF-32 into UTF-8 so that lines can be found; a mark of UTF-8 is passed over."""
    encoding = wide_encoding(head)
    if encoding is not None:
        return ByteStream(_Transcoder(stream, encoding))  # type: ignore[arg-type]
    if head.startswith(codecs.BOM_UTF8):
        stream.peek(3)
        stream.read(3)
    return stream
