"""Casualty figures of a text: every count of people with what happened to them, its parts within the sentence, and whether it is asserted.

A cascade of three floors: words get classes (`tokens`), classes become chunks (`chunks`), and named rules over chunk strings (`patterns.tsv`) say who was
killed, injured or taken. A figure's `rule` is the rule that made it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from etl.extract.assertion import judge
from etl.extract.chunks import Chunk, chunk_sentence
from etl.extract.lexicon import Lexicon, load_lexicon
from etl.extract.parts import Link, link_parts
from etl.extract.patterns import Rule, load_rules
from etl.extract.people import Memory, Mention, Reference, in_text_order, resolve
from etl.extract.quantities import exceeded
from etl.extract.tokens import tag_sentence
from etl.extract.victims import NOBODY_NAMED, Victims, read_victims
from etl.model import Figure, Quantity, Sentence, Trace

_COUNTED = frozenset("QBSdm07")
_CUE_TAGS = re.compile("[KkIABNME\u03b2WqJH]")
_CLAUSE_MARKS = frozenset(",;&!s-:|")
_LONGEST = 400


@dataclass(slots=True)
class Draft:
    """A figure in the making: chunk positions of its number and its cue."""

    chunk: int
    cue: int
    rule: str
    outcome: str
    assertion: str = "asserted"
    parent: int | None = None
    part_role: str = "standalone"
    parts_status: str = "not_applicable"
    victims: Victims = NOBODY_NAMED
    quantity: Quantity | None = None


@dataclass(slots=True)
class Reading:
    """A sentence's chunks and the drafts made from them, by chunk position."""

    symbols: str
    chunks: list[Chunk]
    drafts: dict[int, Draft] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)
    references: list[tuple[int, int, str]] = field(default_factory=list)
    changes: list[tuple[int, int, str]] = field(default_factory=list)


def has_trigger(text: str, language: str = "en") -> bool:
    """Whether a text holds any word that a casualty figure needs; costs a few microseconds per thousand characters."""
    return _has_word(text, load_lexicon(language))


def _has_word(text: str, lexicon: Lexicon) -> bool:
    low = text.lower()
    for _, start, end in lexicon.triggers.find_matches_as_indexes(low):
        if (start == 0 or not low[start - 1].isalpha()) and (end >= len(low) or not low[end].isalpha()):
            return True
    return False


def _trigger_starts(text: str, lexicon: Lexicon) -> list[int]:
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return [
        start
        for _, start, end in lexicon.triggers.find_matches_as_indexes(low)
        if (start == 0 or not low[start - 1].isalpha()) and (end >= len(low) or not low[end].isalpha())
    ]


def find_figures(text: str, sentences: Sequence[Sentence], *, language: str = "en", trace: Trace | None = None) -> list[Figure]:
    """The casualty figures of the folded text in text order; `parent` is a position in the returned list.

    Parts within a sentence are linked here; what depends on other sentences (repeats, competing and superseded figures) is settled later
    by `etl.extract.settling`.
    """
    lexicon = load_lexicon(language)
    rules = load_rules(language)
    starts = _trigger_starts(text, lexicon)
    if not starts:
        return []
    is_capitals = _is_caseless(text)
    figures: list[Figure] = []
    memory = Memory()
    position = 0
    for sentence in sentences:
        while position < len(starts) and starts[position] < sentence.start:
            position += 1
        if position >= len(starts) or starts[position] >= sentence.end:
            continue
        _read_sentence(text, sentence, lexicon, rules, figures, memory, is_capitals=is_capitals, language=language, trace=trace)
    return in_text_order(figures)


def _is_caseless(text: str) -> bool:
    """Whether case tells nothing: a text nearly all in capitals or all in lower case."""
    sample = text[:3000]
    upper = sum(map(str.isupper, sample))
    lower = sum(map(str.islower, sample))
    return upper > 4 * lower or (upper == 0 and lower > 40)


