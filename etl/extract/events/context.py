"""An event word in its sentence: the words around it, and whether it is told as something that took place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.events.lean import Lean
from etl.extract.events.lexicon import EventLexicon, Hit, Kind
from etl.model import Sentence
from etl.records import quick

_CROWD_TYPES = frozenset({"protest", "riot"})
_REACH_CAUSE = 8
_MARKS = ".,;:!?"
_REACH_NOUN, _REACH_VERB, _REACH_MEANS = 5, 4, 6


@quick
@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence with the words of the tables in it; `places` are the offsets where places of the text begin."""

    plain: str
    sentence: Sentence
    hits: Sequence[Hit]
    words: dict[str, frozenset[str]]
    tokens: frozenset[str]
    places: frozenset[int] = frozenset()

    def before(self, number: int, most: int) -> list[str]:
        """Up to `most` words before a hit, the nearest first, none from before a mark of punctuation."""
        start = max(self.sentence.start, self.hits[number].start - 14 * most)
        found: list[str] = []
        for word in reversed(self.plain[start + 1 : self.hits[number].start + 1].split()[-most:]):
            if word[-1] in _MARKS and len(word) > 1 and not word[:-1].endswith("."):
                break
            found.append(word)
        return found

    def after(self, number: int, most: int, *, until: int | None = None) -> list[str]:
        """Up to `most` words after a hit, up to a mark of punctuation or the offset `until`."""
        end = min(self.sentence.end if until is None else until, self.hits[number].end + 14 * most)
        found: list[str] = []
        for word in self.plain[self.hits[number].end + 1 : end + 1].split()[:most]:
            if word[0] in _MARKS:
                break
            found.append(word.rstrip(_MARKS))
            if word[-1] in _MARKS:
                break
        return found

    def sentence_words(self) -> set[str]:
        """The words of the sentence without their marks."""
        return {word.strip(_MARKS) for word in self.plain[self.sentence.start + 1 : self.sentence.end + 1].split()}

    def between(self, first: int, second: int) -> str:
        """The plain text between two offsets, with a blank at each end."""
        return f" {self.plain[first + 1 : second + 1].strip()} "

    def is_occurrence(self, number: int, kind: Kind) -> tuple[bool, str]:
        """Whether the text tells a mention as something that took place; if not, as what it is told."""
        is_verb = kind.tells == "verb"
        before = self.before(number, _REACH_VERB if is_verb else _REACH_NOUN)
        words = self.words
        if self._is_intended(number, before, is_verb=is_verb):
            return False, "intended (infinitive)"
        if not is_verb and before[:1] and before[0] in words["pronoun"]:
            return False, f"going on at large (a verb after '{before[0]}')"
        for place, word in enumerate(before):
            if word in words["irrealis"] and not self._is_month(before, place):
                return False, f"not having taken place ('{word}')"
            if word in words["clause_start"]:
                break
            if word in words["general"]:
                return False, f"a habit or a charge ('{word}')"
        names_deed = not is_verb or not words["definite"].isdisjoint(before[:1]) or before[:1] == ["of"]  # "the jailed editor"
        if names_deed and kind.event_type not in _CROWD_TYPES and self._is_cause_of_protest(number):
            return False, "the cause or aim of a protest"
        if self.plain.find(" if ", self.sentence.start, self.hits[number].start + 1) >= 0:
            return False, "a condition"
        if not is_verb:
            coming = next((word for word in self.after(number, 4) if word in words["future_after"]), None)
            if coming is not None:
                return False, f"still to come ('{coming}')"
        return True, ""

    def _is_cause_of_protest(self, number: int) -> bool:
        """Whether people protest over a deed or demand one ("over the killing of", "demanding the arrest of", "after the arrest of")."""
        words, before = self.words, self.before(number, _REACH_CAUSE)
        is_cause = not words["protest_cause"].isdisjoint(before) or not words["protest_after"].isdisjoint(before[:2])
        return is_cause and any(kind.event_type in _CROWD_TYPES for hit in self.hits[:number] for kind in hit.entry.kinds)

    def _is_month(self, before: Sequence[str], place: int) -> bool:
        """Whether a word that also names a month does so here: a number beside it, or a preposition of time before it ("in May a bomb")."""
        if before[place] not in self.words["month_word"]:
            return False
        following, preceding = before[place - 1 : place] if place else [], before[place + 1 : place + 2]
        return any(word[0].isdigit() for word in (*following, *preceding)) or any(word in self.words["month_before"] for word in preceding)

    def text(self, number: int) -> str:
        """The plain words of a hit."""
        return self.plain[self.hits[number].start + 1 : self.hits[number].end + 1]

    def is_stored(self) -> bool:
        """Whether the sentence speaks of weapons found, made or dealt in, and of none that went off."""
        words = self.sentence_words()
        return not words.isdisjoint(self.words["found"]) and words.isdisjoint(self.words["went_off"])

    def _is_intended(self, number: int, before: Sequence[str], *, is_verb: bool) -> bool:
        """Whether "to" makes it a purpose: right before a verb, or before a light verb of a noun ("to launch attacks")."""
        if is_verb or self.text(number) in self.words["base_verb"]:
            is_done = before[1:2] and before[1] in self.words["infinitive_done"]
            return before[:1] == ["to"] and not is_done and self.words["by_means"].isdisjoint(self.before(number, _REACH_MEANS))
        return any(
            word in self.words["light_verb"] and before[place + 1 : place + 2] == ["to"] and before[place + 2 : place + 3] != ["began"]
            for place, word in enumerate(before)
        )

    def is_definite(self, number: int) -> bool:
        """Whether a definite article, a possessive or the like stands before a noun, with nothing but its adjectives between."""
        words = self.words
        for word in self.before(number, 4):
            if word in words["definite"] or word == "s":
                return True
            if word in words["phrase_start"] or word in words["said"] or word in words["clause_start"] or word.endswith("ed"):
                return False
        return False

    def is_retold(self, number: int, kind: Kind) -> bool:
        """Whether a noun is only spoken about: who claims it, condemns it, inquires into it, what came before or after it."""
        if kind.tells != "noun":
            return False
        before = self.before(number, 5)
        return any(word in self.words["retold"] for word in before)

    def is_source(self, hit: Hit) -> bool:
        """Whether people are named as those who say so ("police said", "an army spokesman")."""
        if hit.entry.actor_type is None:
            return False
        said = self.words["said"]
        following = self.plain[hit.end + 1 : min(self.sentence.end + 1, hit.end + 40)].split()[:2]
        if any(word.strip(_MARKS) in said for word in following):
            return True
        before = self.plain[max(self.sentence.start, hit.start - 24) + 1 : hit.start + 1]
        return "according to" in before or before.rstrip().endswith((" told", " said"))


def read_sentence(
    plain: str, sentence: Sentence, hits: Sequence[Hit], lexicon: EventLexicon, lean: Lean, places: frozenset[int] = frozenset()
) -> Reading:
    """A sentence ready to be asked about its event words."""
    return Reading(plain, sentence, hits, lexicon.words, lean.tokens, places)
