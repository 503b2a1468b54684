"""Progress: a bar on a terminal, a line now and then elsewhere, and an honest guess at the time left."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from etl import progress
from etl.progress import Progress, estimate_chars


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_files_folders_and_globs_are_sized(tmp_path: Path) -> None:
    """Sizes of files count once each; a stream has no size."""
    (tmp_path / "a.txt").write_text("x" * 100)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.jsonl").write_text("y" * 50)
    assert estimate_chars([str(tmp_path)]) == 150
    assert estimate_chars([str(tmp_path / "*.txt")]) == 100
    assert estimate_chars([str(tmp_path / "a.txt"), str(tmp_path / "deep")]) == 150
    assert estimate_chars(["-"]) is None


def test_no_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log holds lines with documents, rate and time left, and no control characters."""
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_LINES", 0.0)
    stream = io.StringIO()
    with Progress(total_chars=1000, stream=stream) as shown:
        shown.update(5, 500)
    line = stream.getvalue()
    assert line.startswith("5 documents, ")
    assert "/s" in line
    assert line.endswith(" s left\n")
    assert "\r" not in line
    assert "\x1b" not in line


def test_a_terminal_gets_a_bar_that_never_ends_early() -> None:
    """More text than the estimate does not show as done."""
    stream = _Terminal()
    with Progress(total_chars=100, stream=stream) as shown:
        shown._bar.mininterval = 0  # type: ignore[union-attr]
        shown.update(3, 400)
        assert shown._bar is not None
        shown._bar.refresh()
        assert shown._bar.n < shown._bar.total
    assert "3 documents" in stream.getvalue()
    assert "left" in stream.getvalue()