def _read_sentence(
    text: str,
    sentence: Sentence,
    lexicon: Lexicon,
    rules: Sequence[Rule],
    figures: list[Figure],
    memory: Memory,
    *,
    is_capitals: bool,
    language: str,
    trace: Trace | None,
) -> None:
    tokens = tag_sentence(text, sentence.start, sentence.end, lexicon, is_capitals=is_capitals)
    if not _CUE_TAGS.search(tokens.tags):
        return
    symbols, chunks = chunk_sentence(text, tokens)
    if trace is not None:
        for chunk in chunks:
            if chunk.quantity is not None or chunk.outcome:
                trace.span(
                    "figures", chunk.start, chunk.end, chunk.kind, chunk.outcome or (chunk.quantity.qualifier if chunk.quantity else "")
                )
    reading = Reading(symbols, chunks)
    for offset in range(0, len(symbols), _LONGEST):
        _apply(reading, rules, offset, min(len(symbols), offset + _LONGEST), trace)
    _inherent(reading, trace)
    link_parts(reading, trace)
    made = _emit(sentence, reading, figures, trace)
    _remember(text, sentence, reading, made, memory)
    for word, cue, rule in reading.references:
        _refer(text, sentence, reading, word, cue, rule, memory, figures, language=language, trace=trace)
    for position, cue, rule in reading.changes:
        _change(sentence, reading, position, cue, rule, made, figures)


def _apply(reading: Reading, rules: Sequence[Rule], first: int, last: int, trace: Trace | None) -> None:
    symbols = reading.symbols
    for rule in rules:
        if rule.needs is not None and not rule.needs.search(symbols, first, last):
            continue
        for match in rule.pattern.finditer(symbols, first, last):
            if rule.kind in ("outcome", "zero"):
                _take_outcome(reading, rule, match, trace)
            elif rule.kind == "part":
                _take_parts(reading, rule, match)
            elif rule.kind == "refer":
                _take_reference(reading, rule, match)
            elif rule.kind == "copula":
                _take_copula(reading, rule, match)
            elif rule.kind == "follow":
                _take_follow(reading, rule, match, trace)


def _take_outcome(reading: Reading, rule: Rule, match: re.Match[str], trace: Trace | None) -> None:
    cue = match.start("c")
    chunk = reading.chunks[cue]
    if rule.name == "reduced" and cue in reading.used:
        return
    members = [position for position in range(*match.span("n")) if reading.symbols[position] in _COUNTED]
    victims = [position for position in members if position not in reading.drafts]
    if rule.name in ("died", "passive", "left_dead") and chunk.outcome == "killed" and not victims:
        reading.changes.extend((position, cue, rule.name) for position in members if reading.drafts[position].outcome != "killed")
    victims = _without_appositions(reading.symbols, victims)
    if not victims or not chunk.outcome:
        return
    if chunk.strength.startswith("head") and not all(_is_people(reading.chunks[position]) for position in victims):
        return
    reading.used.add(cue)
    for position in victims:
        _draft(reading, position, cue, rule.name, chunk.outcome, trace)
    if "s" in (match.re.groupindex or {}) and match["s"] is not None:
        old = match.start("s")
        if old not in reading.drafts:
            _draft(reading, old, cue, rule.name, chunk.outcome, trace)
            if old in reading.drafts:
                reading.drafts[old].assertion = "superseded"


_SINGLE = frozenset("Sdm")


def _without_appositions(symbols: str, victims: list[int]) -> list[int]:
    """The members of a list without those that only say again who the one before is ("John Doe, a teacher, and his wife")."""
    kept: list[int] = []
    previous = -1
    for position in victims:
        between = symbols[previous + 1 : position] if previous >= 0 else ""
        same = (
            previous >= 0
            and symbols[previous] in _SINGLE
            and symbols[position] in _SINGLE
            and (symbols[previous] == "m") != (symbols[position] == "m")
            and between.endswith(",")
        )
        if not same:
            kept.append(position)
        previous = position
    return kept


def _is_people(chunk: Chunk) -> bool:
    return chunk.head is not None and not chunk.weak_head


def _draft(reading: Reading, position: int, cue: int, rule: str, outcome: str, trace: Trace | None) -> None:
    """A draft of the number at `position`, unless what stands around it says that it is no fact."""
    assertion, reason = judge(reading.symbols, reading.chunks, position, cue)
    chunk = reading.chunks[position]
    if assertion == "refused":
        reading.used.add(position)
        if trace is not None:
            trace.refused("figures", chunk.start, chunk.end, rule, reason)
        return
    draft = Draft(position, cue, rule, outcome, assertion)
    if position and reading.chunks[position - 1].kind == "exceed" and chunk.quantity is not None:
        draft.quantity = exceeded(chunk.quantity)
    reading.drafts[position] = draft


