"""What holds between figures whatever the rules made of them."""

from __future__ import annotations

import importlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from etl.model import Figure, Quantity

integrity = importlib.import_module("etl.extract.figures.integrity")


def _figure(best: int, **fields: Any) -> Figure:
    quantity = Quantity(0, 1, "n", best, best, best, "exact", is_imputed=False, rule="digits")
    values = {
        "sentence_index": 0,
        "clause_start": 0,
        "clause_end": 1,
        "outcome": "killed",
        "cue_start": 0,
        "cue_end": 1,
        "rule": "made",
        **fields,
    }
    return Figure(start=0, end=1, quantity=quantity, **values)


def test_a_part_larger_than_its_total_stands_alone() -> None:
    """Seven people are no part of one: they are others, and count."""
    figures = [_figure(1, part_role="total"), _figure(7, parent=0, part_role="included_part", counts_toward_total=False)]
    integrity.keep_arithmetic(figures)
    assert (figures[1].parent, figures[1].part_role, figures[1].counts_toward_total) == (None, "standalone", True)


def test_parts_that_add_up_to_more_say_so() -> None:
    """Three and four are more than six; a total is not equal to them."""
    figures = [_figure(6, part_role="total", parts_status="equal")]
    figures += [_figure(number, parent=0, part_role="exclusive_part", counts_toward_total=False) for number in (3, 4)]
    integrity.keep_arithmetic(figures)
    assert figures[0].parts_status == "parts_more"


def test_what_others_point_to_makes_a_claim() -> None:
    """A rival of somebody told of again keeps the claim it points to."""
    figures = [_figure(1, part_role="retold", counts_toward_total=False), _figure(2, part_role="competing", competes_with=0)]
    integrity.keep_pointers(figures)
    assert figures[0].part_role == "repeat"


@given(st.integers(0, 50), st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=6))
def test_arithmetic_holds(total: int, parts: list[tuple[int, bool]]) -> None:
    """Afterwards no part is above its exact total, and "equal" means that the exclusive parts add up."""
    figures = [_figure(total, part_role="total", parts_status="equal")]
    figures += [_figure(n, parent=0, part_role="exclusive_part" if alone else "included_part") for n, alone in parts]
    integrity.keep_arithmetic(figures)
    under = [figure for figure in figures if figure.parent == 0]
    assert all((figure.quantity.best or 0) <= total for figure in under)
    exclusive = sum(figure.quantity.best or 0 for figure in under if figure.part_role == "exclusive_part")
    assert figures[0].parts_status != "equal" or exclusive == total
