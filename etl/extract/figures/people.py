"""People spoken of again: pronouns, "the victim", surnames. Ties what is said of them later to the figure or the mention they stand for.

"A man was shot. He died in hospital" is one killed, not one injured and one killed; "abducted two soldiers and killed them" is two abducted
who moved on to killed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from etl.extract.figures.chunk_values import BESIDE, Chunk
from etl.extract.figures.victims import Victims
from etl.languages import read_table
from etl.model import Figure, Quantity, Trace
from etl.records import quick, replace

REACH = 6
_RECENT = 200
_FEW = 50
"""Up to so many people "the workers" may stand for; of more, what happened to them hardly happened to all."""
_SINGLES = frozenset("SdmH\u03bd")
_OF_A_LIST = "he_of_a_list"
"""The rule for a word at the head of a list: a surname, or a place."""
_OF_ONE = "he_died"
"""The rule for somebody by himself."""
_WEAKER = frozenset(("injured", "abducted", "detained", "missing"))


@dataclass(slots=True)
class Mention:
    """People mentioned: where, how many, and the figure made of them, if any."""

    symbol: str
    sentence: int
    start: int
    end: int
    quantity: Quantity
    victims: Victims
    lemma: str
    name: str
    group: int
    figure: int | None = None
    weak: bool = False
    is_doer: bool = False
    is_speaker: bool = False
    is_beside: bool = False
    """Whether a name stands behind a preposition, as names of places do."""


@dataclass(slots=True)
class Memory:
    """The mentions of a text so far, in text order."""

    mentions: list[Mention] = field(default_factory=list)


@quick
@dataclass(frozen=True, slots=True)
class Reference:
    """Something said of people already mentioned: the word for them and what happened to them."""

    word: Chunk
    low: str
    cue: Chunk
    rule: str
    outcome: str
    assertion: str
    sentence: int
    clause: tuple[int, int]
    speech: int = -1
    """Where the speech begins in which it is said; -1 where it is not quoted."""
    named_after: int = -1
    """Where the latest name by itself stands that the sentence has before the word; -1 where it has none."""


@cache
def load_words(language: str) -> dict[str, frozenset[str]]:
    """The classes of `people.tsv`."""
    return {row["class"]: frozenset(row["words"].split(",")) for row in read_table(language, "people.tsv")}


def resolve(reference: Reference, memory: Memory, figures: list[Figure], *, language: str, trace: Trace | None) -> None:
    """Carry what a reference says over to the people it stands for; an unknown surname is a person of its own."""
    words = load_words(language)
    found = _antecedents(reference, memory, words)
    if not found:
        if reference.word.symbol == "\u03bd" and _may_be_stranger(reference):
            _add(reference, None, memory, figures)
        return
    for mention in found:
        _carry(reference, mention, memory, figures, trace)


def _may_be_stranger(reference: Reference) -> bool:
    """Whether an unknown name is somebody's: who died, or was hurt as things are not ("Khan was wounded", not "Trade was hurt")."""
    if reference.outcome == "killed":
        return reference.rule != _OF_A_LIST
    is_beside = reference.rule == _OF_ONE and reference.cue.start - reference.word.end <= 1
    return reference.outcome == "injured" and is_beside and reference.cue.symbol == "V" and not reference.cue.strength


def _antecedents(reference: Reference, memory: Memory, words: dict[str, frozenset[str]]) -> list[Mention]:
    low = reference.low
    before = [
        mention
        for mention in memory.mentions[-_RECENT:]
        if mention.end <= reference.word.start and reference.sentence - mention.sentence <= REACH and mention.end <= reference.cue.start
    ]
    if reference.word.symbol == "\u03bd":
        named = [mention for mention in before if mention.name and mention.name.rpartition(" ")[2].lower() == low]
        return named[-1:]
    before = [mention for mention in before if reference.sentence - mention.sentence <= 2 and not _is_of_another(mention, reference)]
    if reference.word.kind == "many":
        return _several(before, reference)
    are_several = bool(before) and before[-1].quantity.best != 1
    is_whose = low.startswith("their") or (low.startswith("whose") and are_several)
    if low in words["group"] or (reference.rule == "their_bodies" and is_whose):
        return _group(before)
    singles = [mention for mention in before if mention.symbol in _SINGLES and mention.quantity.best == 1 and _agrees(mention, low, words)]
    victims = [mention for mention in singles if mention.figure is not None]
    return (victims or [mention for mention in singles if not mention.is_beside] or singles)[-1:]


def _is_of_another(mention: Mention, reference: Reference) -> bool:
    """Whether who speaks tells of somebody else: in his own words, or where he names somebody ("The mayor says Haddad fell and died")."""
    is_other = mention.end <= reference.speech or (mention.sentence == reference.sentence and mention.end <= reference.named_after)
    return is_other and mention.is_speaker and mention.figure is None


