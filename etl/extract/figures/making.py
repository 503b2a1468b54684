"""Drafts of a sentence made into figures: their victims, clauses, parents, and whether they count."""

from __future__ import annotations

import re

from etl.extract.figures.chunk_values import BESIDE, EARLIER, Chunk
from etl.extract.figures.drafts import Draft, Reading
from etl.extract.figures.victims import Victims, read_victims
from etl.model import Figure, Quantity, Sentence, Trace
from etl.records import replace

_ALONE_UNCOUNTED = frozenset({"defected", "displaced"})
"""Outcomes of which one person's is a happening and no figure: a general defects, a gunman flees; thirty defectors are counted."""
_SAID_EARLIER = re.compile("p[^.;]{0,9}Y")
"""What opens a sentence about what was said at first ("Initially, officials said that")."""
_OF_THOSE_BEFORE = ("dead_were", "named_as", "named_the_dead", "names_are")
"""Rules for people told of before, whose words may leave open what happened to them ("the victims were")."""
_OF_VICTIMS = frozenset(("killed", "injured"))
_AMONG_VICTIMS = frozenset(("among_the_dead", "the_dead_are"))
_NEAR = 2
_CLAUSE_MARKS = frozenset(",;&!s-:|\u03bb")


def _is_counted(reading: Reading, position: int, trace: Trace | None) -> bool:
    """Whether a draft has a number and is a figure."""
    quantity = _quantity(reading, position)
    if quantity is None:
        return False
    if reading.drafts[position].outcome in _ALONE_UNCOUNTED and quantity.rule == "number_single":
        if trace is not None:
            trace.refused(
                "figures", quantity.start, quantity.end, reading.drafts[position].rule, "one person's change of side or flight is no figure"
            )
        return False
    return True


def make_figures(sentence: Sentence, reading: Reading, figures: list[Figure], trace: Trace | None) -> dict[int, int]:
    """Turn the drafts of a sentence into figures, with their clauses and parents; chunk position to figure."""
    order = [position for position in sorted(reading.drafts) if _is_counted(reading, position, trace)]
    order = _tie_to_those_before(sentence, reading, order, figures)
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
        too = _told_too(reading, draft)
        if too:
            made.append((position, too))
    inherited: Victims | None = None
    told: dict[int, set[str]] = {}
    wholes = {draft.parent for position, draft in reading.drafts.items() if draft.parent is not None and position < draft.parent}
    clauses = _clauses(sentence, reading, order)
    for position, outcome in made:
        draft = reading.drafts[position]
        chunk = reading.chunks[position]
        cue = reading.chunks[draft.cue]
        if draft.parent is not None:
            source: Victims | None = read_victims(reading.chunks[draft.parent], inherited)
        elif position in wholes:
            source = None
        else:
            source = _named_beside(reading, position, draft) or (None if _is_of_anybody(reading, draft) else inherited)
        victims = read_victims(chunk, source)
        if draft.parent is not None and source is not None:
            victims = _as_their_total(victims, source)
        if draft.parent is None:
            kinds = told.setdefault(draft.cue, set())
            kinds.add(victims.category)
            # "Two soldiers and a cook were killed, nine wounded": the nine are of no kind that was said, nor after "a woman".
            is_person = chunk.symbol == "S" and (victims.sex, victims.age_group) != ("all", "all")
            inherited = victims if len(kinds) == 1 and not chunk.is_whose and not is_person else None
        quantity = _quantity(reading, position)
        if quantity is None:
            continue
        is_earlier = outcome != draft.outcome and outcome in EARLIER.get(draft.outcome, ()) and chunk.symbol != "0"
        if is_earlier:
            figures[-1] = replace(figures[-1], moved_from=len(figures))
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
                part_role="standalone" if is_earlier else draft.part_role,
                parent=index.get(draft.parent) if draft.parent is not None else None,
                parts_status="not_applicable" if is_earlier else draft.parts_status,
                counts_toward_total=draft.assertion == "asserted" and draft.part_role in ("standalone", "total"),
                assertion=draft.assertion,
                scope=draft.scope,
                moved_from=_moved_from(sentence, figures, chunk, outcome),
                names=(chunk.name,) if chunk.name else chunk.names,
                introduced=draft.introduced or _introduction(reading, position, is_first=position == order[0]),
            )
        )
        if trace is not None:
            trace.fired("figures", chunk.start, chunk.end, draft.rule, f"{outcome} {quantity.text} ({draft.assertion})")
    return index


