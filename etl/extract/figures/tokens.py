"""A sentence as parallel lists of words and marks, each with what the lexicon says of it; fixed phrases count as one word."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from etl.extract.figures.lexicon import Lexicon, Phrase
from etl.extract.figures.word_classes import CLOSED, NAME_LIKE, SYMBOLS, Entry
from etl.extract.figures.word_shapes import CAPITAL, LOWER, guess, person_aged

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"
    r"|\d+(?:/\d+)+"
    r"|\d{1,3}-(?:year|yr)s? olds?\b"
    r"|\d+(?:[.,:]\d+)*(?:-[^\W\d_]+)*(?:[^\W\d_]+|%)?"
    r"|[^\W\d_]+\.(?=\s[A-Z0-9]|,)"
    r"|[^\W\d_]+(?:-[^\W\d_]+|-\d+)*(?:'(?!s\b)[^\W\d_]+(?:-[^\W\d_]+)*)?"
    r"|'s\b|--+|\w+|[^\s\"\[\]]"
)
_AGE_UNITS = frozenset(("years_old", "months_old"))
_OLD = "old"
_NUMBERS = frozenset(("digits", "unit", "tens"))
_MONTH = Entry(SYMBOLS["month"], kind="month")
_LONG, _TITLE_SHARE = 3, 0.6
"""In a headline more than this share of the words with more than so many letters is capitalised."""


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the tokens of a sentence; `tags` holds one symbol a token."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lows: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    tags: str = ""


def tag_sentence(text: str, start: int, end: int, lexicon: Lexicon, *, is_capitals: bool) -> Tokens:
    """The tagged tokens of a span. `is_capitals` says that case tells nothing (telegraph style, lower-cased text)."""
    spans = [match.span() for match in _TOKEN.finditer(text, start, end)]
    words = [text[first:last] for first, last in spans]
    lows = [word.lower() for word in words]
    known, phrases = lexicon.words, lexicon.phrases
    found = list(map(lexicon.certain.get, lows))
    if not is_capitals:
        _find_verbs_in_names(words, found)
    joined: list[tuple[int, int]] = []
    next_free = 0
    for position in [at for at, entry in enumerate(found) if entry is None]:
        if position < next_free:
            continue
        low = lows[position]
        begun = phrases.get(low)
        candidates = begun.get(lows[position + 1]) if begun is not None and position + 1 < len(lows) else None
        phrase = _phrase_at(lows, position, candidates) if candidates is not None else None
        if phrase is not None:
            found[position], width = phrase
            next_free = position + width
            joined.append((position, width))
        else:
            found[position] = _tag_word(words, low, position, known, is_capitals=is_capitals)
    entries = [entry for entry in found if entry is not None] if not joined else _without_tails(found, joined)
    starts, ends = [first for first, _ in spans], [last for _, last in spans]
    for position, width in reversed(joined):
        ends[position] = ends[position + width - 1]
        lows[position] = " ".join(lows[position : position + width])
        for each in (starts, ends, lows):
            del each[position + 1 : position + width]
    tokens = Tokens(starts, ends, lows, entries)
    _join_ages(tokens, known)
    tokens.tags = "".join([entry.symbol for entry in tokens.entries])
    for word, entry in lexicon.behind.items():
        if word in lows:
            _set_behind(tokens, word, entry)
    for noun, verbs in lexicon.by_object.items():
        if noun in lows:
            _set_by_object(tokens, noun, verbs)
    if not lexicon.apart.keys().isdisjoint(lows):
        _set_apart(tokens, lexicon.apart)
    if "G" in tokens.tags:
        _pass_over_ages(tokens)
    if any(entry.kind == "body_part" for entry in tokens.entries):
        _pass_over_body_parts(tokens)
    _end_speeches(text, start, end, tokens)
    if is_capitals:
        _find_caseless_names(tokens)
    return tokens


def _set_behind(tokens: Tokens, word: str, entry: Entry) -> None:
    """Make a word behind a noun for people what it says of them: "took 11 people hostage"."""
    for position, low in enumerate(tokens.lows):
        if low == word and position and tokens.tags[position - 1] in _PEOPLE:
            tokens.entries[position] = entry
    tokens.tags = "".join([entry.symbol for entry in tokens.entries])


def _set_by_object(tokens: Tokens, noun: str, verbs: dict[str, Entry]) -> None:
    """Make a verb say what happened to people where it stands beside a counted noun ("took 11 hostages", "nine hostages were held")."""
    for position in [at for at, low in enumerate(tokens.lows) if low == noun]:
        first = max(position - _COUNTED_WITHIN, 0)
        before = _COUNTED.search(tokens.tags, first, position)
        behind = _HAD_DONE.match(tokens.tags, position + 1)
        for verb in (before.start() if before else None, behind.end() if behind else None):
            if verb is not None and verb < len(tokens.lows) and tokens.lows[verb] in verbs:
                tokens.entries[verb] = verbs[tokens.lows[verb]]
    tokens.tags = "".join([entry.symbol for entry in tokens.entries])


def _set_apart(tokens: Tokens, verbs_by_last: dict[str, dict[str, Entry]]) -> None:
    """Make a verb with its last word behind the people one verb: "took 12 villagers away"."""
    for position, low in enumerate(tokens.lows):
        verbs = verbs_by_last.get(low)
        if verbs is None or not position or tokens.tags[position - 1] not in _OBJECTS:
            continue
        people = _OBJECT.search(tokens.tags, max(position - _COUNTED_WITHIN, 0), position)
        verb = people.start() - 1 if people else -1
        if verb >= 0 and tokens.lows[verb] in verbs:
            tokens.entries[verb], tokens.entries[position] = verbs[tokens.lows[verb]], _NOTHING
    tokens.tags = "".join([entry.symbol for entry in tokens.entries])


_OBJECT = re.compile("[ahtO<dwzyg\u0394#][^,.;:()KkIAxvm]*$")
_COUNTED = re.compile("[^<aO][<aO]*[dwzyg\u0394]+[^,.;:&!]*$")
_COUNTED_WITHIN = 8
_HAD_DONE = re.compile("[vxm~n]+")
_PEOPLE = "PSN"
_OBJECTS = f"{_PEOPLE}dwzyg"
"""Tags of nouns for people."""
_AGES = re.compile(r"G(?:[f{][dw](?:[2&][dw])?|[dw](?:(?:,&|[,&2-])[dw](?=[,.;:)&xvmKIA]|$))+)")
"""Several ages in a row ("ages 5, 7 and 9", "in age from 15 to 40")."""
_AGE_BETWEEN = re.compile(r"(?<=S),G(?:d|w{1,2})(?:,(?=[&xvmKIAr]))?")
"""An age behind a noun, with its commas ("a man, aged 40, and his son")."""
_NOTHING = Entry(SYMBOLS["report_adverb"])


def _pass_over_ages(tokens: Tokens) -> None:
    """Make the numbers of several ages words like any other, which count nobody, and leave out an age between commas."""
    for match in _AGES.finditer(tokens.tags):
        for position in range(*match.span()):
            if tokens.tags[position] in "dw":
                tokens.entries[position] = LOWER
    for match in _AGE_BETWEEN.finditer(tokens.tags):
        tokens.entries[match.start() : match.end()] = [_NOTHING] * (match.end() - match.start())
    tokens.tags = "".join([entry.symbol for entry in tokens.entries])


_OF_A_BODY = re.compile(r"['h][lL~]{1,2}(?:&h?[lL]{1,2})?(?=v?[~n]*x[~n]*K)")
"""Whose something is, and what, before a verb that says what happened to it ("the driver's left arm and hand were injured")."""


def _pass_over_body_parts(tokens: Tokens) -> None:
    """Make what befell a part of somebody's body what befell them ("The driver's arm was injured", "His leg was injured")."""
    for match in _OF_A_BODY.finditer(tokens.tags):
        first, last = match.span()
        if tokens.entries[last - 1].kind != "body_part" or tokens.entries[first].kind not in ("possessive_one", "genitive", "mark"):
            continue
        tokens.entries[first:last] = [_NOTHING] * (last - first)
        if tokens.tags[first] == "h":
            tokens.entries[first] = _PRONOUN
    tokens.tags = "".join([entry.symbol for entry in tokens.entries])


