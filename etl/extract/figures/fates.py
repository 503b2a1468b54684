"""What later words tell of people told to be hurt: "was shot on Monday. His killers fled" is one killed, not one injured.

Words such as "shot" leave the fate open, and count as injured. Where the next sentences tell that just those people died, or speak of
their murder, killers or bodies, they are dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from etl.extract.figures.lexicon import spread_alternatives
from etl.extract.figures.people import REACH, Memory, Mention, load_words
from etl.model import Figure, Sentence, Trace
from etl.records import replace

_REACH = 2
"""Sentences after the one that tells of the deed in which its outcome may be named."""
_RULE = "fate_named"


def tie_deaths(sentence: Sentence, made: dict[int, int], memory: Memory, figures: list[Figure], *, language: str) -> None:
    """People told to be dead who were told to be hurt before ("shot two deputies. Both deputies died"): one count of them, moved on."""
    words = load_words(language)
    for index in made.values():
        figure = figures[index]
        is_part = figure.introduced == "part"
        is_again = figure.introduced == "again" or figure.quantity.text.lower() in words["both"]
        if figure.outcome != "killed" or not figure.counts_toward_total or not (is_again or is_part) or figure.moved_from is not None:
            continue
        is_anyone = figure.victim_text is None or figure.victim_text in words["anyone"] or figure.victim_text in words["person"]
        mention = _hurt_before(figure, sentence.index, memory, figures, is_anyone=is_anyone, is_part=is_part)
        if mention is None or mention.figure is None:
            continue
        if mention.weak and not is_part:
            figures[mention.figure] = replace(figures[mention.figure], outcome="killed", cue_start=figure.cue_start, cue_end=figure.cue_end)
            figures[index] = replace(figure, introduced="again")
        else:
            figures[index] = replace(figure, moved_from=mention.figure)


def _hurt_before(figure: Figure, sentence: int, memory: Memory, figures: list[Figure], *, is_anyone: bool, is_part: bool) -> Mention | None:
    """The latest people hurt who may be those of a later figure: as many (or more, of whom it is a part), and of its noun if it has one."""
    best = figure.quantity.best
    for mention in reversed(memory.mentions):
        if sentence - mention.sentence > REACH:
            return None
        before = mention.quantity.best
        if mention.figure is None or figures[mention.figure].outcome != "injured" or best is None or before is None:
            continue
        is_of_them = before > best if is_part else before == best
        if is_of_them and (figure.victim_text == mention.victims.text or (is_anyone and figure.sex in ("all", mention.victims.sex))):
            return mention
    return None


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