def _as_their_total(part: Victims, total: Victims) -> Victims:
    """Who some of a total are, of the age and sex of all of it: two of "four children, two sons and two daughters" are children."""
    age = total.age_group if part.age_group == "all" else part.age_group
    return replace(part, age_group=age, sex=total.sex if part.sex == "all" else part.sex)


def _tie_to_those_before(sentence: Sentence, reading: Reading, order: list[int], figures: list[Figure]) -> list[int]:
    """Give numbers without a verb the outcome of those told of before ("police gave a figure of 20", "the victims were two girls").

    Corrections, and victims of whom nothing was told, are left out where there is nobody to whom they can be tied.
    """
    before = _outcome_before(sentence, figures)
    kept: list[int] = []
    for number, position in enumerate(order):
        draft = reading.drafts[position]
        cue = reading.chunks[draft.cue]
        is_of_victims = draft.rule in _OF_THOSE_BEFORE and (cue.strength == "weak" or not cue.outcome)
        if is_of_victims and before not in _OF_VICTIMS:
            continue
        if number == 0 and draft.introduced == "corrected" and not before:
            continue
        if draft.rule in _AMONG_VICTIMS and reading.chunks[draft.cue].strength == "weak" and _are_only_hurt(figures):
            draft.outcome = "injured"
        if is_of_victims or (number == 0 and draft.rule == "put_at"):
            draft.outcome = before or draft.outcome
        kept.append(position)
    return kept


def _are_only_hurt(figures: list[Figure]) -> bool:
    """Whether a text has told of people hurt, and of nobody killed: its victims are those hurt."""
    outcomes = {figure.outcome for figure in figures if figure.quantity.best != 0}
    return "injured" in outcomes and "killed" not in outcomes


def _outcome_before(sentence: Sentence, figures: list[Figure]) -> str:
    """What happened to those whom a number without a verb is of: to the latest told of, to the dead rather than to others."""
    latest = figures[-1].sentence_index if figures else sentence.index
    outcomes = [figure.outcome for figure in figures if figure.sentence_index == latest] if sentence.index - latest <= _NEAR else []
    return "killed" if "killed" in outcomes else outcomes[-1] if outcomes else ""


def _moved_from(sentence: Sentence, figures: list[Figure], chunk: Chunk, outcome: str) -> int | None:
    """The figure of which some changed state: "14 of the wounded later died", "two shot, one fatally", "27 hurt, nine of them died"."""
    if chunk.symbol == "B" and chunk.partitive in ("whom", "them") and figures:
        is_of_them = figures[-1].sentence_index == sentence.index and figures[-1].outcome in EARLIER.get(outcome, ())
        return len(figures) - 1 if is_of_them else None
    if chunk.strength == "adverb":
        return len(figures) - 1 if figures and figures[-1].outcome == "injured" else None
    if chunk.partitive != "outcome" or chunk.outcome in ("", outcome):
        return None
    return next((index for index in range(len(figures) - 1, -1, -1) if figures[index].outcome == chunk.outcome), None)


def _introduction(reading: Reading, position: int, *, is_first: bool) -> str:
    """How the words bring the people in; "others" come on top of those of their own sentence, when it has told of some."""
    chunk, cue = reading.chunks[position], reading.chunks[reading.drafts[position].cue]
    if chunk.partitive and chunk.partitive != "own":
        return "part"
    if chunk.definite:
        return "rest" if chunk.more == "other" else "own" if chunk.kind == "own" else "again"
    if chunk.more == "total":
        return "all"
    if chunk.more and (is_first or chunk.more == "ordinal"):
        return "more"
    if cue.more and cue.symbol not in "Kk":
        return "also"
    if cue.more and chunk.symbol in "SH":
        return "more"  # "also injuring a guard" goes on; "a guard was also hurt" may name one of them
    if chunk.name:
        return "name"
    return "earlier" if _SAID_EARLIER.match(reading.symbols, 0, position) is not None else "new"


