"""Rules of `patterns.tsv` compiled: names of chunks become their symbols, macros their patterns, roles named groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from etl.errors import LanguageError
from etl.extract.figures.chunk_grammar import CHUNKS
from etl.languages import read_table

_NAME = re.compile(r"[a-z_]+")
_SET = re.compile(r"(any|but)\(([a-z_ ]*)\)")
_ROLE = re.compile(r"<([a-z]):")


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: what kind of reading it gives and its pattern over chunk strings; one of `needs` is in every match."""

    name: str
    kind: str
    pattern: re.Pattern[str]
    needs: frozenset[str]


@cache
def load_rules(language: str) -> tuple[Rule, ...]:
    """The rules of a pack in their order. Raises LanguageError for a pattern that names an unknown chunk or is malformed."""
    macros: dict[str, str] = {}
    rules: list[Rule] = []
    for row in read_table(language, "patterns.tsv"):
        source = translate(row["pattern"], macros, f"{language}/patterns.tsv, rule {row['rule']}", CHUNKS)
        if row["kind"] == "macro":
            macros[row["rule"]] = f"(?:{source})"
            continue
        try:
            rules.append(Rule(row["rule"], row["kind"], re.compile(source), _needs(row["pattern"])))
        except re.error as error:
            raise LanguageError(f"{language}/patterns.tsv, rule {row['rule']}: {error}") from error
    return tuple(rules)


def translate(pattern: str, macros: Mapping[str, str], where: str, alphabet: Mapping[str, str]) -> str:
    """A pattern of names as a regular expression over their symbols in `alphabet`; `where` names the rule in an error."""

    def symbols(names: str) -> str:
        unknown = [name for name in names.split() if name not in alphabet]
        if unknown:
            raise LanguageError(f"{where}: unknown chunk '{unknown[0]}'")
        return "".join(re.escape(alphabet[name]) for name in names.split())

    def one(match: re.Match[str]) -> str:
        name = match.group()
        if name in macros:
            return macros[name]
        return symbols(name)

    pieces: list[str] = []
    position = 0
    for match in _SET.finditer(pattern):
        pieces.append(_plain(pattern[position : match.start()], one))
        pieces.append(f"[{'^' if match[1] == 'but' else ''}{symbols(match[2])}]")
        position = match.end()
    pieces.append(_plain(pattern[position:], one))
    return "".join(pieces)


def _plain(piece: str, one: Callable[[re.Match[str]], str]) -> str:
    """A piece outside any(...) and but(...): names replaced, roles opened and closed, blanks dropped."""
    made: list[str] = []
    position = 0
    for role in _ROLE.finditer(piece):
        made.append(_NAME.sub(one, piece[position : role.start()].replace(">", ")")))
        made.append(f"(?P<{role[1]}>")
        position = role.end()
    made.append(_NAME.sub(one, piece[position:].replace(">", ")")))
    return "".join(made).replace(" ", "")


_MUST = re.compile(r"<c: (?:any\(([a-z_ ]+)\)|([a-z_]+))>")


def _needs(pattern: str) -> frozenset[str]:
    """The chunks one of which must stand in a string that the rule can match, those of its cue; none when it has no cue."""
    match = _MUST.search(pattern)
    return frozenset(CHUNKS[name] for name in (match[1] or match[2]).split()) if match is not None else frozenset()