_PRONOUN = Entry(SYMBOLS["pronoun"], kind="pronoun")
_SPEECH_ENDS = re.compile(r",\"(?=\s|$)|\",")
_SPEECH = 3
"""Words more than which between quotation marks are speech, not only what people are called (five "bandits," two of them boys)."""
_GOES_ON = frozenset("&|\u03bbcrxvmn2KkIAi@ofbs!,;")
"""Words that go on with the sentence whose words were quoted (three men, "a doctor and two of his sons," were killed)."""
_STOP = Entry(".", kind="mark")


def _end_speeches(text: str, start: int, end: int, tokens: Tokens) -> None:
    """Make the comma at the end of quoted speech a stop: who speaks goes on no list ("They killed my sons," a woman said)."""
    ends = [match.start() for match in _SPEECH_ENDS.finditer(text, start, end)]
    for at in ends:
        opening = text.rfind('"', start, at)
        comma = bisect_left(tokens.starts, at)
        is_speech = bisect_left(tokens.starts, opening) + _SPEECH < comma < len(tokens.entries)
        if is_speech and tokens.tags[comma + 1 : comma + 2] not in _GOES_ON:
            tokens.entries[comma] = _STOP
    if ends:
        tokens.tags = "".join([entry.symbol for entry in tokens.entries])


def take_as_words(tokens: Tokens, start: int, end: int) -> None:
    """Make the names within `start`..`end` words like any other."""
    for position in range(bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)):
        if tokens.entries[position] is CAPITAL:
            tokens.entries[position] = LOWER
    tokens.tags = "".join([entry.symbol for entry in tokens.entries])


_UNKNOWN_RUN = re.compile(
    r"(?<=[SRE])[lu]{2,5}(?=[,.;:()xvmi@bf2&rsnKI?]|$)"
    r"|(?<=P)[lu]{2,4}(?=,d,)"
    r"|(?<=R)[lu](?=[,.;:()xvmi@bf2&rsnKI?]|$)"
    r"|(?:^|(?<=[,.;&|r!s:Y]))[lu]{1,5}(?=,d,|,Gd,|v?[~n]*x[~n]*K|v?[~n]*I)"
)


