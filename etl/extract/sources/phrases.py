"""Noun phrases that name sources: their head, their end without what says where, their class, and how they are written as a name."""

from __future__ import annotations

from etl.extract.sources.vocabulary import Term
from etl.extract.sources.words import Words
from etl.gazetteer.countries import country_iso3

NOUNS = frozenset("sOyDG")
LINKS = frozenset("of@pg~cPb2S")
_COMMON = frozenset("sOyDjo&dHfp@")
_PLACE_LINKS = frozenset("pgcb")


def find_head(words: Words, first: int, link: int) -> int:
    """The head of a noun phrase: its last known noun, or its last word; words after a person's title are his name."""
    for at in range(link - 1, first - 1, -1):
        if words.tags[at] in NOUNS:
            following = words.tags[at + 1 : link]
            if "l" in following and not words.is_capitals:
                break
            return at
    return link - 1


def end_without_place(words: Words, first: int, head: int, link: int, last: int) -> int:
    """The end of a phrase without what says where: "brigade officer in Poonch", "residents of Tal Rifaat"."""
    tags = words.tags
    at = link
    while at < last:
        following = next((here for here in range(at + 1, last) if tags[here] in LINKS), last)
        inside = range(at + 1, following)
        told = any(words.terms[here].source_class or tags[here] in "GO" for here in inside)
        capital = any(tags[here] == "C" for here in inside)
        if tags[at] in _PLACE_LINKS:
            return at
        if tags[at] == "o" and words.terms[head].source_class == "witness":
            return at
        if tags[at] == "o" and not told and capital and tags[head] != "O" and "l" not in tags[at + 1 : following]:
            return at
        if tags[at] in "@f" and not told and not capital:
            return at
        at = following
    return _end_without_name(words.tags, link, last)


def _end_without_name(tags: str, first: int, last: int) -> int:
    """The end of what hangs on a noun without a person's name after an office ("of public safety chief Ann Lee")."""
    end = last
    while end > first and tags[end - 1] == "C":
        end -= 1
    is_name = last - end > 1 or (end > first and last > end and tags[end - 1] == "s")
    return end if is_name and end > first and tags[end - 1] in "sOjD" else last


def is_country(text: str, words: Words, first: int, last: int) -> bool:
    """Whether the words are a country's name, printed as one; short forms ("UK") only in capitals where the text has others."""
    printed = text[words.starts[first] : words.ends[last - 1]]
    if not printed[:1].isupper() or (len(printed) < 4 and (words.is_capitals or not printed.isupper())):
        return False
    return country_iso3(printed) is not None


def start_without_possessor(text: str, words: Words, first: int, head: int) -> int:
    """The start of a phrase without the name of whoever the person belongs to ("Smith's lawyer"); countries and organisations stay."""
    genitive = words.tags.rfind("'", first, head)
    if genitive < 0 or any(tag in "OGsj" for tag in words.tags[first:genitive]):
        return first
    return first if is_country(text, words, first, genitive) else genitive + 1


def class_of(words: Words, first: int, end: int, link: int, last: int) -> tuple[str, bool]:
    """The class of a phrase: its last strong word, then a strong word of what hangs on it, then its last weak word."""
    terms = words.terms
    inner = [terms[at] for at in range(end - 1, first - 1, -1)] + [terms[at] for at in range(end, link) if words.tags[at] in "sOj"]
    outer = [terms[at] for at in range(link, last)]
    told = [term for term in [*inner, *outer] if term.is_strong and term.source_class]
    strong = next((term for term in told if term.symbol != "j"), told[0] if told else None)
    head_symbol = words.tags[find_head(words, first, max(end, first + 1))]
    is_known = head_symbol in NOUNS or any(term.symbol in "OG" for term in inner)
    if strong is not None and strong.source_class == "outlet" and strong.symbol == "O":
        strong = next((term for term in inner if term.is_strong and term.source_class not in ("", "outlet")), strong)
    if strong is not None:
        return strong.source_class, is_known
    weak = next((term for term in [*inner, *outer] if term.source_class not in ("", "anonymous_official")), None)
    weak = weak or next((term for term in [*inner, *outer] if term.source_class), None)
    if weak is None:
        return "unknown", is_known
    if weak.source_class == "anonymous_official" and _has_country(inner) and not _is_secret(words, link, last):
        return "government", is_known
    return weak.source_class, is_known


def _has_country(terms: list[Term]) -> bool:
    return any(term.is_nationality for term in terms)


def _is_secret(words: Words, link: int, last: int) -> bool:
    return "c" in words.tags[link:last] or "~" in words.tags[link:last]


def write_name(text: str, words: Words, first: int, last: int) -> str:
    """The words as printed; common nouns in lower case, however a headline, a sentence's start or telegraph style prints them."""
    printed = " ".join(text[words.starts[first] : words.ends[last - 1]].split())
    if words.is_capitals:
        return printed.lower()
    terms = words.terms[first:last]
    parts = printed.split()
    if printed[:1].isupper() and all(term.symbol in _COMMON and not term.is_nationality and not term.name for term in terms):
        return " ".join(part if part.isupper() else part.lower() for part in parts)
    term = terms[0]
    is_common = term.symbol in "sOyDj" and not term.is_nationality and not term.name
    if is_common and printed[:1].isupper() and not parts[0].isupper() and not any(part[0].isupper() for part in parts[1:2]):
        return printed[0].lower() + printed[1:]
    return printed
