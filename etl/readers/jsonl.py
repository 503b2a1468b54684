"""JSON Lines: one object a line. A broken line is refused and the next goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from etl.readers.encodings import as_utf8, decode
from etl.readers.records import build_document
from etl.readers.source import Format, Item, Source
from etl.readers.streams import read_lines
from etl.settings import Settings

_LONGEST_NUMBER = 400


def _parse_integer(digits: str) -> int | str:
    """An integer; one of absurd length stays as written, since making a number of it costs the square of its length."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _drop_constant(_: str) -> None:
    """NaN and the infinities, which are no JSON, count as null."""


_DECODER = json.JSONDecoder(parse_int=_parse_integer, parse_constant=_drop_constant)


def parse_json(text: str) -> Any:
    """A JSON value. Raises ValueError for text that is none, RecursionError for one nested too deep."""
    return _DECODER.decode(text)


def record_of(data: bytes, source: Source, settings: Settings, *, line: int) -> Iterator[Item]:
    """What one piece of JSON gives: its document or the refusal, and a doubt about its encoding before."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = decode(data)
        text = decoded.text
        detail = f"The record is not UTF-8; it was read as {decoded.encoding}, which is a guess."
        yield source.warn("encoding_guessed", detail, line=line)
    try:
        value = parse_json(text)
    except ValueError as error:
        yield source.refuse("invalid_json", f"This is not valid JSON: {error}.", line=line)
        return
    except RecursionError:
        yield source.refuse("json_too_deep", "The JSON is nested too deeply to be read.", line=line)
        return
    if not isinstance(value, dict):
        kind = "null" if value is None else f"a {type(value).__name__}"
        yield source.refuse("not_an_object", f"The record is {kind}, not a JSON object with named fields.", line=line)
        return
    yield build_document(value, source, settings, line=line)


def read_jsonl(source: Source, settings: Settings) -> Iterator[Item]:
    """One document a line; blank lines count for nothing."""
    for number, line in read_lines(as_utf8(source.stream, source.head), limit=settings.max_line_bytes):
        if line is None:
            yield source.refuse("line_too_long", f"The line is longer than {settings.max_line_bytes:,} bytes.", line=number)
        elif line and not line.isspace():
            yield from record_of(line, source, settings, line=number)


def _is_jsonl(head: bytes, settings: Settings) -> bool:
    first, _, rest = head.lstrip().partition(b"\n")
    if not first.startswith(b"{"):
        return False
    if not rest and len(head) > len(first):
        return first.rstrip().endswith(b"}")
    try:
        return isinstance(parse_json(first.decode("utf-8", "replace")), dict)
    except (ValueError, RecursionError):
        return rest.lstrip().startswith(b"{")


FORMAT = Format("jsonl", (".jsonl", ".ndjson", ".jsonlines"), _is_jsonl, read_jsonl)
