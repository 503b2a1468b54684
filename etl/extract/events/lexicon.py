"""The words of a pack for kinds of happenings and those who act in them, compiled into one automaton that reads a text once.

A text is first made plain (lower case; hyphens, quotes, brackets and line breaks are blanks) without a change of length, so one
spelling of a phrase in the tables stands for many in the news. Of phrases that begin at one word the longest wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from operator import or_

import ahocorasick_rs

from etl.languages import Row, read_table
from etl.records import quick

_BLANKS = "-\u2013\u2014\"'()[]{}*_/\n\t\r"
_NOTHING: frozenset[str] = frozenset()
_GATE_WEIGHT = 30
ARMED = frozenset({"armed", "communal"})
"""Classes of actors who bear arms."""
PEOPLE = frozenset({"armed", "force"})
"""Needs of the tables that those meet."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A reading of an event word: codes, weight, and what must stand near it (`needs` is "how:class" or empty)."""

    rule: str
    event_type: str
    sub_event_type: str | None
    method: str | None
    weight: int
    tells: str
    has_target: bool
    needs: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase is: readings as an event word in the order of the table, and what it is as an actor or a thing attacked."""

    kinds: tuple[Kind, ...] = ()
    actor_type: str | None = None
    classes: frozenset[str] = _NOTHING
    iso3: str | None = None
    name: str | None = None
    is_name: bool = False
    is_acronym: bool = False
    is_nationality: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Hit:
    """A word or phrase of the tables in the text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Gate:
    """The words that are reason to read a text, and what each does: it opens the gate by itself, or needs another, or is what others need.

    `asks` and `gives` have a bit for each need; both are 0 of a word that is enough by itself.
    """

    automaton: ahocorasick_rs.AhoCorasick
    asks: tuple[int, ...]
    gives: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EventLexicon:
    """The compiled tables: `words` holds the classes of event_words.tsv."""

    entries: dict[str, Entry]
    patterns: tuple[Entry, ...]
    forms: tuple[str, ...]
    automaton: ahocorasick_rs.AhoCorasick
    gate: Gate
    words: dict[str, frozenset[str]]


@dataclass(slots=True)
class _Draft:
    kinds: list[Kind] = field(default_factory=list)
    actor: Entry | None = None


