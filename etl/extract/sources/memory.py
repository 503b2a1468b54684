"""The sources that a text names, sentence by sentence, and which of them "it" or "the watchdog" stands for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.extract.sources.mentions import Mention, agrees, go_on, host_of, is_doubtful, make_mention, stand_behind, stand_for
from etl.extract.sources.naming import Named, name_source
from etl.extract.sources.rules import Saying, find_sayings
from etl.extract.sources.vocabulary import Vocabulary
from etl.extract.sources.words import Words, read_words
from etl.extract.symbol_rules import Rule
from etl.model import Sentence, Trace
from etl.records import quick, replace

_REACH = 8
"""Sentences that a word for a source named before may look back over."""
_CLAUSE = frozenset("kxhmrc2e")
_FORCES = frozenset(("police", "military"))
_MARKS = re.compile(r"[;!B]|(?<=,)&|(?<!^)\.(?!$)")
_LABEL_MARKS = (": ", " - ", "\u2013 ")


@quick
@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says of sources: its mentions, and as offsets where its clauses break, where lines run together by a machine
    meet (`walls`: a semicolon without a blank), and where it goes back in time (`background`).
    """

    mentions: tuple[Mention, ...]
    breaks: tuple[int, ...]
    walls: tuple[int, ...]
    background: tuple[int, ...]


@quick
@dataclass(frozen=True, slots=True)
class _Said:
    """A saying with its source as printed, not yet looked up in what went before; `named` is None where the last source goes on."""

    saying: Saying
    named: Named | None
    mention: Mention | None


_Parsed = tuple[Words, tuple[_Said, ...]]
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
        self._readings: dict[int, Reading] = {}
        self._parses: dict[int, _Parsed | None] = {}
        starts = [sentence.start for sentence in sentences]
        self._speaking = {bisect_right(starts, start) - 1 for _, start, _ in vocabulary.cues.find_matches_as_indexes(text)}

    def read(self, position: int) -> Reading:
        """The reading of the sentence at a position of the list."""
        known = self._readings.get(position)
        if known is None:
            parsed = self._parse(position)
            known = self._readings[position] = _NOTHING if parsed is None else self._settle(position, *parsed)
        return known

    def _may_speak(self, position: int) -> bool:
        if position in self._speaking:
            return True
        sentence = self.sentences[position]
        if self.text.find(")", sentence.end - 2, sentence.end) >= 0:
            return True
        return any(self.text.find(mark, sentence.start, sentence.end) >= 0 for mark in _LABEL_MARKS)

    def _parse(self, position: int) -> _Parsed | None:
        if position not in self._parses:
            self._parses[position] = self._parse_sentence(position) if self._may_speak(position) else None
        return self._parses[position]

    def _parse_sentence(self, position: int) -> _Parsed:
        words = read_words(self.text, self.sentences[position], self.vocabulary)
        found: list[_Said] = []
        for saying in find_sayings(words, self.rules, self.trace):
            if saying.source is None:
                found.append(_Said(saying, None, None))
                continue
            apposition = saying.apposition
            if apposition is not None and not _CLAUSE.isdisjoint(words.tags[apposition[0] : apposition[1]]):
                apposition = None
            named = name_source(self.text, words, saying.source, self.vocabulary, apposition=apposition)
            if named is None:
                continue
            mention = make_mention(self.text, words, saying, named)
            if is_doubtful(words, saying, named):
                self._refuse(mention, "nothing shows that these words name a source")
                continue
            found.append(_Said(saying, named, mention))
        return words, tuple(sorted(found, key=lambda said: said.saying.kind == "nested"))

    def _settle(self, position: int, words: Words, said: tuple[_Said, ...]) -> Reading:
        """The mentions of a sentence with what they stand for."""
        mentions: list[Mention] = []
        before: list[_Said] = []
        for one in said:
            if one.named is None or one.mention is None:
                if mentions:
                    mentions.append(go_on(words, one.saying, mentions[-1]))
                continue
            mention = self._look_up(one.mention, one.named, before, position)
            if mention is None:
                self._refuse(one.mention, "no source was named before that this could stand for")
                continue
            before.append(_Said(one.saying, one.named, mention))
            host = host_of(mention, mentions) if one.saying.kind == "nested" else None
            if host is None:
                mentions.append(mention)
            else:
                mentions[host] = stand_behind(mention, mentions[host])
        return Reading(tuple(mentions), *self._marks(words))

    def _marks(self, words: Words) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        breaks: list[int] = []
        walls: list[int] = []
        background: list[int] = []
        for match in _MARKS.finditer(words.tags):
            start, tag = words.starts[match.start()], match.group()
            if tag == ";" and not self.text[start + 1 : start + 2].isspace():
                walls.append(start)
            (background if tag == "B" else breaks).append(start)
        return tuple(breaks), tuple(walls), tuple(background)

    def _look_up(self, mention: Mention, named: Named, before: list[_Said], position: int, *, deep: bool = True) -> Mention | None:
        """The mention with the name and class of the source that it stands for; itself where it can stand alone.

        What it stands for may itself stand for another ("he" for "a spokesman" for the army), one step and no further, so that the cost
        is bounded.
        """
        if named.is_rank:
            known = next((other for other in self._earlier(before, position, deep=False) if other.source_class in _FORCES), None)
            return mention if known is None else replace(mention, source_class=known.source_class)
        if named.kind == "name":
            surname = named.person.rpartition(" ")[2]
            known = next((other for other in self._earlier(before, position, deep=deep) if _is_person(other, surname)), None)
            return mention if known is None else stand_for(mention, known)
        if not named.reference:
            return mention
        classes, number = self.vocabulary.references.get(named.reference, (frozenset(), ""))
        known = next((other for other in self._earlier(before, position, deep=deep) if agrees(other, named, classes, number)), None)
        if known is not None:
            return stand_for(mention, known)
        return None if named.kind == "pronoun" else mention

    def _earlier(self, before: list[_Said], position: int, *, deep: bool) -> Iterator[Mention]:
        """The sources named before, the nearest first; words that stand for others only where `deep`, and then looked up."""
        for one in reversed(before):
            if one.mention is not None and one.named is not None and one.named.kind != "pronoun":
                yield one.mention
        for earlier in range(position - 1, max(-1, position - 1 - _REACH), -1):
            parsed = self._parse(earlier)
            for one in reversed(parsed[1]) if parsed is not None else ():
                if one.mention is None or one.named is None or one.named.kind == "pronoun":
                    continue
                if not one.named.reference and one.named.kind != "name":
                    yield one.mention
                elif deep:
                    known = self._look_up(one.mention, one.named, [], earlier, deep=False)
                    if known is not None:
                        yield known

    def _refuse(self, mention: Mention, reason: str) -> None:
        if self.trace is not None:
            self.trace.refused("attribution", mention.start, mention.end, mention.rule, reason)


def _is_person(other: Mention, surname: str) -> bool:
    return other.name is not None and surname in other.person.split()
