"""The words and patterns of a language for what stands around an article, compiled once from its pack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from etl.languages import read_config


@dataclass(frozen=True, slots=True)
class FrontVocabulary:
    """`front_matter.toml` of a language, ready to use; `furniture_heads` are the first two letters of all furniture, for a quick no."""

    date: re.Pattern[str]
    label: re.Pattern[str]
    dateline: re.Pattern[str]
    agency_dateline: re.Pattern[str]
    date_words: frozenset[str]
    byline_starts: tuple[str, ...]
    byline_words: frozenset[str]
    agencies: frozenset[str]
    outlet_words: frozenset[str]
    not_places: frozenset[str]
    caption_marks: tuple[str, ...]
    caption_starts: tuple[str, ...]
    caption_longest: int
    furniture_heads: frozenset[str]
    furniture_lines: frozenset[str]
    furniture_starts: tuple[str, ...]
    furniture_longest: int
    end_marks: tuple[str, ...]


_NAME = r"[^\W\d_][\w.'&]*"
_PLACE = rf"{_NAME}(?:(?: ?/ ?| {{1,2}}|-){_NAME}){{0,5}}(?:\s?\([^()\n]{{2,30}}\)(?=,))?"
_SEPARATOR = r"(?:--+|-|\u2013+|_|:|\|)"


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=8)
def front_vocabulary(language: str) -> FrontVocabulary:
    """The vocabulary of a language."""
    config = read_config(language, "front_matter.toml")
    month = rf"(?:{_any_of(config['months'])})\.?"
    weekday = rf"(?:(?:{_any_of(config['weekdays'])})\.?,?\s{{1,3}})?"
    ordinal = r"\d{1,2}(?:st|nd|rd|th)?"
    year = r"(?:,?\s{1,3}(?:[12]\d{3}|\d{2}))"
    date = (
        rf"(?:{weekday}(?:{month}\s{{1,3}}{ordinal}(?!\d){year}?|{ordinal}\s{{1,3}}(?:of\s)?{month}{year}?)"
        rf"|[12]\d{{3}}-\d\d-\d\d(?:T[\d:.]{{4,15}}(?:Z|[+-]\d\d:?\d\d)?)?|\d{{1,2}}[/.]\d{{1,2}}[/.](?:[12]\d{{3}}|\d\d)(?!\d))"
    )
    labels = _any_of(config["date_labels"])
    return FrontVocabulary(
        date=re.compile(rf"(?<!\w){date}(?!\w)", re.IGNORECASE),
        label=re.compile(rf"\s*(?:{labels})\b\s*(?:on|at)?\s*[:\-]?\s*(?P<rest>.{{4,80}})", re.IGNORECASE),
        dateline=re.compile(
            rf"[ \t]*(?P<place>{_PLACE})(?P<region>(?:,\s{{1,3}}(?!{date}){_PLACE}){{0,2}})"
            rf"(?:,?\s{{1,3}}(?P<date>{date}))?,?\s{{0,3}}(?:\((?P<paren>[^()\n]{{2,50}})\))?"
            rf"[ \t]{{0,3}}(?P<mark>{_SEPARATOR}(?=[\s\W]|\Z))?",
            re.IGNORECASE,
        ),
        agency_dateline=re.compile(
            rf"[ \t]*(?:(?P<date>(?i:{date}),?)[ \t]{{1,3}}(?=\())?"
            rf"(?:\((?P<paren>[^()\n]{{2,50}})\)|(?P<bare>[A-Z][A-Z/]{{1,9}}))[ \t]{{0,3}}{_SEPARATOR}(?=\s)"
        ),
        date_words=frozenset((*config["months"], *config["weekdays"], *config["date_line_words"], "st", "nd", "rd", "th", "t", "z")),
        byline_starts=tuple(config["byline_starts"]),
        byline_words=frozenset(config["byline_words"]),
        agencies=frozenset(config["agencies"]),
        outlet_words=frozenset(config["outlet_words"]),
        not_places=frozenset(config["not_places"]),
        caption_marks=tuple(config["caption_marks"]),
        caption_starts=tuple(config["caption_starts"]),
        caption_longest=config["caption_longest"],
        furniture_heads=frozenset(entry[:2] for name in ("furniture_lines", "furniture_starts", "end_marks") for entry in config[name]),
        furniture_lines=frozenset(config["furniture_lines"]),
        furniture_starts=tuple(config["furniture_starts"]),
        furniture_longest=config["furniture_longest"],
        end_marks=tuple(config["end_marks"]),
    )
