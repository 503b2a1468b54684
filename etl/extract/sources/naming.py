"""The name and class of a source from the words that stand for it.

The name is the noun phrase without article, title, place and personal name; an organisation stands for its spokesman.
Private persons are never named: a person without a role has no name here.
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.extract.sources.phrases import (
    LINKS,
    NOUNS,
    class_of,
    end_without_place,
    find_head,
    is_country,
    start_without_possessor,
    write_name,
)
from etl.extract.sources.vocabulary import Vocabulary
from etl.extract.sources.words import Words
from etl.records import quick, replace

_STRIPPED = frozenset("dna&'")
_PERSONS = frozenset("sy")
_OWNERS = frozenset("OG")


@quick
@dataclass(frozen=True, slots=True)
class Named:
    """A source as named: its words, name and class, the person behind it, and the word to be looked up if it refers back."""

    first: int
    last: int
    name: str | None
    source_class: str
    is_known: bool
    kind: str
    person: str = ""
    reference: str = ""
    is_rank: bool = False


def name_source(
    text: str, words: Words, span: tuple[int, int], vocabulary: Vocabulary, *, apposition: tuple[int, int] | None = None
) -> Named | None:
    """The source that the words of `span` stand for; None when they stand for none (a bare number, a genitive)."""
    first, last = span
    tags = words.tags
    if tags[first:last] == "e":
        return Named(first, last, None, "unknown", is_known=True, kind="pronoun", reference=words.lows[first])
    has_the = tags[first] == "d" and words.lows[first] in _definite(vocabulary)
    while first < last and tags[first] in _STRIPPED:
        first += 1
    while last > first and (tags[last - 1] in "n'" or (words.lows[last - 1][0] == "@" and last - first > 1)):
        last -= 1
    if first == last or all(tag in "n'" for tag in tags[first:last]):
        return None
    joint = tags.find("&", first, last)
    if joint > first:
        return _name_joint(text, words, (first, last), joint, vocabulary)
    named = _name_one(text, words, first, last, vocabulary)
    if named is None:
        return None
    if apposition is not None:
        named = _with_apposition(text, words, named, apposition, vocabulary)
    if has_the or named.kind == "spokesman":
        head = words.lows[find_head(words, named.first, named.last)]
        if head in vocabulary.references and named.name is not None and not _names_somebody(words, named):
            named = _refer(named, head)
    return named


def _definite(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(form for form, (_, number) in vocabulary.references.items() if number == "article")


def _refer(named: Named, head: str) -> Named:
    return Named(named.first, named.last, named.name, named.source_class, named.is_known, named.kind, named.person, head)


def _names_somebody(words: Words, named: Named) -> bool:
    """Whether the phrase says more than a noun and adjectives, so that it names a source of its own."""
    head = find_head(words, named.first, named.last)
    before = range(named.first, head)
    return any(words.tags[at] in "GOsy'" or (words.tags[at] == "C" and "-" not in words.lows[at]) for at in before) or head + 1 < named.last


def _name_joint(text: str, words: Words, span: tuple[int, int], joint: int, vocabulary: Vocabulary) -> Named | None:
    """Two sources that say so together; if the first is none, the second alone."""
    left = _name_one(text, words, span[0], joint, vocabulary)
    right = name_source(text, words, (joint + 1, span[1]), vocabulary)
    if right is not None and set(words.tags[span[0] : joint]) == {"j"} and right.name is not None and right.first == joint + 1:
        return replace(right, first=span[0], name=write_name(text, words, span[0], right.last))
    if left is None or not left.is_known or right is None:
        return right
    conjunction = text[words.starts[joint] : words.ends[joint]].lower()
    name = f"{left.name} {conjunction} {right.name}" if left.name is not None and right.name is not None else right.name or left.name
    source_class = right.source_class if left.source_class == "unknown" else left.source_class
    return Named(left.first, right.last, name, source_class, is_known=True, kind=right.kind)


def _name_one(text: str, words: Words, first: int, last: int, vocabulary: Vocabulary) -> Named | None:
    tags = words.tags
    link = next((at for at in range(first, last) if tags[at] in LINKS), last)
    if link == first:
        return None
    head = find_head(words, first, link)
    symbol = tags[head]
    speaker = tags.find("y", first, link)
    if speaker >= 0:
        head, symbol = speaker, "y"
    if symbol == "y":
        return _name_spokesman(text, words, first, head, link, last, vocabulary)
    if symbol == "D" and _is_title(text, words, first, head):
        return Named(first, head + 1, write_name(text, words, first, head + 1), "unknown", is_known=True, kind="organisation")
    if symbol == "D":
        return _name_document(text, words, first, head, link, last, vocabulary)
    is_bare = words.is_capitals and not _has_article(words, first) and tags[first:link].strip("l") == ""
    if symbol not in NOUNS and (is_bare or all(tag in "C'" for tag in tags[first:link])):
        return _name_proper(text, words, first, link, last, vocabulary)
    if symbol not in _OWNERS:
        first = start_without_possessor(text, words, first, head)
    end = _end_of_role(text, words, first, head, link)
    person = " ".join(words.lows[head + 1 : link]) if end < link else ""
    source_class, is_known = class_of(words, first, end, link, last)
    if not is_known and is_country(text, words, first, link):
        return _name_proper(text, words, first, link, last, vocabulary)
    owner = next((at for at in range(head, first - 1, -1) if tags[at] == "G"), None)
    if owner is not None and _stands_for_all(words, owner, head, source_class):
        term = words.terms[owner]
        return Named(first, end, term.name, term.source_class, is_known=True, kind="organisation", person=person)
    member = _member_of(words, head, link, last)
    if member is not None:
        term = words.terms[member]
        return Named(first, member + 1, term.name, term.source_class, is_known=True, kind="organisation", person=person)
    end = end_without_place(words, first, head, link, last) if end == link else end
    kind = "person" if symbol in _PERSONS else "organisation" if symbol in _OWNERS else "other"
    is_rank = source_class == "military" and not any(term.is_strong for term in words.terms[first:last])
    return Named(first, end, write_name(text, words, first, end), source_class, is_known, kind, person=person, is_rank=is_rank)


def _end_of_role(text: str, words: Words, first: int, head: int, link: int) -> int:
    """Where the words for a role or an organisation end and a person's name begins ("commissioner Ann Lee", "suspect Ann Lee")."""
    tags = words.tags
    symbol = tags[head]
    if symbol in _PERSONS or (words.is_capitals and symbol in NOUNS):
        return head + 1
    if symbol in _OWNERS:
        is_title = text[words.starts[head]].isupper() and link - head > 2 and not words.is_capitals
        return head + 1 if is_title else link
    end = link
    while end > first + 1 and tags[end - 1] == "C":
        end -= 1
    return end if tags[end - 1] == "l" else link


