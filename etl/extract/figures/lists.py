"""Which of the people of a list a verb is said of: not those who only tell whose, where or who somebody is."""

from __future__ import annotations

import re
from collections.abc import Collection

from etl.extract.figures.chunk_values import EARLIER, Chunk
from etl.extract.figures.drafts import COUNTED, Reading
from etl.records import replace

_STATES = frozenset("i@fC")
"""Chunks that tell where people are, or what they do."""
_BELONGING = re.compile("[oif@2]C?$")
_DIED_TOO = re.compile("[^,.;]*,[VIK]")
"""A verb behind the clause of whose somebody is ("Ahmed Karim, whose wife was also hurt, died")."""
_WHO_WERE = re.compile("r[VI]")
_ALL_OF_THEM = re.compile("[QB][,-](?:oe|cx)?[PQB](?![&,]{1,2}[PQSm])")
"""People counted, a comma, and a noun that no other one follows."""
_HEAD = re.compile("[SdmH][oi@f](?:C?[oi@f]|[CP\u03bdm]){0,6}$")
"""Somebody, and what says of whom, where or with whom he is."""
_OWNERS = frozenset("SdemH")
"""Chunks of one person, whose relative a name may be."""
_SPOKE = ".Y"
"""The end of speech and a verb of saying."""
_BOTH_SEXES = {"female", "male"}
_SINGLE = frozenset("SdmH")


def whose_are_left(reading: Reading, members: list[int], cue: int) -> list[int]:
    """The members of a list without those of whom it only tells whose somebody is ("the mayor, whose brother died, said")."""
    owned = next((number for number, at in enumerate(members) if number and reading.chunks[at].is_whose), 0)
    if not owned or len(reading.chunks[cue].outcomes) > 1 or _DIED_TOO.match(reading.symbols, cue + 1):
        return members
    return members[owned:]


def describe_all(reading: Reading, each: Collection[str]) -> None:
    """Say of people counted what a noun behind them says of them all ("six people, all civilians, were killed")."""
    for match in _ALL_OF_THEM.finditer(reading.symbols):
        people, noun = reading.chunks[match.start()], reading.chunks[match.end() - 1]
        between = reading.text[people.end : noun.start] + (noun.quantity.text if noun.quantity is not None else "")
        if noun.head is None or between.strip(" ,-").lower() not in each:
            continue
        if people.head is None:
            people.head, people.head_text = noun.head, noun.head_text
        elif people.head.category == "all":
            people.head = replace(people.head, category=noun.head.category)
        people.sex = noun.sex if people.sex == "all" else people.sex
        people.age = noun.age if people.age == "all" else people.age
        people.iso3 = people.iso3 or noun.iso3


def of_whom(reading: Reading, members: list[int], cue: int) -> list[int]:
    """The people a verb is said of: behind "of whom" those counted there ("3,600 patients, of whom 355 died")."""
    behind = [at for at in range(members[-1] + 1, cue) if reading.chunks[at].kind == "of_whom"] if members else []
    if behind and "," in reading.symbols[behind[-1] : cue]:
        return members
    if not behind:
        return members
    return [at for at in range(behind[-1] + 1, cue) if reading.symbols[at] in COUNTED]


def are_there(reading: Reading, members: list[int], cue: int) -> bool:
    """Whether people are only said to be there, and the verb behind is of the last ones ("there were 40 on the bus and five were hurt")."""
    symbols = reading.symbols
    opens = symbols[: members[0]].endswith("x") and not _STATES.isdisjoint(symbols[members[0] : members[-1]])
    return opens and symbols[members[-1] - 1] == "&" and "r" not in symbols[members[-1] : cue]


def head_of(reading: Reading, position: int) -> int:
    """The one person of whom a singular verb is said, where people counted only say of whom or with whom he is.

    "The commander of a unit of 40 soldiers was killed", "the driver of a bus with 20 passengers was hurt".
    """
    people = reading.chunks[position].quantity
    if reading.symbols[position] != "Q" or people is None or people.best == 1:
        return position
    head = _HEAD.search(reading.symbols, 0, position)
    return head.start() if head is not None and _is_single(reading, head.start()) else position


def is_included(reading: Reading, position: int) -> bool:
    """Whether a number stands right after "including", so that what follows a list it opens is said of the others in it."""
    return position > 0 and reading.chunks[position - 1].kind == "including"


