"""Who says so: cases of language in tables, and laws that hold for any text."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import etl
from etl.extract.events.responsibility import find_claims_of_responsibility
from etl.extract.figures.finder import find_figures
from etl.extract.sources.finder import attribute
from etl.extract.sources.vocabulary import load_vocabulary
from etl.languages import read_table
from etl.model import Trace
from etl.schema import codes
from etl.text import fold, split_sentences

CASES = Path(__file__).resolve().parents[2] / "cases" / "en"


def _read_cases(name: str) -> list[Any]:
    """The rows of a table of cases as test parameters named by file and line."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, start=1) if line and not line.startswith("#")]
    header = rows[0][1]
    made = []
    for number, cells in rows[1:]:
        assert len(cells) == len(header), f"{name}:{number}: {len(cells)} cells, the header has {len(header)}"
        made.append(pytest.param(dict(zip(header, cells, strict=True)), id=f"{name}:{number}"))
    return made


@pytest.mark.parametrize("case", _read_cases("attribution.tsv"))
def test_source_of_a_figure(case: dict[str, str]) -> None:
    """Each figure has the source, class, stance and hops that a careful reader writes down."""
    text = case["text"].replace("|", "\n\n")
    claims = etl.extract(text, published=date(2020, 3, 4), language="en").claims
    claim = next((claim for claim in claims if case["figure"] in claim["quote"]), None)
    assert claim is not None, [claim["quote"] for claim in claims]
    found = (claim.get("source_name") or "-", claim["source_class"], claim["stance"], claim["n_hops"])
    assert found == (case["source"], case["class"], case["stance"], int(case["hops"]))


@pytest.mark.parametrize("case", _read_cases("verification.tsv"))
def test_what_could_not_be_verified(case: dict[str, str]) -> None:
    """A figure that the outlet could not verify is unverified; what is said of a motive or a video leaves it alone."""
    claims = etl.extract(case["text"].replace("|", "\n\n"), published=date(2020, 3, 4), language="en").claims
    claim = next((claim for claim in claims if case["figure"] in claim["quote"]), None)
    assert claim is not None, [claim["quote"] for claim in claims]
    assert (claim["assertion"], claim["stance"]) == (case["assertion"], case["stance"])


@pytest.mark.parametrize("case", _read_cases("responsibility.tsv"))
def test_who_claims_or_is_blamed(case: dict[str, str]) -> None:
    """Groups that claim a deed or are blamed for it are found, and only these."""
    text = case["text"]
    found = find_claims_of_responsibility(text, split_sentences(text))
    assert ("; ".join(f"{one.kind} {one.group}" for one in found) or "-") == case["found"]


_PIECES = [
    "police",
    "said",
    "the army",
    "3 soldiers",
    "were killed",
    ",",
    ".",
    "according to",
    "activists",
    '"',
    "Karim Adda",
    "he",
    "told",
]
_PIECES += [
    "quoted",
    "as saying",
    "by",
    "claimed",
    "a spokesman for",
    "and",
    ";",
    ":",
    "12 people died",
    "\n\n",
    "’",
    "—",
    "ﬁ",
    "WHO",
    "'s",
    "citing",
]

_WORDS = sorted(load_vocabulary("en").words)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(_PIECES) | st.sampled_from(_WORDS), max_size=40))
def test_offsets_and_codes_hold_for_any_text(pieces: list[str]) -> None:
    """A source's offsets give its words, its codes are known, and nothing else of a figure changes."""
    text = fold(" ".join(pieces)).text
    sentences = split_sentences(text)
    figures = find_figures(text, sentences)
    attributed = attribute(text, sentences, figures)
    assert len(attributed) == len(figures)
    for before, after in zip(figures, attributed, strict=True):
        assert (before.start, before.end, before.quantity, before.outcome) == (after.start, after.end, after.quantity, after.outcome)
        source = after.attribution
        if source is None:
            continue
        assert text[source.start : source.end] == source.text
        assert source.text.strip() == source.text != ""
        assert source.source_class in codes("source_class")
        assert source.stance in codes("stance")
        assert source.n_hops >= 1
    for one in find_claims_of_responsibility(text, sentences):
        assert text[one.start : one.end] == one.group != ""


def test_a_refusal_is_traced() -> None:
    """A verb of counting without a number, and a claim to lives, are refused with the reason."""
    trace = Trace()
    text = "The storm claimed 14 lives."
    sentences = split_sentences(text)
    attribute(text, sentences, find_figures(text, sentences), trace=trace)
    assert [(note.kind, note.detail) for note in trace.notes] == [("refusal", "lays claim to a deed, not to a figure")]


def test_reading_takes_time_in_proportion_to_the_text() -> None:
    """A hostile sentence without marks is read in time that grows with its length, not with its square."""
    text = "3 people were killed " + "the army of the north and the south " * 400 + "said."
    sentences = split_sentences(text)
    assert attribute(text, sentences, find_figures(text, sentences))


def test_the_tables_of_sources_hold_codes_and_name_each_organisation_once() -> None:
    """Classes and stances in the language data are codes of the schema, and a name stands for one organisation only."""
    classes, stances = {*codes("source_class"), "-"}, {*codes("stance"), "-"}
    assert {row["class"] for row in read_table("en", "attribution_sources.tsv")} <= classes
    assert {row["stance"] for row in read_table("en", "attribution_cues.tsv")} <= stances
    names = read_table("en", "attribution_names.tsv")
    assert {row["class"] for row in names} <= classes - {"-"}
    assert [name for name, count in Counter(row["name"] for row in names).items() if count > 1] == []
    forms = [(form.strip().lower(), row["name"]) for row in names for form in row["also"].split(",") if form.strip()]
    owners = {form: {name for other, name in forms if other == form} for form, _ in forms}
    assert {form: found for form, found in owners.items() if len(found) > 1} == {}
