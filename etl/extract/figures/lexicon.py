"""The words of a language pack, compiled once: what each word or fixed phrase is to the grammar of casualty figures.

Every class of words has one character (`word_classes`), so a sentence becomes a short string over which patterns are matched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, product
from typing import Any, NamedTuple

import ahocorasick_rs
import re2

from etl.extract.figures.word_classes import CLOSED, NAME_LIKE, SYMBOLS, Entry
from etl.languages import read_table


class Phrase(NamedTuple):
    """The words that must follow a first word, and how many words belong to the phrase: "head [of]" is "head" where "of" follows."""

    rest: tuple[str, ...]
    entry: Entry
    width: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words, and phrases by their first and second word (longest first).

    A sentence is read where it holds one of the `triggers`, `parted` finds a verb parted from its last word or, in a text that tells of
    people, one of the `later` ones, which only go on to tell of them ("spoke of ten").

    `certain` are the words that are the same thing wherever they stand, `behind` those that say what happened to the people whose noun
    stands right before them ("11 people hostage"), `by_object` the verbs that do so beside a counted noun, by it ("took 11 hostages"),
    `apart` those that do so with a word behind that noun, by that word ("took 11 people away").
    """

    words: dict[str, Entry]
    certain: dict[str, Entry]
    phrases: dict[str, dict[str, tuple[Phrase, ...]]]
    triggers: ahocorasick_rs.AhoCorasick
    later: ahocorasick_rs.AhoCorasick
    parted: Any
    behind: dict[str, Entry]
    by_object: dict[str, dict[str, Entry]]
    apart: dict[str, dict[str, Entry]]


_APART_WORDS = 6
_ALTERNATIVES = re.compile(r"[()]")


def _add(entries: dict[str, Entry], form: str, entry: Entry) -> None:
    """Add a form; of two readings the first one stands, the other is its fallback."""
    known = entries.get(form)
    if known is None:
        entries[form] = entry
    elif known.fallback == "l" and known.symbol != entry.symbol:
        entries[form] = Entry(**{name: getattr(known, name) for name in Entry.__slots__ if name != "fallback"}, fallback=entry.symbol)


def _forms(cell: str) -> list[str]:
    """The forms of a cell; words after a bar stand behind each of them: "lose,lost | a leg"."""
    forms, _, tail = cell.partition("|")
    return [f"{form.strip()} {tail.strip()}".strip() for form in forms.split(",") if form.strip()]


def spread_alternatives(form: str) -> list[str]:
    """The forms that one with alternatives stands for: "lose (a/his) leg" is "lose a leg" and "lose his leg"."""
    pieces = [piece.split("/") for piece in _ALTERNATIVES.split(form)]
    return ["".join(words) for words in product(*pieces)]


def _add_numbers(language: str, entries: dict[str, Entry]) -> None:
    for row in read_table(language, "numbers.tsv"):
        value = int(row["value"]) if row["value"] else 0
        low, high = (int(row[name]) if row.get(name) else 0 for name in ("low", "high"))
        _add(entries, row["word"], Entry(SYMBOLS[row["kind"]], value=value, low=low, high=high, kind=row["kind"]))


def _add_hedges(language: str, entries: dict[str, Entry]) -> None:
    for row in read_table(language, "hedges.tsv"):
        _add(entries, row["phrase"], Entry(SYMBOLS["hedge_" + row["place"]], kind=row["qualifier"]))


_VOICES = {
    "adjective": "state",
    "adverb": "report_adverb",
    "body": "bodies",
    "body1": "body",
    "count": "counts",
    "count1": "count",
    "harm": "harm",
    "event": "event",
    "toll": "toll",
    "figure": "put_at",
    "predicate": "predicate",
    "member": "member",
}


def _add_outcomes(language: str, entries: dict[str, Entry]) -> None:
    for row in read_table(language, "outcomes.tsv"):
        voice, outcome, strength = row["voice"], row["outcome"], row["strength"]
        forms = [spread_alternatives(form) for form in _forms(row["forms"])]
        if voice in ("verb", "intransitive"):
            for word, entry in _verb_entries(forms, outcome, strength, is_transitive=voice == "verb"):
                _add(entries, word, entry)
        elif voice not in ("behind", "object"):
            for word in chain.from_iterable(forms):
                said = Entry(SYMBOLS[_VOICES[voice]], kind=voice, outcome=outcome, strength=strength, category=row["category"], lemma=word)
                _add(entries, word, said)