def _take_reference(reading: Reading, rule: Rule, match: re.Match[str]) -> None:
    word = match.start("n")
    cue = match.start("c") if "c" in match.re.groupindex else word
    if cue in reading.used and rule.name != "killing_him":
        return
    if reading.chunks[cue].strength.startswith("head") or not reading.chunks[cue].outcome:
        return
    reading.references.append((word, cue, rule.name))
    reading.used.add(cue)


def _take_parts(reading: Reading, rule: Rule, match: re.Match[str]) -> None:
    parts = [position for position in range(*match.span("n")) if reading.symbols[position] in _COUNTED]
    reading.links.append(Link(rule.name, match.start("t"), tuple(parts)))


def _take_copula(reading: Reading, rule: Rule, match: re.Match[str]) -> None:
    chunk, noun = reading.chunks[match.start("n")], reading.chunks[match.start("h")]
    if chunk.head is None or chunk.partitive:
        chunk.head, chunk.head_text = noun.head or _head_of(noun), noun.head_text
        chunk.age, chunk.sex = noun.age, noun.sex
        reading.links.append(Link(rule.name, -1, (match.start("n"),)))


def _head_of(chunk: Chunk) -> None:
    return None


def _take_follow(reading: Reading, rule: Rule, match: re.Match[str], trace: Trace | None) -> None:
    position = match.start("n")
    if position in reading.drafts:
        return
    before = [draft for at, draft in reading.drafts.items() if at < position and draft.assertion == "asserted" and draft.outcome]
    if not before:
        return
    latest = max(before, key=lambda draft: draft.chunk)
    if latest.cue > position:
        return
    _draft(reading, position, latest.cue, rule.name, latest.outcome, trace)


def _inherent(reading: Reading, trace: Trace | None) -> None:
    """Nouns that say the outcome themselves: "53 bodies", "38 fatalities", "108 wounded soldiers", "no casualties"."""
    for position, chunk in enumerate(reading.chunks):
        if (
            chunk.symbol in "QS0"
            and chunk.outcome
            and chunk.quantity is not None
            and position not in reading.drafts
            and position not in reading.used
        ):
            _draft(reading, position, position, "counted_noun" if chunk.symbol != "0" else "no_casualties", chunk.outcome, trace)


_MENTIONS = frozenset("QBSdm")


def _remember(text: str, sentence: Sentence, reading: Reading, made: dict[int, int], memory: Memory) -> None:
    """Keep the counted people of a sentence in mind; members of one list share a group."""
    group = len(memory.mentions)
    previous = -2
    for position, chunk in enumerate(reading.chunks):
        if chunk.symbol not in _MENTIONS or chunk.quantity is None or (chunk.symbol == "B" and position not in made):
            continue
        between = reading.symbols[previous + 1 : position] if previous >= 0 else "."
        if not set(between) <= _LINKS or len(between) > 2:
            group = len(memory.mentions)
        previous = position
        draft = reading.drafts.get(position)
        weak = draft is not None and reading.chunks[draft.cue].strength in ("weak", "head_weak")
        name = text[chunk.start : chunk.end].split(",")[0].split("(")[0].strip() if chunk.symbol == "m" else ""
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
            )
        )


