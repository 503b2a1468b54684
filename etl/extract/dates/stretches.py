"""Periods with two ends: "since …", "from … to …", "between … and …". Each expression keeps its own span and TIMEX3 value; its days
become those of the whole stretch, and its rule says so (`since`, `from_to`, `between`)."""

from __future__ import annotations

from collections.abc import Sequence

from etl.extract.dates.cues import words_before
from etl.extract.dates.periods import shift_day
from etl.extract.dates.readings import Found
from etl.extract.dates.timeline import Timeline
from etl.records import replace

_NEAR = 24
_FEW_WORDS = 4
_BEGAN_WORDS = 14
_BEGAN_CHARS = 196
_BREAKS = frozenset(".;,")
_BARE_WEEKDAYS = frozenset({"weekday", "weekday_part", "part_of_weekday"})
"""Rules of weekdays whose week nothing says but the day they go on to."""
_WEEK_DAYS = 7


def join_stretches(found: Sequence[Found], line: Timeline) -> list[Found]:
    """The expressions with the days of the stretch that their words open or close."""
    out = list(found)
    cues = line.cues
    for position, item in enumerate(out):
        if item.days is None or item.kind not in ("DATE", "TIME"):
            continue
        before = next((word for word in words_before(line.low, item.start, _FEW_WORDS) if word not in cues.lead_in), "")
        if before in cues.since or _began(item, line):
            if not _is_compared(item, line):
                out[position] = _since(item, line)
            continue
        opener = "between" if before in cues.between else "from_to" if before in cues.from_ else ""
        if position + 1 < len(out) and _joined(item, out[position + 1], line, loose=True):
            is_stretch = bool(opener) or _joined(item, out[position + 1], line, loose=False)
            _put_before(out, position, most=_WEEK_DAYS if is_stretch else 1)
            if is_stretch:
                _join(out, position, opener or "from_to")
    return out


def _began(item: Found, line: Timeline) -> bool:
    """Whether the clause says since when: "since the uprising began in"."""
    cues = line.cues
    floor = max(0, item.start - _BEGAN_CHARS)
    if all(line.low.rfind(word, floor, item.start) < 0 for word in cues.since):
        return False
    before = words_before(line.low, item.start, _BEGAN_WORDS)
    place = next((index for index, word in enumerate(before) if word in cues.since), 0)
    between = before[:place]
    return bool(cues.began.intersection(between)) and not _BREAKS.intersection(between)


def _is_compared(item: Found, line: Timeline) -> bool:
    """Whether the words only compare with the date: "the deadliest attack since 2003", "the first since May"."""
    before = words_before(line.low, item.start, _BEGAN_WORDS)
    place = next((index for index, word in enumerate(before) if word in line.cues.since), len(before))
    compared = before[place + 1 :]
    end = next((index for index, word in enumerate(compared) if word in _BREAKS), len(compared))
    cues = line.cues
    return any(word in cues.superlatives or (len(word) > 5 and word.endswith(cues.superlative_endings)) for word in compared[:end])


def _since(item: Found, line: Timeline) -> Found:
    if item.days is None or line.published is None or item.days[0] > line.published:
        return replace(item, rule="since")
    first, last = item.days
    if item.period is not None and item.period.start < first and last < item.period.end:
        first = shift_day(first, (last - first).days // 2)
    return replace(item, days=(first, line.published), rule="since")


def _joined(first: Found, second: Found, line: Timeline, *, loose: bool) -> bool:
    cues = line.cues
    if second.days is None or second.kind not in ("DATE", "TIME") or second.start - first.end > _NEAR:
        return False
    words = [word for word in line.low[first.end : second.start].split() if word not in cues.lead_in]
    return len(words) in (1, 2) and words[0] in cues.to and (words[0] not in cues.and_ or loose)


def _put_before(out: list[Found], position: int, *, most: int) -> None:
    """Take a bare weekday for the one before the day it is joined to, which lies no more than `most` days behind it.

    So "Monday and Tuesday last week" are of one week, and "from Sunday to Tuesday", told on a Monday, are in order.
    """
    first, second = out[position], out[position + 1]
    if first.rule not in _BARE_WEEKDAYS or first.days is None or second.days is None:
        return
    if second.days[0] != second.days[1] or first.days[0] <= second.days[0]:
        return
    ahead = (second.days[0] - first.days[0]).days % _WEEK_DAYS
    if not 0 < ahead <= most:
        return
    start = shift_day(second.days[0], -ahead)
    days = (start, shift_day(start, (first.days[1] - first.days[0]).days))
    out[position] = replace(first, days=days, value=start.isoformat() + first.value[len("0000-00-00") :])


def _join(out: list[Found], position: int, rule: str) -> None:
    first, second = out[position], out[position + 1]
    if first.days is None or second.days is None or first.days[0] > second.days[1]:
        return
    days = (first.days[0], second.days[1])
    out[position] = replace(first, days=days, rule=rule)
    out[position + 1] = replace(second, days=days, rule=rule)
