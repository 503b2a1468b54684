"""The engine for one machine: this process, or a pool of processes with a bounded number of chunks under way."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from types import ModuleType
from typing import TypeVar

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

_AHEAD = 2
"""Chunks waiting per process: enough to keep each busy, few enough that memory stays flat."""


def count_workers(requested: int) -> int:
    """Processes to use: as many as asked for, or one per core this process may use when 0."""
    if requested:
        return requested
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


class Engine:
    """Processes that run functions on chunks: started when first needed, kept for the next use, ended with the block that opened them.

    Processes are started afresh (forkserver), so that no lock or thread of this one is inherited, and without the caller's script:
    functions must be importable. With one worker all happens in this process.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def prepare(self, function: Callable[[Chunk], Result]) -> None:
        """Start the processes and let them load what a function needs, while this one goes on with something else."""
        if self._workers > 1:
            for _ in range(self._workers):
                self._submit(_know, function)

    def map(self, function: Callable[[Chunk], Result], chunks: Iterable[Chunk]) -> Iterator[Result]:
        """Yield `function(chunk)` for each chunk, in order; when there is one chunk only, it is done in this process."""
        stream = iter(chunks)
        first = list(islice(stream, 2))
        if self._workers <= 1 or len(first) < 2:
            for chunk in chain(first, stream):
                yield function(chunk)
            return
        waiting: deque[Future[Result]] = deque()
        try:
            for chunk in chain(first, stream):
                waiting.append(self._submit(function, chunk))
                if len(waiting) > self._workers * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def _submit(self, function: Callable[[Chunk], Result], chunk: Chunk) -> Future[Result]:
        if self._pool is None:
            method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
            context = multiprocessing.get_context(method)
            context.set_forkserver_preload([function.__module__])
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context)
        with _no_main_module():  # a pool starts its processes as work is handed to it
            return self._pool.submit(function, chunk)


def _know(function: Callable[[Chunk], Result]) -> None:
    """Do nothing: a process that was told of a function has loaded its module."""
    del function


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Keep the caller's script out of processes started meanwhile.

    They would run it again, and a script or a notebook of a few lines has no `if __name__ == "__main__"` to stop it there.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
