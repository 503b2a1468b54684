"""Rules matched on the chunks of a sentence: each match becomes drafts of figures, links of parts, or words about people already named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from etl.extract.figures.assertion import judge
from etl.extract.figures.chunk_values import BESIDE, EARLIER, Chunk
from etl.extract.figures.drafts import ARMED, COUNTED, Draft, Link, Reading
from etl.extract.figures.lists import (
    are_there,
    head_of,
    is_included,
    members_of,
    of_whom,
    whose_are_left,
    without_appositions,
    without_survivors,
)
from etl.extract.figures.quantities import exceeded, one_of
from etl.extract.symbol_rules import Rule
from etl.model import Trace

_LONGEST = 400
_INTRODUCTIONS = {"killing_him_and": "beside", "inverted": "also"}
"""How rules bring their people in, where that is not as their words say."""
_WITH_OTHERS = ("killing_him", "he_and_others", "he_of_a_list", "he_with_others")
"""Rules for somebody already mentioned, beside whom the same words tell of others."""
_UNKNOWN = re.compile("a[lCXj]{0,3}[lC]")
_SUBJECT = re.compile("[tah][lX]")
"""A noun with its article, and nothing that could be a verb."""
_SEQUEL = re.compile("[Ci@o\u03bdXD,]*(?:[&s][Kk]|(?<=,)K)")
"""What parts the people of one deed from those of the next."""
_OF_THE_HURT = ("died", "passive", "left_dead", "only_dead")
"""Rules that may tell of people hurt before that they died."""
_NUMBERS = frozenset("B7")
_BY_PLACE = frozenset(("places", "by_place", "listed_by_place"))
"""Rules whose parts are numbers beside places: names among them are no people."""
_FULL_NAME = 3
"""Words of a name that hardly is that of an area."""
_ENDS = ("", ".", ",", ";", "&", "!")
"""What may follow a number that stands for people by itself ("the ministry spoke of ten")."""
_NOUNS = ("C", "\u03bd", "m", "X")


def read_rules(reading: Reading, rules: Sequence[Rule], trace: Trace | None) -> None:
    """Apply the rules in their order, window by window; then the nouns that say the outcome themselves."""
    for offset in range(0, len(reading.symbols), _LONGEST):
        _apply(reading, rules, offset, min(len(reading.symbols), offset + _LONGEST), trace)
    _inherent(reading, trace)
    _mark_sequels(reading)


def _apply(reading: Reading, rules: Sequence[Rule], first: int, last: int, trace: Trace | None) -> None:
    symbols = reading.symbols
    present = set(symbols[first:last])
    for rule in rules:
        if rule.needs and present.isdisjoint(rule.needs):
            continue
        for match in rule.pattern.finditer(symbols, first, last):
            if rule.kind in ("outcome", "spare", "zero"):
                _take_outcome(reading, rule, match, trace)
            elif rule.kind == "part":
                _take_parts(reading, rule, match)
            elif rule.kind == "refer":
                _take_reference(reading, rule, match)
            elif rule.kind == "copula":
                _take_copula(reading, rule, match)
            elif rule.kind == "unknown":
                _take_unknown(reading, rule, match, trace)
            elif rule.kind == "change":
                _take_change(reading, rule, match)
            elif rule.kind == "follow":
                _take_follow(reading, rule, match, trace)


def _take_outcome(reading: Reading, rule: Rule, match: re.Match[str], trace: Trace | None) -> None:
    cue = match.start("c")
    chunk = reading.chunks[cue]
    if (rule.kind == "spare" and cue in reading.used) or (chunk.symbol == "J" and chunk.strength == "weak"):
        return
    if rule.name == "hurt_then_died" and chunk.outcome != "killed":
        return
    if rule.name == "named_after_place" and not _is_of_a_person(reading, match.start("n"), chunk):
        return
    members = members_of(reading, match)
    if members and reading.symbols[members[0] - 1 : members[0]] == "\u03b5":
        reading.used.update(members)
        return
    if rule.name in ("passive", "died", "among_the_dead"):
        members = whose_are_left(reading, of_whom(reading, members, cue), cue)
    if chunk.symbol == "A" and chunk.strength == "weak" and members and _suffers_already(reading, members[0]):
        return
    if rule.name in ("passive", "died") and len(members) > 1 and are_there(reading, members, cue):
        members = members[-1:]
    if rule.name in ("passive", "died") and len(members) > 1 and is_included(reading, members[0]):
        members = members[-1:]
    if rule.name in ("passive", "died") and chunk.is_singular and len(members) == 1:
        members = [head_of(reading, members[0])]
    if rule.name == "event_of":
        members = without_survivors(reading, members, cue)
    members = [at for at in members if at in reading.drafts or (_may_suffer(reading.chunks[at], chunk) and not _is_of_things(reading, at))]
    victims = [position for position in members if position not in reading.drafts]
    if rule.name in _OF_THE_HURT and chunk.outcome == "killed" and not victims:
        reading.changes.extend((position, cue, rule.name) for position in members if _may_then_die(reading, position, cue))
    victims = without_appositions(reading, victims, is_one=chunk.is_singular)
    if not victims and members and rule.name in ("passive", "died"):
        behind = rule.pattern.search(reading.symbols, members[-1] + 1, match.end())
        if behind is not None and behind.start("c") == cue and len(members_of(reading, behind)) > 1:
            _take_outcome(reading, rule, behind, trace)
    if not victims or not chunk.outcome:
        return
    if chunk.strength.startswith("head") and not all(_is_people(reading, position) for position in victims):
        return
    if chunk.strength == "head_armed" and not all(_is_armed(reading.chunks[position]) for position in victims):
        return
    reading.used.add(cue)
    for position in victims:
        _draft(reading, position, cue, rule.name, _outcome_of(reading.chunks[position], chunk), trace)
        if position in reading.drafts and _harms_others(reading, position, cue):
            reading.drafts[position].introduced = "doer"
        elif position in reading.drafts and rule.name in _INTRODUCTIONS:
            reading.drafts[position].introduced = _INTRODUCTIONS[rule.name]
    if "s" in (match.re.groupindex or {}) and match["s"] is not None:
        old = match.start("s")
        if old not in reading.drafts:
            _draft(reading, old, cue, rule.name, chunk.outcome, trace)
            if old in reading.drafts:
                reading.drafts[old].assertion = "superseded"


def _may_then_die(reading: Reading, position: int, cue: int) -> bool:
    """Whether the people hurt are those who then died; after an object and a comma the subject goes on ("kills 3, wounds 14, dies")."""
    draft, between = reading.drafts[position], reading.symbols[position:cue]
    return draft.outcome != "killed" and (draft.rule != "active" or "," not in between or "r" in between)


def _is_of_a_person(reading: Reading, position: int, verb: Chunk) -> bool:
    """Whether a name behind a place is somebody's, and not that of the area around it: of three words, said to be killed."""
    first, last = reading.span(position)
    return verb.outcome == "killed" and verb.is_singular and len(reading.text[first:last].split()) >= _FULL_NAME


