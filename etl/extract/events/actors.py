"""Who the two sides of a happening are: who does it, and the other side or those it strikes. Groups and nouns, never a person's name.

Sides are read from the sentences of a happening, its first one first: who stands before an active event word or after "by", whom the word
strikes, and the two after "between". Who claims a deed, or is blamed for it, fills a first side that no sentence names; the victims fill
the second. Kinds of actors are ACLED's (Codebook, 2023; codes in `schemas/codelists/actor_type.csv`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.events.context import Reading, read_sentence
from etl.extract.events.lean import Lean
from etl.extract.events.lexicon import EventLexicon, Hit, Kind, load_event_lexicon, make_plain, scan
from etl.extract.events.responsibility import Responsibility
from etl.extract.events.sides import find_agent, find_target, has_needs, is_doer, is_people, is_suffered
from etl.gazetteer.countries import country_iso3
from etl.model import Actors, Figure, Sentence, Trace
from etl.records import quick

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
_CIVIL = frozenset({"civilian", "health_worker", "aid_worker", "journalist", "public_official", "private_security"})
_CALM = frozenset({"civilians"})
_REACH = 90
_REMOTE = "explosion_remote_violence"
_OF_STATES = frozenset({"air_strike", "drone_strike", "heavy_weapons"})
_OF_ARMS = frozenset({_REMOTE, "battle", "violence_against_civilians"})
_OF_DOERS = frozenset({_REMOTE, "violence_against_civilians"})
"""Kinds of deed for which others than the doers are arrested afterwards; in a battle those who arrest may have fought."""
_LONGEST_STATE = 3
_TRACES = frozenset({"killing_place"})
_AFTERMATH = _TRACES | {"arrests"}
"""What is found or done after a deed, by others than its doers."""
_MUTUAL = frozenset({"clash", "fighting"})
_TURN = frozenset({"civilians", "political_militia", "protesters"})
_OF_CROWDS = frozenset({"protest", "riot"})


@quick
@dataclass(frozen=True, slots=True)
class _Side:
    """One side as printed or by its group's name, and its kind."""

    name: str
    kind: str
    is_anybody: bool = False


Sides = tuple[_Side | None, _Side | None]


def find_actors(
    text: str,
    sentences: Sequence[Sentence],
    *,
    claims: Sequence[Responsibility] = (),
    language: str,
    event_type: str,
    iso3: str | None = None,
    victims: Sequence[Figure] = (),
    trace: Trace | None = None,
) -> Actors:
    """The sides of the happening that `sentences` tell of, in the order in which they tell of it; None where the words name none.

    `claims` tell who claims the deed or is blamed for it (`find_claims_of_responsibility`). `iso3` is the country of the happening: an
    abbreviation that stands for a group of another country is none here.
    """
    lexicon = load_event_lexicon(language)
    first: _Side | None = None
    second: _Side | None = None
    for sentence in sentences[:_MOST_SENTENCES]:
        words = text[sentence.start : sentence.end]
        doer, struck = _sides_in(words, _read(words, sentence, lexicon, iso3), event_type, lexicon, iso3)
        if struck is not None and struck.is_anybody and sentence is not sentences[0]:
            # who is struck after the others is who did it: "The attacker was killed by police"
            doer, struck = struck if first is None else doer, None
        first, second = first or doer, second or struck
        if first is not None and second is not None:
            break
    if first is None or first.is_anybody:
        responsible = _responsible(_not_of(claims, victims, event_type), lexicon, only_claimed=first is not None)
        first, second = responsible or first, None if responsible == second else second
    if second is not None and second.is_anybody and event_type == _REMOTE:
        second = None
    if event_type in _OF_ARMS - {"violence_against_civilians"}:
        victims = [figure for figure in victims if figure.outcome != "detained"]
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


