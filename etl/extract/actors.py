"""Who the two sides of a happening are: who does it, and the other side or those it strikes. Groups and nouns, never a person's name.

Sides are read from the sentences of a happening, its first one first: who stands before an active event word or after "by", whom the word
strikes, and the two after "between". Who claims a deed, or is blamed for it, fills a first side that no sentence names; the victims fill
the second. Kinds of actors are ACLED's (Codebook, 2023; codes in `schemas/codelists/actor_type.csv`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.event_context import Reading, read_sentence
from etl.extract.event_lean import Lean
from etl.extract.event_lexicon import EventLexicon, Hit, load_event_lexicon, make_plain, scan
from etl.extract.event_sides import find_agent, find_target, is_people
from etl.extract.responsibility import find_claims_of_responsibility
from etl.model import Actors, Figure, Sentence, Trace

_MOST_SENTENCES = 3
_NO_LEAN = Lean("", frozenset())
_SIDES_OF = {
    "state_forces": "state_forces",
    "police": "state_forces",
    "pro_government_militia": "political_militia",
    "armed_group": "rebel_group",
    "foreign_fighter": "external_other",
    "peacekeeper": "external_other",
}
_CIVIL = frozenset({"civilian", "health_worker", "aid_worker", "journalist", "public_official"})
_CALM = frozenset({"civilians"})
_OF_CROWDS = frozenset({"protest", "riot"})


@dataclass(frozen=True, slots=True)
class _Side:
    """One side as printed or by its group's name, and its kind."""

    name: str
    kind: str


def find_actors(
    text: str,
    sentences: Sequence[Sentence],
    *,
    around: Sequence[Sentence] = (),
    language: str,
    event_type: str,
    iso3: str | None = None,
    victims: Sequence[Figure] = (),
    trace: Trace | None = None,
) -> Actors:
    """The sides of the happening that `sentences` tell of, in the order in which they tell of it; None where the words name none.

    `around` are the sentences in which somebody may claim the deed or be blamed for it. `iso3` is the country of the happening: an
    abbreviation that stands for a group of another country is none here.
    """
    lexicon = load_event_lexicon(language)
    first: _Side | None = None
    second: _Side | None = None
    for sentence in sentences[:_MOST_SENTENCES]:
        words = text[sentence.start : sentence.end]
        doer, struck = _sides_in(words, _read(words, sentence, lexicon, iso3), event_type)
        first, second = first or doer, second or struck
        if first is not None and second is not None:
            break
    first = first or _responsible(text, around or sentences, lexicon, language)
    second = second or _from_victims(victims, first)
    if first is not None and second is not None and first.name.lower() == second.name.lower():
        second = None
    if trace is not None and (first or second) and sentences:
        names = " against ".join(side.name for side in (first, second) if side is not None)
        trace.fired("actors", sentences[0].start, sentences[0].end, "sides", names)
    return Actors(
        first.name if first else None, first.kind if first else None, second.name if second else None, second.kind if second else None
    )


def _read(words: str, sentence: Sentence, lexicon: EventLexicon, iso3: str | None) -> Reading:
    """A sentence with its words of the tables; offsets are of the sentence's own text."""
    plain = make_plain(words)
    whole = Sentence(sentence.index, 0, len(words), sentence.paragraph)
    hits = [hit for hit in scan(words, plain, lexicon) if not _is_foreign(hit, iso3) and not _names_nobody(plain, hit, lexicon)]
    return read_sentence(plain, whole, hits, lexicon, _NO_LEAN)


def _is_foreign(hit: Hit, iso3: str | None) -> bool:
    """Whether an abbreviation means a group of another country than the one told of ("SNA", "ANA")."""
    return hit.entry.is_acronym and None not in (iso3, hit.entry.iso3) and hit.entry.iso3 != iso3


def _names_nobody(plain: str, hit: Hit, lexicon: EventLexicon) -> bool:
    """Whether words for people name no side: anybody ("people"), or a phrase that asks for more words ("supporters of")."""
    if not is_people(hit) or hit.entry.name is not None:
        return False
    printed = plain[hit.start + 1 : hit.end + 1]
    return printed in lexicon.words["anybody"] or printed.rsplit(" ", 1)[-1] in lexicon.words["open_end"]


def _sides_in(words: str, reading: Reading, event_type: str) -> tuple[_Side | None, _Side | None]:
    """The doer and the struck of the event words of a sentence; the pair after "between" where there is one."""
    pair = _pair(words, reading)
    if pair is not None:
        return pair
    first: _Side | None = None
    second: _Side | None = None
    for number, hit in enumerate(reading.hits):
        if not hit.entry.kinds:
            continue
        agent, target = find_agent(reading, number), find_target(reading, number)
        if agent is not None and not reading.is_source(agent) and _can_act(agent, event_type):
            first = first or _side(words, agent)
        if target is not None and target is not agent and is_people(target) and not reading.is_source(target):
            second = second or _side(words, target)
    return first, second


def _can_act(agent: Hit, event_type: str) -> bool:
    """Whether people can be the doer: not civilians, but where a crowd is what it is about."""
    if agent.entry.actor_type not in _CALM:
        return True
    return event_type in _OF_CROWDS and not agent.entry.classes.isdisjoint(("locals", "crowd"))


def _pair(words: str, reading: Reading) -> tuple[_Side, _Side] | None:
    """The two after "between": "clashes between the army and rebels"."""
    at = reading.plain.find(" between ")
    if at < 0:
        return None
    people = [hit for hit in reading.hits if is_people(hit) and hit.start >= at]
    if len(people) < 2 or " and " not in reading.between(people[0].end, people[1].start):
        return None
    if people[0].start - at > 60 or not any(hit.entry.kinds for hit in reading.hits):
        return None
    return _side(words, people[0]), _side(words, people[1])


def _side(words: str, hit: Hit) -> _Side:
    """A side by its group's name, else as printed on one line."""
    return _Side(hit.entry.name or " ".join(words[hit.start : hit.end].split()), hit.entry.actor_type or "unknown")


def _responsible(text: str, sentences: Sequence[Sentence], lexicon: EventLexicon, language: str) -> _Side | None:
    """Who claims the deed, else who is blamed for it."""
    found = find_claims_of_responsibility(text, sentences, language)
    for wanted in ("claimed", "blamed"):
        for item in found:
            if item.kind != wanted:
                continue
            plain = make_plain(item.group)
            hits = [hit for hit in scan(item.group, plain, lexicon) if is_people(hit)]
            if hits:
                entry = hits[0].entry
                return _Side(entry.name or item.group, entry.actor_type or "unknown")
    return None


def _from_victims(victims: Sequence[Figure], first: _Side | None) -> _Side | None:
    """The victims as the other side: those of an armed side that is not the doer's own, else civilians."""
    civil: _Side | None = None
    for victim in victims:
        if victim.victim_category in _CIVIL and civil is None:
            civil = _Side(victim.victim_text or "civilians", "civilians")
        kind = _SIDES_OF.get(victim.victim_category)
        if kind is not None and victim.victim_text is not None and (first is None or first.kind != kind):
            return _Side(victim.victim_text, kind)
    return civil
