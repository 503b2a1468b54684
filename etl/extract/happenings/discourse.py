"""The words that tell happenings apart and say what span of time a toll covers, from the language pack, as linear-time patterns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from etl.languages import read_config
from etl.records import quick


class Phrases:
    """Patterns by name that are looked for all at once, which costs a fifth of one search each."""

    def __init__(self, patterns: dict[str, str]) -> None:
        self._names = tuple(patterns)
        self._set = re2.Set.SearchSet()
        for pattern in patterns.values():
            self._set.Add(f"(?i){pattern}")
        self._set.Compile()

    def find(self, text: str) -> list[str]:
        """The names of the patterns that the text holds."""
        return [self._names[number] for number in self._set.Match(text) or ()]


@quick
@dataclass(frozen=True, slots=True)
class Discourse:
    """Compiled patterns; each has `search(text, start, end)`, but for those of words right before and right after a day.

    `any_span` is in every sentence that holds a word about spans of time or many places, or one that sets a happening apart.
    """

    before_day: Phrases
    after_day: Phrases
    clause_break: Any
    counting_rules: frozenset[str]
    included_rules: frozenset[str]
    same_period: Any
    aside: Any
    speaks: Any
    of_area: Any
    spoke_in: Any
    beyond: Any
    frontier: Any
    where: Any
    relative: Any
    topic: Any
    at_night: Any
    listed: Any
    night_rules: frozenset[str]
    since_clause: Any
    located: Any
    right_in: Any
    there: Any
    in_it: Any
    treated: Any
    cared: Any
    retold: Any
    separate: Any
    background: Any
    aftermath: Any
    bare_length: str
    years_after: Any
    days_after: Any
    cumulative: Any
    running_verb: Any
    period: Any
    spread: Any
    several: Any
    crossing: Any
    any_span: Any
    deeds: Any
    roundup_rules: frozenset[str]
    last_resort_rules: frozenset[str]


@cache
def load_discourse(language: str) -> Discourse:
    """The patterns of a language pack (`happenings.toml`)."""
    data = read_config(language, "happenings.toml")

    def any_of(name: str) -> Any:
        return re2.compile(rf"(?i)\b(?:{'|'.join(data[name])})\b")

    words = [data["same_period"], data["since_clause"], data["aftermath"], data["years_after"], data["days_after"]]
    words += [word for name in ("separate", "background", "cumulative", "period", "spread", "several", "at_night") for word in data[name]]
    return Discourse(
        before_day=Phrases(
            {
                "said": rf"\b(?:{'|'.join(data['said_before'])}){data['said_gap']},?\s+(?:on\s+)?$",
                "posted": rf"(?:{'|'.join(data['posted_before'])})\s*$",
                "compared": rf"\b(?:{'|'.join(data['compared_before'])})\s+(?:the\s+|last\s+|early\s+|late\s+)?$",
            }
        ),
        after_day=Phrases(
            {
                "said": rf"^{data['said_after']}\b",
                "introduces": rf"^{data['introduces_after']}\b",
                "deed": rf"^{data['deed_day_after']}",
            }
        ),
        clause_break=any_of("clause_break"),
        counting_rules=frozenset(data["counting_rules"]),
        included_rules=frozenset(data["included_rules"]),
        at_night=any_of("at_night"),
        listed=re2.compile(rf"(?i)^ {data['listed']} $"),
        aside=any_of("aside"),
        speaks=re2.compile(rf"(?i)^(?: {data['of_area']})?,? (?:{'|'.join(data['speaks'])})\b"),
        of_area=re2.compile(rf"(?i)^ {data['of_area']}\b"),
        spoke_in=re2.compile(rf"(?i)\b(?:{'|'.join(data['spoke'])}){data['spoke_gap']} $"),
        beyond=re2.compile(rf"(?i)\b(?:{'|'.join(data['beyond'])}) (?:{data['article']} )?$"),
        frontier=re2.compile(rf"(?i)^ {data['frontier']}\b"),
        relative=re2.compile(rf"(?i)\b{data['relative']} $"),
        where=re2.compile(rf"(?i),? {data['where']}\b[^,;.]*$"),
        topic=re2.compile(rf"(?i)\b(?:{'|'.join(data['topic'])})\b"),
        night_rules=frozenset(data["night_rules"]),
        same_period=re2.compile(rf"(?i)\b{data['same_period']}\b"),
        since_clause=re2.compile(rf"(?i)\b{data['since_clause']}\b"),
        located=re2.compile(rf"\b(?i:{'|'.join(data['located'])})\s+(?:[a-z'-]+\s+){{0,5}}$"),
        right_in=re2.compile(rf"\b(?i:{'|'.join(data['located'])})\s+(?:{data['article']}\s+)?$"),
        there=any_of("there"),
        treated=re2.compile(rf"(?i)\b{data['treated']} $"),
        cared=re2.compile(rf"(?i)\b{data['treated']} "),
        in_it=re2.compile(data["in_it"]),
        retold=re2.compile(rf"(?i)^{data['retold']}$"),
        separate=any_of("separate"),
        background=any_of("background"),
        aftermath=re2.compile(rf"(?i)\b{data['aftermath']}\b"),
        bare_length=data["bare_length"],
        years_after=re2.compile(rf"(?i)\b{data['years_after']}\b"),
        days_after=re2.compile(rf"(?i){data['days_after']}\b"),
        cumulative=any_of("cumulative"),
        running_verb=re2.compile(rf"(?i)^{data['running_verb']}\b"),
        period=any_of("period"),
        spread=any_of("spread"),
        several=any_of("several"),
        crossing=re2.compile(rf"(?i)^\w+ (?:[\w'-]+ ){{0,3}}(?:{'|'.join(data['crossing'])})\b"),
        any_span=re2.compile(rf"(?i)\b(?:{'|'.join(words)})\b"),
        deeds=re2.compile(rf"(?i)^\s+(?:[\w-]+\s+){{0,2}}(?:{'|'.join(data['deeds'])})\b"),
        roundup_rules=frozenset(data["roundup_rules"]),
        last_resort_rules=frozenset(data["last_resort_rules"]),
    )
