"""What a chunk says: the count, head noun and kind of people of a noun phrase; the outcome and mood of a verb group."""

from __future__ import annotations

from dataclasses import dataclass

from etl.extract.figures.quantities import Count, fixed_of, one_of, zero_of
from etl.extract.figures.tokens import Tokens
from etl.extract.figures.word_classes import SYMBOLS, Entry
from etl.extract.figures.word_shapes import age_group
from etl.model import Quantity
from etl.records import quick

_VERBS = frozenset(("passive", "intransitive", "is_state", "active", "did", "doing", "state"))
_RANK = ("killed", "killed_or_injured", "injured", "missing", "abducted", "detained", "displaced", "surrendered", "defected", "released")
EARLIER = {
    "killed": frozenset(("injured", "abducted", "detained", "missing", "surrendered", "released", "displaced")),
    "released": frozenset(("abducted", "detained")),
}
"""What may have happened to people before."""
BESIDE = {
    "injured": frozenset(("abducted", "detained")),
    "abducted": frozenset(("injured",)),
    "detained": frozenset(("injured",)),
}
"""What may hold of people at once, so that they count in both ("was arrested and beaten")."""
_OTHER = SYMBOLS["other"]
_MORE = frozenset(("other", "ordinal", "additional", "also", "total"))
_SINGLES = frozenset(("one", "own", "person", "definite", "reflexive"))
_PERSON = Entry("S", category="all")
_PEOPLE = Entry("P", category="all")


@dataclass(slots=True)
class Chunk:
    """One chunk: its symbol, offsets, and what is known of it (a count and its head noun, or a verb group and its outcome)."""

    symbol: str
    start: int
    end: int
    kind: str = ""
    quantity: Quantity | None = None
    head: Entry | None = None
    head_text: str | None = None
    iso3: str | None = None
    age: str = "all"
    sex: str = "all"
    outcome: str = ""
    outcomes: tuple[str, ...] = ()
    strength: str = ""
    modal: bool = False
    may_have: bool = False
    is_either: bool = False
    negated: bool = False
    past_perfect: bool = False
    is_singular: bool = False
    classes: str = ""
    infinitive: bool = False
    partitive: str = ""
    weak_head: bool = False
    definite: bool = False
    is_whose: bool = False
    more: str = ""
    name: str = ""
    """The name of one person."""
    names: tuple[str, ...] = ()
    """The names of several people, told beside their noun."""


@quick
@dataclass(frozen=True, slots=True)
class Words:
    """A sentence's word classes with every number as one symbol; `spans` holds offsets and first and last token of each symbol."""

    text: str
    tokens: Tokens
    tags: str
    spans: list[tuple[int, int, int, int]]
    counts: dict[int, Count]

    def entries(self, first: int, last: int) -> list[Entry]:
        """What the lexicon says of the words at positions `first`..`last`."""
        return [self.tokens.entries[self.spans[position][2]] for position in range(first, last)]

    def find_more(self, first: int, last: int) -> str:
        """The word by which people come on top of others ("another", "further", "a third", "also") or are all ("in all"); else ""."""
        tokens = range(self.spans[first][2], self.spans[last - 1][3])
        for token in tokens:
            entry = self.tokens.entries[token]
            if entry.kind in _MORE or entry.fallback == _OTHER:
                return entry.kind if entry.kind in _MORE else "other"
        return ""

    def find_age(self, first: int, last: int) -> str:
        """The age group that a number beside somebody tells ("Omar Haddad, 47", "their son, aged 7"); else ""."""
        counts = [self.counts[position] for position in range(first, last) if position in self.counts]
        return next((age_group(count.value) for count in counts if count.symbol == SYMBOLS["aged"] and count.value), "")

    def print(self, position: int) -> str:
        """The word at a position as printed."""
        start, end, _, _ = self.spans[position]
        return self.text[start:end]