def _is_title(text: str, words: Words, first: int, head: int) -> bool:
    """Whether a word for a document is the last of a name ("Kyiv Post")."""
    is_capital = text[words.starts[head]].isupper() and not words.is_capitals
    return is_capital and head > first and words.tags[head - 1] == "C" and "'" not in words.tags[first:head]


def _has_article(words: Words, first: int) -> bool:
    return first > 0 and words.tags[first - 1] in "dHn"


def _stands_for_all(words: Words, owner: int, head: int, source_class: str) -> bool:
    """Whether a named organisation in a phrase is the source: "a White Helmets volunteer", not "the Hamas-run police"."""
    if owner == head:
        return True
    term = words.terms[head]
    if words.tags[head] == "O":
        return False
    return not term.is_strong or term.source_class in (words.terms[owner].source_class, "outlet")


def _member_of(words: Words, head: int, link: int, last: int) -> int | None:
    """The named organisation that a person without a class of his own belongs to ("a member of the White Helmets")."""
    if words.tags[head] not in _PERSONS or words.terms[head].is_strong or link == last or words.tags[link] not in "ofb@":
        return None
    at = next((at for at in range(link + 1, last) if words.tags[at] not in "dH"), None)
    return at if at is not None and words.tags[at] == "G" and at + 1 == last else None


