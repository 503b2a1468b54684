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


def map_chunks(
    function: Callable[[Chunk], Result],
    chunks: Iterable[Chunk],
    *,
    workers: int,
) -> Iterator[Result]:
    """Yield `function(chunk)` for each chunk, in order.

    With one worker, or when there is one chunk only, all happens in this process. Processes are started afresh (forkserver), so that no
    lock or thread of this one is inherited, and without the caller's script: `function` must be importable.
    """
    stream = iter(chunks)
    first = list(islice(stream, 2))
    if workers <= 1 or len(first) < 2:
        for chunk in chain(first, stream):
            yield function(chunk)
        return
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for chunk in chain(first, stream):
                with _no_main_module():  # a pool starts its processes as work is handed to it
                    waiting.append(pool.submit(function, chunk))
                if len(waiting) > workers * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


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
