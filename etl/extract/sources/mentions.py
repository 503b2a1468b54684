"""One mention of a source: what is known of it, when it is too doubtful to be one, and what it takes over from a source named before."""

from __future__ import annotations

from dataclasses import dataclass

from etl.extract.sources.naming import Named
from etl.extract.sources.rules import Saying
from etl.extract.sources.words import Words
from etl.records import quick, replace

_LEAD = 160
"""Characters at the head of a text within which an agency's name is that of the outlet itself."""
_MEDIA = frozenset(("wire_agency", "outlet", "state_media"))
_LABELS = frozenset(("headed", "tailed", "bracketed"))
_KNOWN_ONLY = frozenset(("counted", "apposed", "apposed_after", "cited"))
_ORGANISED = frozenset(("organisation", "document", "spokesman", "country"))


@quick
@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody who says something: offsets of the source's words and of the whole phrase, with name, class, stance and hops."""

    rule: str
    kind: str
    start: int
    end: int
    phrase_start: int
    phrase_end: int
    name: str | None
    source_class: str
    stance: str
    n_hops: int
    noun_kind: str
    person: str
    words: frozenset[str]
    is_person: bool
    is_lasting: bool


def make_mention(text: str, words: Words, saying: Saying, named: Named) -> Mention:
    """The mention that a saying and the name of its source give."""
    cue_first, cue_last = saying.cue
    first, last = saying.source or saying.cue
    return Mention(
        rule=saying.rule,
        kind="both" if saying.kind == "nested" else saying.kind,
        start=words.starts[named.first],
        end=words.ends[named.last - 1],
        phrase_start=min(words.starts[first], words.starts[cue_first]),
        phrase_end=max(words.ends[last - 1], words.ends[cue_last - 1]),
        name=named.name,
        source_class=named.source_class,
        stance=words.terms[cue_first].stance or "said",
        n_hops=1 + int(_is_passed_on(text, words, saying)),
        noun_kind=named.kind,
        person=named.person,
        words=frozenset(words.lows[first:last]),
        is_person=named.kind == "name" or any(tag in "sy" for tag in words.tags[first:last]),
        is_lasting=named.kind != "document" and not (saying.first and words.tags[saying.first - 1] == "r"),
    )


def _is_passed_on(text: str, words: Words, saying: Saying) -> bool:
    """Whether somebody stands between: an outlet that quotes the source, or one that was told and is not the text's own agency."""
    if saying.between is None or words.tags[saying.cue[0]] == "V":
        return False
    if words.tags[saying.cue[0]] != "T":
        return True
    first, last = saying.between
    if not any(term.source_class in _MEDIA and term.symbol in "GO" for term in words.terms[first:last]):
        return False
    printed = text[words.starts[first] : words.ends[last - 1]].lower()
    return printed not in text[: min(_LEAD, words.starts[saying.first])].lower()


def is_doubtful(words: Words, saying: Saying, named: Named) -> bool:
    """Whether the words are too little known as a source for the verb or rule that makes them one."""
    needs = words.terms[saying.cue[0]].needs
    if saying.rule in _LABELS:
        is_heading = named.last - named.first == 1 and words.tags[named.first] == "O" and named.source_class == "outlet"
        return named.kind in ("name", "country", "document") or named.source_class == "unknown" or is_heading
    if named.kind == "name":
        return needs == "noun" or (saying.rule in _KNOWN_ONLY and saying.apposition is None)
    if named.is_known:
        return False
    before = words.tags[named.first - 1] if named.first else ""
    return bool(needs) or saying.rule in _KNOWN_ONLY or before in ("r", "k", "S", "c")


def host_of(mention: Mention, mentions: list[Mention]) -> int | None:
    """The mention that a source cited stands behind: the last that begins before it, else the next ("Citing doctors, the agency said")."""
    before = [at for at, other in enumerate(mentions) if other.phrase_start < mention.start]
    return before[-1] if before else 0 if mentions else None


def stand_behind(mention: Mention, host: Mention) -> Mention:
    """A source cited by another, in whose place it stands."""
    return replace(
        mention,
        kind=host.kind,
        phrase_start=host.phrase_start,
        phrase_end=max(host.phrase_end, mention.phrase_end),
        n_hops=host.n_hops + 1,
    )


def go_on(words: Words, saying: Saying, before: Mention) -> Mention:
    """A source that goes on speaking ("... and said"), at the new words of saying."""
    return replace(
        before,
        rule=saying.rule,
        kind="before",
        phrase_start=words.starts[saying.cue[0]],
        phrase_end=words.ends[saying.cue[1] - 1],
        stance=words.terms[saying.cue[0]].stance or before.stance,
    )


def stand_for(mention: Mention, known: Mention) -> Mention:
    """A word for a source named before, with that source's name and class."""
    return replace(
        mention,
        name=known.name,
        source_class=known.source_class,
        noun_kind=known.noun_kind,
        person=known.person or mention.person,
        n_hops=max(mention.n_hops, known.n_hops),
        is_person=mention.is_person or known.is_person,
    )


def agrees(other: Mention, named: Named, classes: frozenset[str], number: str) -> bool:
    """Whether a word of `attribution_refer.tsv` can stand for a source: by class, by the noun itself ("same"), by person or thing."""
    if "same" in classes:
        if named.kind == "spokesman":
            return other.noun_kind == "organisation"
        return any(word == named.reference or word.endswith(" " + named.reference) for word in other.words)
    if number == "person" and not other.is_person:
        return False
    if number in ("organisation", "document") and other.noun_kind not in _ORGANISED:
        return False
    return "any" in classes or other.source_class in classes or (other.source_class == "unknown" and other.noun_kind == "organisation")