def _find_caseless_names(tokens: Tokens) -> None:
    """Where case tells nothing, unknown words are a name after a title, a person or "the murder of", and before "was killed"."""
    tags = tokens.tags
    runs = [match.span() for match in _UNKNOWN_RUN.finditer(tags)]
    if not runs:
        return
    for first, last in runs:
        for position in range(first, last):
            if tokens.entries[position].kind == "":
                tokens.entries[position] = CAPITAL
    tokens.tags = "".join([entry.symbol for entry in tokens.entries])


def _find_verbs_in_names(words: list[str], found: list[Entry | None]) -> None:
    """Verbs that are part of a name ("Lynch Capital"): capitalised inside a sentence that is no headline, beside another capital."""
    named = [at for at, entry in enumerate(found) if entry is not None and entry.kind == "base" and at and words[at][0].isupper()]
    if not named:
        return
    long = [word for word in words if len(word) > _LONG and word[0].isalpha()]
    if sum(word[0].isupper() for word in long) > _TITLE_SHARE * len(long):
        return
    for at in named:
        if _in_name(words, at):
            found[at] = CAPITAL


def _phrase_at(lows: list[str], position: int, candidates: tuple[Phrase, ...]) -> tuple[Entry, int] | None:
    """The longest phrase that begins with a word, and how many words it has."""
    for rest, entry, width in candidates:
        last = position + 1 + len(rest)
        if last <= len(lows) and tuple(lows[position + 1 : last]) == rest:
            return entry, width
    return None


def _without_tails(found: list[Entry | None], joined: list[tuple[int, int]]) -> list[Entry]:
    """The entries without those of the words that a phrase has taken in after its first."""
    gone = {at for position, width in joined for at in range(position + 1, position + width)}
    return [entry for at, entry in enumerate(found) if entry is not None and at not in gone]


def _tag_word(words: list[str], low: str, position: int, known: dict[str, Entry], *, is_capitals: bool) -> Entry:
    """What a word is that the lexicon does not know, or that its case or its neighbours may make a name or a month."""
    word = words[position]
    entry = known.get(low)
    if entry is None or (len(word) == 2 and word[1] == "."):
        return guess(word, low, known, is_capitals=is_capitals)
    if entry.kind == "modal" and entry.fallback == "D" and _is_date(words, position, is_capitals=is_capitals):
        return _MONTH
    if is_capitals:
        return entry
    if entry.symbol in CLOSED and len(word) > 1 and word.isupper():
        return CAPITAL
    is_name_like = entry.symbol in NAME_LIKE or entry.fallback in NAME_LIKE
    return CAPITAL if is_name_like and position and word[0].isupper() and _in_name(words, position) else entry


def _join_ages(tokens: Tokens, known: dict[str, Entry]) -> None:
    """A number and "years old" are one word for a person of that age, and so is an age before a name."""
    entries, lows = tokens.entries, tokens.lows
    for position in [at for at, low in enumerate(lows) if low == _OLD][::-1]:
        age = f"{lows[position - 1]}-{_OLD}" if position else ""
        entry = guess(age, age, known, is_capitals=False) if age.count("-") > 1 else LOWER
        if entry.kind == "age":
            entries[position - 1] = entry
            _join_to_last(tokens, position)
    for position in [at for at, entry in enumerate(entries[:-1]) if entry.kind == "age" and entries[at + 1] is CAPITAL]:
        entries[position] = replace(entries[position], symbol=SYMBOLS["person"], category="all")
    for position in [at for at, entry in enumerate(entries) if entry.kind in _AGE_UNITS][::-1]:
        if position and entries[position - 1].kind in _NUMBERS:
            number, low = entries[position - 1], lows[position - 1]
            years = number.value or int(low) if low.isdigit() else number.value
            entries[position - 1] = person_aged(years, is_years=entries[position].kind == "years_old")
            _join_to_last(tokens, position)


def _join_to_last(tokens: Tokens, position: int) -> None:
    """Make a word one with the word before it."""
    tokens.ends[position - 1] = tokens.ends[position]
    tokens.lows[position - 1] = f"{tokens.lows[position - 1]} {tokens.lows[position]}"
    for each in (tokens.starts, tokens.ends, tokens.lows, tokens.entries):
        del each[position]


def _is_date(words: list[str], position: int, *, is_capitals: bool) -> bool:
    """Whether a word that is also a verb ("May") is a month here: capitalised, or beside a number where case tells nothing."""
    if not is_capitals:
        return words[position][0].isupper() and position > 0
    beside = [words[at][0].isdigit() for at in (position - 1, position + 1) if 0 <= at < len(words)]
    return any(beside)


def _in_name(words: list[str], position: int) -> bool:
    """Whether a capitalised word stands beside another one, so that it belongs to a name ("Martyrs Brigades")."""
    beside = [words[at] for at in (position - 1, position + 1) if 0 <= at < len(words)]
    return any(word[0].isupper() for word in beside)