def _sides_in(words: str, reading: Reading, event_type: str, lexicon: EventLexicon, iso3: str | None) -> Sides:
    """The doer and the struck of the event words of a sentence; the two who fight each other where it tells of such."""
    pair = _pair(reading)
    if pair is not None:
        one, other = (_as_crowd(_side(words, side, iso3), event_type) for side in pair)
        return one, other
    first: _Side | None = None
    second: _Side | None = None
    for number, hit in enumerate(reading.hits):
        if first is not None and second is not None:
            break
        kinds = hit.entry.kinds
        told = [kind for kind in kinds if kind.tells not in ("means", "weak")]
        told = [kind for kind in told if kind.rule not in (_AFTERMATH if event_type in _OF_DOERS else _TRACES)]
        if not told:
            continue
        agent, target = find_agent(reading, number), find_target(reading, number)
        if agent is not None and agent.end <= hit.start and is_suffered(reading, number):
            agent, target = None, agent
        if not any(_is_needed(reading, kind, number) for kind in told):
            agent = None
        inner = _inside(words, hit, lexicon)
        if inner is not None and inner[0] == "agent":
            first = first or _side(words, inner[1], iso3)
        elif agent is not None and is_doer(reading, agent, number) and _can_act(agent, event_type):
            first = first or _as_crowd(_side(words, agent, iso3), event_type)
        elif agent is None and first is None and any(kind.tells == "verb" for kind in kinds):
            first = _state(words[: hit.start], iso3, lexicon) if event_type in _OF_ARMS else None
        if inner is not None and inner[0] == "target":
            second = second or _side(words, inner[1], iso3)
        elif target is not None and target is not agent and is_people(target) and not reading.is_source(target):
            second = second or _side(words, target, iso3)
    return first or _by_adjective(words, reading, lexicon, iso3), second


def _is_needed(reading: Reading, kind: Kind, number: int) -> bool:
    """Whether an event word has beside it what it needs; what the text must speak of is not asked here."""
    return "doc:" in kind.needs or has_needs(reading, kind, number)


def _inside(words: str, hit: Hit, lexicon: EventLexicon) -> tuple[str, Hit] | None:
    """The people at the end of a phrase of the table: its doer after "by" ("killed by gunmen"), else those it strikes."""
    printed = make_plain(words[hit.start : hit.end])[1:]
    last = printed.rsplit(" ", 1)[-1]
    entry = lexicon.entries.get(last) if last != printed and hit.entry.actor_type is None else None
    if entry is None or entry.actor_type is None:
        return None
    return "agent" if " by " in printed else "target", Hit(hit.end - len(last), hit.end, entry)


def _by_adjective(words: str, reading: Reading, lexicon: EventLexicon, iso3: str | None) -> _Side | None:
    """Whose arms they are, by the nationality right before them ("Russian missiles", "Israeli strikes")."""
    before: Hit | None = None
    for hit in reading.hits:
        if any(kind.event_type == _REMOTE and kind.method in _OF_STATES for kind in hit.entry.kinds):
            if before is not None and before.entry.is_nationality and hit.start - before.end <= 1:
                return _nation(words[before.start : before.end], before.entry.iso3, iso3)
            first = words[hit.start : hit.end].split(" ", 1)[0]
            entry = lexicon.entries.get(make_plain(first)[1:])
            if entry is not None and entry.is_nationality:
                return _nation(first, entry.iso3, iso3)
        before = hit
    return None


def _nation(printed: str, nation: str | None, iso3: str | None) -> _Side:
    return _Side(printed, "external_other" if nation and iso3 and nation != iso3 else "state_forces")


def _as_crowd(side: _Side, event_type: str) -> _Side:
    """People of a trade, a place or a party who protest are protesters, and who riot rioters."""
    if side.kind not in _TURN or side.is_anybody or event_type not in _OF_CROWDS:
        return side
    return _Side(side.name, "rioters" if event_type == "riot" else "protesters")


def _state(before: str, iso3: str | None, lexicon: EventLexicon) -> _Side | None:
    """A state by its name right before a verb ("Israel bombed a house"), not where it says where ("a blast in southern Iraq killed")."""
    printed = before.rstrip().rsplit(" ", _LONGEST_STATE)[-_LONGEST_STATE:]
    for size in range(len(printed), 0, -1):
        name = " ".join(printed[-size:])
        preceding = make_plain(before[: before.rindex(name)])[1:].split()[-2:]
        if not lexicon.words["place_before"].isdisjoint(preceding):
            continue
        nation = country_iso3(name) if name[:1].isupper() and name[-1:].isalpha() and len(name) > 3 else None
        if nation is not None:
            return _nation(name, nation, iso3)
    return None


def _can_act(agent: Hit, event_type: str) -> bool:
    """Whether people can be the doer: not civilians, but where a crowd is what it is about."""
    if agent.entry.actor_type not in _CALM:
        return True
    return event_type in _OF_CROWDS and not agent.entry.classes.isdisjoint(("locals", "crowd"))


