"""What span of time a toll covers: one incident, a period with both ends, or a count that runs on since a start.

The rules, first that holds: a start is stated ("since March"), or words of a running count stand in the clause → cumulative; a stretch is
stated ("the past 24 hours", "from 3 to 5 July"), words of a period or of many places, or a date coarser than a week with no deed named →
period; else incident. Figures that carry a scope of their own keep it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice, takewhile
from typing import Any

from etl.extract.dates import is_open_period, is_stretch
from etl.extract.happenings.discourse import Discourse
from etl.extract.happenings.earlier import find_earlier, is_before_told
from etl.extract.happenings.spans import Dates, is_day
from etl.extract.happenings.stretches import MONTH, capped, few_days, is_night, is_week_or_longer, running_since, running_until
from etl.extract.happenings.tellings import Telling
from etl.model import DateRange, Figure, Trace

_BEHIND = 120
"""Characters before "since" in which a comparison may begin."""
_JOINED = 8
"""Characters between two figures that "and" joins."""
_MANY = 1000
"""From so many dead on, a toll without a day of its own is taken for a running count (single deeds that killed more are rare and dated)."""
_MANY_HURT = 10_000
"""The same of the hurt, where no deed is named either."""
_HURT = frozenset({"injured", "killed_or_injured"})
_BESIDE = 60
"""Characters between a figure and words of many places that may belong to it."""
_STATES = frozenset({"missing", "abducted", "detained"})
"""Outcomes that last: since when people are missing is the day of their going, no start of a count; nor does "a nurse" count many."""
_FEW = 10
"""So many taken people were taken in several deeds, and "340 arrested since Monday" counts them."""


def decide_scopes(
    text: str,
    tellings: Sequence[Telling],
    figures: Sequence[Figure],
    dates: Dates,
    *,
    published: date | None,
    discourse: Discourse,
    language: str,
    trace: Trace | None = None,
) -> None:
    """Set the scope of each telling, and its stretch of days where the words give one.

    A clause that names neither a day nor a deed of its own shares the stretch that another clause of its sentence states.
    """
    before: Telling | None = None
    is_marked, marked_sentence, is_disaster = False, -1, False
    per_sentence = Counter(telling.sentence.index for telling in tellings)
    for number, telling in enumerate(tellings):
        sentence = telling.sentence
        if sentence.index != marked_sentence:
            marked_sentence = sentence.index
            is_marked = discourse.any_span.search(text[sentence.start : sentence.end]) is not None
        words = text[telling.start : telling.end] if is_marked else ""
        is_disaster = is_disaster or any(mention.event_type == "other" and not mention.makes_event for mention in telling.mentions)
        if is_marked:
            whole = text[sentence.start : sentence.end]
            telling.earlier_by = find_earlier(whole, telling, figures, discourse, language)
            telling.is_background = telling.earlier_by is not None or is_before_told(discourse.background.search(whole), telling, figures)
            if telling.earlier_by is not None and telling.date_trust < 3:
                telling.date, telling.date_trust = None, 0
        if telling.figures:
            has_own = telling.date_trust == 3 or _has_other_words(telling, figures) or _is_toll(telling, figures, discourse)
            shares = per_sentence[sentence.index] == 1 or not has_own
            start, end = (
                _shared(tellings, number, figures, discourse) if shares else (telling.start, _joined_end(tellings, number, figures))
            )
            if before is not None and is_marked and discourse.same_period.search(words) is not None:
                telling.scope, reason, telling.period = before.scope, "the period named before", before.period
            elif before is not None and before.scope != "incident" and _is_within(telling, figures, discourse):
                telling.scope, reason, telling.period = before.scope, "some of the dead told of before", before.period
            elif before is not None and before.scope == "period" and _goes_with(words, telling, before, figures, discourse):
                telling.scope, reason, telling.period = before.scope, "more people of the span told before", before.period
            elif before is not None and before.scope == "cumulative" and _runs_on(text, telling, before, figures, discourse):
                telling.scope, reason, telling.period = before.scope, "the running count goes on", before.period
            else:
                span = text[start:end] if is_marked else ""
                telling.scope, reason, telling.period = _scope(span, start, end, telling, figures, dates, published, discourse, is_disaster)
                if telling.scope == "incident" and discourse.several.search(span) is not None:
                    is_joined = before is not None and before.scope == "period" and before.sentence is sentence
                    if is_joined or _adds_up(tellings, number, figures):
                        telling.scope, reason, telling.period = "period", "adds up the deeds told next", telling.date
            if trace is not None and reason:
                trace.fired("scope", telling.start, telling.end, telling.scope, reason)
            before = telling
        telling.is_separate = is_marked and discourse.separate.search(words) is not None


def _scope(
    words: str,
    start: int,
    end: int,
    telling: Telling,
    figures: Sequence[Figure],
    dates: Dates,
    published: date | None,
    discourse: Discourse,
    is_disaster: bool,
) -> tuple[str, str, DateRange | None]:
    """The scope, the reason, and the stretch of days; `words` are those at `start`..`end`, none where no word tells of a span."""
    stretches = [found for found in dates.within(start, end) if is_stretch(found)]
    if discourse.at_night.search(words) is not None:  # a night of two days is one ("in the night from Monday to Tuesday")
        stretches = [found for found in stretches if not is_night(found)]
    closed = next((found for found in stretches if found.date_start is not None and not is_open_period(found)), None)
    opened = next((found for found in stretches if is_open_period(found)), None)
    members = [figures[position] for position in telling.figures]
    own = {figure.scope for figure in members} - {"incident"}
    if len(own) == 1:
        scope = own.pop()
        return scope, "the figure's own words", running_until(telling, published) if scope == "cumulative" else closed or telling.date
    are_lasting = all(_lasts(figure) for figure in members)
    if opened is not None and not are_lasting:
        return "cumulative", "a start is stated", running_since(opened, published)
    if words and not are_lasting and (found := discourse.since_clause.search(words)) is not None and not _compares(words, found, discourse):
        start_day = opened or next((day for day in dates.within(start + found.start(), end) if is_day(day)), None)
        stretch = running_since(start_day, published) if start_day is not None else running_until(telling, published)
        return "cumulative", f"a start is stated: {found.group()}", stretch
    if any(found.kind == "SET" and not _is_of_a_source(found, members) for found in dates.within(start, end)):
        return "cumulative", "a rate, and no count of one deed", running_until(telling, published)
    if closed is not None:
        return "period", "a stretch of days is stated", capped(closed, published)
    if words and (found := discourse.cumulative.search(words)) is not None:
        until = running_until(telling, published)
        few = few_days(dates, start, start + found.start(), until)
        return ("period", "a few days are told", few) if few is not None else ("cumulative", f"a running count: {found.group()}", until)
    if any(figure.rule in discourse.roundup_rules for figure in members):
        return "period", "one place's share of a count over many", telling.date
    if words and (found := discourse.period.search(words)) is not None and not _compares(words, found, discourse):
        few = few_days(dates, start, start + found.end() - 1, running_until(telling, published))
        return "period", f"a period: {found.group()}", few or telling.date
    found = discourse.spread.search(words) if words else None
    if (
        found is not None
        and discourse.crossing.search(words[found.start() :]) is None
        and any(_stands_by(figure, start + found.start(), start + found.end()) for figure in members)
    ):
        return "period", f"many places: {found.group()}", telling.date
    if not is_disaster and telling.date_trust < 3 and telling.earlier_by is None and _is_beyond_one_deed(telling, figures):
        return "cumulative", "too many for one deed, and no day beside them", running_until(telling, published)
    if not is_disaster and _is_toll(telling, figures, discourse) and not _names_deed(telling):
        wide = next((found for found in dates.within(start, end) if is_day(found) and is_week_or_longer(found)), None)
        if wide is not None and wide.start not in dates.said:
            return "period", "a toll of a week or longer", capped(wide, published)
    is_long = telling.date is not None and telling.date_trust == 3 and telling.date.date_precision >= MONTH
    if is_long and not _names_deed(telling) and not all(figure.moved_from is not None for figure in members):
        return "period", "a month or longer and no deed named", telling.date
    return "incident", "", None


def _lasts(figure: Figure) -> bool:
    """Whether "since Monday" beside a figure can say how long it has been so, rather than from when on people are counted."""
    if figure.quantity.rule == "number_single" or figure.outcome == "missing":
        return True
    least = _least(figure)
    return figure.outcome in _STATES and (least is None or least < _FEW)


def _least(figure: Figure) -> int | float | None:
    """The least number that a figure may mean."""
    return next((value for value in (figure.quantity.low, figure.quantity.best, figure.quantity.high) if value is not None), None)


def _adds_up(tellings: Sequence[Telling], number: int, figures: Sequence[Figure]) -> bool:
    """Whether a telling gives the toll of several deeds, and the tellings after it those of each ("in two attacks. … 18 … 10")."""
    whole = next((figures[position] for position in tellings[number].figures if figures[position].parent is None), None)
    if whole is None or whole.quantity.best is None:
        return False
    left, n_parts = whole.quantity.best, 0
    for telling in tellings[number + 1 :]:
        counted = [figures[position] for position in telling.figures]
        for figure in counted:
            if figure.outcome == whole.outcome and figure.parent is None and figure.quantity.best is not None:
                left, n_parts = left - figure.quantity.best, n_parts + 1
        if left <= 0:
            break
    return left == 0 and n_parts > 1


def _is_of_a_source(found: DateRange, members: Sequence[Figure]) -> bool:
    """Whether an expression only belongs to the name of who says so ("the local daily")."""
    said = [figure.attribution for figure in members if figure.attribution is not None]
    return any(source.start <= found.start < source.end for source in said)


def _has_other_words(telling: Telling, figures: Sequence[Figure]) -> bool:
    """Whether a telling has words for a happening besides those that say what befell its people."""
    cues = [(figures[position].cue_start, figures[position].cue_end) for position in telling.figures]
    return any(not any(start <= mention.start < end for start, end in cues) for mention in telling.mentions)


def _is_within(telling: Telling, figures: Sequence[Figure], discourse: Discourse) -> bool:
    """Whether a telling only says who was among the dead: no day and no deed of its own."""
    if telling.date_trust >= 2 or any(mention.makes_event for mention in telling.mentions):
        return False
    return any(figures[position].rule in discourse.included_rules for position in telling.figures)


def _goes_with(words: str, telling: Telling, before: Telling, figures: Sequence[Figure], discourse: Discourse) -> bool:
    """Whether a telling, without a day or a deed of its own, tells on of the span right before it, or of more people.

    The toll that new dead raise is of another span ("45 in the past 24 hours, taking the toll since the war began to 38,345").
    """
    if telling.date_trust >= 2 or any(mention.makes_event for mention in telling.mentions):
        return False
    is_raised = _is_toll(telling, figures, discourse) and not _is_toll(before, figures, discourse)
    if (is_raised and telling.sentence is before.sentence) or discourse.cumulative.search(words) is not None:
        return False
    is_next = telling.sentence.index - before.sentence.index <= 1 and telling.place_trust < 2
    return is_next or figures[telling.figures[0]].introduced == "more"


def _runs_on(text: str, telling: Telling, before: Telling, figures: Sequence[Figure], discourse: Discourse) -> bool:
    """Whether a telling goes on with the running count of its paragraph: no day of its own, and another toll or a verb that still runs."""
    if telling.date_trust >= 2 or telling.sentence.paragraph != before.sentence.paragraph:
        return False
    has_deed = any(mention.makes_event for mention in telling.mentions)
    if not has_deed and (_is_toll(telling, figures, discourse) or telling.sentence is before.sentence):
        return True
    cues = {(figures[position].cue_start, figures[position].cue_end) for position in telling.figures}
    return all(discourse.running_verb.search(text[start:end]) is not None for start, end in cues)


def _is_beyond_one_deed(telling: Telling, figures: Sequence[Figure]) -> bool:
    """Whether so many are said to be dead that news would name the day if one deed had killed them; of others hurt, the deed."""
    return any(
        (least := _least(figures[position])) is not None
        and (
            (figures[position].outcome == "killed" and least >= _MANY)
            or (figures[position].outcome in _HURT and least >= _MANY_HURT and not telling.has_deed)
        )
        for position in telling.figures
    )


def _compares(words: str, found: Any, discourse: Discourse) -> bool:
    """Whether a span only says since when or in what nothing worse happened ("the bloodiest since the war began", "in a single day")."""
    before, first = words[: found.start()], found.group().partition(" ")[0]
    return "compared" in discourse.before_day.find(f"{before}{first} "[-_BEHIND:])


def _names_deed(telling: Telling) -> bool:
    """Whether a telling names one deed by its kind or means, and not only violence at large."""
    return any(mention.is_occurrence and (mention.sub_event_type or mention.method) for mention in telling.mentions)


def _joined_end(tellings: Sequence[Telling], number: int, figures: Sequence[Figure]) -> int:
    """The end of a telling and of those joined to it ("left 100 dead and 150 wounded in the past week"): what follows speaks of both."""
    telling = tellings[number]
    end = telling.end
    last = max(max(figures[position].end, figures[position].cue_end) for position in telling.figures)
    for other in tellings[number + 1 :]:
        has_day = other.date_trust == 3 and other.date is not None and not is_stretch(other.date)
        if other.sentence is not telling.sentence or not other.figures or _has_other_words(other, figures) or has_day:
            break
        first = min(min(figures[position].start, figures[position].cue_start) for position in other.figures)
        if first - last > _JOINED:
            break
        end = max(end, other.end)
        last = max(max(figures[position].end, figures[position].cue_end) for position in other.figures)
    return end


def _shared(tellings: Sequence[Telling], number: int, figures: Sequence[Figure], discourse: Discourse) -> tuple[int, int]:
    """The sentence of a telling, without the toll that it raises."""
    sentence = tellings[number].sentence
    later = takewhile(lambda other: other.sentence is sentence, islice(tellings, number + 1, None))
    return sentence.start, next((other.start for other in later if other.figures and _is_toll(other, figures, discourse)), sentence.end)


def _is_toll(telling: Telling, figures: Sequence[Figure], discourse: Discourse) -> bool:
    """Whether all that a telling tells is how a toll stands."""
    return all(figures[position].rule in discourse.counting_rules for position in telling.figures)


def _stands_by(figure: Figure, start: int, end: int) -> bool:
    """Whether words of many places stand beside a figure of people hurt, and not beside what somebody is said to have done elsewhere."""
    if figure.outcome in _STATES or figure.quantity.rule == "number_single":
        return False
    first, last = min(figure.start, figure.cue_start), max(figure.end, figure.cue_end)
    return max(start - last, first - end, 0) <= _BESIDE
