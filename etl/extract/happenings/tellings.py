"""Tellings: the smallest stretches of a text that tell of one happening, with their figures, event words, day and place.

A clause with figures is a telling, and so is a sentence without figures that says that something took place. `strands` joins the
tellings of one happening.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.extract.happenings.discourse import Discourse
from etl.model import DateRange, EventMention, Figure, Place, Sentence


@dataclass(slots=True)
class Telling:
    """One stretch of a sentence; `figures` are positions in the document's list, parts included, `outcomes` what befell
    their people.

    `earlier_by` is the length of time by which it came before what the text tells of. `date_trust` and `place_trust` say how near the
    words stand: 3 in the clause, 2 in the sentence, 1 in the name of a site, 0 nowhere. `opens_elsewhere` says that the sentence opens
    with its place and then tells of a deed ("In Damascus, a bomb went off"), `points_back` that it means the place of the sentence
    before ("five died there"), `retells` that it opens with a deed told of before ("The shells hit"), `of_topic` that it tells of what
    people protest against or talk about.
    """

    sentence: Sentence
    start: int
    end: int
    figures: list[int] = field(default_factory=list)
    outcomes: set[str] = field(default_factory=set)
    mentions: list[EventMention] = field(default_factory=list)
    date: DateRange | None = None
    date_trust: int = 0
    place: Place | None = None
    place_trust: int = 0
    places: tuple[Place, ...] = ()
    scope: str = "incident"
    period: DateRange | None = None
    is_separate: bool = False
    is_background: bool = False
    is_ellipsis: bool = False
    opens_elsewhere: bool = False
    points_back: bool = False
    retells: bool = False
    earlier_by: DateRange | None = None
    killing: bool = False
    of_topic: bool = False

    @property
    def has_deed(self) -> bool:
        """Whether a word of its own makes a happening."""
        return any(mention.makes_event and mention.is_occurrence for mention in self.mentions)


def find_tellings(
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    mentions: Sequence[EventMention],
    *,
    discourse: Discourse,
    topics: Mapping[int, int],
) -> list[Telling]:
    """The tellings of a text in its order; of a text without any, the first sentence that names a happening at all."""
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for position in range(len(figures)):
        by_sentence[_owner(figures, position).sentence_index].append(position)
    words: dict[int, list[EventMention]] = defaultdict(list)
    for mention in mentions:
        words[mention.sentence_index].append(mention)
    tellings: list[Telling] = []
    for sentence in sentences:
        members, named = by_sentence.get(sentence.index), words.get(sentence.index, [])
        if members:
            tellings.extend(_from_figures(sentence, figures, members, named, topics.get(sentence.index)))
        elif any(mention.makes_event and mention.is_occurrence for mention in named):
            tellings.append(Telling(sentence, sentence.start, sentence.end, mentions=named))
    if tellings:
        return tellings
    named_at = {mention.sentence_index for mention in mentions if mention.is_occurrence and _can_stand_alone(mention, discourse)}
    first = next((sentence for sentence in sentences if sentence.index in named_at), None)
    return [Telling(first, first.start, first.end, mentions=words[first.index])] if first is not None else []


def _can_stand_alone(mention: EventMention, discourse: Discourse) -> bool:
    """Whether a mention that makes no event may be all that a text tells: a deed, and not only the means of one."""
    is_crime = mention.rule.rpartition(".")[2] in discourse.last_resort_rules
    return is_crime or (mention.is_conflict and mention.event_type != "unspecified_violence")


def _owner(figures: Sequence[Figure], position: int) -> Figure:
    """The total that a figure is a part of, at any depth; the figure itself when it is none."""
    for _ in range(8):
        parent = figures[position].parent
        if parent is None:
            break
        position = parent
    return figures[position]


def _from_figures(
    sentence: Sentence, figures: Sequence[Figure], members: list[int], named: list[EventMention], topic: int | None
) -> list[Telling]:
    """A telling for each clause with figures; where all of them are in what people protest against or talk about, one of that before."""
    clauses: dict[tuple[int, int], Telling] = {}
    for position in members:
        owner = _owner(figures, position)
        key = (owner.clause_start, owner.clause_end)
        telling = clauses.get(key)
        if telling is None:
            telling = clauses[key] = Telling(sentence, *key)
        telling.figures.append(position)
        telling.outcomes.add(figures[position].outcome)
        telling.killing = telling.killing or figures[position].outcome in ("killed", "injured", "killed_or_injured")
        telling.is_ellipsis = telling.is_ellipsis or figures[position].rule == "ellipsis"
    tellings = [clauses[key] for key in sorted(clauses)]
    if topic is not None and all(figures[position].start >= topic for position in members):
        held = [mention for mention in named if mention.start < topic]
        named = [mention for mention in named if mention.start >= topic]
        for telling in tellings:
            telling.start, telling.of_topic = max(telling.start, topic), True
        tellings.insert(0, Telling(sentence, sentence.start, topic, mentions=held))
    for mention in named:
        nearest = min(
            (telling for telling in tellings if telling.figures),
            key=lambda telling: max(telling.start - mention.start, mention.end - telling.end, 0),
        )
        nearest.mentions.append(mention)
    return tellings