def _is_of_anybody(reading: Reading, draft: Draft) -> bool:
    """Whether a toll may count others than those told of: "two soldiers died, bringing the toll to 14", not "its losses to 14"."""
    return draft.rule.startswith("toll") and not (draft.cue and reading.chunks[draft.cue - 1].classes.endswith("h"))


def _named_beside(reading: Reading, position: int, draft: Draft) -> Victims | None:
    """Who people are by a noun that does not count them: "the police toll rose to 12", "21 deaths among its men", "shot three of them"."""
    chunks, symbols, cue = reading.chunks, reading.symbols, draft.cue
    head = None
    if draft.rule.startswith("toll"):
        head = chunks[cue].head or (chunks[cue - 1].head if cue and symbols[cue - 1] in "dSPH" else None)
    elif symbols[cue] == "E" and cue + 1 < len(chunks) and symbols[cue + 1] in "PH":
        head = chunks[cue + 1].head
    elif chunks[position].partitive == "whom":
        head = next((chunks[at].head for at in sorted(reading.drafts, reverse=True) if at < position), None)
    elif chunks[position].partitive == "them":
        before = max(symbols.rfind(symbol, 0, position) for symbol in "PQ")
        head = chunks[before].head if before >= 0 else None
    if head is None or not head.category:
        return None
    return Victims(head.category, None if head.kind == "toll" else head.lemma, head.iso3, head.sex, head.age)


def _quantity(reading: Reading, position: int) -> Quantity | None:
    return reading.drafts[position].quantity or reading.chunks[position].quantity


def _outcomes(reading: Reading, draft: Draft) -> tuple[str, ...]:
    """The outcomes of a draft: a zero sets each that is named; "no casualties" sets killed and injured."""
    chunk = reading.chunks[draft.chunk]
    if chunk.symbol != "0":
        return (draft.outcome,)
    cue = reading.chunks[draft.cue]
    named = cue.outcomes or chunk.outcomes or (draft.outcome,)
    made: list[str] = []
    for outcome in named:
        made.extend(("killed", "injured") if outcome == "killed_or_injured" else (outcome,))
    return tuple(dict.fromkeys(made))


def _told_too(reading: Reading, draft: Draft) -> str:
    """What joined verbs tell of people before what happened to them at last ("were abducted and killed"), or beside it ("arrested and
    beaten"); "" if nothing."""
    cue = reading.chunks[draft.cue]
    told = cue.outcomes
    if draft.parent is not None or cue.is_either or len(told) < 2:
        return ""
    if told[-1] == draft.outcome and told[0] != "injured" and told[0] in EARLIER.get(draft.outcome, ()):
        return told[0]
    return next((outcome for outcome in told if outcome in BESIDE.get(draft.outcome, ())), "")


def _clauses(sentence: Sentence, reading: Reading, order: list[int]) -> dict[int, tuple[int, int]]:
    """The clause of each draft: a sentence is cut between two figures that have different cues, at the mark between them."""
    chunks, symbols = reading.chunks, reading.symbols
    cuts = [sentence.start]
    groups: list[list[int]] = [[]]
    for position in order:
        previous = groups[-1][-1] if groups[-1] else None
        if previous is not None:
            before, after = reading.drafts[previous], reading.drafts[position]
            same = (
                (before.cue == after.cue or before.introduced == "doer")
                and after.rule != "ellipsis"
                and not _has_place(symbols[previous:position])
            )
            if not same and after.parent is None:
                low = max(previous, before.cue if before.cue < position else previous)
                high = after.cue if low < after.cue < position else position  # its own words stand in its clause
                marks = [at for at in range(low + 1, high) if symbols[at] in _CLAUSE_MARKS]
                cuts.append(chunks[marks[-1]].end if marks else chunks[high].start)
                groups.append([])
        groups[-1].append(position)
    cuts.append(sentence.end)
    return {position: (cuts[number], cuts[number + 1]) for number, group in enumerate(groups) for position in group}


def _has_place(between: str) -> bool:
    """Whether members of a list each have their own place or time ("two in Homs and three in Hama")."""
    return any(mark in between for mark in "i@D")
