"""How far a run is: a bar with rate and time left on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from glob import iglob
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

from etl.terminal import terminal_columns

if TYPE_CHECKING:
    from tqdm import tqdm

_SECONDS_BETWEEN_LINES = 10.0
_CHARS_PER_BYTE = {".gz": 4.0, ".warc.gz": 0.6, ".html": 0.08, ".htm": 0.08, ".warc": 0.15, ".xml": 0.5, ".rss": 0.5, ".parquet": 2.0}
"""Characters of article text in a byte of file, about: no more than a guide to the time left."""


def estimate_chars(inputs: Sequence[str]) -> int | None:
    """How much text files, folders and globs hold, estimated from sizes of files; None when there is nothing to go by (a stream)."""
    total = 0.0
    for path in chain.from_iterable(_files(Path(name), name) for name in inputs):
        name = path.name.lower()
        suffix = ".warc.gz" if name.endswith(".warc.gz") else path.suffix.lower()
        try:
            total += path.stat().st_size * _CHARS_PER_BYTE.get(suffix, 1.0)
        except OSError:
            continue
    return int(total) or None


def _files(path: Path, name: str) -> Iterator[Path]:
    if path.is_dir():
        return (entry for entry in path.rglob("*") if entry.is_file())
    return iter([path]) if path.is_file() else (Path(found) for found in iglob(name, recursive=True))  # noqa: PTH207 - a pattern may be absolute


class Progress:
    """Shows documents done, their rate and, when the amount of text can be estimated, the time left."""

    def __init__(self, *, total_chars: int | None, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._total = total_chars
        self._documents = 0
        self._chars = 0
        self._started = time.monotonic()
        self._last_line = self._started
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Progress:
        if self._stream.isatty():
            from tqdm import tqdm

            layout = "{desc} {percentage:3.0f}% |{bar}| {elapsed}, {remaining} left" if self._total else "{desc} {elapsed}"
            self._bar = tqdm(
                total=self._total,
                file=self._stream,
                bar_format=layout,
                desc="reading",
                leave=False,
                ncols=terminal_columns(),  # some terminals say they have no size, and tqdm would then show nothing
                nrows=20,
            )
        return self

    def update(self, documents: int, chars: int) -> None:
        """Count documents and characters that are done."""
        self._documents += documents
        self._chars += chars
        if self._bar is not None:
            if self._bar.total is not None and self._chars >= self._bar.total:
                self._bar.total = int(self._chars * 1.02)  # the estimate was too low: never claim to be done before the end
            self._bar.set_description_str(self._tell(), refresh=False)
            self._bar.update(chars)
            return
        now = time.monotonic()
        if now - self._last_line >= _SECONDS_BETWEEN_LINES:
            self._last_line = now
            self._stream.write(f"{self._tell()}{self._left(now)}\n")
            self._stream.flush()

    def _tell(self) -> str:
        seconds = max(time.monotonic() - self._started, 1e-9)
        return f"{self._documents:,} documents, {self._documents / seconds:,.0f}/s"

    def _left(self, now: float) -> str:
        if not self._total or not 0 < self._chars < self._total:
            return ""
        seconds = (now - self._started) * (self._total - self._chars) / self._chars
        return f", about {seconds:,.0f} s left"

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()
