"""Casualty figures of single texts: cases of language in a table, and laws that hold for any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract.figures.finder import find_figures, has_trigger
from etl.extract.figures.lexicon import load_lexicon
from etl.extract.places import find_places_folded
from etl.model import Figure, Trace
from etl.schema import codes
from etl.text import fold, split_sentences

TABLE = Path(__file__).resolve().parents[2] / "cases" / "en" / "figures.tsv"


def _read_cases() -> list[Any]:
    """The rows of the table as test parameters named by file and line; a known gap must fail, so that whoever mends it must unmark it."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, start=1) if line and not line.startswith("#")]
    header = rows[0][1]
    made = []
    for number, cells in rows[1:]:
        assert len(cells) == len(header), f"{TABLE.name}:{number}: {len(cells)} cells, the header has {len(header)}"
        sentence, figures, gap = cells
        marks = [pytest.mark.xfail(strict=True, reason=gap)] if gap else []
        made.append(pytest.param(sentence, figures, id=f"{TABLE.name}:{number}", marks=marks))
    return made


def _find(text: str, trace: Trace | None = None) -> list[Figure]:
    folded = fold(text).text
    return find_figures(folded, split_sentences(folded, language="en"), trace=trace)


def _write(figure: Figure) -> str:
    """A figure as the table writes it."""
    bounds = (figure.quantity.low, figure.quantity.best, figure.quantity.high)
    words = [figure.outcome, *("-" if bound is None else str(bound) for bound in bounds), figure.victim_category]
    words += ["part"] if figure.part_role.endswith("_part") else []
    words += [figure.assertion] if figure.assertion != "asserted" else []
    words += [figure.scope] if figure.scope != "incident" else []
    words += ["moved"] if figure.moved_from is not None else []
    return " ".join(words)


@pytest.mark.parametrize(("sentence", "figures"), _read_cases())
def test_figures_of_a_sentence(sentence: str, figures: str) -> None:
    """A text gives the figures that a careful reader writes down, in text order, and no other."""
    assert "; ".join(_write(figure) for figure in _find(sentence)) == ("" if figures == "-" else figures)


def test_every_refusal_is_traced() -> None:
    """What is no fact is refused with a reason, so that `explain` can say why nothing was counted."""
    trace = Trace()
    assert not _find("The blast could kill 20 miners. No other people were hurt.", trace)
    reasons = [note.detail for note in trace.notes if note.kind == "refusal"]
    assert "a possible or future outcome" in reasons
    assert "nobody besides those counted" in reasons


def test_figures_carry_the_rule_that_made_them() -> None:
    """The rule in a figure names the line of `patterns.tsv` behind it."""
    assert [figure.rule for figure in _find("Two men were killed and their bodies burned. A mine killed him and four goats.")][:1] == [
        "passive"
    ]
    assert [figure.rule for figure in _find("The deaths of two men shook the town.")] == ["event_of"]


_COMMON = (
    "killed",
    "died",
    "two",
    "12",
    "soldiers",
    "a man",
    "his wife",
    "and",
    "of",
    ",",
    ".",
    "was",
    "Omar Sadi",
    "(",
    ")",
    "-",
    "--",
    ":",
    "including",
)
_WORDS = st.one_of(st.sampled_from(_COMMON), st.sampled_from(sorted(load_lexicon("en").words)))


@given(st.lists(_WORDS, max_size=60).map(" ".join))
@settings(deadline=None, max_examples=400)
def test_laws_of_figures(text: str) -> None:
    """Offsets lie in the text, bounds are in order, codes are known, and links point at other figures of the list."""
    figures = _find(text)
    folded = fold(text).text
    outcomes, categories = codes("outcome"), codes("victim_category")
    for index, figure in enumerate(figures):
        assert 0 <= figure.start < figure.end <= len(folded)
        assert figure.clause_start <= figure.clause_end
        assert folded[figure.quantity.start : figure.quantity.end] == figure.quantity.text or figure.rule == "he_died"
        bounds = [bound for bound in (figure.quantity.low, figure.quantity.best, figure.quantity.high) if bound is not None]
        assert bounds
        assert bounds == sorted(bounds)
        assert figure.outcome in outcomes
        assert figure.victim_category in categories
        for link in (figure.parent, figure.moved_from):
            assert link is None or (0 <= link < len(figures) and link != index)
    assert [figure.start for figure in figures] == sorted(figure.start for figure in figures)


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read(text: str) -> None:
    """No text makes the reading fail, whatever its characters."""
    _find(text)
    has_trigger(text)


@pytest.mark.parametrize(
    "unit",
    [
        "alleged ",
        "12 and ",
        "He was shot, ",
        "killed him and ",
        "(a soldier ",
        "a soldier, ",
        "John Doe, ",
        "one of his men, ",
        "was killed and ",
        "- ",
    ],
)
def test_hostile_repetition_is_read_to_its_end(unit: str) -> None:
    """Endless repetition in one sentence costs no more than its length allows; a pattern that looks back over it would not end."""
    figures = _find(unit * 4000 + "3 people were killed")
    assert figures


def test_reading_is_the_same_twice() -> None:
    """The same text gives the same figures, however often it is read."""
    text = "Five men were killed in Sarn. Omar Sadi, a teacher, was shot. He died later."
    assert _find(text) == _find(text)


def test_a_place_that_goes_on_a_list_of_places_is_nobody() -> None:
    """ "in Buffalo, New York" names no second victim, though a name may follow a comma."""
    text = "Gunmen killed Ann Roe in Buffalo, New York, on Friday."
    places = find_places_folded(text, language="en")
    assert [figure.quantity.text for figure in find_figures(text, split_sentences(text, language="en"), places)] == ["Ann Roe"]
