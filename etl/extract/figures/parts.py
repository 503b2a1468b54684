"""Totals and their parts within a sentence: breakdowns after dashes, colons and brackets, "including", "of them", appositions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from etl.extract.figures.chunk_values import Chunk
from etl.extract.figures.drafts import ARMED, Draft, Link, Reading
from etl.model import Figure, Quantity, Trace
from etl.records import replace

_OF_THE_DEAD = frozenset(
    ("dead_included", "dead_were", "of_the_dead", "of_them", "were_what", "counted_noun", "named_as", "named_the_dead", "names_are")
)
_GENERAL = frozenset(("", "all", "unknown", "civilian"))
_REACH = 3
_EXCEPT = "\u03b5"
_EXCLUSIVE = frozenset(("broken_down", "apposed", "by_place", "listed_by_place"))
"""Rules whose parts do not overlap."""
_ADDING_UP = frozenset(("apposed", "listed_by_place"))
"""Rules whose words alone do not tell parts from other people: the numbers must add up."""


def link_parts(reading: Reading, trace: Trace | None) -> None:
    """Make the parts of each link figures under their total, where the numbers allow it."""
    for link in reading.links:
        _link(reading, link, trace)
    for position, chunk in enumerate(reading.chunks):
        is_excepted = position > 0 and reading.symbols[position - 1] == _EXCEPT  # "all but two of them civilians"
        if chunk.symbol == "B" and chunk.partitive in ("them", "whom", "outcome") and not is_excepted:
            _link_partitive(reading, position, trace)


def link_across(figures: list[Figure], trace: Trace | None) -> None:
    """ "The dead included 57 civilians": parts of the total that a sentence before gives, in place."""
    for sentence, group in groupby(range(len(figures)), key=lambda index: figures[index].sentence_index):
        parts = [index for index in group if figures[index].introduced == "part" and figures[index].rule in _OF_THE_DEAD]
        parts = [index for index in parts if figures[index].parent is None and figures[index].assertion == "asserted"]
        for outcome in dict.fromkeys(figures[index].outcome for index in parts):
            _link_group(figures, sentence, [index for index in parts if figures[index].outcome == outcome], trace)


def _link_group(figures: list[Figure], sentence: int, parts: Sequence[int], trace: Trace | None) -> None:
    """Tie the parts that a sentence gives to the latest total that can hold them."""
    amounts = [_low(figures[index].quantity) for index in parts]
    for total in range(parts[0] - 1, -1, -1):
        whole = figures[total]
        if sentence - whole.sentence_index > _REACH:
            return
        ceiling = _ceiling(whole.quantity)
        fits = _low(whole.quantity) > 1 and (ceiling is None or max(amounts) <= ceiling)
        if whole.outcome != figures[parts[0]].outcome or whole.parent is not None or not fits or whole.assertion != "asserted":
            continue
        is_sum = len(parts) > 1 and sum(amounts) == _low(whole.quantity)
        figures[total] = replace(whole, part_role="total", parts_status="equal" if is_sum else "open")
        for index in parts:
            role = "exclusive_part" if is_sum else "included_part"
            part = figures[index]
            sex, age = (whole.sex if part.sex == "all" else part.sex), (whole.age_group if part.age_group == "all" else part.age_group)
            figures[index] = replace(part, part_role=role, parent=total, counts_toward_total=False, sex=sex, age_group=age)
            if trace is not None:
                trace.fired("figures", figures[index].start, figures[index].end, "link_across", f"part of '{whole.quantity.text}'")
        return


def _low(quantity: Quantity | None) -> int:
    if quantity is None:
        return 0
    return next((value for value in (quantity.best, quantity.low, quantity.high) if value is not None), 0)


def _ceiling(quantity: Quantity) -> int | None:
    if quantity.qualifier == "approx":
        return None
    return quantity.high


def _link(reading: Reading, link: Link, trace: Trace | None) -> None:
    total = link.total
    if total < 0:
        total = _figure_before(reading, link.parts[0])
        if total < 0:
            return
    owner = reading.drafts.get(total)
    if owner is None:
        _of_the_dead(reading, link, trace)
        return
    if link.total < 0 and (owner.introduced or reading.chunks[total].partitive):
        _make_part(reading, link.parts[0], owner, link.rule).introduced = "part"
        return
    if owner.parent is not None and all(_is_sibling(reading, owner, position) for position in link.parts):
        return
    parts = [
        position
        for position in link.parts
        if position != total and reading.chunks[position].quantity is not None
        if reading.chunks[position].outcome in ("", owner.outcome) and not _has_clause(reading.drafts.get(position), owner)
    ]
    if not parts:
        return
    chunk = reading.chunks[total]
    if chunk.quantity is None:
        return
    amounts = [_low(reading.chunks[position].quantity) for position in parts]
    ceiling = _ceiling(chunk.quantity)
    floor = _low(chunk.quantity)
    exclusive = link.rule in _EXCLUSIVE
    is_over = sum(amounts) > max(floor, ceiling or 0)
    is_open = chunk.quantity.high is None and link.rule == "broken_down" and len(parts) > 1
    if exclusive and is_over and not is_open:
        return
    if link.rule in _ADDING_UP and sum(amounts) != floor:
        are_names = all(reading.symbols[position] == "m" for position in parts)
        if link.rule != "apposed" or not (chunk.definite and are_names):
            return
        exclusive = False  # "his three guards, Ali Hassan and Omar Musa": not all of them are named
    if link.rule == "apposed" and not _may_be_named(chunk, [reading.chunks[position] for position in parts]):
        return
    if link.rule == "apposed" and reading.symbols[total] == "H":
        for position in parts:
            reading.drafts.pop(position, None)  # "his three sons, A, B and C" says who they are
        return
    is_too_large = ceiling is not None and max(amounts) > ceiling
    is_of_others = link.rule == "including" and any(_are_others(chunk, reading.chunks[position]) for position in parts)
    if not exclusive and (is_too_large or is_of_others):
        own = _part_from_others(reading, parts, owner) if link.rule == "including" else []
        parts = own or ([] if is_too_large else parts)
        amounts = [_low(reading.chunks[position].quantity) for position in parts]
    if not parts:
        return
    for position in parts:
        known = reading.drafts.get(position)
        if known is not None and known.outcome != owner.outcome and not _same_cue_free(known, link):
            continue
        draft = _make_part(reading, position, owner, link.rule)
        draft.parent = total
        draft.part_role = "exclusive_part" if exclusive else "included_part"
        if trace is not None:
            trace.fired("figures", reading.chunks[position].start, reading.chunks[position].end, link.rule, "part of a total")
    owner.part_role = "total" if owner.part_role == "standalone" else owner.part_role
    owner.parts_status = _status(chunk.quantity, sum(amounts), exclusive=exclusive)


def _are_others(total: Chunk, part: Chunk) -> bool:
    """Whether people cannot be among civilians: those who bear arms."""
    kinds = [chunk.head.category if chunk.head is not None else "" for chunk in (total, part)]
    return kinds[0] == "civilian" and kinds[1] in ARMED


def _part_from_others(reading: Reading, listed: Sequence[int], owner: Draft) -> list[int]:
    """Those of a list who fit into the total; the others, at its end, come on top ("three rebels, including a boy, and ten civilians")."""
    total = reading.chunks[owner.chunk]
    ceiling = _ceiling(total.quantity) if total.quantity is not None else None
    fitting = [
        position
        for position in listed
        if (ceiling is None or _low(reading.chunks[position].quantity) <= ceiling) and not _are_others(total, reading.chunks[position])
    ]
    others = [position for position in listed if position not in fitting]
    if not fitting or others[0] < fitting[-1]:
        return []
    for position in others:
        reading.drafts.setdefault(position, Draft(position, owner.cue, owner.rule, owner.outcome, owner.assertion, owner.scope))
    return fitting


def _of_the_dead(reading: Reading, link: Link, trace: Trace | None) -> None:
    """ "The dead included 57 civilians": parts of a total that another sentence gives."""
    chunk = reading.chunks[link.total]
    if not chunk.outcome and link.rule != "named_as":
        return
    for position in link.parts:
        if position not in reading.drafts and reading.chunks[position].quantity is not None:
            reading.drafts[position] = Draft(position, link.total, link.rule, chunk.outcome, introduced="part")
            if trace is not None:
                trace.fired("figures", reading.chunks[position].start, reading.chunks[position].end, link.rule, "part of the dead")


def _is_sibling(reading: Reading, owner: Draft, position: int) -> bool:
    known = reading.drafts.get(position)
    return known is not None and known.parent == owner.parent


def _same_cue_free(known: Draft, link: Link) -> bool:
    return link.rule == "including" and known.rule in ("reduced", "passive")


def _has_clause(known: Draft | None, owner: Draft) -> bool:
    """Whether a number has a verb of its own behind it: "forty" in "twelve were killed, including a guard, and forty were hurt"."""
    return known is not None and known.outcome != owner.outcome and owner.cue < known.chunk < known.cue


def _may_be_named(total: Chunk, parts: Sequence[Chunk]) -> bool:
    """Whether the people of a total can be those listed after it: "ten people, seven soldiers and three guards", not "three guards"."""
    kind = total.head.category if total.head is not None else ""
    others = {part.head.category for part in parts if part.head is not None}
    return kind in _GENERAL or others <= {kind}


def _status(total: Quantity, amount: int, *, exclusive: bool) -> str:
    if not exclusive:
        return "open"
    floor = _low(total)
    if amount == floor:
        return "equal"
    return "parts_less" if amount < floor else "parts_more"


def _make_part(reading: Reading, position: int, owner: Draft, rule: str) -> Draft:
    draft = Draft(position, owner.cue, rule, owner.outcome, owner.assertion, owner.scope)
    reading.drafts[position] = draft
    return draft


def _figure_before(reading: Reading, position: int) -> int:
    before = [at for at, draft in reading.drafts.items() if at < position and draft.parent is None]
    return max(before, default=-1)


def _link_partitive(reading: Reading, position: int, trace: Trace | None) -> None:
    """ "seven of them children", "three of these died": a part of the figure before, with its outcome unless it has its own."""
    chunk = reading.chunks[position]
    known = reading.drafts.get(position)
    says_fate = chunk.partitive == "outcome" and (chunk.head is None or chunk.head.strength != "weak")  # "the victims" does not
    if known is not None and says_fate and chunk.outcome not in ("", known.outcome):
        known.introduced = "more"
        return
    total = _figure_before(reading, position)
    if total < 0:
        dead = reading.symbols.rfind("J", 0, position)
        if known is None and dead >= 0:
            _of_the_dead(reading, Link("of_them", dead, (position,)), trace)
        return
    owner = reading.drafts[total]
    if known is not None and known.outcome != owner.outcome:
        return
    ceiling = reading.chunks[total].quantity
    if ceiling is None or chunk.quantity is None or _low(chunk.quantity) > max(_low(ceiling), ceiling.high or 0):
        return
    draft = known or _make_part(reading, position, owner, "of_them")
    draft.parent = total
    draft.part_role = "included_part"
    owner.part_role = "total" if owner.part_role == "standalone" else owner.part_role
    if owner.parts_status == "not_applicable":
        owner.parts_status = "open"
