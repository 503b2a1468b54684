"""The rule table of a language pack as regular expressions over word symbols.

The notation is explained at the head of `dates_rules.tsv`. A pattern becomes a regular expression in which every class of words is one
character, so matching costs little and its result depends on the classes alone: a run of time words is segmented once and remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from etl.errors import LanguageError
from etl.extract.dates.vocabulary import Vocabulary, load_vocabulary
from etl.languages import read_table

Groups = tuple[tuple[str, int, int], ...]
_ELEMENT = re.compile(
    r"\s*(?:(?P<open>(?:\w+=)?\()|(?P<close>\)\??)|(?P<or>/)|\{(?P<context>!?[@\w|]+)\}"
    r"|(?:(?P<name>\w+)=)?(?P<element>@?[@\w|]+)(?P<maybe>\??))"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern and the production that makes a time expression of its match."""

    name: str
    production: str
    argument: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched tokens `start`..`end` of a run; groups are (name, start, end) in the same count."""

    rule: Rule
    start: int
    end: int
    groups: Groups


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of a language, in the order of the table."""

    language: str
    rules: tuple[Rule, ...]


def _compile(pattern: str, vocabulary: Vocabulary, macros: dict[str, str]) -> str:
    """The regular expression of a pattern. Raises KeyError for an unknown class or macro, ValueError for anything else."""
    out: list[str] = []
    position = 0
    while position < len(pattern.rstrip()):
        match = _ELEMENT.match(pattern, position)
        if match is None:
            raise ValueError(pattern[position:])
        if match["open"]:
            name = match["open"][:-2]
            out.append(f"(?P<{name}>" if name else "(?:")
        elif match["close"]:
            out.append(match["close"])
        elif match["or"]:
            out.append("|")
        elif match["context"]:
            look = "?<" if not out else "?"
            sign, names = ("!", match["context"][1:]) if match["context"][0] == "!" else ("=", match["context"])
            out.append(f"({look}{sign}{_alternatives(names, vocabulary, macros)})")
        else:
            inner = _alternatives(match["element"], vocabulary, macros)
            out.append((f"(?P<{match['name']}>{inner})" if match["name"] else inner) + match["maybe"])
        position = match.end()
    return "".join(out)


def _alternatives(element: str, vocabulary: Vocabulary, macros: dict[str, str]) -> str:
    names = element.split("|")
    plain = [name for name in names if not name.startswith("@")]
    parts = [macros[name[1:]] for name in names if name.startswith("@")]
    if plain:
        parts.append(f"[{vocabulary.symbol_class('|'.join(plain))}]")
    return parts[0] if len(parts) == 1 else "(?:" + "|".join(parts) + ")"


@cache
def load_rules(language: str) -> RuleBook:
    """Read and compile `dates_rules.tsv` of a pack. Raises LanguageError, naming the rule, when a pattern is malformed."""
    vocabulary = load_vocabulary(language)
    macros: dict[str, str] = {}
    rules: list[Rule] = []
    for row in read_table(language, "dates_rules.tsv"):
        try:
            expression = _compile(row["pattern"], vocabulary, macros)
            if row["production"] == "macro":
                macros[row["name"]] = f"(?:{expression})"
            else:
                rules.append(Rule(row["name"], row["production"], row["argument"], re.compile(expression)))
        except (KeyError, ValueError, re.error) as error:
            raise LanguageError(f"{language}/dates_rules.tsv: rule {row['name']}: {error}") from error
    return RuleBook(language, tuple(rules))


@lru_cache(maxsize=65536)
def segment(language: str, run: str) -> tuple[Match, ...]:
    """The matches in a run of symbols, left to right: at each place the longest, of equals the first rule of the table."""
    rules = load_rules(language).rules
    found: list[Match] = []
    position = 0
    while position < len(run):
        best: re.Match[str] | None = None
        best_rule = rules[0]
        for rule in rules:
            match = rule.pattern.match(run, position)
            if match is not None and match.end() > (best.end() if best else position):
                best, best_rule = match, rule
        if best is None:
            position += 1
            continue
        groups = tuple((name, *best.span(name)) for name in best_rule.pattern.groupindex if best.start(name) >= 0)
        found.append(Match(best_rule, position, best.end(), groups))
        position = best.end()
    return tuple(found)