def _suffers_already(reading: Reading, position: int) -> bool:
    """Whether people are the object of a verb that says what happened to them ("abducted two elders from their homes")."""
    verb = reading.chunks[position - 1] if position else None
    return verb is not None and verb.symbol in "Kk" and bool(verb.outcome)


def _outcome_of(people: Chunk, verb: Chunk) -> str:
    """What a verb says of people: who crosses a border has changed sides when he served one, and fled when he is of no side."""
    is_of_no_side = people.head is not None and people.head.category in ("all", "civilian")
    return "displaced" if verb.outcome == "defected" and verb.strength == "head" and is_of_no_side else verb.outcome


def _harms_others(reading: Reading, position: int, cue: int) -> bool:
    """Whether people harmed others before they died ("A gunman killed two people before turning the gun on himself")."""
    return any(position < draft.cue < other < cue for other, draft in reading.drafts.items())


def _may_suffer(people: Chunk, cue: Chunk) -> bool:
    """Whether the words for the people leave open what happened to them ("twelve deaths, eighteen were hurt", "shot four, two fatally")."""
    if people.strength == "adverb":
        return people.outcome == cue.outcome
    return people.strength != "noun" or bool(people.partitive) or people.outcome == cue.outcome


def _is_of_things(reading: Reading, position: int) -> bool:
    """Whether a number is of things ("in one of the flats")."""
    return reading.symbols.startswith("BoX", position)


