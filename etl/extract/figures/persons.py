"""Nouns and names that stand for one person joined into one chunk: "his son Omar Said", "his wife, Mona Said", "their sons A and B".

A list of people is then a list of persons, each with the sex and the age that is told of them, whatever the words in which they are told.
"""

from __future__ import annotations

import re

from etl.extract.figures.chunk_values import Chunk

_MOTHER = re.compile("(?<![i@f])C[m\u03bd]")
"""What may be a name that somebody has by a child ("Umm Omar")."""
_NAME_AND_AGE = re.compile("m,S(?=[,&VIx.;]|$)")
"""A name and an age behind it ("Omar Said, 40 years old, was")."""
_NOUN_AND_NAME = re.compile("[SHd]\u03b7?m|H\u03bd|(?:H|(?<!m,)[Sd]),m(?!,?Y)(?:,(?=[VI])|(?=[,&V.;(]|$))")
"""A noun for one person and the name behind it ("her son Omar", "a man called Omar Said", "his wife, Mona Said,")."""
_NOUNS_AND_NAMES = re.compile("(?<![,&])(?P<nouns>[SHd](?:[,&]{1,2}[SHd])+),(?P<names>m(?:[,&]{1,2}m)+)(?![,&]{1,2}m)(?:,(?![&SHdPQB]))?")
"""Nouns for people one by one, and as many names ("a husband and wife, Ali Said and Mona Said, were")."""
_PERSON = "[mSd\u03bd](?:,S(?:CS)?(?=[,&VIx]))?"
"""A name, and who that is ("Omar Said, a medical student,")."""
_GROUP_AND_NAMES = re.compile(
    rf"(?P<group>[PHQ])(?P<opening>[,:-])?(?P<names>{_PERSON}(?:[,&]{{1,2}}{_PERSON})*)(?P<closing>[,-](?=x?Y?[VI]))?"
)
"""A noun for several people and their names ("his sons, Omar Said and Adel Said")."""
_HEADING = re.compile("P[:-](?=[HQ])")
"""Somebody's relatives, told one by one behind ("her children - her two sons and her daughter")."""
_APPOSED = re.compile("(?<![,&])[Sdm],S(?=,x?[VIY])")
"""Somebody, and who that is ("one civilian, a woman, was")."""
_WITH_RELATIVES = re.compile("(?<=[VIQ])i(?=H)")
_FIRST_NAME = "\u03bd"
_WITH = "\u03bb"
_ALL = "all"


def join_persons(text: str, symbols: str, chunks: list[Chunk], words: dict[str, frozenset[str]]) -> tuple[str, list[Chunk]]:
    """The chunk string and the chunks with every person as one chunk; `words` are those of `people.tsv`."""
    mothers = [match.start() for match in _MOTHER.finditer(symbols)]
    mothers = [at for at in mothers if text[chunks[at].start : chunks[at].end].lower() in words["parent_female"]]
    for at in mothers:
        mother, child = chunks[at : at + 2]
        child.start, child.symbol, child.sex, child.name = mother.start, "m", "female", f"{text[mother.start : mother.end]} {child.name}"
    if mothers:
        symbols, chunks = _without(chunks, set(mothers))
    if "m" in symbols or "\u03bd" in symbols:
        for join in (_join_ages, _join_in_turn, _join_names, _join_groups, _join_headings):
            symbols, chunks = _without(chunks, join(symbols, chunks))
    for match in _APPOSED.finditer(symbols):
        person, noun = chunks[match.start()], chunks[match.end() - 1]
        if _is_single(person):
            person.sex = noun.sex if person.sex == _ALL else person.sex
            person.age = noun.age if person.age == _ALL else person.age
    for match in _WITH_RELATIVES.finditer(symbols):
        before, preposition, relative = chunks[match.start() - 1 : match.start() + 2]
        is_together = text[preposition.start : preposition.end].lower() in words["together"] and _is_person(relative)
        if is_together and (before.outcome == "killed" or before.kind == "fixed"):
            preposition.symbol = _WITH
            symbols = f"{symbols[: match.start()]}{_WITH}{symbols[match.end() :]}"
    return symbols, chunks


def _without(chunks: list[Chunk], dropped: set[int]) -> tuple[str, list[Chunk]]:
    kept = [chunk for at, chunk in enumerate(chunks) if at not in dropped] if dropped else chunks
    return "".join([chunk.symbol for chunk in kept]), kept