def _several(before: Sequence[Mention], reference: Reference) -> list[Mention]:
    """The people whom "the workers" stand for: the latest of that noun, unless they are too many to have been meant all."""
    lemma = reference.word.head.lemma if reference.word.head is not None else ""
    latest = next((mention for mention in reversed(before) if mention.lemma == lemma), None)
    return [latest] if latest is not None and 1 < (latest.quantity.best or latest.quantity.low or 0) <= _FEW else []


def _agrees(mention: Mention, low: str, words: dict[str, frozenset[str]]) -> bool:
    if mention.victims.category == "perpetrator":
        return False
    if low in words["female"] or low.startswith("her"):
        return mention.victims.sex != "male"
    if low in words["male"] or low.startswith("his"):
        return mention.victims.sex != "female"
    return True


def _group(before: Sequence[Mention]) -> list[Mention]:
    """The people of a plural pronoun: the latest list or count of several."""
    if not before:
        return []
    victims = [mention for mention in before if mention.figure is not None] or list(before)
    latest = victims[-1]
    same = [mention for mention in victims if mention.sentence == latest.sentence and mention.group == latest.group]
    if len(same) > 1 or latest.quantity.best != 1:
        return same
    return [mention for mention in victims[-2:] if mention.sentence == latest.sentence]


def _carry(reference: Reference, mention: Mention, memory: Memory, figures: list[Figure], trace: Trace | None) -> None:
    if mention.figure is None:
        _add(reference, mention, memory, figures)
        return
    known = figures[mention.figure]
    if known.outcome == reference.outcome or known.outcome == "killed":
        return
    is_beside = known.outcome == "abducted" and known.outcome in BESIDE.get(reference.outcome, ()) and reference.assertion == "asserted"
    if is_beside and all(figure.outcome != "killed" for figure in figures):
        _add(reference, mention, memory, figures)
        return
    if known.outcome not in _WEAKER or reference.outcome != "killed" or reference.assertion != "asserted":
        return
    if mention.weak:
        figures[mention.figure] = replace(
            known, outcome="killed", rule=reference.rule, cue_start=reference.cue.start, cue_end=reference.cue.end
        )
    else:
        moved_from = mention.figure
        _add(reference, mention, memory, figures)
        figures[-1] = replace(figures[-1], moved_from=moved_from)
    if trace is not None:
        trace.fired("figures", reference.word.start, reference.word.end, reference.rule, f"said of '{known.quantity.text}'")


def _add(reference: Reference, mention: Mention | None, memory: Memory, figures: list[Figure]) -> None:
    """A figure of its own, quoted where the people are named."""
    word = reference.word
    if mention is None:
        start, end = word.start, word.end
        quantity = Quantity(start, end, word.head_text or "", 1, 1, 1, "exact", is_imputed=False, rule="number_single")
        victims = Victims("all", None, None, "all", "all")
    else:
        start, end, quantity, victims = mention.start, mention.end, mention.quantity, mention.victims
    figures.append(
        Figure(
            start=start,
            end=end,
            sentence_index=reference.sentence,
            clause_start=reference.clause[0],
            clause_end=reference.clause[1],
            quantity=quantity,
            outcome=reference.outcome,
            cue_start=reference.cue.start,
            cue_end=reference.cue.end,
            rule=reference.rule,
            victim_category=victims.category,
            victim_text=victims.text,
            victim_nationality_iso3=victims.iso3,
            sex=victims.sex,
            age_group=victims.age_group,
            counts_toward_total=reference.assertion == "asserted",
            assertion=reference.assertion,
            names=tuple(filter(None, (mention.name if mention is not None else word.head_text,))),
            introduced="doer" if mention is not None and mention.is_doer else "new",
        )
    )
    if mention is not None:
        mention.figure = len(figures) - 1
        mention.weak = reference.cue.strength in ("weak", "head_weak")
    else:
        name = word.head_text or ""
        memory.mentions.append(
            Mention("\u03bd", reference.sentence, start, end, quantity, victims, "", name, len(memory.mentions), len(figures) - 1)
        )


def in_text_order(figures: Sequence[Figure]) -> list[Figure]:
    """The figures by their place in the text, with `parent` and `moved_from` following."""
    order = sorted(range(len(figures)), key=lambda index: (figures[index].start, figures[index].end, index))
    if order == list(range(len(figures))):
        return list(figures)
    place = {old: new for new, old in enumerate(order)}
    return [
        replace(
            figures[old],
            parent=None if figures[old].parent is None else place[figures[old].parent or 0],
            moved_from=None if figures[old].moved_from is None else place[figures[old].moved_from or 0],
        )
        for old in order
    ]