def _is_people(reading: Reading, position: int) -> bool:
    """Whether a number is of people by its noun, or without one, by those counted before ("killed nine rebels and captured five")."""
    chunk = reading.chunks[position]
    if chunk.head is None and chunk.symbol == "B" and reading.symbols[position + 1 : position + 2] not in _NOUNS:
        return any(at < position and reading.chunks[at].head is not None for at in reading.drafts)
    return chunk.head is not None and not chunk.weak_head


def _is_armed(people: Chunk) -> bool:
    return people.head is not None and people.head.category in ARMED


def _draft(reading: Reading, position: int, cue: int, rule: str, outcome: str, trace: Trace | None) -> None:
    """A draft of the number at `position`, unless what stands around it says that it is no fact."""
    verdict = judge(reading.symbols, reading.chunks, position, cue)
    chunk = reading.chunks[position]
    if verdict.assertion == "refused":
        reading.used.add(position)
        if trace is not None:
            trace.refused("figures", chunk.start, chunk.end, rule, verdict.reason)
        return
    draft = Draft(position, cue, rule, outcome, verdict.assertion, verdict.scope)
    if position and reading.chunks[position - 1].kind == "exceed" and chunk.quantity is not None:
        draft.quantity = exceeded(chunk.quantity)
    reading.drafts[position] = draft


def _take_reference(reading: Reading, rule: Rule, match: re.Match[str]) -> None:
    word = match.start("n")
    cue = match.start("c") if "c" in match.re.groupindex else word
    if cue in reading.used and rule.name not in _WITH_OTHERS:
        return
    verb, people = reading.chunks[cue], reading.chunks[word]
    if people.kind == "many" and not people.definite:
        return
    is_of_people = people.symbol == "e" and verb.outcome == "killed"
    if (
        not verb.outcome
        or verb.strength == "head_armed"
        or (verb.strength.startswith("head") and not is_of_people and (verb.symbol != "V" or verb.outcome != "killed"))
    ):
        return
    reading.references.append((word, cue, rule.name))
    reading.used.add(cue)


def _take_parts(reading: Reading, rule: Rule, match: re.Match[str]) -> None:
    counted = _NUMBERS if rule.name in _BY_PLACE else COUNTED
    parts = [position for position in range(*match.span("n")) if reading.symbols[position] in counted]
    reading.links.append(Link(rule.name, match.start("t"), tuple(parts)))


def _take_copula(reading: Reading, rule: Rule, match: re.Match[str]) -> None:
    chunk, noun = reading.chunks[match.start("n")], reading.chunks[match.start("h")]
    if chunk.head is None or chunk.partitive:
        chunk.head, chunk.head_text = noun.head, noun.head_text
        chunk.age, chunk.sex = noun.age, noun.sex
        reading.links.append(Link(rule.name, match.start("t") if "t" in match.re.groupindex else -1, (match.start("n"),)))


