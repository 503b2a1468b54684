"""What later words tell of people told to be hurt: "was shot on Monday. His killers fled" is one killed, not one injured.

Words such as "shot" leave the fate open, and count as injured. Where the next sentences tell that just those people died, or speak of
their murder, killers or bodies, they are dead.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from etl.extract.figures.amounts import is_single, is_zero
from etl.extract.figures.chunk_values import EARLIER
from etl.extract.figures.lexicon import spread_alternatives
from etl.extract.figures.people import REACH, Memory, Mention, load_words
from etl.model import Figure, Sentence, Trace
from etl.records import replace

_NAMED_WITHIN, _LONGEST = 2, 2000
"""Sentences after the one that tells of the deed, and characters, in which its outcome may be named."""
_ALIVE_WITHIN = 200
"""Characters behind somebody hurt in which the text may say that he lives."""
_RULE = "fate_named"
_FATES = ("killed", "injured")
_OTHERS = frozenset(("more", "also", "rest"))


def tie_deaths(
    sentence: Sentence, made: dict[int, int], memory: Memory, figures: list[Figure], *, language: str, trace: Trace | None
) -> None:
    """People told to be dead who were told to be hurt or taken before ("shot two deputies. Both deputies died"): one count, moved on."""
    words = load_words(language)
    for index in made.values():
        figure = figures[index]
        is_part = figure.introduced == "part"
        is_again = figure.introduced in ("again", "own", "rest") or figure.quantity.text.lower() in words["both"]
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
        if trace is not None:
            trace.fired("figures", figure.start, figure.end, "told_before", f"said of '{mention.quantity.text}', who were hurt")


def _hurt_before(figure: Figure, sentence: int, memory: Memory, figures: list[Figure], *, is_anyone: bool, is_part: bool) -> Mention | None:
    """The latest people hurt or taken who may be those of a later figure: as many, or more if it is a part, and of its noun."""
    best = figure.quantity.best
    for mention in reversed(memory.mentions):
        if sentence - mention.sentence > REACH:
            return None
        before = mention.quantity.best
        if mention.figure is None or figures[mention.figure].outcome not in EARLIER["killed"] or best is None or before is None:
            continue
        is_of_them = before > best if is_part else before == best
        if figure.victim_text is None and figure.victim_nationality_iso3 not in (None, mention.victims.iso3):
            continue  # "the German" is no guard told of before
        if figure.introduced == "rest" and figure.quantity.text.lower() != mention.quantity.text.lower():
            continue  # "the other man" is he who was called so before
        if is_of_them and (figure.victim_text == mention.victims.text or (is_anyone and figure.sex in ("all", mention.victims.sex))):
            return mention
    return None


def settle_fates(
    text: str, sentences: Sequence[Sentence], memory: Memory, figures: list[Figure], *, language: str, trace: Trace | None
) -> None:
    """Count those as killed of whose murder, killers or body the text goes on to speak, unless others were told of in between or died."""
    _find_among_dead(text, memory, figures, language=language, trace=trace)
    pattern, unless = _load_fates(language)
    starts = sorted(figure.start for figure in figures)
    first_dead = min((figure.start for figure in figures if figure.outcome == "killed"), default=len(text))
    for mention in memory.mentions:
        if not mention.weak or mention.figure is None or figures[mention.figure].outcome != "injured":
            continue
        figure = figures[mention.figure]
        end = min(sentences[min(mention.sentence + _NAMED_WITHIN, len(sentences) - 1)].end, mention.end + _LONGEST)
        behind = text[mention.end : end]  # not a match from a position: that has all of the text encoded anew
        found = next((match for match in pattern.finditer(behind) if not behind.startswith(unless, match.end())), None)
        if found is None or (found.lastgroup == "one") != (mention.quantity.best == 1):
            continue
        cue_start, cue_end = mention.end + found.start(), mention.end + found.end()
        if first_dead < cue_start or bisect_left(starts, cue_start) > bisect_right(starts, mention.end):
            continue
        figures[mention.figure] = replace(figure, outcome="killed", rule=_RULE, cue_start=cue_start, cue_end=cue_end)
        first_dead = min(first_dead, figure.start)
        if trace is not None:
            trace.fired("figures", mention.start, mention.end, _RULE, f"killed, by '{found.group()}'")


def _find_among_dead(text: str, memory: Memory, figures: list[Figure], *, language: str, trace: Trace | None) -> None:
    """Take those told to be shot for the one who was killed, where the text tells of one dead person, by no name, and of nobody else."""
    told = [
        index for index, figure in enumerate(figures) if figure.counts_toward_total and figure.outcome in _FATES and not is_zero(figure)
    ]
    if len(told) < 2 or figures[told[0]].outcome != "killed" or figures[told[0]].introduced in ("name", "doer"):
        return
    dead = figures[told[0]]
    mentions = {mention.figure: mention for mention in memory.mentions if mention.figure is not None}
    hurt = [index for index in told[1:] if figures[index].outcome == "injured"]
    if not all(is_single(figures[index]) and _may_be_one(dead, figures[index], language) for index in told):
        return
    if not all(index in mentions and _may_have_died(mentions[index], figures[index], dead, language) for index in hurt):
        return
    survived = load_words(language)["survived"]
    if any(word in text[figures[index].end : figures[index].end + _ALIVE_WITHIN].lower() for index in hurt for word in survived):
        return
    for index in hurt:
        figures[index] = replace(figures[index], outcome="killed", introduced="again")
        if trace is not None:
            trace.fired("figures", figures[index].start, figures[index].end, _RULE, "the one who was killed")


def _may_have_died(mention: Mention, hurt: Figure, dead: Figure, language: str) -> bool:
    """Whether somebody told to be shot may be the one dead: by name, spoken of again, or called nothing but somebody."""
    if not mention.weak or mention.sentence == dead.sentence_index or hurt.introduced in _OTHERS:
        return False
    return bool(mention.name) or hurt.introduced == "again" or (hurt.victim_text or "").lower() in load_words(language)["somebody"]


def _may_be_one(dead: Figure, hurt: Figure, language: str) -> bool:
    """Whether two single persons differ neither in sex nor in what they are."""
    nouns = {figure.victim_text for figure in (dead, hurt)} - {None} - load_words(language)["generic"]
    return len({dead.sex, hurt.sex} - {"all"}) < 2 and len(nouns) < 2 and "perpetrator" not in (dead.victim_category, hurt.victim_category)


@cache
def _load_fates(language: str) -> tuple[Any, tuple[str, ...]]:
    """The phrases that name somebody's death, of one or of several, and what may not follow them."""
    words = load_words(language)
    groups = [
        f"(?P<{name}>{'|'.join(sorted(phrase for form in words[f'fate_of_{name}'] for phrase in spread_alternatives(form)))})"
        for name in ("one", "several")
    ]
    return re2.compile(rf"(?i)\b(?:{'|'.join(groups)})\b"), tuple(f" {word}" for word in sorted(words["fate_unless"]))
