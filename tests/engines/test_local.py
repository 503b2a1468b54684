"""The local engine keeps order and bounds what is under way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.engines.local import Engine, count_workers

_FEW_LINES = """from etl.engines.local import Engine
with Engine(2) as engine:
    print(list(engine.map(abs, range(-6, 0))))
"""


def _square(number: int) -> int:
    return number * number


def _process(number: int) -> int:
    time.sleep(0.01 * (number % 2))
    return os.getpid()


def _fail_on_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_chunks(workers: int) -> None:
    """With one process or several."""
    with Engine(workers) as engine:
        assert list(engine.map(_square, range(25))) == [number * number for number in range(25)]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_chunk_gives_no_result(workers: int) -> None:
    """An empty stream is no error."""
    with Engine(workers) as engine:
        assert list(engine.map(_square, [])) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_chunk_reaches_the_caller(workers: int) -> None:
    """Nothing is swallowed."""
    with Engine(workers) as engine, pytest.raises(ValueError, match="three"):
        list(engine.map(_fail_on_three, range(6)))


def test_the_stream_is_not_read_far_ahead() -> None:
    """However long the stream, only a few chunks per process are taken before the first result is used."""
    taken = 0

    def stream() -> Iterator[int]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number

    with Engine(2) as engine:
        next(engine.map(_square, stream()))
    assert taken <= 8


@pytest.mark.parametrize("workers", [1, 2])
def test_the_processes_serve_again(workers: int) -> None:
    """What was prepared or used once runs other functions too, in the same processes."""
    with Engine(workers) as engine:
        engine.prepare(_process)
        first = set(engine.map(_process, range(20)))
        assert first | set(engine.map(_process, range(20))) == first
        assert list(engine.map(abs, [-1, -2])) == [1, 2]


def test_zero_workers_means_one_per_core() -> None:
    """An explicit number stands."""
    assert count_workers(0) >= 1
    assert count_workers(3) == 3


def test_a_script_needs_no_guard_against_being_run_again(tmp_path: Path) -> None:
    """The few lines of an analyst run once, not once more in every process."""
    script = tmp_path / "few_lines.py"
    script.write_text(_FEW_LINES, encoding="utf-8")
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "[6, 5, 4, 3, 2, 1]\n"), run.stderr
