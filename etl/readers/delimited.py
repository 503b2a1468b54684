"""CSV and TSV with a header line, quotes as in RFC 4180. A row that cannot be read is refused and the next line starts afresh."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from etl.readers.encodings import as_utf8, decode
from etl.readers.records import build_document
from etl.readers.source import Format, Item, Source
from etl.readers.streams import read_lines
from etl.settings import Settings

_DELIMITERS = (",", "\t", ";", "|")


class _TooLongError(Exception):
    """A row went on for more bytes than a line may have."""


class _Lines:
    """Lines on their way to the CSV reader; those of a row that failed, but its first, can be put back."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self._lines = read_lines(as_utf8(source.stream, source.head), limit=settings.max_line_bytes)
        self._again: deque[tuple[int, str]] = deque()
        self._row: list[tuple[int, str]] = []
        self._size = 0
        self._source = source
        self._limit = settings.max_line_bytes
        self.issues: list[Item] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        number, line = self._again.popleft() if self._again else self._next_line()
        self._row.append((number, line))
        self._size += len(line)
        if self._size > self._limit:
            raise _TooLongError
        return line

    def _next_line(self) -> tuple[int, str]:
        while True:
            number, data = next(self._lines)
            if data is None:
                detail = f"The line is longer than {self._limit:,} bytes."
                self.issues.append(self._source.refuse("line_too_long", detail, line=number))
                continue
            try:
                return number, data.decode("utf-8") + "\n"
            except UnicodeDecodeError:
                decoded = decode(data)
                detail = f"The line is not UTF-8; it was read as {decoded.encoding}, which is a guess."
                self.issues.append(self._source.warn("encoding_guessed", detail, line=number))
                return number, decoded.text + "\n"

    @property
    def first_line(self) -> int:
        """The number of the line where the row begins."""
        return self._row[0][0] if self._row else 0

    def start_row(self) -> None:
        """Forget the lines of the row that was read."""
        self._row, self._size = [], 0

    def put_back(self) -> None:
        """Read the lines of this row again, all but its first."""
        self._again.extendleft(reversed(self._row[1:]))
        self.start_row()


def read_delimited(source: Source, settings: Settings) -> Iterator[Item]:
    """One document a row; blank rows count for nothing.

    A quote that nothing closes, or a row with more cells than the header, refuses the line where the row begins; the lines it had swallowed
    are read again, as rows of their own.
    """
    csv.field_size_limit(max(csv.field_size_limit(), settings.max_line_bytes))
    lines = _Lines(source, settings)
    rows = csv.reader(lines, delimiter=_delimiter(source, settings), strict=True)
    header: list[str] | None = None
    while True:
        lines.start_row()
        refusal: tuple[str, str] | None = None
        row: list[str] = []
        try:
            row = next(rows)
        except StopIteration:
            yield from lines.issues
            break
        except csv.Error as error:
            refusal = ("broken_row", f"The row cannot be read ({error}); often a quotation mark is missing or too many.")
        except _TooLongError:
            refusal = ("broken_row", f"The row goes on for more than {settings.max_line_bytes:,} bytes; often a quotation mark is missing.")
        yield from lines.issues
        lines.issues.clear()
        number = lines.first_line
        if refusal is None and header is not None and len(row) > len(header):
            refusal = ("too_many_cells", f"The row has {len(row)} cells, the header {len(header)}.")
        if refusal is not None:
            yield source.refuse(*refusal, line=number)
            lines.put_back()
        elif not row or not any(cell.strip() for cell in row):
            continue
        elif header is None:
            header = [cell.strip() for cell in row]
            if settings.columns.get("text", "text") not in header:
                yield _missing_column(source, settings, header, number)
                return
        elif len(row) < len(header):
            yield source.refuse("too_few_cells", f"The row has {len(row)} cells, the header {len(header)}.", line=number)
        else:
            yield build_document(dict(zip(header, row, strict=True)), source, settings, line=number)


def _missing_column(source: Source, settings: Settings, header: list[str], line: int) -> Item:
    name = settings.columns.get("text", "text")
    found = ", ".join(header)[:200]
    detail = f"The table has no column '{name}' for the text (it has: {found}). Name the column that holds it with a mapping."
    return source.refuse("missing_columns", detail, line=line)


def _header_line(head: bytes) -> str:
    return decode(head[:8192]).text.lstrip("\ufeff\r\n ").partition("\n")[0].rstrip("\r")


def _delimiter(source: Source, settings: Settings) -> str:
    """The mark that stands most often in the header line; a tab where the suffix says so and there is one."""
    header = _header_line(source.head)
    if source.suffix == ".tsv" and "\t" in header:
        return "\t"
    return max(_DELIMITERS, key=header.count)


def _is_delimited(head: bytes, settings: Settings) -> bool:
    """A first line with two or more cells that are names, the text's own among them."""
    header = _header_line(head)
    for delimiter in _DELIMITERS:
        cells = [cell.strip().strip('"') for cell in header.split(delimiter)]
        if len(cells) > 1 and settings.columns.get("text", "text") in cells and all(len(cell) <= 60 for cell in cells):
            return True
    return False


FORMAT = Format("csv", (".csv", ".tsv", ".tab"), _is_delimited, read_delimited)
