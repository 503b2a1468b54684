"""Places that a sentence names without putting its deed there: of who tells it, and of what people protest against or talk about.

"Thousands marched in London to demand a ceasefire in Gaza" is told of London; without London it is of the dateline, not of Gaza.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from etl.extract.happenings.discourse import Discourse
from etl.model import EventMention, Place, Sentence

_REACH = 100
"""How far behind a protest or talks that may begin what they are about."""
_CROWDS, _TALKS = frozenset({"protest", "riot"}), frozenset({"talks", "agreement", "ceasefire"})
_SPOKE, _SPEAKS = 90, 28
_VAST = frozenset({"region", "water"})


def has_topic(mention: EventMention) -> bool:
    """Whether an event word is of what is held about something: a protest, talks."""
    return mention.event_type in _CROWDS or mention.sub_event_type in _TALKS


def find_topics(text: str, sentences: Iterable[Sentence], mentions: Sequence[EventMention], discourse: Discourse) -> dict[int, int]:
    """Where, by the number of its sentence, begins what people protest against or talk about."""
    starts: dict[int, int] = {}
    ends = {sentence.index: sentence.end for sentence in sentences}
    for mention in mentions:
        if not has_topic(mention) or mention.sentence_index in starts or mention.sentence_index not in ends:
            continue
        end = min(ends[mention.sentence_index], mention.end + _REACH)
        found = discourse.topic.search(text, mention.start, end)
        if found is not None:
            starts[mention.sentence_index] = max(found.start(), mention.end)
    return starts


def places_of_topics(
    places: Callable[[int, int], Sequence[Place]],
    sentences: Iterable[Sentence],
    topics: Mapping[int, int],
    *,
    is_put_at: Callable[[Place], bool],
    contains: Callable[[Place, Place], bool],
) -> set[int]:
    """The starts of the places in what protests and talks are about: up to the first that something is put at, and what contains it.

    A place behind it is again where they are held ("against the war in Gaza in front of the ministry in Rome").
    """
    found: set[int] = set()
    for sentence in sentences:
        start = topics.get(sentence.index)
        if start is None:
            continue
        named: Place | None = None
        for place in places(start, sentence.end):
            if named is not None and not (contains(place, named) or contains(named, place)):
                break
            found.add(place.start)
            named = place if named is not None or is_put_at(place) else None
    return found


def _is_of_teller(text: str, place: Place, discourse: Discourse) -> bool:
    """Whether a place is that of somebody who tells ("a doctor in Goma said", "told reporters in Abuja"), or beyond a border."""
    if discourse.speaks.search(text[place.end : place.end + _SPEAKS]) is not None:
        return True
    before = text[max(0, place.start - _SPOKE) : place.start]
    return discourse.spoke_in.search(before) is not None or discourse.beyond.search(before) is not None


def without_tellers(text: str, found: Sequence[Place], discourse: Discourse) -> Sequence[Place]:
    """The places that are not of who tells nor beyond a border; an area whose officials tell stays where only a country is named."""
    speaking = {place.start for place in found if _is_of_teller(text, place, discourse)}
    main = [place for place in found if place.start not in speaking]
    if speaking and all(place.kind == "country" for place in main):
        main = [place for place in found if place.start not in speaking or discourse.of_area.search(text[place.end : place.end + _SPEAKS])]
    return main if any(place.kind not in _VAST for place in main) else found
