"""Periods with two ends: "since …", "from … to …", "between … and …". Each expression keeps its own span and TIMEX3 value; its days
become those of the whole stretch, and its rule says so (`since`, `from_to`, `between`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etl.extract.dates.cues import words_before
from etl.extract.dates.readings import Found
from etl.extract.dates.timeline import Timeline

_NEAR = 24
_BEGAN_WORDS = 14


def join_stretches(found: Sequence[Found], line: Timeline) -> list[Found]:
    """The expressions with the days of the stretch that their words open or close."""
    out = list(found)
    for position, item in enumerate(out):
        if item.days is None or item.kind not in ("DATE", "TIME"):
            continue
        before = words_before(line.low, item.start, _BEGAN_WORDS)
        while before and before[0] in ("the", "early", "late", "around", "about", "at", "least"):
            before = before[1:]
        if not before:
            continue
        if before[0] in line.cues.since or _began(before, line):
            out[position] = _since(item, line)
            continue
        opener = "between" if before[0] in line.cues.between else "from_to" if before[0] in line.cues.from_ else ""
        if position + 1 < len(out) and _joined(item, out[position + 1], line, loose=bool(opener)):
            _join(out, position, opener or "from_to")
    return out


def _began(before: Sequence[str], line: Timeline) -> bool:
    """Whether "since" opens the clause and says when something began: "since the uprising began in"."""
    if "since" not in before and not line.cues.since.intersection(before):
        return False
    place = next(index for index, word in enumerate(before) if word in line.cues.since)
    between = before[:place]
    return bool(line.cues.began.intersection(between)) and not {".", ";", ","}.intersection(between)


def _since(item: Found, line: Timeline) -> Found:
    if item.days is None or line.published is None or item.days[0] > line.published:
        return replace(item, rule="since")
    return replace(item, days=(item.days[0], line.published), rule="since")


def _joined(first: Found, second: Found, line: Timeline, *, loose: bool) -> bool:
    if second.days is None or second.kind not in ("DATE", "TIME") or second.start - first.end > _NEAR:
        return False
    words = line.low[first.end : second.start].replace("the", " ").split()
    if not words or len(words) > 2:
        return False
    return words[0] in line.cues.to and (words[0] != "and" or loose)


def _join(out: list[Found], position: int, rule: str) -> None:
    first, second = out[position], out[position + 1]
    if first.days is None or second.days is None or first.days[0] > second.days[1]:
        return
    days = (first.days[0], second.days[1])
    out[position] = replace(first, days=days, rule=rule)
    out[position + 1] = replace(second, days=days, rule=rule)
