"""What later words tell of people who were shot, stabbed or hacked at: "was shot on Monday. His killers fled" is one killed.

Words such as "shot" leave the fate open, and count as injured. Where the next sentences speak of the murder, the killers or the body
of just those people, they are dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from etl.extract.figures.lexicon import spread_alternatives
from etl.extract.figures.people import Memory, Mention, load_words
from etl.model import Figure, Sentence, Trace
from etl.records import replace

_REACH = 2
"""Sentences after the one that tells of the deed in which its outcome may be named."""
_RULE = "fate_named"


def settle_fates(
    text: str, sentences: Sequence[Sentence], memory: Memory, figures: list[Figure], *, language: str, trace: Trace | None
) -> None:
    """Count those as killed of whose murder, killers or body the text goes on to speak."""
    pattern, unless = _load_fates(language)
    for mention in memory.mentions:
        if not mention.weak or mention.figure is None or figures[mention.figure].outcome != "injured":
            continue
        end = sentences[min(mention.sentence + _REACH, len(sentences) - 1)].end
        found = next((match for match in pattern.finditer(text, mention.end, end) if not text.startswith(unless, match.end())), None)
        if found is None or (found.lastgroup == "one") != (mention.quantity.best == 1) or _has_others(mention, found.start(), figures):
            continue
        figures[mention.figure] = replace(
            figures[mention.figure], outcome="killed", rule=_RULE, cue_start=found.start(), cue_end=found.end()
        )
        if trace is not None:
            trace.fired("figures", mention.start, mention.end, _RULE, f"killed, by '{found.group()}'")


def _has_others(mention: Mention, end: int, figures: Sequence[Figure]) -> bool:
    """Whether other people were told to be hurt or dead before the words that name the outcome, so that those may be of them."""
    return any(
        figure.start < end and (figure.outcome == "killed" or figure.start > mention.end) and number != mention.figure
        for number, figure in enumerate(figures)
    )


@cache
def _load_fates(language: str) -> tuple[Any, tuple[str, ...]]:
    """The phrases that name somebody's death, of one or of several, and what may not follow them."""
    words = load_words(language)
    groups = [
        f"(?P<{name}>{'|'.join(sorted(phrase for form in words[f'fate_of_{name}'] for phrase in spread_alternatives(form)))})"
        for name in ("one", "several")
    ]
    return re2.compile(rf"(?i)\b(?:{'|'.join(groups)})\b"), tuple(f" {word}" for word in sorted(words["fate_unless"]))
