"""News text about armed conflict into casualty and event datasets.

The public names, loaded when first used: `run`, `extract`, `read`, `check`, `find_dates`, `find_places`, `Settings` and the errors.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl.api import check, extract, find_dates, find_places, read, run
    from etl.errors import EtlError
    from etl.settings import Settings

__all__ = ["EtlError", "Settings", "check", "extract", "find_dates", "find_places", "read", "run"]

_HOMES = {
    "EtlError": "etl.errors",
    "Settings": "etl.settings",
    **dict.fromkeys(("check", "extract", "find_dates", "find_places", "read", "run"), "etl.api"),
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'etl' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


class _Package(ModuleType):
    """This package. `extract` and `check` are functions here though rooms bear the same names: importing a room hides no function."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
