"""Whether a figure is stated as a fact.

Hypothetical, future, threatened and negated deaths are no figures; feared and denied ones are kept as such.
"""

from __future__ import annotations

import re

from etl.extract.chunk_values import Chunk

_DENIED = re.compile(r"Z[CoiX\u03bdPY]{0,2}[rk]")
_STOPS = frozenset(".;")


def judge(symbols: str, chunks: list[Chunk], position: int, cue: int) -> tuple[str, str]:
    """The assertion of the number at `position` with its cue, or "refused" and the reason."""
    verb = chunks[cue]
    first = min(position, cue)
    if verb.modal:
        return "refused", "a possible or future outcome"
    if verb.infinitive and verb.symbol in "kKIV":
        return "refused", "an outcome intended or expected"
    if verb.negated:
        return "refused", "the outcome is negated"
    start = _clause_start(symbols, first)
    before = symbols[start:first]
    if "?" in before:
        return "refused", "the outcome stands under a condition"
    if "$" in before and verb.symbol == "A":
        return "refused", "a sentence passed, not carried out"
    between = symbols[first : max(position, cue) + 1]
    if "F" in between:
        return "feared", ""
    if before[-1:] == "F":
        return "feared", ""
    if before[-1:] == "\u03c4" and verb.symbol == "k":
        return "refused", "an outcome intended or expected"
    denial = _DENIED.search(before + between)
    if denial is not None:
        return "denied", ""
    if "p" in before and verb.symbol in "WJ":
        return "superseded", ""
    if before[-1:] == "p" and symbols[position] in "QB" and position == first:
        return "superseded", ""
    return "asserted", ""


def _clause_start(symbols: str, position: int) -> int:
    for at in range(position - 1, -1, -1):
        if symbols[at] in _STOPS:
            return at + 1
    return 0
