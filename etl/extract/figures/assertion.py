"""Whether a figure is stated as a fact.

Hypothetical, future, threatened and negated deaths are no figures; feared and denied ones are kept as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.extract.figures.chunk_values import Chunk
from etl.records import quick

_DENIED = re.compile(r"Z(?:[CoiX\u03bdPY]{0,2}[rk]|C?Y[or]?[QBSdHm])")
_FACT = re.compile("[iC]r")
"""A relative clause behind what is denied ("denied killing farmers in a raid in which 23 died"): its figure is none of it."""
_MOTIVE = re.compile("\u03bc[CDXPdSm\u03bdoix:']{0,6}$")
_EARLIER_TOLL = re.compile("p[^!&;,]*$")
_EARLIER_REPORT = re.compile("p$|.pYo$")
_ATTEMPT = re.compile("\u03c4C?$")
_STOPS = frozenset(".;")
_CAUSES = frozenset({"aftermath", "more_than"})
"""Words before a deed that make it the cause of something else: "following the killing of", "over the killing of"."""


@quick
@dataclass(frozen=True, slots=True)
class Verdict:
    """How a figure stands: its assertion ("refused" for none at all), its scope, and the reason of either."""

    assertion: str
    scope: str = "incident"
    reason: str = ""


def judge(symbols: str, chunks: list[Chunk], position: int, cue: int) -> Verdict:
    """The verdict on the number at `position` with its cue, by the words of its clause before and between them."""
    verb = chunks[cue]
    first = min(position, cue)
    before = symbols[_clause_start(symbols, first) : first]
    between = symbols[first : max(position, cue) + 1]
    reason = _refusal(symbols, chunks, position, cue, before)
    if reason:
        return Verdict("refused", reason=reason)
    scope = "background" if _is_background(verb, chunks, first, before, between) else "incident"
    return Verdict(_assertion(verb, symbols, position, first, before, between), scope)


def _refusal(symbols: str, chunks: list[Chunk], position: int, cue: int, before: str) -> str:
    """Why a number with its cue is no fact at all; "" when it is one."""
    verb = chunks[cue]
    if verb.modal and not (verb.may_have and "F" in before + symbols[min(position, cue) : cue]):
        return "a possible or future outcome"
    if verb.infinitive and verb.symbol in "kKIV":
        return "an outcome intended or expected"
    is_of_nobody = symbols[cue - 1 : cue] == "0" and position != cue - 1
    if verb.negated or (is_of_nobody and not (position < cue and symbols[cue - 2] in "&!")):
        return "the outcome is negated"
    if "?" in before[before.rfind("!") + 1 :]:
        return "the outcome stands under a condition"
    if "$" in before and verb.symbol == "A":
        return "a sentence passed, not carried out"
    if (before[-1:] in ("\u03c4", "U") and verb.symbol == "k") or (verb.symbol == "E" and _ATTEMPT.search(before) is not None):
        return "an outcome intended or expected"
    if verb.symbol == "E" and cue and "9" in chunks[cue - 1].classes:
        return "one of several deaths, by its number"
    if position and symbols[position - 1] == "\u03b5":
        return "people left out"
    if symbols[position] == "0" and chunks[position].more:
        return "nobody besides those counted"
    return ""


def _assertion(verb: Chunk, symbols: str, position: int, first: int, before: str, between: str) -> str:
    if "F" in between or before[-1:] == "F" or verb.modal:
        return "feared"
    denied = _DENIED.search(before + between)
    if denied is not None and _FACT.search(before, denied.end()) is None:
        return "denied"
    if verb.symbol in "WJ\u03c0" and (between[-2:-1] == "f" or _EARLIER_TOLL.search(before) is not None):
        return "superseded"
    if _EARLIER_REPORT.search(before) is not None and symbols[position] in "QB" and position == first:
        return "superseded"
    return "asserted"


def _is_background(verb: Chunk, chunks: list[Chunk], first: int, before: str, between: str) -> bool:
    """Whether a death is only what something else is about: "protested the killing of", "the funeral of a man who had been shot"."""
    if _MOTIVE.search(before) is not None:
        return True
    if verb.symbol in "Kk" and before.endswith("r") and "\u0416" in before.rpartition(";")[2]:
        return True  # "was linked to an attack that killed four"
    if verb.past_perfect and verb.outcome == "killed" and between.endswith("r" + verb.symbol) and before[-1:] in ("o", "i"):
        return True
    near = chunks[max(first - 2, 0) : first]
    return verb.symbol == "E" and any(chunk.kind in _CAUSES for chunk in near)


def _clause_start(symbols: str, position: int) -> int:
    for at in range(position - 1, -1, -1):
        if symbols[at] in _STOPS:
            return at + 1
    return 0