def _pair(reading: Reading) -> tuple[Hit, Hit] | None:
    """The two who fight: after "between", joined by "and" before the word, on both sides of "with", or the dead of two kinds."""
    people = [hit for hit in reading.hits if is_people(hit) and not reading.is_source(hit)]
    if len(people) < 2:
        return None
    at = reading.plain.find(" between ")
    if at >= 0 and any(hit.entry.kinds for hit in reading.hits):
        after = [hit for hit in people if hit.start >= at]
        if len(after) > 1 and after[0].start - at <= 60 and " and " in reading.between(after[0].end, after[1].start):
            return after[0], after[1]
    for hit in reading.hits:
        if any(kind.rule in _MUTUAL for kind in hit.entry.kinds):
            pair = _mutual(reading, hit, people)
            if pair is not None:
                return pair
    return None


def _mutual(reading: Reading, event: Hit, people: Sequence[Hit]) -> tuple[Hit, Hit] | None:
    before = [hit for hit in people if hit.end <= event.start and event.start - hit.end <= _REACH]
    against = [hit for hit in people if hit.start >= event.end and _is_against(reading, event, hit)]
    if before and against:
        return before[-1], against[0]
    if len(before) < 2 or before[-1].entry == before[-2].entry:
        return None
    joined = " and " in reading.between(before[-2].end, before[-1].start)
    return (before[-2], before[-1]) if joined else None


def _is_against(reading: Reading, event: Hit, hit: Hit) -> bool:
    between = reading.between(event.end, hit.start)
    return hit.start - event.end <= _REACH and any(f" {word} " in between for word in reading.words["against"])


def _side(words: str, hit: Hit, iso3: str | None) -> _Side:
    """A side by its group's name, else as printed on one line; a state's forces in another country are foreign ones."""
    entry = hit.entry
    kind = entry.actor_type or "unknown"
    if kind == "state_forces" and entry.iso3 is not None and iso3 is not None and entry.iso3 != iso3:
        kind = "external_other"
    return _Side(entry.name or " ".join(words[hit.start : hit.end].split()), kind, is_anybody="unidentified" in entry.classes)


def _responsible(claims: Sequence[Responsibility], lexicon: EventLexicon, *, only_claimed: bool) -> _Side | None:
    """Who claims the deed, else who is blamed for it."""
    for wanted in ("claimed",) if only_claimed else ("claimed", "blamed"):
        for item in claims:
            if item.kind != wanted:
                continue
            plain = make_plain(item.group)
            hits = [hit for hit in scan(item.group, plain, lexicon) if is_people(hit)]
            if hits:
                entry = next((hit.entry for hit in hits if hit.entry.name is not None), hits[0].entry)
                is_unknown = entry.name is None and entry.actor_type == "state_forces" and _is_named(item.group)
                return _Side(entry.name or item.group, "unknown" if is_unknown else entry.actor_type or "unknown")
    named = (item.group for item in claims if item.kind == "claimed" and _is_named(item.group))
    group = next(named, None)
    return _Side(group, "unknown") if group is not None else None


def _not_of(claims: Sequence[Responsibility], victims: Sequence[Figure], event_type: str) -> list[Responsibility]:
    """The claims without groups that are blamed as such and suffer here ("four alleged militants were killed").

    Who is detained for a deed may have done it, but not the arrests themselves.
    """
    struck = [figure for figure in victims if figure.outcome != "detained" or event_type == "strategic_development"]
    harmed = {figure.victim_text.lower().rpartition(" ")[2] for figure in struck if figure.victim_text}
    return [item for item in claims if item.kind == "claimed" or item.group.lower().rpartition(" ")[2] not in harmed]


def _is_named(group: str) -> bool:
    """Whether a group has a name of several words in capitals ("New Dawn Front")."""
    return sum(word[:1].isupper() for word in group.split()) > 1 and not group.isupper()


def _is_of(victim: Figure, first: _Side | None) -> bool:
    """Whether the counted people are the doer themselves ("a general defected")."""
    return first is not None and victim.victim_text is not None and victim.victim_text.lower() in first.name.lower().split()


def _from_victims(victims: Sequence[Figure], first: _Side | None) -> _Side | None:
    """The victims as the other side: those of an armed side that is not the doer's own, else civilians."""
    civil: _Side | None = None
    for victim in victims:
        by_nation = victim.victim_category == "all" and victim.victim_nationality_iso3 is not None
        if (victim.victim_category in _CIVIL or by_nation) and civil is None:
            civil = _Side(victim.victim_text or "civilians", "civilians")
        kind = _SIDES_OF.get(victim.victim_category)
        if kind is not None and victim.victim_text is not None and (first is None or first.kind != kind) and not _is_of(victim, first):
            return _Side(victim.victim_text, kind)
    return civil
