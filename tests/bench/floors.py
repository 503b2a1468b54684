"""Floors under the measured scores, so that a change that loses accuracy fails; each is tied to a hash of the cases it was measured on.

`floors.json` maps a set to the hash of its hand-coded file and to the lowest score each figure may fall to. Raising is one
command (`evaluate.py --raise-floors`); lowering one needs a hand in the file and a reason in the commit.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("floors.json")
SLACK = 0.005
"""A floor lies this far below the score it was measured at, so that a tie broken otherwise is no failure."""
LOWER_IS_BETTER = frozenset({"irrelevant_docs_with_killed"})


def hash_cases(path: Path) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a file of hand-coded cases."""
    return sha256(path.read_bytes()).hexdigest()[:16]


def read_floors() -> dict[str, Any]:
    """All floors: set to {"cases": hash, "figures": {figure: floor}}."""
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}  # type: ignore[no-any-return]


def find_falls(name: str, cases: str, scores: dict[str, Any]) -> list[str]:
    """A sentence for each figure of a set that lies under its floor; none when the cases are others than those the floors were set on."""
    floors = read_floors().get(name)
    if floors is None or floors["cases"] != cases:
        return []
    falls = []
    for figure, floor in floors["figures"].items():
        value = (scores.get(figure) or {}).get("value")
        if value is None or (value > floor if figure in LOWER_IS_BETTER else value < floor):
            falls.append(f"{name}: {figure} is {value}, its floor is {floor}")
    return falls


def raise_floors(results: dict[str, tuple[str, dict[str, Any]]], figures: list[str]) -> None:
    """Set the floors of each measured set to its scores, never below what they were on the same cases."""
    floors = read_floors()
    for name, (cases, scores) in results.items():
        old = floors.get(name, {})
        kept = old.get("figures", {}) if old.get("cases") == cases else {}
        new = dict(kept)
        for figure in figures:
            value = (scores.get(figure) or {}).get("value")
            if value is None:
                continue
            if figure in LOWER_IS_BETTER:
                new[figure] = min(round(value + SLACK, 3), kept.get(figure, 1.0))
            else:
                new[figure] = max(round(value - SLACK, 3), kept.get(figure, 0.0))
        floors[name] = {"cases": cases, "figures": new}
    FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