def _take_unknown(reading: Reading, rule: Rule, match: re.Match[str], trace: Trace | None) -> None:
    """A single noun that the pack does not know, as the object of a verb that only people suffer ("shot dead a khasadar"), or a noun for
    several whose verb is that of one ("UN staff was shot dead")."""
    position, cue = match.start("n"), match.start("c")
    chunk, verb = reading.chunks[position], reading.chunks[cue]
    if cue in reading.used or verb.outcome != "killed" or verb.strength:
        return
    if chunk.symbol == "P":
        if chunk.definite or not verb.is_singular or cue != position + 1:
            return
    elif not _UNKNOWN.fullmatch(chunk.classes):
        return
    chunk.quantity = one_of(reading.text, chunk.start, chunk.end)
    if chunk.symbol != "P":
        chunk.head_text = chunk.quantity.text.rpartition(" ")[2]
        chunk.weak_head = True
    reading.used.add(cue)
    _draft(reading, position, cue, rule.name, verb.outcome, trace)


def _take_change(reading: Reading, rule: Rule, match: re.Match[str]) -> None:
    cue = match.start("c")
    outcome = reading.chunks[cue].outcome
    earlier = EARLIER.get(outcome) or BESIDE.get(outcome)
    if cue in reading.used or earlier is None or (outcome not in EARLIER and reading.symbols.startswith("KC", cue)):
        return
    changed = [at for at in members_of(reading, match) if at in reading.drafts and reading.drafts[at].outcome in earlier]
    reading.changes.extend((position, cue, rule.name) for position in changed)
    if changed:
        reading.used.add(cue)


def _take_follow(reading: Reading, rule: Rule, match: re.Match[str], trace: Trace | None) -> None:
    position = match.start("n")
    if position in reading.drafts:
        return
    if "h" in match.re.groupindex and _SUBJECT.fullmatch(reading.chunks[match.start("h")].classes) is None:
        return
    before = [draft for at, draft in reading.drafts.items() if at < position and draft.assertion == "asserted" and draft.outcome]
    latest = max(before, key=lambda draft: draft.chunk, default=None)
    if latest is not None and latest.cue > position:
        return
    counted = next((chunk.outcome for chunk in reading.chunks[position::-1] if chunk.outcome and chunk.quantity is not None), "")
    if "c" in match.re.groupindex:
        cue = match.start("c")
        if reading.chunks[cue].strength == "head" and reading.symbols[position + 1 : position + 2] not in _ENDS:
            return
        _draft(reading, position, cue, rule.name, latest.outcome if latest is not None else counted or reading.chunks[cue].outcome, trace)
        if position in reading.drafts and reading.chunks[cue].strength == "corrected":
            reading.drafts[position].introduced = "corrected"
    elif latest is not None:
        _draft(reading, position, latest.cue, rule.name, latest.outcome, trace)


def _tells_fate(chunk: Chunk) -> bool:
    """Whether a part says by itself what happened ("four of the dead", "one fatally"); "two of the victims" does not."""
    return chunk.strength == "adverb" or (chunk.partitive == "outcome" and chunk.head is not None and chunk.head.strength != "weak")


def _mark_sequels(reading: Reading) -> None:
    """Mark people of a second deed of the same sentence as more people ("killed four people before fatally stabbing a guard")."""
    deeds = sorted(position for position, draft in reading.drafts.items() if draft.rule in ("active", "left_dead"))
    for earlier, position in pairwise(deeds):
        first, then = reading.drafts[earlier], reading.drafts[position]
        is_sequel = first.outcome == then.outcome and first.rule == "active" and not then.introduced
        if is_sequel and reading.chunks[position].kind in ("one", "count") and _SEQUEL.fullmatch(reading.symbols, earlier + 1, position):
            then.introduced = "more"


def _inherent(reading: Reading, trace: Trace | None) -> None:
    """Nouns that say the outcome themselves: "53 bodies", "38 fatalities", "108 wounded soldiers", "no casualties"."""
    for position, chunk in enumerate(reading.chunks):
        if (
            (chunk.symbol in "QS0" or _tells_fate(chunk))
            and chunk.outcome
            and chunk.quantity is not None
            and position not in reading.drafts
            and position not in reading.used
        ):
            _draft(reading, position, position, "counted_noun" if chunk.symbol != "0" else "no_casualties", chunk.outcome, trace)
