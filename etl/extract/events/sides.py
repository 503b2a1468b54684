"""Who does a thing and whom it strikes, read from the people, groups and places nearest an event word; and the codes that hang on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from etl.extract.events.context import Reading
from etl.extract.events.lexicon import ARMED, Hit, Kind

_REACH = 90
_REACH_PEOPLE = 60
_REACH_AFTER = 6
_REACH_BE = 4
_REACH_UNDERGONE = 3
_REACH_OBJECT = 24
_SUFFERING = ("be", "died", "suffered")
"""Classes of the words after people that say that they suffer what is told."""
_STATE = frozenset({"state_forces", "external_other"})
_CLASSES = {
    "armed": ARMED,
    "force": ARMED,
    "state": frozenset({"state", "police"}),
    "person": frozenset({"armed", "communal", "civil", "crowd", "locals"}),
}
_PLACE = "place"
"""A need that no class of words meets: the name of a place right after the words."""
_PLACES = frozenset({"civil_target", "armed_target"})
_TARGETS = frozenset({"armed", "communal", "civil", "crowd", "locals", "civil_target", "armed_target"})

Resolved = tuple[str, str | None, str]


def is_people(hit: Hit) -> bool:
    """Whether a word names people who can act: a kind of actor or a group by its name."""
    return hit.entry.actor_type is not None


def _is_struck(hit: Hit) -> bool:
    return not hit.entry.classes.isdisjoint(_TARGETS)


def _is_owner(reading: Reading, people: Hit) -> bool:
    """Whether people only say whose place or thing something is ("a Syrian army checkpoint", "the government centre")."""
    if _is_before(reading, people, "owned") or _is_before(reading, people, "named_thing"):
        return True
    following = next((hit for hit in reading.hits if hit.start >= people.end), None)
    return following is not None and following.start - people.end <= 1 and not following.entry.classes.isdisjoint(_PLACES)


def _is_before(reading: Reading, people: Hit, name: str) -> bool:
    """Whether a word of a class comes right after people ("military supplies", "Government House")."""
    return reading.plain[people.end + 1 : people.end + 24].lstrip(" ").partition(" ")[0].strip(".,;:") in reading.words[name]


def _back(reading: Reading, number: int, wanted: Callable[[Hit], bool]) -> Iterator[Hit]:
    event = reading.hits[number]
    for hit in reversed(reading.hits[:number]):
        if event.start - hit.end > _REACH:
            return
        if wanted(hit):
            yield hit


def _forth(reading: Reading, number: int, wanted: Callable[[Hit], bool]) -> Iterator[tuple[Hit, str]]:
    event = reading.hits[number]
    for hit in reading.hits[number + 1 :]:
        if hit.start - event.end > _REACH:
            return
        if wanted(hit):
            yield hit, reading.between(event.end, hit.start)


def has_needs(reading: Reading, kind: Kind, number: int) -> bool:
    """Whether what a kind needs stands where it must."""
    return all(_has_need(reading, number, *need.split(":")) for need in kind.needs.split("+")) if kind.needs else True


def _has_need(reading: Reading, number: int, how: str, name: str) -> bool:
    if name == _PLACE:
        return reading.hits[number].end + 1 in reading.places
    if name in _CLASSES:
        return _has_people(reading, how, name, number)
    wanted = reading.words[name]
    if how == "doc":
        return not wanted.isdisjoint(reading.tokens)
    if how == "near":
        return not wanted.isdisjoint(reading.sentence_words())
    people = next((hit.start for hit in reading.hits[number + 1 :] if is_people(hit)), reading.sentence.end)
    return not wanted.isdisjoint(reading.after(number, _REACH_AFTER, until=people))


def _is_of(hit: Hit, classes: frozenset[str], name: str) -> bool:
    """Whether people are of the classes asked for; a force is armed people that are not just anybody ("gunmen")."""
    return not classes.isdisjoint(hit.entry.classes) and not (name == "force" and "unidentified" in hit.entry.classes)


def _has_people(reading: Reading, how: str, name: str, number: int) -> bool:
    classes = _CLASSES[name]
    if how == "agent":
        agent = find_agent(reading, number)
        return agent is not None and not classes.isdisjoint(agent.entry.classes) and is_doer(reading, agent, number)
    if how == "struck":
        target = find_target(reading, number)
        return target is not None and not classes.isdisjoint(target.entry.classes)
    if how == "near":
        return any(_is_of(hit, classes, name) and not reading.is_source(hit) for hit in reading.hits)
    end = reading.hits[number].end
    near = [hit for hit in reading.hits[number + 1 :] if hit.start - end < 40 and not classes.isdisjoint(hit.entry.classes)]
    return bool(near)


def is_doer(reading: Reading, agent: Hit, number: int) -> bool:
    """Whether an agent does it and not only says so; a pronoun between says that who says so did it ("the army said it had killed")."""
    if not reading.is_source(agent):
        return True
    between = reading.between(agent.end, reading.hits[number].start).split()
    return not reading.words["self_pronoun"].isdisjoint(between) and len(between) <= _REACH_AFTER


def is_passive(reading: Reading, number: int) -> bool:
    """Whether a verb form is passive: a form of "be" before it or "by" after it."""
    if reading.after(number, 1) == ["by"]:
        return True
    before = reading.before(number, 2)
    if reading.words["be"].isdisjoint(before):
        return False
    people = next((hit.end for hit in reversed(reading.hits[:number]) if is_people(hit)), reading.sentence.start)
    since = reading.between(people, reading.hits[number].start).split()  # a group may be called "IS"
    return not reading.words["be"].isdisjoint(before[: len(since)])


def _is_undergone(reading: Reading, number: int) -> bool:
    """Whether those before a word suffer what it names ("soldiers came under fire", "the post survived an attack")."""
    words = reading.words["undergone"]
    if not words.isdisjoint(reading.text(number).split()):
        return True
    is_noun = any(kind.tells == "noun" for kind in reading.hits[number].entry.kinds)
    return is_noun and not words.isdisjoint(reading.before(number, _REACH_UNDERGONE))


def is_suffered(reading: Reading, number: int) -> bool:
    """Whether a verb of harm has no object, so that those before it suffer it ("Four militants killed in a strike")."""
    following = reading.after(number, 1)
    return reading.text(number) in reading.words["suffered"] and (not following or following[0] in reading.words["happens_in"])


def find_agent(reading: Reading, number: int) -> Hit | None:
    """Who does it: the people after "by", else those nearest before an active verb or a noun, unless they only suffer in it."""
    is_undergone = _is_undergone(reading, number)
    for hit, between in _forth(reading, number, is_people):
        if " by " in between or (is_undergone and not reading.words["from"].isdisjoint(between.split())):
            return hit
    if is_undergone:
        return _named_doer(reading, number)
    if is_passive(reading, number):
        return None
    agent = next(_back(reading, number, lambda hit: is_people(hit) and not _is_owner(reading, hit)), None)
    return None if agent is not None and _is_sufferer(reading, agent, number) else agent


def _named_doer(reading: Reading, number: int) -> Hit | None:
    """The people right before a word for what others suffer ("survived a rebel attack")."""
    before = reading.hits[number - 1] if number else None
    if before is None or not is_people(before) or reading.hits[number].start - before.end > 1:
        return None
    return None if reading.words["undergone"].isdisjoint(reading.before(number - 1, _REACH_UNDERGONE)) else before


def _is_sufferer(reading: Reading, people: Hit, number: int) -> bool:
    """Whether people before an event word are said to die or to be hurt in it ("Two soldiers were killed in the blast").

    Headlines leave the verb out ("Four militants killed in a strike"), lists have it once ("was targeted and killed in").
    """
    between = reading.between(people.end, reading.hits[number].start).split()
    words = reading.words
    preceding = set(reading.plain[max(0, people.start - _REACH_OBJECT) : people.start + 1].split()[-2:])
    if preceding & words["suffered"] and not preceding & (words["clause_start"] | words["happens_in"]):
        return True  # "drones killed a rebel leader in a strike"
    for place, word in enumerate(between):
        following = between[place + 1 : place + 2]
        is_reduced = place <= 1 and bool(following) and following[0] in words["happens_in"]
        is_passive_verb = not words["be"].isdisjoint(between[max(0, place - _REACH_BE) : place])
        if word in words["died"] or (word in words["suffered"] and (is_reduced or is_passive_verb)):
            return True
    return False


def find_target(reading: Reading, number: int) -> Hit | None:
    """Whom or what it strikes: nearest before a passive verb, else after the word and not after "by", else those said to be killed."""
    if is_passive(reading, number):
        return next(_back(reading, number, _is_struck), None)
    if _is_undergone(reading, number):
        doer = _named_doer(reading, number)
        return next(_back(reading, number, lambda hit: _is_struck(hit) and hit is not doer), None)
    for hit, between in _forth(reading, number, _is_struck):
        if " by " not in between and not reading.is_source(hit) and not _is_before(reading, hit, "named_thing"):
            return hit
    for hit in _back(reading, number, is_people):
        following = reading.plain[hit.end + 1 : hit.end + 24].split()[:1]
        is_subject = reading.hits[number].start - hit.end <= 1
        if following and any(following[0] in reading.words[name] for name in _SUFFERING) and not is_subject:
            return hit
    return None


def resolve(reading: Reading, number: int, kind: Kind) -> Resolved:
    """The codes of a kind in its sentence, and the rule that names how they were found."""
    if kind.has_target:
        return _resolve_target(reading, number, kind)
    if kind.event_type == "battle" and kind.sub_event_type == "armed_clash":
        return _resolve_clash(reading, number, kind)
    if kind.event_type == "battle":
        agent = find_agent(reading, number)
        if agent is None or agent.entry.actor_type is None:
            return kind.event_type, kind.sub_event_type, kind.rule
        is_state = agent.entry.actor_type in _STATE
        return kind.event_type, "government_regains_territory" if is_state else "non_state_actor_overtakes_territory", kind.rule
    if kind.rule in ("melee", "property") and kind.tells == "verb":
        agent = find_agent(reading, number)
        if agent is not None and "locals" in agent.entry.classes and not reading.is_source(agent):
            return "riot", "mob_violence", f"{kind.rule}.locals"
    return kind.event_type, kind.sub_event_type, kind.rule


def _resolve_target(reading: Reading, number: int, kind: Kind) -> Resolved:
    """A battle where the target is armed, force where it is a crowd, else the kind's own codes."""
    target = find_target(reading, number)
    if target is None:
        return kind.event_type, kind.sub_event_type, kind.rule
    classes = target.entry.classes
    if "armed" in classes or "armed_target" in classes:
        return "battle", "armed_clash", f"{kind.rule}.armed"
    if "crowd" in classes:
        return "protest", "excessive_force_against_protesters", f"{kind.rule}.crowd"
    sub = kind.sub_event_type if kind.event_type == "violence_against_civilians" else "attack"
    return "violence_against_civilians", sub, f"{kind.rule}.civil"


def _resolve_clash(reading: Reading, number: int, kind: Kind) -> Resolved:
    """A riot where those who clash are unarmed people among themselves or with the police, else a battle."""
    event = reading.hits[number]
    sides = [
        hit
        for hit in reading.hits
        if is_people(hit) and -_REACH_PEOPLE < hit.start - event.end < _REACH_PEOPLE and not reading.is_source(hit)
    ]
    unarmed = [hit for hit in sides if not hit.entry.classes.isdisjoint(("locals", "crowd"))]
    fighters = [hit for hit in sides if not hit.entry.classes.isdisjoint(ARMED) and "police" not in hit.entry.classes]
    if not unarmed or fighters or reading.text(number) in reading.words["with_guns"]:
        return kind.event_type, kind.sub_event_type, kind.rule
    is_police = any("police" in hit.entry.classes for hit in sides)
    return "riot", "violent_demonstration" if is_police else "mob_violence", f"{kind.rule}.locals"