def read_chunk(words: Words, kind: str, symbol: str, first: int, last: int) -> Chunk:
    """The chunk of a kind over the words `first`..`last` and what they say."""
    start, end = words.spans[first][0], words.spans[last - 1][1]
    chunk = Chunk(symbol, start, end, kind=kind)
    entries = words.entries(first, last)
    chunk.more = words.find_more(first, last) if kind != "name" else ""
    if kind == "own" and chunk.more == "ordinal":
        chunk.more = ""  # "his second wife"
    if kind in _VERBS:
        _read_verbs(chunk, words.tags[first:last], entries)
    elif kind in ("bodies_of", "their_bodies"):
        chunk.outcome = next(entry.outcome for entry in reversed(entries) if entry.outcome)
    elif kind == "number_of":
        chunk.outcome = next((entry.outcome for entry in reversed(entries) if entry.outcome), "killed")
        chunk.head = next((entry for entry in entries if entry.symbol == "P"), None)
    elif kind == "name":
        _read_name(chunk, words, entries, first)
    elif kind != "her":
        _read_noun(chunk, words, entries, first, last)
    return chunk


def _read_name(chunk: Chunk, words: Words, entries: list[Entry], first: int) -> None:
    """A named person: one, with what a noun before the name says of them ("teacher John Doe")."""
    chunk.quantity = one_of(words.text, chunk.start, chunk.end)
    chunk.iso3 = next((entry.iso3 for entry in entries if entry.iso3), None)
    chunk.name = _printed_name(words, first, first + len(entries))
    chunk.age = words.find_age(first, first + len(entries)) or chunk.age
    for position, entry in enumerate(entries, start=first):
        if entry.symbol == "S":
            chunk.head, chunk.head_text = entry, words.print(position)
            chunk.sex, chunk.age = entry.sex, entry.age if chunk.age == "all" else chunk.age
            return


def _printed_name(words: Words, first: int, last: int) -> str:
    """A name as printed, without what stands before it or beside it in brackets."""
    capital = SYMBOLS["capital"]
    begins = words.tags.index(capital, first, last)
    ends = next((at for at in range(begins, last) if words.tags[at] in ",("), last)
    return words.text[words.spans[begins][0] : words.spans[ends - 1][1]]


def _read_verbs(chunk: Chunk, tags: str, entries: list[Entry]) -> None:
    """The outcome of a verb group, the strongest of joined verbs ("shot and killed"), and whether it is modal, negated or an infinitive."""
    verbs = [entry for entry in entries if entry.outcome] if "\u03c3" not in tags else entries[-1:]
    named = {entry.outcome for entry in verbs if entry.strength != "weak"}
    if "I" in tags:
        named.discard("injured")
    ordered = sorted(verbs, key=lambda entry: _RANK.index(entry.outcome))
    if {"killed", "injured"} <= named and ("|" in tags or verbs[0].outcome == "killed"):
        chunk.outcome = "killed_or_injured"
    elif verbs[-1].outcome == "released" and verbs[0].outcome in EARLIER["released"] and "&" in tags:
        chunk.outcome = "released"
    else:
        chunk.outcome = ordered[0].outcome
    chunk.outcomes = tuple(entry.outcome for entry in verbs)
    chunk.strength = ordered[0].strength if "\u03c3" not in tags else ordered[0].strength.removeprefix("head").lstrip("_")
    chunk.modal = "m" in tags
    chunk.is_either = "|" in tags
    chunk.may_have = chunk.modal and "v" in tags
    chunk.negated = "n" in tags
    chunk.is_singular = any(entry.kind in ("be_one", "have_one") for entry in entries)
    chunk.past_perfect = any(entry.kind == "had" for entry in entries)
    chunk.infinitive = "2" in tags.partition("\u03c3")[0] and "v" not in tags and verbs[0].kind not in ("past", "participle")