def _join_ages(symbols: str, chunks: list[Chunk]) -> set[int]:
    """Give names the ages behind them; the chunks that are theirs now."""
    dropped: set[int] = set()
    for match in _NAME_AND_AGE.finditer(symbols):
        name, age = chunks[match.start()], chunks[match.end() - 1]
        if _is_age(age):
            name.age = age.age if name.age == _ALL else name.age
            dropped.update(range(match.start() + 1, match.end()))
    return dropped


def _join_names(symbols: str, chunks: list[Chunk]) -> set[int]:
    """Give nouns for one person the names behind them, and what those say of age and sex; the chunks that are theirs now."""
    dropped: set[int] = set()
    for match in _NOUN_AND_NAME.finditer(symbols):
        noun, name = chunks[match.start()], chunks[match.end() - 1 - match[0].endswith(",")]
        if not _is_single(noun) or not _is_person(noun):
            continue
        noun.end = name.end if "," not in match[0] else noun.end
        _give_name(noun, name)
        dropped.update(range(match.start() + 1, match.end()))
    return dropped


def _join_in_turn(symbols: str, chunks: list[Chunk]) -> set[int]:
    """Give several nouns for one person each the names behind them all in their turn; the chunks that are theirs now."""
    dropped: set[int] = set()
    for match in _NOUNS_AND_NAMES.finditer(symbols):
        nouns, names = ([chunks[at] for at in range(*match.span(part)) if symbols[at] not in ",&"] for part in ("nouns", "names"))
        if len(nouns) == len(names) and all(_is_single(noun) and _is_person(noun) for noun in nouns):
            for noun, name in zip(nouns, names, strict=True):
                _give_name(noun, name)
            dropped.update(range(match.end("nouns"), match.end()))
    return dropped


def _give_name(noun: Chunk, name: Chunk) -> None:
    """Give a noun for one person a name, and what that says of age and sex."""
    noun.name, noun.definite = name.name, False
    noun.sex = name.sex if noun.sex == _ALL else noun.sex
    noun.age = name.age if name.age != _ALL and (noun.age == _ALL or _is_age(name)) else noun.age
    noun.iso3 = noun.iso3 or name.iso3


def _join_groups(symbols: str, chunks: list[Chunk]) -> set[int]:
    """Give names the sex and age of the noun before them. A number of people with as many names is one chunk, where their ages agree; of
    others only the names are left."""
    dropped: set[int] = set()
    for match in _GROUP_AND_NAMES.finditer(symbols):
        group = chunks[match.start()]
        size = group.quantity.best if group.quantity is not None else None
        names = [at for at in range(*match.span("names")) if chunks[at].name][:size]
        persons = [chunks[at] for at in names]
        if not persons or not _are_named(group, persons, size, is_beside=match["opening"] is None):
            continue
        for person in persons:
            person.symbol = "m" if person.symbol == _FIRST_NAME else person.symbol
            person.sex = group.sex if person.sex == _ALL else person.sex
            person.age = group.age if person.age == _ALL else person.age
        ages = {person.age for person in persons}
        if size is None or len(ages) > 1:
            dropped.update(range(match.start(), names[0]))
        else:
            group.age, group.names = ages.pop(), tuple(person.name for person in persons)
            dropped.update(range(match.start() + 1, names[-1] + 1))
        if match["closing"] is not None and (match["closing"] == match["opening"] or (size and match["closing"] == ",")):
            dropped.add(match.start("closing"))
    return dropped


def _are_named(group: Chunk, persons: list[Chunk], size: int | None, *, is_beside: bool) -> bool:
    """Whether names are those of the people of the noun before them, which must tell something of them or stand right beside."""
    if group.head is None or size == 1 or (size or 0) > len(persons):
        return False
    tells_who = (group.sex, group.age) != (_ALL, _ALL)
    if any(person.symbol == _FIRST_NAME for person in persons):
        return tells_who and len(persons) > 1
    return tells_who or (size is None and is_beside)


def _join_headings(symbols: str, chunks: list[Chunk]) -> set[int]:
    """The chunks of nouns for relatives of whom what follows tells one by one."""
    matches = [(match, chunks[match.start()]) for match in _HEADING.finditer(symbols)]
    return {at for match, noun in matches if _is_person(noun) and (noun.sex, noun.age) != (_ALL, _ALL) for at in range(*match.span())}


def _is_single(chunk: Chunk) -> bool:
    return chunk.quantity is not None and chunk.quantity.best == 1 and not chunk.outcome and not chunk.is_whose


def _is_person(chunk: Chunk) -> bool:
    return chunk.head is not None and bool(chunk.head.category)


def _is_age(chunk: Chunk) -> bool:
    return chunk.head is not None and chunk.head.kind == "age"
