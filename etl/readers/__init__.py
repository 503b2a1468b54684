"""Reading: files, folders, patterns and standard input to raw documents, each refusal an issue. Nothing here decides anything."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from etl.model import Issue, RawDocument
from etl.readers.checks import DocumentChecks
from etl.readers.discover import Found, check_inputs, find_inputs
from etl.readers.encodings import is_binary
from etl.readers.registry import KNOWN_SUFFIXES, choose_format
from etl.readers.source import Item, Source, make_issue
from etl.readers.streams import HEAD_BYTES, StreamError, open_decompressed
from etl.settings import Settings

__all__ = ["read_inputs"]


def read_inputs(inputs: Sequence[str], *, settings: Settings, stdin: BinaryIO | None = None) -> Iterator[RawDocument | Issue]:
    """The documents of some inputs, in order, and an issue for each thing refused (severity error) or doubted (warning).

    Inputs are files, folders (with what is below, hidden files left out), patterns, and "-" for standard input. A refused unit is exactly
    one error: a file that cannot be read at all, a record of it, or, where a file breaks off, all that is left of it. Raises InputError at
    once when an input names nothing.
    """
    check_inputs(inputs)
    return _read_all(inputs, settings, stdin)


def _read_all(inputs: Sequence[str], settings: Settings, stdin: BinaryIO | None) -> Iterator[Item]:
    checks = DocumentChecks(settings)
    for found in find_inputs(inputs):
        for item in _read_found(found, settings, stdin):
            if isinstance(item, RawDocument):
                yield from checks.check(item)
            else:
                yield item


def _read_found(found: Found, settings: Settings, stdin: BinaryIO | None) -> Iterator[Item]:
    if found.path is None:
        yield from _read_stream(stdin if stdin is not None else sys.stdin.buffer, found.name, settings)
        return
    try:
        mode = found.path.stat().st_mode
        if not stat.S_ISREG(mode):
            yield make_issue("error", "not_a_file", f"'{found.name}' is {_kind(mode)}, not a file.", source_file=found.name)
            return
        with found.path.open("rb") as raw:
            yield from _read_stream(raw, found.name, settings)
    except OSError as error:
        detail = f"'{found.name}' cannot be opened ({error.strerror or error})."
        yield make_issue("error", "unreadable_file", detail, source_file=found.name)


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder that cannot be listed or a link to a folder"
    return "a pipe" if stat.S_ISFIFO(mode) else "a device or socket"


def _read_stream(raw: BinaryIO, name: str, settings: Settings) -> Iterator[Item]:
    """The items of one stream, its format decided by its first bytes and its suffix."""
    try:
        stream, _ = open_decompressed(raw)
        head = stream.peek(HEAD_BYTES)
        if not head:
            yield make_issue("error", "empty_file", f"'{name}' is empty.", source_file=name)
            return
        stem, suffix = split_name(name)
        source = Source(name, stem, suffix, head, stream)
        form = choose_format(head, suffix, settings)
        if form.name not in ("parquet", "warc") and is_binary(head):
            yield source.refuse("binary_file", f"'{name}' is no text: it holds binary data of a kind that is not read.")
            return
        is_without_units = True
        for item in form.read(source, settings):
            is_without_units = is_without_units and isinstance(item, Issue) and item.severity != "error"
            yield item
        if is_without_units:
            yield source.refuse("no_records", f"'{name}' holds no document.")
    except StreamError as error:
        yield make_issue("error", error.code, error.detail, source_file=name)


def split_name(name: str) -> tuple[str, str]:
    """A file's name without the suffixes of formats and compression, and its format's suffix in lower case ("" when it has none)."""
    stem = PurePosixPath(name).name
    format_suffix = ""
    while True:
        suffix = PurePosixPath(stem).suffix
        if suffix.lower() not in KNOWN_SUFFIXES or stem == suffix:
            return stem, format_suffix
        if suffix.lower() not in (".gz", ".gzip"):
            return stem[: -len(suffix)], suffix.lower()
        stem = stem[: -len(suffix)]
