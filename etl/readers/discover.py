"""Which files the arguments of a run mean, and by which names the dataset will know them."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etl.errors import InputError

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read (None: standard input) and its name in the dataset, which holds nothing of this machine's folders."""

    path: Path | None
    name: str


def check_inputs(inputs: Sequence[str]) -> None:
    """Raise InputError for an argument that names nothing: no file, no folder, a pattern without a match."""
    for argument in inputs:
        if argument == STDIN or os.path.lexists(argument):
            continue
        if not glob.has_magic(argument):
            raise InputError(f"there is no file or folder {argument}")
        if not _matches(argument):
            raise InputError(f"no file fits the pattern {argument}")


def find_inputs(inputs: Sequence[str]) -> Iterator[Found]:
    """The files of the arguments, in the order of the arguments, sorted within a folder or a pattern."""
    for argument in inputs:
        if argument == STDIN:
            yield Found(None, STDIN)
        elif os.path.lexists(argument):
            path = Path(argument)
            yield from _below(path, path.name or path.resolve().name or "input")
        else:
            base = _fixed_part(argument)
            for path in _matches(argument):
                if path.is_dir() and "**" in argument:
                    continue
                yield from _below(path, _relative(path, base))


def _below(path: Path, name: str) -> Iterator[Found]:
    if not path.is_dir() or (path.is_symlink() and "/" in name):
        yield Found(path, _printable(name))
        return
    try:
        children = sorted(child for child in path.iterdir() if not child.name.startswith("."))
    except OSError:
        yield Found(path, _printable(name))
        return
    for child in children:
        yield from _below(child, f"{name}/{child.name}")


def _printable(name: str) -> str:
    """A file's name as text: the bytes of one that is no UTF-8 are shown by their codes, since no table can hold them."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _fixed_part(pattern: str) -> Path:
    """The folder above the first part of a pattern that is a wildcard."""
    fixed = []
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return Path(*fixed)


def _relative(path: Path, base: Path) -> str:
    below = PurePosixPath(*path.parts[len(base.parts) :])
    return str(PurePosixPath(base.name) / below) if base.name else str(below)


def _matches(pattern: str) -> list[Path]:
    """What fits a pattern, sorted; `glob` and not `Path.glob`, which takes no absolute pattern and finds hidden files."""
    return sorted((Path(match) for match in glob.glob(pattern, recursive=True)), key=lambda path: path.parts)  # noqa: PTH207
