"""What a sentence says of people already named: mentions kept in mind, and words about them handed on."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import takewhile

from etl.extract.figures.assertion import judge
from etl.extract.figures.chunk_values import EARLIER, Chunk
from etl.extract.figures.drafts import Reading
from etl.extract.figures.people import Memory, Mention, Reference, resolve
from etl.extract.figures.victims import read_victims
from etl.model import Figure, Sentence, Trace
from etl.records import replace

_MENTIONS = frozenset("QBSdmH")
_SINGLES = frozenset("SdmH")
_BEFORE_VERB = ("C", "D", "i", "\u03bd")
"""Symbols that may part a subject from its verb: words, times, places."""
_PREPOSITIONS = ("i", "@", "f", "2")
_ARTICLE = re.compile("[at][lujC]?$")
_SPEAKS = re.compile(",?[CiD\u03bd]{0,2}Y|,[^.;VIKk]{1,6},Y")
"""What follows who speaks ("The mayor of Odo told reporters", "Omar Sadi, a neighbour, said")."""
_SPOKEN = re.compile("Y[,.]?[dSm][,.;]?$")
"""Who speaks behind the verb (said the mayor)."""
_LINKS = frozenset(",&|\u03bb")
_NEAR = 2
"""Sentences back to those whom "them" may mean."""
_OPENING = 40
"""Characters into a sentence up to which "them" means somebody of the sentences before."""
_APPOSED = re.compile("([io@][C\u03bdmX]{1,2})?,|")
"""What may stand between a name and a noun for the same person."""


def remember(
    text: str, sentence: Sentence, reading: Reading, made: dict[int, int], memory: Memory, countries: Collection[tuple[int, int]]
) -> None:
    """Keep the counted people of a sentence in mind; members of one list share a group. The name of a country is nobody's."""
    group = len(memory.mentions)
    previous, is_apposed = -2, False
    for position, chunk in enumerate(reading.chunks):
        if chunk.symbol not in _MENTIONS or chunk.quantity is None or (chunk.symbol == "B" and position not in made):
            continue
        if position not in made and (reading.span(position) in countries or _names_thing(text, reading, position)):
            continue
        between = reading.symbols[previous + 1 : position] if previous >= 0 else "."
        if previous >= 0 and (_is_apposed(reading, previous, position, between) or (is_apposed and _goes_on(chunk, between))):
            _name(reading, previous, position, memory)
            previous, is_apposed = position, True
            continue
        is_apposed = False
        if not set(between) <= _LINKS or len(between) > 2:
            group = len(memory.mentions)
        previous = position
        draft = reading.drafts.get(position)
        weak = draft is not None and reading.chunks[draft.cue].strength in ("weak", "head_weak")
        name = chunk.name
        victims = read_victims(chunk, None)
        lemma = chunk.head.lemma if chunk.head is not None else ""
        memory.mentions.append(
            Mention(
                chunk.symbol,
                sentence.index,
                chunk.start,
                chunk.end,
                chunk.quantity,
                victims,
                lemma,
                name,
                group,
                made.get(position),
                weak,
                _is_doer(reading, position),
                _SPEAKS.match(reading.symbols, position + 1) is not None
                or _SPOKEN.search(reading.symbols[max(position - 2, 0) : position + 2]) is not None,
                reading.symbols[position - 1 : position] in _PREPOSITIONS,
            )
        )


def _names_thing(text: str, reading: Reading, position: int) -> bool:
    """Whether a name is that of a thing: with an article ("a black Ford Focus"), or going on with a noun ("Acme Medical Center")."""
    chunk = reading.chunks[position]
    if chunk.symbol != "m" or chunk.head is not None:
        return False
    before = reading.chunks[position - 1] if position else None
    has_article = before is not None and before.symbol in "CX" and _ARTICLE.search(before.classes) is not None
    after = text[chunk.end : chunk.end + 2]
    return has_article or (reading.symbols[position + 1 : position + 2] == "X" and after[:1] == " " and after[1:].isupper())


def _is_doer(reading: Reading, position: int) -> bool:
    """Whether somebody is told to have harmed others: the subject of a verb with victims ("A gunman killed three people")."""
    following = position + 1
    while reading.symbols[following : following + 1] in _BEFORE_VERB:
        following += 1
    return any(draft.cue == following and draft.rule == "active" for draft in reading.drafts.values())


def parts_of_unknown(made: dict[int, int], figures: list[Figure]) -> list[int]:
    """The figures of which the sentence does not say whom they are a part of ("five of them")."""
    return [index for index in made.values() if _is_part_of_unknown(figures[index])]


