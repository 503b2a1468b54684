"""Text on a terminal: strangers' words made harmless, tables that fit.

News text may hold control characters, and a terminal obeys those: every character that is not a plain one is shown by its code.
"""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Sequence

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_WIDE = frozenset({"W", "F"})


def plain(text: str) -> str:
    """A text without line breaks, and with control, format and unpaired surrogate characters shown as `\\x1b` or `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_show(char) for char in text)


def _show(char: str) -> str:
    if char in "\n\r\t":
        return " "
    if unicodedata.category(char) in _HIDDEN:
        code = ord(char)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return char


def width(text: str) -> int:
    """Columns that a plain text takes on a terminal: none for a combining mark, two for a wide character."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text)


def shorten(text: str, columns: int) -> str:
    """A plain text cut to so many columns, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    kept, used = [], 1
    for char in text:
        used += width(char)
        if used > columns:
            break
        kept.append(char)
    return "".join(kept) + "…"


def hang(heading: str, words: str, columns: int, *, most: int = 100) -> list[str]:
    """A heading and plain words, wrapped under each other to so many columns; at most `most` lines, the last one with an ellipsis."""
    room = max(columns - width(heading), 10)
    lines = textwrap.wrap(words, room, break_on_hyphens=False) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], shorten(f"{lines[most - 1]} {lines[most]}", room)]
    return [shorten(f"{heading if at == 0 else ' ' * width(heading)}{line}", columns) for at, line in enumerate(lines)]


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """A text shortened and filled with spaces to exactly so many columns; `right` puts it at the right end."""
    text = shorten(text, columns)
    space = " " * (columns - width(text))
    return space + text if right else text + space


def terminal_columns(*, most: int = 160) -> int:
    """How wide the terminal is; 120 when there is none."""
    return max(60, min(most, shutil.get_terminal_size((120, 24)).columns))


def render_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, columns: int, right: frozenset[int] = frozenset()) -> list[str]:
    """Lines of a table no wider than `columns`: the widest cells give way first, but never those of the first column, which name the row.

    `right` are the positions of columns of numbers.
    """
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = [max([width(title), *(width(row[at]) for row in cells)]) for at, title in enumerate(header)]
    while sum(widths) + 2 * (len(widths) - 1) > columns and max(widths[1:], default=0) > 6:
        widths[1 + widths[1:].index(max(widths[1:]))] -= 1

    def line(values: Sequence[str]) -> str:
        return "  ".join(pad(value, widths[at], right=at in right) for at, value in enumerate(values)).rstrip()

    return [line(header), "  ".join("-" * size for size in widths), *(line(row) for row in cells)]
