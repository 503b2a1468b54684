"""Tables of rules over strings of symbols, compiled: names become their symbols, macros their patterns, roles named groups.

`patterns.tsv` is written over chunks, `attribution_rules.tsv` and `responsibility_rules.tsv` over classes of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from etl.errors import LanguageError
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


def compile_rules(language: str, table: str, alphabet: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules of a pack's table in their order. Raises LanguageError for a pattern that names what `alphabet` lacks or is malformed."""
    macros: dict[str, str] = {}
    rules: list[Rule] = []
    for row in read_table(language, table):
        where = f"{language}/{table}, rule {row['rule']}"
        source = translate(row["pattern"], macros, where, alphabet)
        if row["kind"] == "macro":
            macros[row["rule"]] = f"(?:{source})"
            continue
        try:
            rules.append(Rule(row["rule"], row["kind"], re.compile(source), _needs(row["pattern"], alphabet)))
        except re.error as error:
            raise LanguageError(f"{where}: {error}") from error
    return tuple(rules)


def translate(pattern: str, macros: Mapping[str, str], where: str, alphabet: Mapping[str, str]) -> str:
    """A pattern of names as a regular expression over their symbols in `alphabet`; `where` names the rule in an error."""

    def symbols(names: str) -> str:
        unknown = [name for name in names.split() if name not in alphabet]
        if unknown:
            raise LanguageError(f"{where}: unknown name '{unknown[0]}'")
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


_CUE = re.compile(r"<c: (?:any\(([a-z_ ]+)\)|([a-z_]+))>")


def _needs(pattern: str, alphabet: Mapping[str, str]) -> frozenset[str]:
    """The symbols one of which must stand in a string that the rule can match, those of its cue; none when it has no cue."""
    cue = _CUE.search(pattern)
    return frozenset(alphabet[name] for name in (cue[1] or cue[2]).split()) if cue is not None else frozenset()