def _is_part_of_unknown(figure: Figure) -> bool:
    return figure.introduced == "part" and figure.victim_text is None and figure.victim_category == "all" and figure.parent is None


def know_people(sentence: Sentence, unknown: Sequence[int], memory: Memory, figures: list[Figure], trace: Trace | None) -> None:
    """Say of "five of them" who they are, by the last people counted in the sentences before."""
    for index in unknown:
        figure = figures[index]
        if figure.start - sentence.start > _OPENING:
            continue
        near = takewhile(lambda mention: sentence.index - mention.sentence <= _NEAR, reversed(memory.mentions))
        least = figure.quantity.best or figure.quantity.low or 0
        who = next((mention.victims for mention in near if (mention.quantity.best or 0) > least), None)
        if who is None or who.text is None:
            continue
        figures[index] = replace(figure, victim_category=who.category, victim_text=who.text, sex=who.sex, age_group=who.age_group)
        if trace is not None:
            trace.fired("figures", figure.start, figure.end, "them", f"of '{who.text}' told of before")


def _is_apposed(reading: Reading, earlier: int, later: int, between: str) -> bool:
    """Whether a name and a noun beside each other are one person ("a journalist, Jane Doe,", "John Doe in Aden, a cook")."""
    kinds = (reading.symbols[earlier], reading.symbols[later])
    if "m" not in kinds or kinds[0] == kinds[1] or _APPOSED.fullmatch(between) is None:
        return False
    return all(reading.symbols[at] in _SINGLES and _is_one(reading.chunks[at]) for at in (earlier, later))


def _goes_on(chunk: Chunk, between: str) -> bool:
    """Whether a noun without an article goes on with what somebody is ("a cleric and member of a council")."""
    return between == "&" and chunk.kind == "person"


def _is_one(chunk: Chunk) -> bool:
    return chunk.quantity is not None and chunk.quantity.best == 1


def _name(reading: Reading, earlier: int, later: int, memory: Memory) -> None:
    """Give the person mentioned last the name that stands beside."""
    if reading.symbols[later] == "m" and memory.mentions:
        memory.mentions[-1].name = reading.chunks[later].name


def refer(
    text: str,
    sentence: Sentence,
    reading: Reading,
    word: int,
    cue: int,
    rule: str,
    memory: Memory,
    figures: list[Figure],
    *,
    language: str,
    trace: Trace | None,
) -> None:
    chunk, verb = reading.chunks[word], reading.chunks[cue]
    assertion = judge(reading.symbols, reading.chunks, word, cue).assertion
    if assertion == "refused":
        return
    printed = text[chunk.start : chunk.end]
    if chunk.symbol == "\u03bd":
        chunk.head_text = printed
    names = [other.end for other in reading.chunks[:word] if other.symbol == "\u03bd"]
    reference = Reference(
        chunk,
        printed.lower(),
        verb,
        rule,
        verb.outcome,
        assertion,
        sentence.index,
        (sentence.start, sentence.end),
        _speech_before(text, chunk.start),
        names[-1] if names else -1,
    )
    resolve(reference, memory, figures, language=language, trace=trace)


def _speech_before(text: str, position: int) -> int:
    """Where the speech opens that a position of its paragraph stands in; -1 outside of speech."""
    paragraph = text.rfind("\n", 0, position) + 1
    opened = text.count('"', paragraph, position) % 2 == 1
    return text.rfind('"', paragraph, position) if opened else -1


def change_state(
    sentence: Sentence, reading: Reading, position: int, cue: int, rule: str, made: dict[int, int], figures: list[Figure]
) -> None:
    """People of one sentence to whom something else happened then ("shot a guard, who later died", "arrested and, in jail, beaten")."""
    index = made.get(position)
    if index is None or judge(reading.symbols, reading.chunks, position, cue).assertion != "asserted":
        return
    verb = reading.chunks[cue]
    draft = reading.drafts[position]
    changed = replace(figures[index], outcome=verb.outcome, rule=rule, cue_start=verb.start, cue_end=verb.end)
    if verb.outcome == "killed" and reading.chunks[draft.cue].strength in ("weak", "head_weak"):
        figures[index] = changed
    else:
        moved_from = index if draft.outcome in EARLIER.get(verb.outcome, ()) else None
        figures.append(replace(changed, moved_from=moved_from, parent=None, part_role="standalone", parts_status="not_applicable"))
