"""Who the counted people are: kind, sex, age, noun and nationality, from the table of cases."""

from __future__ import annotations

from typing import Any

import pytest

import etl
from tests.tables import Case, read_cases


def _describe(claim: dict[str, Any]) -> str:
    figure = next(claim[bound] for bound in ("best", "low", "high") if claim[bound] is not None)
    cells = [claim["victim_category"], claim["sex"], claim["age_group"], claim["victim_text"], claim["victim_nationality_iso3"]]
    return " ".join([str(figure), *(cell or "-" for cell in cells)])


@pytest.mark.parametrize("case", read_cases("en", "victims.tsv"))
def test_victims_are_told_by_their_nouns(case: Case) -> None:
    """Each claim names the kind, sex and age of its people as its words do, and nothing more."""
    claims = sorted(etl.extract(case["text"], language="en").claims, key=lambda claim: (claim["char_start"], claim["char_end"]))
    assert [_describe(claim) for claim in claims] == [entry.strip() for entry in case["expected"].split(";")]
