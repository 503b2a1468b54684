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
from etl.records import quick

_LOOK = re.compile(r"\(\?<?[=!]")
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)")
Groups = tuple[tuple[str, int, int], ...]
_ELEMENT = re.compile(
    r"\s*(?:(?P<open>(?:\w+=)?\()|(?P<close>\)\??)|(?P<or>/)|\{(?P<context>!?[@\w|]+)\}"
    r"|(?:(?P<name>\w+)=)?(?P<element>@?[@\w|]+)(?P<maybe>\??))"
)


@quick
@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern and the production that makes a time expression of its match."""

    name: str
    production: str
    argument: str
    pattern: re.Pattern[str]


@quick
@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched tokens `start`..`end` of a run; groups are (name, start, end) in the same count."""

    rule: Rule
    start: int
    end: int
    groups: Groups


@quick
@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of a language, in the order of the table; `starting` has those that can begin with a symbol."""

    language: str
    rules: tuple[Rule, ...]
    starting: dict[str, tuple[Rule, ...]]


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
    starts: list[frozenset[str]] = []
    for row in read_table(language, "dates_rules.tsv"):
        try:
            expression = _compile(row["pattern"], vocabulary, macros)
            if row["production"] == "macro":
                macros[row["name"]] = f"(?:{expression})"
            else:
                rules.append(Rule(row["name"], row["production"], row["argument"], re.compile(expression)))
                starts.append(_Starts(expression).read())
        except (KeyError, ValueError, re.error) as error:
            raise LanguageError(f"{language}/dates_rules.tsv: rule {row['name']}: {error}") from error
    symbols = set(vocabulary.symbols.values())
    starting = {symbol: tuple(rule for rule, first in zip(rules, starts, strict=True) if symbol in first) for symbol in symbols}
    return RuleBook(language, tuple(rules), starting)


class _Starts:
    """Finds the symbols with which a match of a compiled pattern can begin.

    It reads the little of the syntax that `_compile` writes: classes, groups, alternatives, "?" and looks around.
    """

    def __init__(self, expression: str) -> None:
        self.expression, self.position = expression, 0

    def read(self) -> frozenset[str]:
        """The symbols of the whole pattern. Raises ValueError when it can match nothing at all."""
        first, may_be_empty = self._alternatives()
        if may_be_empty:
            raise ValueError("the pattern may match no word at all")
        return frozenset(first)

    def _alternatives(self) -> tuple[set[str], bool]:
        first, may_be_empty = self._sequence()
        while self.expression.startswith("|", self.position):
            self.position += 1
            other, other_empty = self._sequence()
            first |= other
            may_be_empty |= other_empty
        return first, may_be_empty

    def _sequence(self) -> tuple[set[str], bool]:
        first: set[str] = set()
        may_be_empty = True
        while self.position < len(self.expression) and self.expression[self.position] not in "|)":
            symbols, is_optional = self._element()
            if may_be_empty:
                first |= symbols
            may_be_empty &= is_optional
        return first, may_be_empty

    def _element(self) -> tuple[set[str], bool]:
        text = self.expression
        look = _LOOK.match(text, self.position)
        if look is not None:
            self.position = text.index("]", look.end()) + 2
            return set(), True
        if text[self.position] == "[":
            end = text.index("]", self.position)
            symbols, is_optional = set(text[self.position + 1 : end]), False
            self.position = end + 1
        else:
            group = _GROUP.match(text, self.position)
            if group is None:
                raise ValueError(text[self.position :])
            self.position = group.end()
            symbols, is_optional = self._alternatives()
            self.position += 1
        if text.startswith("?", self.position):
            self.position += 1
            is_optional = True
        return symbols, is_optional


@lru_cache(maxsize=65536)
def segment(language: str, run: str) -> tuple[Match, ...]:
    """The matches in a run of symbols, left to right: at each place the longest, of equals the first rule of the table."""
    starting = load_rules(language).starting
    found: list[Match] = []
    position = 0
    while position < len(run):
        best: re.Match[str] | None = None
        best_rule: Rule | None = None
        for rule in starting.get(run[position], ()):
            match = rule.pattern.match(run, position)
            if match is not None and match.end() > (best.end() if best else position):
                best, best_rule = match, rule
        if best is None or best_rule is None:
            position += 1
            continue
        groups = tuple((name, *best.span(name)) for name in best_rule.pattern.groupindex if best.start(name) >= 0)
        found.append(Match(best_rule, position, best.end(), groups))
        position = best.end()
    return tuple(found)
