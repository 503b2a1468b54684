"""Which figures count once their text is read: repeats, parts, wholes and rivals, from the table of cases and as laws."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import etl
from tests.tables import Case, read_cases

PUBLISHED = date(2021, 3, 10)


def _figure(claim: dict[str, Any]) -> str:
    return str(next(claim[bound] for bound in ("best", "low", "high") if claim[bound] is not None))


def _entries(text: str) -> list[str]:
    claims = sorted(
        etl.extract(text, published=PUBLISHED, language="en").claims, key=lambda claim: (claim["char_start"], claim["char_end"])
    )
    by_id = {claim["claim_id"]: claim for claim in claims}

    def describe(claim: dict[str, Any]) -> str:
        whole = by_id.get(claim["parent_claim_id"] or claim["competes_with_claim_id"])
        counts = "yes" if claim["counts_toward_total"] else "no"
        return f"{_figure(claim)} {claim['outcome']} {claim['part_role']} {counts} {_figure(whole) if whole else '-'}"

    return [describe(claim) for claim in claims]


@pytest.mark.parametrize("case", read_cases("en", "settling.tsv"))
def test_each_set_of_people_counts_once(case: Case) -> None:
    """Of what is said of the same people one figure counts, and the others say what they are to it."""
    assert _entries(case["text"]) == [entry.strip() for entry in case["expected"].split(";")]


@pytest.mark.parametrize("case", read_cases("en", "parts.tsv"))
def test_parts_stand_under_their_total(case: Case) -> None:
    """A sentence's total counts once, with its parts under it; two sides, two outcomes and things are no parts."""
    assert _entries(case["text"]) == [entry.strip() for entry in case["expected"].split(";")]


SENTENCES = [
    "Nine people were killed in Homs.",
    "Two soldiers and three rebels were killed in Homs.",
    "Four civilians were killed, including two children.",
    "Another soldier was killed.",
    "The two men died.",
    "Police said 12 people were killed.",
    "The army said at least 20 rebels were killed.",
    "The death toll rose to 15.",
    "A farmer was shot dead.",
    "Several villagers were wounded.",
    "Three of the wounded died.",
    "Five people -- three farmers and two traders -- were killed.",
    "No children were killed.",
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=8))
def test_counted_figures_never_share_a_span(sentences: list[str]) -> None:
    """No words count twice for one outcome, and only what stands alone or is a total counts."""
    claims = etl.extract(" ".join(sentences), published=PUBLISHED, language="en").claims
    seen: set[tuple[str, int]] = set()
    for claim in claims:
        assert not claim["counts_toward_total"] or claim["part_role"] in ("standalone", "total")
        if claim["counts_toward_total"]:
            letters = {(claim["outcome"], at) for at in range(claim["char_start"], claim["char_end"])}
            assert not letters & seen
            seen |= letters


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=8))
def test_exclusive_parts_fit_into_their_total(sentences: list[str]) -> None:
    """Parts that exclude each other add up to no more than an exact total, unless the claim says that they do."""
    claims = etl.extract(" ".join(sentences), published=PUBLISHED, language="en").claims
    parts: dict[str, int] = defaultdict(int)
    for claim in claims:
        if claim["part_role"] == "exclusive_part" and claim["low"] is not None:
            parts[claim["parent_claim_id"]] += claim["low"]
    for claim in claims:
        if claim["qualifier"] == "exact" and claim["parts_status"] != "parts_more":
            assert parts[claim["claim_id"]] <= claim["best"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=8))
def test_rivals_and_wholes_are_claims_of_the_document(sentences: list[str]) -> None:
    """What a claim is part of or competes with stands in the same document, has its outcome, and is another claim."""
    claims = etl.extract(" ".join(sentences), published=PUBLISHED, language="en").claims
    by_id = {claim["claim_id"]: claim for claim in claims}
    for claim in claims:
        assert (claim["part_role"] == "competing") <= (claim["competes_with_claim_id"] is not None)
        for other in (claim["parent_claim_id"], claim["competes_with_claim_id"]):
            if other is not None:
                assert other != claim["claim_id"]
                assert by_id[other]["outcome"] == claim["outcome"]
