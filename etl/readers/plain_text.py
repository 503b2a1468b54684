"""Plain text: a file is a document."""

from __future__ import annotations

from collections.abc import Iterator

from etl.model import RawDocument
from etl.readers.encodings import decode
from etl.readers.source import Format, Item, Source
from etl.readers.streams import read_whole
from etl.settings import Settings


def read_plain_text(source: Source, settings: Settings) -> Iterator[Item]:
    """One document, its text as in the file but for a byte order mark and with line breaks as \\n."""
    data = read_whole(source.stream, limit=settings.max_text_chars * 4)
    if data is None:
        yield source.refuse("text_too_long", f"The text is longer than {settings.max_text_chars:,} characters.")
        return
    decoded = decode(data)
    if decoded.is_guess:
        lost = f" {decoded.n_replaced} bytes could not be read." if decoded.n_replaced else ""
        yield source.warn("encoding_guessed", f"The text is not UTF-8; it was read as {decoded.encoding}, which is a guess.{lost}")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    yield RawDocument(record_id=source.stem, source_file=source.name, text=text)


def _never(head: bytes, settings: Settings) -> bool:
    """Plain text is what nothing else is."""
    return False


FORMAT = Format("text", (".txt", ".text", ".md"), _never, read_plain_text)
