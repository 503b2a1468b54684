"""Scores on hand-coded sets do not fall under their floors. The sets lie outside the project: without them it is skipped, loudly."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pytest

from tests.bench import evaluate, floors

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"
SETS = sorted(floors.read_floors())

if not BENCH.is_dir():
    warnings.warn("no hand-coded sets beside this checkout: the floors under the scores are not tested", stacklevel=1)


@pytest.mark.skipif(not BENCH.is_dir(), reason="no hand-coded sets beside this checkout")
@pytest.mark.parametrize("name", SETS)
def test_no_score_lies_under_its_floor(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each figure of a set reaches the floor that was set on the same cases; other cases fail, so that nothing passes unmeasured."""
    monkeypatch.setattr(sys, "path", [str(BENCH), *sys.path])
    cases = floors.hash_cases(evaluate.gold_file(name, BENCH))
    assert floors.read_floors()[name]["cases"] == cases, "the set has changed: measure it anew and set its floors"
    assert floors.find_falls(name, cases, evaluate.evaluate(name, BENCH, errors=0)) == []


def test_a_fall_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A score under its floor is named; one on it is not; floors rise and never sink, and a lower share of false alarms is better."""
    monkeypatch.setattr(floors, "FLOORS", tmp_path / "floors.json")
    figures = ["exact_f1", "irrelevant_docs_with_killed"]
    scores = {"exact_f1": {"value": 0.9}, "irrelevant_docs_with_killed": {"value": 0.2}}
    floors.raise_floors({"made": ("c0ffee", scores)}, figures)
    assert floors.find_falls("made", "c0ffee", scores) == []
    worse = {"exact_f1": {"value": 0.8}, "irrelevant_docs_with_killed": {"value": 0.3}}
    assert len(floors.find_falls("made", "c0ffee", worse)) == 2
    floors.raise_floors({"made": ("c0ffee", worse)}, figures)
    assert len(floors.find_falls("made", "c0ffee", worse)) == 2
