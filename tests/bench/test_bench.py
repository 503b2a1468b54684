"""The bench measures every stage and says what it found; how fast the machine is, is none of a test's business."""

from __future__ import annotations

import pytest

from tests.bench.bench import bench, render


@pytest.fixture(scope="module")
def told() -> str:
    """What a bench of a few articles prints."""
    return render(bench(count=24, repeats=1, sample=2))


@pytest.mark.parametrize(
    "what",
    ["read, JSON Lines", "extract, dense", "no casualty word", "link, dense", "write, dense", "check, dense", "whole run"],
)
def test_every_stage_has_a_row(told: str, what: str) -> None:
    """Documents, seconds, documents/s, MB/s and peak memory."""
    (line,) = [line for line in told.splitlines() if what in line and "costs" not in line]
    assert len([cell for cell in line.split() if cell.replace(",", "").replace(".", "").isdigit()]) >= 5


@pytest.mark.parametrize("what", ["number_parser + dateparser.search", "costs", "memory of extraction", "figures"])
def test_ratios_memory_and_profile_are_told(told: str, what: str) -> None:
    """The ratio to other libraries, the cost of a calm article, memory at 1 and 4 times the corpus, and where the time goes."""
    assert what in told