def _name_spokesman(text: str, words: Words, first: int, head: int, link: int, last: int, vocabulary: Vocabulary) -> Named:
    """The organisation that a spokesman speaks for, or the spokesman himself when the words name none."""
    tags = words.tags
    owner_end = head
    while owner_end > first and tags[owner_end - 1] == "'":
        owner_end -= 1
    person = " ".join(words.lows[head + 1 : link])
    if owner_end > first and (tags[owner_end - 1] in "OGCs" or (words.is_capitals and tags[owner_end - 1] == "l")):
        owner = _name_one(text, words, first, owner_end, vocabulary)
        if owner is not None and owner.name is not None:
            return Named(owner.first, owner.last, owner.name, owner.source_class, is_known=True, kind="organisation", person=person)
        if tags[owner_end - 1] == "C":
            name = write_name(text, words, first, owner_end)
            return Named(first, owner_end, name, "unknown", is_known=True, kind="organisation", person=person)
    start = next((at for at in range(link + 1, last) if tags[at] not in "dHofpg@b"), last)
    if owner_end == first and link < last and tags[link] in "of@" and start < last:
        owner = _name_one(text, words, start, last, vocabulary)
        if owner is not None and owner.name is not None:
            return Named(owner.first, owner.last, owner.name, owner.source_class, is_known=True, kind="organisation", person=person)
    source_class, _ = class_of(words, first, link, link, last)
    return Named(first, head + 1, write_name(text, words, first, head + 1), source_class, is_known=True, kind="spokesman", person=person)


def _name_document(text: str, words: Words, first: int, head: int, link: int, last: int, vocabulary: Vocabulary) -> Named:
    """The maker of a statement, report or count; the document itself when the words name none."""
    tags = words.tags
    owner_end = head
    while owner_end > first and tags[owner_end - 1] == "'":
        owner_end -= 1
    candidates = [(first, owner_end)] if owner_end > first and any(tag in "OGsyC" for tag in tags[first:owner_end]) else []
    start = next((at for at in range(link, last) if tags[at] not in "dHofpg@bP"), last)
    if start < last and link < last and tags[link] in "oPbg":
        candidates.append((start, last))
    owners = [owner for begin, end in candidates if (owner := _name_one(text, words, begin, end, vocabulary)) is not None]
    owners = [owner for owner in owners if owner.is_known and owner.name is not None]
    if owners:
        owner = next((owner for owner in owners if owner.source_class != "unknown"), owners[0])
        return Named(owner.first, owner.last, owner.name, owner.source_class, is_known=True, kind="organisation")
    if "C" in tags[first:head]:
        first = head
    return Named(first, head + 1, write_name(text, words, first, head + 1), "unknown", is_known=True, kind="document")


def _name_proper(text: str, words: Words, first: int, link: int, last: int, vocabulary: Vocabulary) -> Named:
    """A name alone: a country, an organisation's name, or a person, who is not named."""
    printed = text[words.starts[first] : words.ends[link - 1]]
    size = link - first
    if is_country(text, words, first, link) or printed.lower() in vocabulary.capitals:
        return Named(first, link, printed, "government", is_known=True, kind="country")
    if printed.startswith("@"):
        return Named(first, link, None, "unknown", is_known=True, kind="name", person=printed.lower())
    if size == 1 and printed.isupper() and len(printed) > 1 and not words.is_capitals:
        return Named(first, link, printed, "unknown", is_known=True, kind="organisation")
    if "'" in words.tags[first:link]:
        return Named(first, link, printed, "unknown", is_known=False, kind="other")
    return Named(first, link, None, "unknown", is_known=True, kind="name", person=printed.lower())


def _with_apposition(text: str, words: Words, named: Named, apposition: tuple[int, int], vocabulary: Vocabulary) -> Named:
    """A name with the words beside it: "Noor Ali, a shopkeeper" is a shopkeeper, "Indepaz, an NGO" stays, with their class."""
    if named.kind != "name" and named.source_class != "unknown":
        return named
    if words.tags[apposition[0]] not in "dHsOyGjlC":
        return named
    other = name_source(text, words, apposition, vocabulary)
    if other is None or not other.is_known or other.name is None:
        return named
    if named.kind != "name":
        return Named(named.first, named.last, named.name, other.source_class, is_known=True, kind=named.kind, person=named.person)
    if words.tags[find_head(words, other.first, other.last)] == "O" and other.kind == "organisation" and named.last - named.first == 1:
        name = text[words.starts[named.first] : words.ends[named.last - 1]]
        return Named(named.first, named.last, name, other.source_class, is_known=True, kind="organisation")
    return Named(other.first, other.last, other.name, other.source_class, is_known=True, kind=other.kind, person=named.person)
