"""Words into chunks: counted noun phrases, named people, verb groups, total nouns and the marks between them, one symbol each.

The second floor of the cascade: over the tags of a sentence (`tokens`, `quantities`) one pass of patterns makes a short string of chunk symbols
(`CHUNKS`), over which the rules of `patterns.tsv` are matched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.extract.lexicon import Entry
from etl.extract.quantities import Count, count_tokens, fixed_of, one_of, zero_of
from etl.extract.tokens import Tokens
from etl.model import Quantity

CHUNKS: dict[str, str] = {
    "count": "Q",
    "bare": "B",
    "label": "7",
    "one": "S",
    "definite": "d",
    "name": "m",
    "surname": "\u03bd",
    "weak": "w",
    "pronoun": "e",
    "many": "P",
    "their_bodies": "\u0398",
    "none": "0",
    "things": "X",
    "words": "C",
    "did": "K",
    "doing": "k",
    "passive": "V",
    "intransitive": "I",
    "state": "A",
    "event": "E",
    "counts": "N",
    "toll": "W",
    "dead": "J",
    "among_dead": "q",
    "among": "\u03b1",
    "is": "x",
    "left": "L",
    "rose": "U",
    "feared": "F",
    "denied": "Z",
    "condemned": "$",
    "previous": "p",
    "attempt": "\u03c4",
    "said": "Y",
    "of": "o",
    "by": "b",
    "to": "2",
    "from": "f",
    "in": "i",
    "at": "@",
    "and": "&",
    "or": "|",
    "but": "!",
    "who": "r",
    "when": "s",
    "if": "?",
    "including": "c",
    "comma": ",",
    "dash": "-",
    "colon": ":",
    "semicolon": ";",
    "open": "(",
    "close": ")",
    "stop": ".",
}
_KEPT = frozenset("ob2fi@&|!rs?c,-:;().LUFZ$p\u03c4YWEJqxN\u03b1")
_DROPPED = frozenset("~")

_MOD = r"[jlCuSXD9\u03b2M]"
_NP = (
    # "the bodies of 72 migrants", "the body of a captain"
    r"(?P<their_bodies>h[jlCuKA]{0,2}[B\u03b2])"
    r"|(?P<her>h(?=[,.;&si@b]|$))"
    r"|(?P<bodies_of>[atO]?[jlCuKA]{0,2}[B\u03b2]o(?=[aht1#O9jlCPSH]))"
    # counted things: "12 villages", "three police vehicles"
    rf"|(?P<things>[#1]O?[jlCuSX~']{{0,3}}P?\u039e|1[jlCu~]{{0,3}}X(?![jlCuS]{{0,2}}[PSBN]))"
    # "a family of six"
    r"|(?P<family>[aht]?O?[jlC]{0,2}Ho[#1]P?)"
    # "five of its members", "one of them", "three of these"
    r"|(?P<partitive>[#1]O?~?(?:\u03c9|o(?:[th]?[#1]?O?[jlCuSKAX~']{0,4}?(?:[PBNJe]|K(?![ahtP#1])|A)|t(?=[xvKIkAm,])))P?)"
    # "at least 38 civilians", "12 wounded soldiers", "six members of the security forces"
    rf"|(?P<count>[th]?O?[#1]O?(?:{_MOD}|[~A']|K(?={_MOD}{{0,3}}P)|P(?=S*P)){{0,5}}?(?:[BN]|P+S?P?)(?!\u039e)(?P<tail>o[th]?[jlCuX~]{{0,3}}?[PH])?)"
    # "a couple", "twins"
    r"|(?P<fixed>[aht]?O?[jlC~]{0,2}T)"
    # "one soldier", "a police captain", "his brother", "a second man", "another villager"
    rf"|(?P<one>[ah1O]O?9?K?(?:{_MOD}|~|P(?=[SXj])|'){{0,7}}?S++(?![P'])(?:o#(?![jlCuSPX]))?|[aO]j(?![jlCuSPX'#])|a9(?![jlCuSPXK])|a\u03b2|[aO]M)"
    r"|(?P<definite>[t]O?9?K?(?:[jlCuX9~']|P(?=S)){0,5}?S++(?![P']))"
    r"|(?P<many_counted>[#1]O?[jlC]{0,3}u|1[jlC]{0,3}l(?=[vxKIA&]))"
    r"|(?P<none>0(?:o[th]?e?)?O?[jlCuSKAXY~]{0,4}?(?:[BNM](?:[|&,]+0?O?[jlK]?[NM])*|[PS]S?P?)|0)"
    r"|(?P<bare>[#1]O?~?)"
    r"|(?P<reflexive>\u03c1)"
    r"|(?P<name>(?:R|[PjX]{0,2}S)+C(?:\u03d6{0,2}C){0,4}+(?!')(?:,G,?|\(G\))?|C(?:\u03d6{0,2}C){1,4}+(?!')(?:,G,?|\(G\))?)"
    r"|(?P<number_of>%[th]?[jlCuSKAX~']{0,4}?(?:P+)?(?:(?<=P)r?[vx~]*[KkIA]|[BNJ]|(?<=[jC%])A|(?<=[%])[KA]))"
    r"|(?P<many>[th]?O?[jCSX]{0,4}?P+)"
    r"|(?P<person>(?:[CjX]|P(?=[CjXS])){0,3}S++(?![PXu'jl])(?:,G,?)?)"
)
_VG = (
    r"(?P<passive>[m2]?[n~p]*v?[n~p]*x[n~xp]*(?:l{1,2}[&,]~*)?K(?:[&|,]{1,2}[~vx]*[KI])*)"
    r"|(?P<intransitive>[m2]?[n~p]*[vx]*[n~xp]*I)"
    r"|(?P<is_state>[m2]?[n~p]*v?x[n~xY2p]*A(?!P))"
    r"|(?P<active>[m2][n~]*v?[x~]*[kK](?:[&|]~*[kK])*|v[n~]*K(?:[&|]~*K)*|v?x[n~]*k|v[n~]*x[n~]*k)"
    r"|(?P<did>K(?:[&|]~*K)*)"
    r"|(?P<doing>k(?:[&|]~*[kK])*)"
)
_PATTERN = re.compile(f"{_NP}|{_VG}|(?P<another>O)|(?P<state>A)|(?P<mark>.)", re.DOTALL)

_SYMBOL_OF = {
    "things": "X",
    "family": "Q",
    "partitive": "B",
    "count": "Q",
    "fixed": "Q",
    "one": "S",
    "definite": "d",
    "person": "S",
    "reflexive": "S",
    "their_bodies": "\u0398",
    "her": "e",
    "bodies_of": "E",
    "many_counted": "Q",
    "none": "0",
    "bare": "B",
    "name": "m",
    "number_of": "W",
    "many": "P",
    "passive": "V",
    "intransitive": "I",
    "is_state": "V",
    "active": "k",
    "did": "K",
    "doing": "k",
    "state": "A",
}


@dataclass(slots=True)
class Chunk:
    """One chunk: its symbol, offsets, and what is known of it (a count and its head noun, or a verb group and its outcome)."""

    symbol: str
    start: int
    end: int
    kind: str = ""
    quantity: Quantity | None = None
    head: Entry | None = None
    head_text: str | None = None
    iso3: str | None = None
    age: str = "all"
    sex: str = "all"
    outcome: str = ""
    outcomes: tuple[str, ...] = ()
    strength: str = ""
    modal: bool = False
    negated: bool = False
    infinitive: bool = False
    partitive: str = ""
    weak_head: bool = False
    definite: bool = False


def chunk_sentence(text: str, tokens: Tokens) -> tuple[str, list[Chunk]]:
    """The chunk string of a tagged sentence and the chunks, one for each symbol."""
    tags, spans, counts = _with_counts(text, tokens)
    symbols: list[str] = []
    chunks: list[Chunk] = []
    words = False
    for match in _PATTERN.finditer(tags):
        kind = match.lastgroup or "mark"
        first, last = match.span()
        if kind == "tail":
            kind = "count"
        if kind == "mark":
            tag = tags[first]
            if tag in _KEPT or tag == "\u03c9":
                symbol = tag
            elif tag in _DROPPED:
                continue
            elif tag == "e":
                symbol = "e"
            elif tag == "7":
                symbol = "7"
            elif tag == "C":
                symbol = "\u03bd"
            else:
                symbol = "C"
            if symbol == "C":
                if words:
                    chunks[-1].end = spans[first][1]
                    continue
                words = True
            else:
                words = False
            chunk = Chunk(symbol, spans[first][0], spans[first][1], kind="mark")
            entry = tokens.entries[spans[first][2]]
            if symbol == "\u03c9":
                symbol = chunk.symbol = "c"
            chunk.kind = entry.kind
            if symbol in "EWJqAN":
                chunk.outcome, chunk.strength = entry.outcome, entry.strength
            if symbol == "7":
                chunk.quantity = counts[first].quantity if first in counts else None
        else:
            words = False
            chunk = _make(text, tokens, tags, spans, counts, kind, match)
        symbols.append(chunk.symbol)
        chunks.append(chunk)
    return "".join(symbols), chunks


_Spans = list[tuple[int, int, int, int]]


def _with_counts(text: str, tokens: Tokens) -> tuple[str, _Spans, dict[int, Count]]:
    """The tags with every number as one symbol, the offsets and tokens of each, and the counts by position."""
    found = count_tokens(text, tokens)
    starts, ends, entries = tokens.starts, tokens.ends, tokens.entries
    if not found and "<" not in tokens.tags and ">" not in tokens.tags and "{" not in tokens.tags:
        return tokens.tags, [(starts[i], ends[i], i, i + 1) for i in range(len(starts))], {}
    symbols: list[str] = []
    spans: _Spans = []
    counts: dict[int, Count] = {}
    position = 0
    by_first = {count.first: count for count in found}
    while position < len(starts):
        count = by_first.get(position)
        if count is not None:
            counts[len(symbols)] = count
            symbols.append(count.symbol)
            spans.append((starts[count.first], ends[count.last - 1], count.first, count.last))
            position = count.last
            continue
        symbol = tokens.tags[position]
        symbols.append(entries[position].fallback if symbol in "<>{" else symbol)
        spans.append((starts[position], ends[position], position, position + 1))
        position += 1
    return "".join(symbols), spans, counts


def _make(text: str, tokens: Tokens, tags: str, spans: _Spans, counts: dict[int, Count], kind: str, match: re.Match[str]) -> Chunk:
    first, last = match.span()
    start, end = spans[first][0], spans[last - 1][1]
    if kind == "another":
        word = tokens.lows[spans[first][2]]
        if word != "another":
            return Chunk("C", start, end, kind="mark")
        return Chunk("B", start, end, kind="another", quantity=one_of(text, start, end))
    chunk = Chunk(_SYMBOL_OF[kind], start, end, kind=kind)
    entries = [tokens.entries[spans[position][2]] for position in range(first, last)]
    if kind in _VERBS:
        _read_verbs(chunk, tags[first:last], entries)
        return chunk
    if kind == "her":
        return chunk
    if kind in ("bodies_of", "their_bodies"):
        chunk.outcome = next(entry.outcome for entry in reversed(entries) if entry.outcome)
        return chunk
    if kind == "number_of":
        chunk.outcome = next((entry.outcome for entry in reversed(entries) if entry.outcome), "killed")
        chunk.head = next((entry for entry in entries if entry.symbol == "P"), None)
        return chunk
    if kind == "name":
        chunk.quantity = one_of(text, start, end)
        chunk.head = next((entry for entry in entries if entry.symbol == "S"), None)
        if chunk.head is not None:
            position = first + next(at for at, entry in enumerate(entries) if entry.symbol == "S")
            chunk.head_text = text[spans[position][0] : spans[position][1]]
            chunk.sex, chunk.age = chunk.head.sex, chunk.head.age
        chunk.iso3 = next((entry.iso3 for entry in entries if entry.iso3), None)
        return chunk
    _read_noun(chunk, text, tokens, tags, spans, counts, entries, match)
    return chunk


_VERBS = frozenset(("passive", "intransitive", "is_state", "active", "did", "doing", "state"))
_RANK = ("killed", "killed_or_injured", "injured", "missing", "abducted", "detained", "displaced", "surrendered", "defected", "released")


def _read_verbs(chunk: Chunk, tags: str, entries: list[Entry]) -> None:
    """The outcome of a verb group, the strongest of joined verbs ("shot and killed"), and whether it is modal, negated or an infinitive."""
    verbs = [entry for entry in entries if entry.outcome]
    named = {entry.outcome for entry in verbs if entry.strength != "weak"}
    if "I" in tags:
        named.discard("injured")
    ordered = sorted(verbs, key=lambda entry: _RANK.index(entry.outcome))
    if len(verbs) > 1 and {"killed", "injured"} <= named:
        chunk.outcome = "killed_or_injured"
    else:
        chunk.outcome = ordered[0].outcome
    chunk.outcomes = tuple(entry.outcome for entry in verbs)
    chunk.strength = ordered[0].strength
    chunk.modal = "m" in tags
    chunk.negated = "n" in tags
    chunk.infinitive = "2" in tags and "v" not in tags


def _read_noun(
    chunk: Chunk, text: str, tokens: Tokens, tags: str, spans: _Spans, counts: dict[int, Count], entries: list[Entry], match: re.Match[str]
) -> None:
    """The count, the head noun and what describes it."""
    first, last = match.span()
    kind = chunk.kind
    symbols = tags[first:last]
    number = next((counts[position] for position in range(first, last) if position in counts and counts[position].symbol in "#1"), None)
    if kind == "family":
        number = next((counts[position] for position in range(last - 1, first - 1, -1) if position in counts), number)
    head_at = _head_position(symbols, kind)
    chunk.definite = symbols[0] == "t" or (symbols[0] == "h" and number is not None)
    head = entries[head_at] if head_at is not None else None
    chunk.head = head
    if number is not None and kind not in ("definite",):
        chunk.quantity = number.quantity
        if kind == "partitive":
            chunk.partitive = _partitive_of(symbols)
    elif kind in ("one", "person", "definite", "reflexive"):
        chunk.quantity = one_of(text, chunk.start, chunk.end)
    elif kind == "none":
        chunk.quantity = zero_of(text, chunk.start, chunk.end)
    elif kind == "fixed" and head is not None:
        chunk.quantity = fixed_of(text, chunk.start, chunk.end, head.value)
    if kind == "one" and head is None:
        chunk.head = head = _PERSON
    elif head_at is not None and head is not None:
        position = first + head_at
        chunk.head_text = text[spans[position][0] : spans[position][1]]
    _describe(chunk, symbols, entries, head_at)
    if kind == "many_counted":
        chunk.weak_head = True
        chunk.head = None
        chunk.head_text = text[spans[last - 1][0] : spans[last - 1][1]]


_PERSON = Entry("S", category="all")


def _head_position(symbols: str, kind: str) -> int | None:
    """Where the head noun stands; "members of the security forces" is headed by the forces."""
    for position in range(len(symbols) - 1, -1, -1):
        if symbols[position] in "PSTH\u03c1BN\u03b2MJ":
            return position
    return None


def _partitive_of(symbols: str) -> str:
    """What a part is taken of: "them" (a pronoun or nothing), "outcome" ("of the dead"), "noun" ("of the raiders"), "own" ("of its men")."""
    if "\u03c9" in symbols:
        return "them"
    tail = symbols[symbols.index("o") + 1 :]
    if not tail or tail[0] in "e" or tail == "t":
        return "them"
    if "J" in tail or "K" in tail or "A" in tail:
        return "outcome"
    return "own" if "h" in tail else "noun"


def _describe(chunk: Chunk, symbols: str, entries: list[Entry], head_at: int | None) -> None:
    head = entries[head_at] if head_at is not None else None
    if head is not None:
        chunk.age, chunk.sex = head.age, head.sex
        if head.outcome:
            chunk.outcome, chunk.strength = head.outcome, "noun"
            chunk.outcomes = tuple(dict.fromkeys(entry.outcome for entry in entries if entry.symbol in "NM"))
        if head.iso3:
            chunk.iso3 = head.iso3
    for position, entry in enumerate(entries):
        if position == head_at:
            continue
        if entry.iso3 and chunk.iso3 is None:
            chunk.iso3 = entry.iso3
        if entry.kind == "age":
            chunk.age = entry.age
        elif entry.symbol in "KA" and entry.outcome and not chunk.outcome and chunk.kind == "count":
            chunk.outcome, chunk.strength = entry.outcome, "modifier"
        elif entry.symbol in "SP" and chunk.sex == "all" and entry.sex != "all" and position < (head_at or 0):
            chunk.sex = entry.sex
