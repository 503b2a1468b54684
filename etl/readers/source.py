"""What every format gets to read from: a named stream of bytes, its suffix and its first bytes, and the words for a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from etl.model import Issue, RawDocument
from etl.readers.streams import ByteStream
from etl.settings import Settings

Item = RawDocument | Issue


@dataclass(frozen=True, slots=True)
class Source:
    """One input, already decompressed. `head` is its first 64 KiB, which `stream` still delivers."""

    name: str
    stem: str
    suffix: str
    head: bytes
    stream: ByteStream

    def refuse(self, code: str, detail: str, *, line: int | None = None) -> Issue:
        """An issue for one unit that is left out."""
        return make_issue("error", code, detail, source_file=self.name, line=line)

    def warn(self, code: str, detail: str, *, line: int | None = None) -> Issue:
        """An issue for something that is kept."""
        return make_issue("warning", code, detail, source_file=self.name, line=line)


@dataclass(frozen=True, slots=True)
class Format:
    """A format of input: its suffixes, how to tell it by its first bytes, and its reader.

    `sniff` gets the first bytes and the settings and is true only when it is sure, whatever the suffix says.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes, Settings], bool]
    read: Callable[[Source, Settings], Iterator[Item]]


def make_issue(severity: str, code: str, detail: str, *, source_file: str, line: int | None = None) -> Issue:
    """An issue of the reading stage."""
    return Issue(severity=severity, stage="read", code=code, detail=detail, source_file=source_file, line_number=line)