def make_plain(text: str) -> str:
    """The text as the automaton reads it, a blank before it: plain[i + 1] stands for text[i]."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    for char in _BLANKS:  # faster than str.translate, which has no fast way for text beyond ASCII
        if char in low:
            low = low.replace(char, " ")
    return " " + low


def has_gate_word(plain: str, lexicon: EventLexicon) -> bool:
    """Whether a plain text has a word that makes an event by itself, or one that does beside another ("fired" and "mortars")."""
    size, gate = len(plain), lexicon.gate
    asked = given = 0
    for number, _, end in gate.automaton.find_matches_as_indexes(plain):
        if end < size and plain[end].isalnum():
            continue
        asked |= gate.asks[number]
        given |= gate.gives[number]
        if asked & given or not (gate.asks[number] or gate.gives[number]):
            return True
    return False


def scan(text: str, plain: str, lexicon: EventLexicon, *, start: int = 0, end: int | None = None) -> list[Hit]:
    """The words of the tables in text[start:end], in order, none overlapping; offsets are of the text."""
    piece = plain if start == 0 and end is None else " " + plain[start + 1 : None if end is None else end + 1]
    size, patterns = len(piece), lexicon.patterns
    found: list[Hit] = []
    has_case = not _is_caseless(text[start : start + 2000])
    for number, first, last in lexicon.automaton.find_matches_as_indexes(piece):
        entry = patterns[number]
        if last < size and piece[last].isalnum():
            shorter = _shorter(lexicon, lexicon.forms[number])
            if shorter is None:
                continue
            entry, last = lexicon.entries[shorter], first + 1 + len(shorter)
        if entry.is_name and has_case and not _is_written_as_name(text[start + first : start + last - 1], entry):
            continue
        hit = Hit(start + first, start + last - 1, entry)
        if found and 0 < hit.start - found[-1].end <= 3 and piece[found[-1].end - start + 1 : first + 1].isspace():
            joined = _join(found[-1], hit)
            if joined is not None:
                found[-1] = joined
                continue
        found.append(hit)
    return found


def _join(first: Hit, second: Hit) -> Hit | None:
    """One hit for a name or nationality and the noun that follows it ("Taliban fighters", "Syrian army"); None where they are no pair."""
    if second.entry.actor_type is None or second.entry.kinds or first.entry.kinds:
        return None
    if first.entry.is_name:
        return Hit(first.start, second.end, first.entry)
    if first.entry.is_nationality and not second.entry.is_nationality:
        return Hit(first.start, second.end, _with_country(second.entry, first.entry.iso3))
    return None


@cache
def _with_country(entry: Entry, iso3: str | None) -> Entry:
    return entry if entry.iso3 is not None or iso3 is None else replace(entry, iso3=iso3)


def _shorter(lexicon: EventLexicon, form: str) -> str | None:
    """The longest phrase that a form begins with, without its last word."""
    while " " in form:
        form = form.rsplit(" ", 1)[0]
        if form in lexicon.entries:
            return form
    return None


def _is_caseless(text: str) -> bool:
    """Whether capitals say nothing: a text of capitals only, or of small letters only."""
    return text.isupper() or text.islower()


def _is_written_as_name(span: str, entry: Entry) -> bool:
    if entry.is_acronym:
        return span.isupper()
    return span[:1].isupper() or any(word[:1].isupper() for word in span.split())


@cache
def load_event_lexicon(language: str) -> EventLexicon:
    """The compiled tables of a pack. Raises LanguageError when a file is missing or malformed."""
    drafts: dict[str, _Draft] = {}
    for row in read_table(language, "event_types.tsv"):
        kind = _kind(row)
        for form in _forms(row["words"]):
            drafts.setdefault(form, _Draft()).kinds.append(kind)
    for form, entry in _actors(language).items():
        drafts.setdefault(form, _Draft()).actor = entry
    entries = {form: _entry(draft) for form, draft in sorted(drafts.items())}
    words = {row["class"]: frozenset(_forms(row["words"])) for row in read_table(language, "event_words.tsv")}
    forms = tuple(entries)
    return EventLexicon(
        entries,
        tuple(entries.values()),
        forms,
        ahocorasick_rs.AhoCorasick([" " + form for form in forms], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        _build_gate(entries, words),
        words,
    )


def _build_gate(entries: dict[str, Entry], words: dict[str, frozenset[str]]) -> Gate:
    bits = {name: 1 << number for number, name in enumerate(sorted(words["gate_needs"]))}
    asks: dict[str, int] = {}
    gives: dict[str, int] = {}
    for form, entry in entries.items():
        if any(_opens_gate(kind, words) for kind in entry.kinds):
            asks[form] = gives[form] = 0
            continue
        needs = [need for kind in entry.kinds if _is_reason(kind, words) for need in kind.needs.split("+")]
        asked = _or(bits.get(need.partition(":")[2], 0) for need in needs)
        given = _or(bit for name, bit in bits.items() if not entry.classes.isdisjoint(ARMED) and name in PEOPLE)
        if asked or given:
            asks[form], gives[form] = asked, given
    for name, bit in bits.items():
        for form in words.get(name, ()):
            if asks.get(form, 1) or gives[form]:  # not one that opens the gate by itself
                asks[form], gives[form] = asks.get(form, 0), gives.get(form, 0) | bit
    forms = [" " + form for form in asks]
    automaton = ahocorasick_rs.AhoCorasick(forms, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return Gate(automaton, tuple(asks.values()), tuple(gives.values()))


def _or(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)


def _opens_gate(kind: Kind, words: dict[str, frozenset[str]]) -> bool:
    """Whether a word is reason by itself to read a text."""
    return _is_reason(kind, words) and (not kind.needs or "doc:" in kind.needs)


def _is_reason(kind: Kind, words: dict[str, frozenset[str]]) -> bool:
    """Whether a word, with what it needs, is reason to read a text: it makes an event, and one of conflict or of armed crime."""
    if kind.tells not in ("verb", "noun") or kind.weight < _GATE_WEIGHT:
        return False
    return kind.event_type != "other" or kind.rule in words["gate_rule"]


def _forms(cell: str) -> list[str]:
    return [make_plain(form)[1:] for form in cell.split(",") if form]


def _kind(row: Row) -> Kind:
    return Kind(
        row["rule"],
        row["event_type"],
        row["sub_event_type"] or None,
        row["method"] or None,
        int(row["weight"]),
        row["tells"],
        row["target"] == "yes",
        row["needs"],
    )


def _entry(draft: _Draft) -> Entry:
    actor = draft.actor or Entry()
    return Entry(
        tuple(draft.kinds),
        actor.actor_type,
        actor.classes,
        actor.iso3,
        actor.name,
        actor.is_name and not draft.kinds,
        actor.is_acronym,
        actor.is_nationality,
    )


def _actors(language: str) -> dict[str, Entry]:
    """Nouns, nationalities and names; where two tables have one form, the later one here stands."""
    found: dict[str, Entry] = {}
    for row in read_table(language, "actor_nouns.tsv"):
        entry = Entry(actor_type=row["type"] or None, classes=frozenset(row["class"].split()))
        found.update(dict.fromkeys(_forms(row["words"]), entry))
    for row in read_table(language, "nationalities.tsv"):
        iso3 = None if row["iso3"] == "-" else row["iso3"]
        for form in _forms(row["words"]):
            found[form] = Entry(iso3=iso3, is_nationality=True, classes=frozenset({"nationality"}))
    for row in read_table(language, "armed_groups.tsv"):
        names = [name.strip() for name in row["names"].split(";")]
        for name in names:
            is_acronym = name.isupper() and " " not in name and len(name) <= 5
            classes = frozenset({"armed", "named"})
            form = " ".join(make_plain(name).split())
            found[form] = Entry((), row["type"], classes, row["country"] or None, names[0], True, is_acronym)
    return found
