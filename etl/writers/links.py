"""Names in a dataset's folder that point to the current version: links or, where a file system has none, copies."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from etl.dataset import CURRENT, VERSIONS

_NEW = ".new"


def swap_current(folder: Path, version: str) -> None:
    """Make `current` point to a version in one step: before it readers see the old version whole, after it the new one."""
    current, new = folder / CURRENT, folder / f"{CURRENT}{_NEW}"
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(Path(VERSIONS) / version, target_is_directory=True)
    except (OSError, NotImplementedError):
        new.write_text(f"{version}\n", encoding="utf-8")
    new.replace(current)
    sync_folder(folder)


def has_links(folder: Path) -> bool:
    """Whether the file system lets us make links; it is tried, since rights and mounts decide too."""
    probe = folder / VERSIONS / f".link{_NEW}"
    probe.unlink(missing_ok=True)
    try:
        probe.symlink_to(CURRENT)
    except (OSError, NotImplementedError):
        return False
    probe.unlink()
    return True


def is_link(folder: Path, name: str) -> bool:
    """Whether a name is the link that a publication makes."""
    path = folder / name
    return path.is_symlink() and os.readlink(path) == os.path.join(CURRENT, name)  # noqa: PTH115, PTH118


def place_link(folder: Path, name: str) -> None:
    """Make a name point to its file in the current version; what stood there goes in the same step."""
    if is_link(folder, name):
        return
    new = folder / VERSIONS / f"{name}{_NEW}"
    new.unlink(missing_ok=True)
    new.symlink_to(Path(CURRENT) / name)
    new.replace(folder / name)


def place_copy(folder: Path, name: str, file: Path) -> None:
    """Put a copy of a file of the current version under its name, in one step; nothing is done where it stands already."""
    target = folder / name
    if target.is_file() and not target.is_symlink() and target.samefile(file):
        return
    new = folder / VERSIONS / f"{name}{_NEW}"
    new.unlink(missing_ok=True)
    link_or_copy(file, new)
    new.replace(target)


def link_or_copy(source: Path, target: Path) -> None:
    """A second name for a file or, where a file system has none, a copy."""
    try:
        target.hardlink_to(source)
    except (OSError, NotImplementedError):
        shutil.copyfile(source, target)


def sync_file(path: Path) -> None:
    """Have a file's content on the disk before anything points to it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have a folder's names on the disk; systems that cannot open folders do it by themselves."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
