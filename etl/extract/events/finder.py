"""What kind of happening a text tells of: every word that names one, read in its sentence, and the choice among those of one happening.

The words and their codes stand in `event_types.tsv`, the classes of words around them in `event_words.tsv`. Types and sub-event
types are ACLED's (Codebook, 2023) with the additions of `schemas/codelists`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.events.choice import choose_kind
from etl.extract.events.context import Reading, read_sentence
from etl.extract.events.lean import Lean, judge_lean
from etl.extract.events.lexicon import EventLexicon, Hit, Kind, has_gate_word, load_event_lexicon, make_plain, scan
from etl.extract.events.sides import has_needs, resolve
from etl.model import EventMention, Place, Sentence, Trace
from etl.records import replace

__all__ = ["choose_kind", "find_events", "has_event_trigger"]

_MAKES = 30
_MAKES_IN_QUIET = 50
_STORABLE = frozenset({"bomb", "grenade", "heavy", "ordnance", "suicide_vest"})
_STORED = 43
_TAKEN = frozenset({"settlement", "site", "admin2"})
"""Kinds of places that armed people take ("captured Rutshuru")."""


def has_event_trigger(text: str, language: str = "en") -> bool:
    """Whether the text has any word that makes an event by itself; costs some 20 microseconds per thousand characters."""
    return has_gate_word(make_plain(text), load_event_lexicon(language))


def find_events(
    text: str, sentences: Sequence[Sentence], places: Sequence[Place] = (), *, language: str = "en", trace: Trace | None = None
) -> list[EventMention]:
    """The words that name happenings, in text order, each with the codes it stands for in its sentence.

    A noun with a definite article makes no event where another mention of the text tells of the same kind of happening; in a text about
    sport, business or ordinary crime words that are used of these too are no conflict.
    """
    lexicon = load_event_lexicon(language)
    plain = make_plain(text)
    hits = scan(text, plain, lexicon)
    if not any(hit.entry.kinds for hit in hits):
        return []
    lean = judge_lean(plain, hits, lexicon)
    named = frozenset(place.start for place in places if place.kind in _TAKEN)
    found: list[_Draft] = []
    position = 0
    for sentence in sentences:
        while position < len(hits) and hits[position].start < sentence.start:
            position += 1
        first = position
        while position < len(hits) and hits[position].start < sentence.end:
            position += 1
        inside = hits[first:position]
        if any(hit.entry.kinds for hit in inside):
            found.extend(_read(plain, sentence, inside, lexicon, lean, named, trace))
    mentions = _mark_retold(found, trace)
    if trace is not None:
        for mention in mentions:
            _note(mention, trace)
    return mentions


@dataclass(slots=True)
class _Draft:
    mention: EventMention
    tells: str
    is_definite: bool


def _read(
    plain: str,
    sentence: Sentence,
    hits: Sequence[Hit],
    lexicon: EventLexicon,
    lean: Lean,
    places: frozenset[int],
    trace: Trace | None,
) -> list[_Draft]:
    drafts: list[_Draft] = []
    reading = read_sentence(plain, sentence, hits, lexicon, lean, places)
    for number, hit in enumerate(hits):
        if not hit.entry.kinds:
            continue
        kind = next((kind for kind in hit.entry.kinds if has_needs(reading, kind, number)), None)
        if kind is None:
            if trace is not None:
                missing = ", ".join(dict.fromkeys(kind.needs for kind in hit.entry.kinds))
                trace.refused("events", hit.start, hit.end, hit.entry.kinds[0].rule, f"nothing near it that it needs ({missing})")
            continue
        if kind.tells == "weak":
            continue
        drafts.append(_draft(reading, number, hit, kind, lean, trace))
    return drafts


def _draft(reading: Reading, number: int, hit: Hit, kind: Kind, lean: Lean, trace: Trace | None) -> _Draft:
    is_occurrence, why = reading.is_occurrence(number, kind)
    if why and trace is not None:
        trace.refused("events", hit.start, hit.end, kind.rule, f"told as {why}")
    event_type, sub_event_type, rule = resolve(reading, number, kind)
    weight, method, is_stored = kind.weight, kind.method, kind.rule in _STORABLE and reading.is_stored()
    if is_stored:
        event_type, sub_event_type, rule, weight, method = "strategic_development", "disrupted_weapons_use", f"{rule}.stored", _STORED, None
    is_conflict = is_deed = event_type != "other"
    if is_conflict and lean.turns(kind):
        event_type, sub_event_type, is_conflict, rule = "other", None, False, f"{rule}.{lean.name}"
        is_deed = lean.is_of_deeds and kind.event_type != "strategic_development"
    makes_event = (
        is_deed
        and is_occurrence
        and kind.tells in ("verb", "noun")
        and kind.weight >= (_MAKES_IN_QUIET if lean.is_quiet else _MAKES)
        and not is_stored
    )
    mention = EventMention(
        hit.start,
        hit.end,
        reading.sentence.index,
        reading.text(number),
        event_type,
        sub_event_type,
        method,
        is_conflict,
        is_occurrence,
        makes_event and not reading.is_retold(number, kind),
        rule,
        weight,
    )
    return _Draft(mention, kind.tells, kind.tells == "noun" and reading.is_definite(number))


def _mark_retold(drafts: Sequence[_Draft], trace: Trace | None) -> list[EventMention]:
    """A definite noun retells what a verb or an indefinite noun of the text, or an earlier definite one, tells."""
    told = {
        (draft.mention.event_type, draft.mention.sub_event_type) for draft in drafts if draft.mention.makes_event and not draft.is_definite
    }
    mentions: list[EventMention] = []
    for draft in drafts:
        mention = draft.mention
        key = (mention.event_type, mention.sub_event_type)
        if mention.makes_event and draft.is_definite:
            if key in told:
                mention = replace(mention, makes_event=False)
                if trace is not None:
                    trace.refused(
                        "events", mention.start, mention.end, mention.rule, "a definite noun retells what is told elsewhere in the text"
                    )
            told.add(key)
        mentions.append(mention)
    return mentions


def _note(mention: EventMention, trace: Trace) -> None:
    parts = [mention.event_type, mention.sub_event_type, mention.method]
    detail = " / ".join(part for part in parts if part)
    marks = [] if mention.is_occurrence else ["no occurrence"]
    marks += ["makes an event"] if mention.makes_event else []
    trace.span("events", mention.start, mention.end, mention.rule, ", ".join([detail, *marks]))