def _verb_entries(forms: list[list[str]], outcome: str, strength: str, *, is_transitive: bool) -> list[tuple[str, Entry]]:
    """The forms of a verb with what each is."""
    base, third, past, participle, gerund = forms
    finite, done = ("doing", "done") if is_transitive else ("happened", "happened")
    kinds = (
        (past, "past", done),
        (participle, "participle", done),
        (base, "base", finite),
        (third, "third", finite),
        (gerund, "gerund", finite),
    )
    return [
        (word, Entry(SYMBOLS[symbol], kind=kind, outcome=outcome, strength=strength, lemma=base[0]))
        for words, kind, symbol in kinds
        for word in words
    ]


def _read_by_object(language: str) -> dict[str, dict[str, Entry]]:
    """The verbs that say what happened to people only beside a counted noun, by that noun."""
    found: dict[str, dict[str, Entry]] = {}
    for row in read_table(language, "outcomes.tsv"):
        if row["voice"] != "object":
            continue
        forms, _, nouns = row["forms"].partition("|")
        verbs = _verb_entries([[form.strip()] for form in forms.split(",")], row["outcome"], row["strength"], is_transitive=True)
        for noun in spread_alternatives(nouns.strip()):
            for verb, entry in verbs:
                found.setdefault(noun, {}).setdefault(verb, entry)
    return found


def _read_apart(entries: dict[str, Entry], language: str) -> dict[str, dict[str, Entry]]:
    """The verbs whose last word, the one behind the bar, may stand behind the people as well, by that word."""
    found: dict[str, dict[str, Entry]] = {}
    for row in read_table(language, "outcomes.tsv"):
        forms, bar, tail = row["forms"].partition("|")
        lasts = spread_alternatives(tail.strip())
        if row["voice"] != "verb" or not bar or any(" " in last for last in lasts):
            continue
        for last in lasts:
            verbs = [verb for form in forms.split(",") for verb in spread_alternatives(form.strip()) if " " not in verb]
            found.setdefault(last, {}).update((verb, entries[f"{verb} {last}"]) for verb in verbs)
    return found


def _read_behind(language: str) -> dict[str, Entry]:
    """The words of outcomes that stand right behind their noun."""
    rows = [row for row in read_table(language, "outcomes.tsv") if row["voice"] == "behind"]
    return {
        word: Entry(SYMBOLS["state"], kind="adjective", outcome=row["outcome"], strength=row["strength"], lemma=word)
        for row in rows
        for word in _forms(row["forms"])
    }


_NUMBERS = {"p": "people", "s": "person", "c": "collective", "r": "reflexive"}


def _add_victims(language: str, entries: dict[str, Entry]) -> None:
    for row in read_table(language, "victims.tsv"):
        number = row["number"]
        symbol, size = (SYMBOLS["persons"], int(number[2:])) if number.startswith("n:") else (SYMBOLS[_NUMBERS[number]], 0)
        for noun in _forms(row["nouns"]):
            describing, _, _ = noun.rpartition("~")
            phrase, n_words = noun.replace("~", " "), len(describing.split())
            who = Entry(
                symbol, value=size, category=row["category"], sex=row["sex"], age=row["age_group"], lemma=phrase, describing=n_words
            )
            _add(entries, phrase, who)


def _add_nationalities(language: str, entries: dict[str, Entry]) -> None:
    for row in read_table(language, "nationalities.tsv"):
        iso3 = None if row["iso3"] == "-" else row["iso3"]
        forms = _forms(row["words"])
        for form in forms:
            is_plural = form[-1] == "s" and form[:-1] in forms
            symbol = SYMBOLS["people" if is_plural else "nationality"]
            _add(entries, form, Entry(symbol, kind="nationality", category="all" if is_plural else "", lemma=form, iso3=iso3))


