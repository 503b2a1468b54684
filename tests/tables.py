"""Tables of test cases that an analyst can extend: tab-separated, a header line, `#` for comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"
Case = dict[str, str]


def read_cases(language: str, name: str) -> list[Any]:
    """The rows of `tests/cases/<language>/<name>` as pytest parameters, each named by file and line.

    A row whose column `gap` is filled is a known gap: a strict expected failure with that reason, so that whoever mends it must unmark it.
    """
    header: list[str] | None = None
    found = []
    for number, line in enumerate((CASES / language / name).read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip().replace("\\n", "\n") for cell in line.split("\t")]
        if header is None:
            header = cells
            continue
        assert len(cells) <= len(header), f"{name}:{number}: {len(cells)} cells, the header has {len(header)}"
        case = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
        marks = [pytest.mark.xfail(reason=case["gap"], strict=True)] if case.get("gap") else []
        found.append(pytest.param(case, id=f"{name}:{number}", marks=marks))
    return found
