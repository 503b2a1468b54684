"""One run at a time in a folder: a lock that the operating system lets go of when its process ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from etl.errors import DatasetError


class FolderLock:
    """Holds a lock file; raises DatasetError when another run holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock at once or not at all."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise DatasetError(
                f"another run is writing to {self._path.parent.parent}: wait until it has ended ({error.strerror})"
            ) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the lock go; the empty file stays, so that no two runs ever lock two files of one name."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