def _read_noun(chunk: Chunk, words: Words, entries: list[Entry], first: int, last: int) -> None:
    """The count, the head noun and what describes it."""
    kind, text, counts = chunk.kind, words.text, words.counts
    symbols = words.tags[first:last]
    number = next((counts[position] for position in range(first, last) if position in counts and counts[position].symbol in "#1"), None)
    if kind == "family":
        number = next((counts[position] for position in range(last - 1, first - 1, -1) if position in counts), number)
    elif kind == "one" and first not in counts and symbols[:2] not in ("O#", "O1"):
        number = None
    head_at = _head_position(symbols, kind)
    chunk.is_whose = entries[0].kind == "whose"
    chunk.definite = symbols[0] == "t" or (symbols[0] == "h" and (number is not None or entries[0].kind == "possessive_speaker"))
    head = entries[head_at] if head_at is not None else None
    chunk.head = head
    if number is not None and kind not in ("definite", "none"):
        chunk.quantity = number.quantity
        if kind == "partitive":
            chunk.partitive = _partitive_of(symbols)
    elif kind in _SINGLES:
        chunk.quantity = one_of(text, chunk.start, chunk.end)
    elif kind == "none":
        chunk.quantity = zero_of(text, chunk.start, chunk.end)
    elif kind == "fixed" and head is not None:
        chunk.quantity = fixed_of(text, chunk.start, chunk.end, head.value)
    if kind in ("one", "own") and head is None:
        chunk.head = head = _PERSON
    elif head_at is not None and head is not None:
        chunk.head_text = words.print(first + head_at)
        if head.describing:
            chunk.head_text = chunk.head_text.split(" ", head.describing)[-1]
    if "|" in symbols:
        chunk.head, chunk.head_text = _PEOPLE, None
    _describe(chunk, symbols, entries, head_at)
    chunk.age = words.find_age(first, last) or chunk.age
    if kind == "own" and SYMBOLS["aged"] in symbols and symbols.endswith(SYMBOLS["capital"], 0, symbols.index(",")):
        chunk.name = _printed_name(words, first + (head_at or 0), last)  # "his wife Mona, 30"
    if kind == "many_counted":
        chunk.weak_head = True
        chunk.head = None
        chunk.head_text = words.print(last - 1)


def _head_position(symbols: str, kind: str) -> int | None:
    """Where the head noun stands; "members of the security forces" is headed by the forces."""
    for position in range(len(symbols) - 1, -1, -1):
        if symbols[position] in "PSTH\u03c1BN\u03b2MJ":
            return position
    return None


def _partitive_of(symbols: str) -> str:
    """What a part is taken of: "whom" (those just told of), "them" (a pronoun or nothing), "outcome" ("of the dead"), "noun" ("of the
    raiders"), "own" ("its men")."""
    if "\u03c9" in symbols:
        return "whom"
    tail = symbols[symbols.index("o") + 1 :]
    if not tail or tail[0] in "e" or tail == "t":
        return "them"
    if "J" in tail or "K" in tail or "A" in tail:
        return "outcome"
    return "own" if "h" in tail else "noun"


def _describe(chunk: Chunk, symbols: str, entries: list[Entry], head_at: int | None) -> None:
    head = entries[head_at] if head_at is not None else None
    if head is not None:
        chunk.age, chunk.sex = head.age, head.sex
        if head.outcome:
            chunk.outcome, chunk.strength = head.outcome, "noun"
            chunk.outcomes = tuple(dict.fromkeys(entry.outcome for entry in entries if entry.symbol in "NM"))
        if head.iso3:
            chunk.iso3 = head.iso3
    for position, entry in enumerate(entries):
        if position == head_at:
            continue
        if head is not None and head.symbol in "NM" and entry.symbol in "SP" and entry.category and chunk.outcome:
            chunk.head, chunk.head_text = entry, None  # "civilian deaths": the deaths of civilians
        if entry.iso3 and chunk.iso3 is None:
            chunk.iso3 = entry.iso3
        if entry.kind == "age":
            chunk.age = entry.age
        elif entry.symbol in "BN" and entry.outcome and not chunk.outcome and position < (head_at or 0):
            chunk.outcome, chunk.strength = entry.outcome, "noun"
        elif entry.kind == "adverb":
            chunk.outcome, chunk.strength = entry.outcome, "adverb"
        elif entry.symbol in "KA" and entry.outcome and not chunk.outcome and chunk.kind == "count":
            chunk.outcome, chunk.strength = entry.outcome, "modifier"
        elif entry.symbol in "SP" and position < (head_at or 0):
            chunk.sex = entry.sex if chunk.sex == "all" else chunk.sex
            chunk.age = entry.age if chunk.age == "all" and entry.age == "child" else chunk.age