def _refer(
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
    assertion, _ = judge(reading.symbols, reading.chunks, word, cue)
    if assertion == "refused":
        return
    printed = text[chunk.start : chunk.end]
    if chunk.symbol == "\u03bd":
        chunk.head_text = printed
    reference = Reference(chunk, printed.lower(), verb, rule, verb.outcome, assertion, sentence.index, (sentence.start, sentence.end))
    resolve(reference, memory, figures, language=language, trace=trace)


def _change(sentence: Sentence, reading: Reading, position: int, cue: int, rule: str, made: dict[int, int], figures: list[Figure]) -> None:
    """People of one sentence who first were hurt or taken and then died ("shot a guard, who later died")."""
    index = made.get(position)
    if index is None or judge(reading.symbols, reading.chunks, position, cue)[0] != "asserted":
        return
    verb = reading.chunks[cue]
    draft = reading.drafts[position]
    changed = replace(figures[index], outcome="killed", rule=rule, cue_start=verb.start, cue_end=verb.end)
    if reading.chunks[draft.cue].strength in ("weak", "head_weak"):
        figures[index] = changed
    else:
        figures.append(replace(changed, moved_from=index, parent=None, part_role="standalone", parts_status="not_applicable"))


_LINKS = frozenset(",&|")


def _emit(sentence: Sentence, reading: Reading, figures: list[Figure], trace: Trace | None) -> dict[int, int]:
    """Turn the drafts of a sentence into figures, with their clauses and parents; chunk position to figure."""
    order = sorted(reading.drafts)
    if not order:
        return {}
    base = len(figures)
    index: dict[int, int] = {}
    made: list[tuple[int, str]] = []
    for position in order:
        draft = reading.drafts[position]
        index[position] = base + len(made)
        for outcome in _outcomes(reading, draft):
            made.append((position, outcome))
    inherited: Victims | None = None
    clauses = _clauses(sentence, reading, order)
    for position, outcome in made:
        draft = reading.drafts[position]
        chunk = reading.chunks[position]
        cue = reading.chunks[draft.cue]
        if draft.parent is not None:
            source: Victims | None = read_victims(reading.chunks[draft.parent], inherited)
        elif draft.rule.startswith("toll") and cue.head is not None:
            source = Victims(cue.head.category, cue.head.lemma, None, cue.head.sex, cue.head.age)
        else:
            source = inherited
        victims = read_victims(chunk, source)
        inherited = victims
        quantity = draft.quantity or chunk.quantity
        if quantity is None:
            continue
        clause_start, clause_end = clauses[position]
        figures.append(
            Figure(
                start=chunk.start,
                end=chunk.end,
                sentence_index=sentence.index,
                clause_start=clause_start,
                clause_end=clause_end,
                quantity=quantity,
                outcome=outcome,
                cue_start=cue.start,
                cue_end=cue.end,
                rule=draft.rule,
                victim_category=victims.category,
                victim_text=victims.text,
                victim_nationality_iso3=victims.iso3,
                sex=victims.sex,
                age_group=victims.age_group,
                part_role=draft.part_role,
                parent=index.get(draft.parent) if draft.parent is not None else None,
                parts_status=draft.parts_status,
                counts_toward_total=draft.assertion == "asserted" and draft.part_role in ("standalone", "total"),
                assertion=draft.assertion,
            )
        )
        if trace is not None:
            trace.fired("figures", chunk.start, chunk.end, draft.rule, f"{outcome} {quantity.text} ({draft.assertion})")
    return index


def _outcomes(reading: Reading, draft: Draft) -> tuple[str, ...]:
    """The outcomes of a draft: a zero sets each that is named; "no casualties" sets killed and injured."""
    chunk = reading.chunks[draft.chunk]
    if chunk.symbol != "0":
        return (draft.outcome,)
    cue = reading.chunks[draft.cue]
    named = cue.outcomes or chunk.outcomes or (draft.outcome,)
    made = []
    for outcome in named:
        made.extend(("killed", "injured") if outcome == "killed_or_injured" else (outcome,))
    return tuple(dict.fromkeys(made))


def _clauses(sentence: Sentence, reading: Reading, order: list[int]) -> dict[int, tuple[int, int]]:
    """The clause of each draft: a sentence is cut between two figures that have different cues, at the mark between them."""
    chunks, symbols = reading.chunks, reading.symbols
    cuts = [sentence.start]
    groups: list[list[int]] = [[]]
    for position in order:
        previous = groups[-1][-1] if groups[-1] else None
        if previous is not None:
            before, after = reading.drafts[previous], reading.drafts[position]
            same = before.cue == after.cue and after.rule != "ellipsis" and not _has_place(symbols[previous:position])
            if not same and after.parent is None:
                low = max(previous, before.cue if before.cue < position else previous)
                marks = [at for at in range(low + 1, position) if symbols[at] in _CLAUSE_MARKS]
                cuts.append(chunks[marks[-1]].end if marks else chunks[position].start)
                groups.append([])
        groups[-1].append(position)
    cuts.append(sentence.end)
    return {position: (cuts[number], cuts[number + 1]) for number, group in enumerate(groups) for position in group}


def _has_place(between: str) -> bool:
    """Whether members of a list each have their own place or time ("two in Homs and three in Hama")."""
    return "i" in between or "@" in between


def as_part(figure: Figure, parent: int, role: str) -> Figure:
    """The figure as a part of another."""
    return replace(figure, parent=parent, part_role=role, counts_toward_total=False)
