"""The sources that a text names, sentence by sentence, and which of them "it" or "the watchdog" stands for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.extract.sources.naming import Named, name_source
from etl.extract.sources.rules import Rule, Saying, find_sayings
from etl.extract.sources.vocabulary import Vocabulary
from etl.extract.sources.words import Words, read_words
from etl.model import Sentence, Trace

_REACH = 8
"""Sentences that a word for a source named before may look back over."""
_LEAD = 160
_MEDIA = frozenset(("wire_agency", "outlet", "state_media"))
_LABELS = frozenset(("headed", "tailed"))
_KNOWN_ONLY = frozenset(("counted", "apposed"))
_ORGANISED = frozenset(("organisation", "document", "spokesman", "country"))
_MARKS = frozenset(":-")


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
    is_reference: bool
    is_lasting: bool
    sentence: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says of sources: its mentions, and as offsets where its clauses break, where lines run together by a machine
    meet (`walls`: a semicolon without a blank), and where it goes back in time (`background`).
    """

    mentions: tuple[Mention, ...]
    breaks: tuple[int, ...]
    walls: tuple[int, ...]
    background: tuple[int, ...]


_NOTHING = Reading((), (), (), ())


class SourceReader:
    """Reads sentences when they are asked for, once each; only those that hold a word of saying cost anything."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], vocabulary: Vocabulary, rules: tuple[Rule, ...], trace: Trace | None
    ) -> None:
        self.text = text
        self.sentences = sentences
        self.vocabulary = vocabulary
        self.rules = rules
        self.trace = trace
        self._read: dict[int, Reading] = {}
        starts = [sentence.start for sentence in sentences]
        self._speaking = {bisect_right(starts, start) - 1 for _, start, _ in vocabulary.cues.find_matches_as_indexes(text)}

    def read(self, position: int) -> Reading:
        """The reading of the sentence at a position of the list."""
        known = self._read.get(position)
        if known is None:
            known = self._read[position] = self._read_sentence(position) if self._may_speak(position) else _NOTHING
        return known

    def _may_speak(self, position: int) -> bool:
        if position in self._speaking:
            return True
        sentence = self.sentences[position]
        return any(self.text.find(mark, sentence.start, sentence.end) >= 0 for mark in _MARKS)

    def _read_sentence(self, position: int) -> Reading:
        words = read_words(self.text, self.sentences[position], self.vocabulary)
        mentions: list[Mention] = []
        sayings = find_sayings(words, self.rules, self.trace)
        for saying in sorted(sayings, key=lambda saying: saying.kind == "nested"):
            self._take(words, saying, mentions, position)
        tags = words.tags
        breaks = [
            words.starts[at]
            for at, tag in enumerate(tags)
            if tag == ";" or tag == "!" or (tag == "&" and at and tags[at - 1] == ",") or (tag == "." and 0 < at < len(tags) - 1)
        ]
        background = [words.starts[at] for at, tag in enumerate(tags) if tag == "B"]
        walls = [
            start for start, tag in zip(words.starts, tags, strict=True) if tag == ";" and not self.text[start + 1 : start + 2].isspace()
        ]
        return Reading(tuple(mentions), tuple(breaks), tuple(walls), tuple(background))

    def _take(self, words: Words, saying: Saying, mentions: list[Mention], position: int) -> None:
        if saying.source is None:
            if mentions:
                mentions.append(self._go_on(words, saying, mentions[-1]))
            return
        named = name_source(self.text, words, saying.source, self.vocabulary, apposition=saying.apposition)
        if named is None:
            return
        mention = self._make(words, saying, named, position)
        term = words.terms[saying.cue[0]]
        if self._is_doubtful(words, saying, named, term.needs):
            self._refuse(mention, "nothing shows that these words name a source")
            return
        if named.reference or named.kind == "name":
            resolved = self._resolve(mention, named, mentions, position)
            if resolved is None:
                self._refuse(mention, "no source was named before that this could stand for")
                return
            mention = resolved
        host = _host(mention, mentions) if saying.kind == "nested" else None
        if host is not None:
            mentions[host] = _behind(mention, mentions[host])
            return
        mentions.append(mention)

    def _is_doubtful(self, words: Words, saying: Saying, named: Named, needs: str) -> bool:
        """Whether the words are too little known as a source for the verb or rule that makes them one."""
        if saying.rule in _LABELS:
            return named.kind in ("name", "country", "document") or named.source_class == "unknown"
        if named.kind == "name":
            return needs == "noun" or (saying.rule in _KNOWN_ONLY and saying.apposition is None)
        if named.is_known:
            return False
        first = named.first
        is_bare = not first or words.tags[first - 1] not in "dHn"
        return bool(needs) or saying.rule in _KNOWN_ONLY or (is_bare and first > 0 and words.tags[first - 1] in "rkS")

    def _make(self, words: Words, saying: Saying, named: Named, position: int) -> Mention:
        cue_first, cue_last = saying.cue
        first, last = saying.source or saying.cue
        hops = 1
        if saying.between is not None:
            between = words.terms[saying.between[0] : saying.between[1]]
            media = next((term for term in between if term.source_class in _MEDIA and term.symbol in "GO"), None)
            printed = self.text[words.starts[saying.between[0]] : words.ends[saying.between[1] - 1]]
            is_told = words.tags[cue_first] == "T"
            hops += int(
                not is_told or (media is not None and printed.lower() not in self.text[: min(_LEAD, words.starts[saying.first])].lower())
            )
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
            n_hops=hops,
            noun_kind=named.kind,
            person=named.person,
            words=frozenset(words.lows[first:last]),
            is_person=named.kind == "name" or any(tag in "sy" for tag in words.tags[first:last]),
            is_reference=False,
            is_lasting=named.kind != "document" and not (saying.first and words.tags[saying.first - 1] == "r"),
            sentence=position,
        )

    def _go_on(self, words: Words, saying: Saying, before: Mention) -> Mention:
        return replace(
            before,
            rule=saying.rule,
            kind="before",
            phrase_start=words.starts[saying.cue[0]],
            phrase_end=words.ends[saying.cue[1] - 1],
            stance=words.terms[saying.cue[0]].stance or before.stance,
            is_reference=True,
        )

    def _refuse(self, mention: Mention, reason: str) -> None:
        if self.trace is not None:
            self.trace.refused("attribution", mention.start, mention.end, mention.rule, reason)

    def _resolve(self, mention: Mention, named: Named, mentions: list[Mention], position: int) -> Mention | None:
        """The mention with the name and class of the source that it stands for; itself where it can stand alone."""
        before = self._before(mentions, position)
        if named.kind == "name":
            surname = named.person.rpartition(" ")[2]
            known = next((other for other in before if surname in other.person.split()), None)
            if known is not None:
                return _standing_for(mention, known)
            return mention
        classes, number = self.vocabulary.references[named.reference]
        known = next((other for other in before if _agrees(other, named, classes, number)), None)
        if known is not None:
            return _standing_for(mention, known)
        return None if named.kind == "pronoun" else mention

    def _before(self, mentions: list[Mention], position: int) -> list[Mention]:
        found = [mention for mention in reversed(mentions) if not mention.is_reference]
        for earlier in range(position - 1, max(-1, position - 1 - _REACH), -1):
            found.extend(mention for mention in reversed(self.read(earlier).mentions) if not mention.is_reference)
        return found


def _host(mention: Mention, mentions: list[Mention]) -> int | None:
    """The mention that a source cited stands behind: the last that begins before it."""
    before = [at for at, other in enumerate(mentions) if other.phrase_start < mention.start]
    return before[-1] if before else None


def _behind(mention: Mention, host: Mention) -> Mention:
    return replace(
        mention,
        kind=host.kind,
        phrase_start=host.phrase_start,
        phrase_end=max(host.phrase_end, mention.phrase_end),
        n_hops=host.n_hops + 1,
    )


def _standing_for(mention: Mention, known: Mention) -> Mention:
    return replace(
        mention,
        name=known.name,
        source_class=known.source_class,
        noun_kind=known.noun_kind,
        person=known.person,
        n_hops=max(mention.n_hops, known.n_hops),
        is_reference=True,
    )


def _agrees(other: Mention, named: Named, classes: frozenset[str], number: str) -> bool:
    if "same" in classes:
        if named.kind == "spokesman":
            return other.noun_kind == "organisation"
        return named.reference in other.words
    if number == "person" and not other.is_person:
        return False
    if number in ("organisation", "document") and other.noun_kind not in _ORGANISED:
        return False
    return "any" in classes or other.source_class in classes or (other.source_class == "unknown" and other.noun_kind == "organisation")
