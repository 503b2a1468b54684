"""Who the counted people are: category, sex, age group, nationality and the head noun as printed; never a private person's name."""

from __future__ import annotations

from dataclasses import dataclass

from etl.extract.figures.chunk_values import Chunk
from etl.records import quick


@quick
@dataclass(frozen=True, slots=True)
class Victims:
    """The people of a figure, in codes, and the noun that names them."""

    category: str
    text: str | None
    iso3: str | None
    sex: str
    age_group: str


NOBODY_NAMED = Victims("all", None, None, "all", "all")
_NO_NOUN = frozenset("BNMJ\u03b2KA")


def read_victims(chunk: Chunk, inherited: Victims | None) -> Victims:
    """The victims of a counted chunk; a bare number takes those of the figure before it, where there is one."""
    head = chunk.head
    if head is None and not chunk.weak_head:
        base = inherited if inherited is not None and chunk.symbol in "B7" else NOBODY_NAMED
        sex, age = chunk.sex if base.sex == "all" else base.sex, chunk.age if base.age_group == "all" else base.age_group
        return Victims(base.category, base.text, chunk.iso3 or base.iso3, sex, age)
    if chunk.weak_head or head is None:
        return Victims("civilian", chunk.head_text, chunk.iso3, chunk.sex, chunk.age)
    if head.symbol in _NO_NOUN or head.symbol == "e":
        base = inherited if inherited is not None and chunk.partitive else NOBODY_NAMED
        return Victims(base.category, base.text, chunk.iso3 or base.iso3, chunk.sex, chunk.age)
    text = chunk.head_text
    category = head.category or "all"
    if head.kind == "age":
        text = None
    if head.lemma == "family":
        text = "family_members"
    return Victims(category, text, chunk.iso3, chunk.sex, chunk.age)