def _add_classes(language: str, entries: dict[str, Entry]) -> None:
    for row in read_table(language, "grammar.tsv"):
        for form in _forms(row["words"]):
            _add(entries, form, Entry(SYMBOLS[row["class"]], kind=row["class"], lemma=form))
    for row in read_table(language, "not_casualties.tsv"):
        for form in _forms(row["words"]):
            _add(entries, form, Entry(SYMBOLS[_thing_class(row["kind"], form)], kind=row["kind"], lemma=form))


def _thing_class(kind: str, form: str) -> str:
    """The class of a noun that is no victim: a plural or a unit closes a counted noun, a singular may describe people ("bank staff")."""
    if kind == "phrase":
        return "phrase"
    return "things" if kind == "unit" or (kind != "name" and form[-1] == "s" and form[-2:] not in ("ss", "us", "is")) else "thing"


def _goes_on(entry: Entry) -> bool:
    """Whether words are too common to open a text's talk of people, and only go on with it ("the ministry spoke of ten")."""
    return entry.kind == "figure" and entry.strength == "head"


def _names(form: str, entry: Entry) -> bool:
    """Whether words say who people told of were ("they were identified as")."""
    return entry.kind == "named" and " " in form


def _trigger_words(entries: dict[str, Entry]) -> list[str]:
    """The words of which a casualty figure must hold one: the first or a telling word of each outcome form."""
    return sorted({form for form, entry in entries.items() if entry.outcome and entry.kind != "predicate" and not _goes_on(entry)})


def _compile_parted(apart: dict[str, dict[str, Entry]]) -> Any:
    """Where one of the verbs whose last word may stand behind the people stands a few words before such a word."""
    verbs = "|".join(sorted({re.escape(verb) for found in apart.values() for verb in found}))
    lasts = "|".join(sorted(map(re.escape, apart)))
    return re2.compile(rf"\b(?:{verbs})(?: [^ .;:]+){{1,{_APART_WORDS}}} (?:{lasts})\b") if verbs else re2.compile("[^\\s\\S]")


@cache
def load_lexicon(language: str) -> Lexicon:
    """The compiled words of a pack. Raises LanguageError when a file is missing or malformed."""
    entries: dict[str, Entry] = {}
    _add_numbers(language, entries)
    _add_hedges(language, entries)
    _add_outcomes(language, entries)
    _add_victims(language, entries)
    _add_classes(language, entries)
    _add_nationalities(language, entries)
    words: dict[str, Entry] = {}
    phrases: dict[str, list[Phrase]] = {}
    for form, entry in entries.items():
        parts = tuple(form.split(" "))
        if len(parts) == 1:
            words[form] = entry
        else:
            after = tuple(part.strip("[]") for part in parts[1:])
            phrases.setdefault(parts[0], []).append(Phrase(after, entry, sum(part[0] != "[" for part in parts)))
    ordered = {first: _by_second(found) for first, found in phrases.items()}
    behind, by_object, apart = _read_behind(language), _read_by_object(language), _read_apart(entries, language)
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    triggers = ahocorasick_rs.AhoCorasick(sorted({*_trigger_words(entries), *behind, *by_object}), matchkind=longest)
    later = ahocorasick_rs.AhoCorasick(
        sorted(form for form, entry in entries.items() if _goes_on(entry) or _names(form, entry)), matchkind=longest
    )
    certain = {word: entry for word, entry in words.items() if word not in ordered and _is_certain(word, entry)}
    return Lexicon(words, certain, ordered, triggers, later, _compile_parted(apart), behind, by_object, apart)


def _by_second(found: list[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    """Phrases that begin alike by their second word, the longest first."""
    groups: dict[str, list[Phrase]] = {}
    for phrase in sorted(found, key=lambda phrase: (-len(phrase.rest), phrase.rest)):
        groups.setdefault(phrase.rest[0], []).append(phrase)
    return {second: tuple(group) for second, group in groups.items()}


def _is_certain(word: str, entry: Entry) -> bool:
    """Whether neither case nor neighbours can make a word something else."""
    return (
        entry.symbol not in CLOSED
        and entry.symbol not in NAME_LIKE
        and entry.fallback not in NAME_LIKE
        and (entry.kind, entry.fallback) != ("modal", "D")
        and not (len(word) == 2 and word[1] == ".")
    )