def without_survivors(reading: Reading, members: list[int], cue: int) -> list[int]:
    """The people of a deed without the last ones, where something else happened to those ("the death of a man and two who were hurt")."""
    verb = _WHO_WERE.match(reading.symbols, members[-1] + 1) if len(members) > 1 else None
    is_else = verb is not None and reading.chunks[verb.end() - 1].outcome in EARLIER.get(reading.chunks[cue].outcome, ())
    return members[:-1] if is_else and reading.chunks[members[-1]].more else members


def without_appositions(reading: Reading, victims: list[int], *, is_one: bool) -> list[int]:
    """The members of a list without those that only say again who the one before is.

    "John Doe, a teacher and a writer, and his wife" are two people; so is "a farmer or a fighter" one and, where the verb is
    singular, "a teacher and activist was".
    """
    kept: list[int] = []
    for number, position in enumerate(victims):
        previous = victims[number - 1] if number else -1
        is_again = previous >= 0 and _is_single(reading, previous) and _is_single(reading, position)
        if not (is_again and _is_same(reading, previous, position, is_apposed=previous not in kept, is_one=is_one)):
            kept.append(position)
        elif kept:
            _take_over(reading.chunks[kept[-1]], reading.chunks[position])
    return kept


def _take_over(person: Chunk, again: Chunk) -> None:
    """Say of a person what the words that tell again who it is say of age and sex."""
    person.age = again.age if person.age == "all" else person.age
    person.sex = again.sex if person.sex == "all" else person.sex


def _is_same(reading: Reading, previous: int, position: int, *, is_apposed: bool, is_one: bool) -> bool:
    """Whether a noun is the person named before it; `is_apposed` says that the one before stands in apposition itself."""
    symbols, chunk = reading.symbols, reading.chunks[position]
    are_named = bool(reading.chunks[previous].name), bool(chunk.name)
    between = symbols[previous + 1 : position]
    if between.endswith("|"):
        return True
    have_ages = _has_age(reading, previous) and _has_age(reading, position)
    if all(are_named) or have_ages or {reading.chunks[previous].sex, chunk.sex} == _BOTH_SEXES:
        return False
    if between.endswith(",") and chunk.kind == "own" and are_named == (True, False) and symbols[position + 1 : position + 2] == "&":
        return not _OWNERS.isdisjoint(symbols[:previous])  # "Ahmed Karim, his wife and his son": nobody else is there whose wife she may be
    if between.endswith(",") and chunk.kind == "own" and are_named[0]:
        return False  # "his wife, Mona Karim, one of their sons"
    if between.endswith(","):
        is_closed = chunk.kind == "person" and symbols[position + 1 : position + 2] == "," and symbols[position + 2 : position + 3] != "&"
        return are_named[0] != are_named[1] or is_closed
    if between.endswith("&") and "," not in between and symbols[position] in "Sd":
        return is_apposed or (is_one and chunk.kind in ("person", "one", "definite"))
    if between == "&" and symbols[position] == "m":
        return is_one and chunk.head is not None and not are_named[0]  # "a writer and activist Ahmed Karim was"
    return False


def _has_age(reading: Reading, position: int) -> bool:
    """Whether somebody's age is printed behind ("his wife Mona, 30")."""
    return reading.text[reading.chunks[position].end - 2 : reading.chunks[position].end].rstrip(",)")[-1:].isdigit()


def _is_single(reading: Reading, position: int) -> bool:
    quantity = reading.chunks[position].quantity
    return reading.symbols[position] in _SINGLE and quantity is not None and quantity.best == 1


def _is_speaker(reading: Reading, position: int) -> bool:
    """Whether somebody stands behind speech as who speaks (", said the doctor, and")."""
    return reading.symbols.endswith(_SPOKE, 0, position)


def members_of(reading: Reading, match: re.Match[str]) -> list[int]:
    """The counted chunks of a list, without those that only say whose or where ("the brother of John Doe and a guard")."""
    members: list[int] = []
    for first, last in (match.span(role) for role in ("n", "m") if role in match.re.groupindex):
        counted = [
            position for position in range(first, last) if reading.symbols[position] in COUNTED and not _is_speaker(reading, position)
        ]
        members.extend(at for at in counted if at == first or _BELONGING.search(reading.symbols, first, at) is None)
    return members
