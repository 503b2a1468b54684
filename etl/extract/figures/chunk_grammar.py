"""The grammar of chunks: their names and symbols, and the patterns over word classes that make them."""

from __future__ import annotations

import re
from functools import lru_cache

import regex

from etl.extract.figures.word_classes import SYMBOLS

_BY_THEMSELVES = (
    "event", "counts", "toll", "among", "feared", "previous", "named", "attempt", "said", "of", "by", "to", "from", "in", "at", "and",
    "along", "or", "but", "who", "when", "if", "including", "motive", "linked", "except",
)  # fmt: skip
"""Classes of words that are chunks by themselves, of the same name."""
WORDS: dict[str, str] = {
    **{name: SYMBOLS[name] for name in _BY_THEMSELVES},
    "is": SYMBOLS["be"],
    "left": SYMBOLS["leave"],
    "rose": SYMBOLS["rise"],
    "put": SYMBOLS["put_at"],
    "denied": SYMBOLS["deny"],
    "condemned": SYMBOLS["condemn"],
    "dead": SYMBOLS["member"],
    "among_dead": SYMBOLS["predicate"],
    "comma": ",",
    "dash": "-",
    "colon": ":",
    "semicolon": ";",
    "open": "(",
    "close": ")",
    "stop": ".",
}
"""Words and marks that are chunks by themselves."""
CHUNKS: dict[str, str] = {
    "count": "Q",
    "bare": "B",
    "label": "7",
    "one": "S",
    "own": "H",
    "definite": "d",
    "name": "m",
    "surname": "\u03bd",
    "weak": "w",
    "pronoun": "e",
    "many": "P",
    "their_bodies": "\u0398",
    "bodies_of": "\u0392",
    "time": "D",
    "none": "0",
    "things": "X",
    "words": "C",
    "did": "K",
    "doing": "k",
    "passive": "V",
    "intransitive": "I",
    "state": "A",
    **WORDS,
}
"""All chunks, by the names that the rules of `patterns.tsv` use."""
_MOD = r"[jlCuSXD9\u03b2M]"
# "(Kenyan)", "(CRPF)", "(2 national, 1 international)": a short note between a number and its noun
_NOTE = r"(?:\([jlCuSPX1#,&~\u03d6]{1,9}\))"
# ", 40", "(67 years old)", "(also known as Abu Omar)"; the comma behind is of the age, unless somebody else is told of next
# ("Omar Haddad, 47, Sami Nasser, 21, and")
_BESIDE_NAME = r"(?:,G{1,2}(?:,(?![ahCSR&~\u03bb1O]|[PjX]{1,2}S?C))?|\((?:G{1,2}|[CSjXaohlu,\u03d6~Ys&]{1,12})\)){0,2}"
_AFTER_BODY = r"(?<=[B\u03b2]o)"
_OF_SO_MANY = rf"o[th]?[#1]O?(?:{_MOD}|~){{0,3}}?P*[KA](?![ahtP#1])"
_NP = (
    # "the bodies of 72 migrants", "the body of a captain"
    r"(?P<their_bodies>h[jlCuKA]{0,2}[B\u03b2])"
    r"|(?P<her>h(?=[,.;&si@b!Dr]|$))"
    r"|(?P<bodies_of>[atO]?[jlCuKA]{0,2}[B\u03b2]o(?=[aht1#O9jlCPSHRAK]))"
    # counted things: "12 villages", "three police vehicles"
    rf"|(?P<things>[#1]O?[jlCuSX~']{{0,3}}P?[\u039e\u03b7]|1[jlCu~]{{0,3}}P?X(?![jlCuSX]{{0,3}}{_NOTE}?[jlCuSX]{{0,2}}[PSBN]))"
    # "a family of six"
    r"|(?P<family>[aht]?O?[jlC]{0,2}Ho[#1]P?)"
    # "his wife", "their three guards", "two of its soldiers"
    rf"|(?P<own>h[9K~]?(?:{_MOD}|~|P(?=[SXj])){{0,4}}?(?:S++(?![P'])(?:C{{0,3}},G{{1,2}}(?:,(?![h~CS]))?)?|O?[#1](?:{_MOD}|~){{0,3}}?P+)|[#1]oh(?:{_MOD}|~){{0,3}}?P+|[at][jlCX~]{{0,3}}[SlCX]'[#1](?:{_MOD}|~){{0,2}}?P+)"
    # "half of the 18 passengers": so many that nobody says how many
    rf"|(?P<fraction>\u03a6[th]?[#1](?:(?:{_MOD}|~){{0,4}}?(?:[PH]S?|S)(?![KAPS])|(?=[vxmI,.])))"
    # "Five were hurt, two of them critically, and …": how badly, no victims of what follows
    r"|(?P<detail>(?<=,)[#1](?:o[e\u03c9])?~(?=,&))"
    # "five of its members", "one of them a nurse", "three of these"
    # but "three of the five dead", "two of the four guards killed": two numbers
    rf"|(?P<partitive>[#1]O?~?(?!{_OF_SO_MANY})(?:\u03c9|o(?:[th]?[#1]?O?[jlCuSKAX~']{{0,4}}?(?:[PBNJe]|K(?![ahtP#1])|A)|t(?=[xvKIkAm,])|[th]?[#1](?=[xvKIAm,])))(?:P|(?<=[\u03c9e])a(?:{_MOD}|~){{0,4}}?S+(?![P'])|(?<=[\u03c9e])S)?~?)"
    # "at least 38 civilians", "12 wounded soldiers", "six members of the security forces"
    rf"|(?P<count>[tha]?O?[#1]O?(?:{_MOD}|{_NOTE}|[~A']|K(?={_MOD}{{0,3}}P)|P(?=S*[PN]|X{{1,2}}{_NOTE}?[PS])){{0,6}}?(?:[BN]|PN|P+(?!X{{1,2}}{_NOTE}?[PS])S?P?(?:\|[jlC]?P)?|(?<=#)[jX]{{0,2}}S(?![PXSCjluNMB'\u039e]))(?!\u039e)(?P<tail>o[tha1]?[jlCuX~]{{0,3}}?[PH](?!S))?)"
    # "a couple", "twins"
    r"|(?P<fixed>[aht]?O?[jlC~]{0,2}T)"
    # "one soldier", "a police captain", "his brother", "a second man", "another villager"
    rf"|(?P<one>[ah1O]O?9?[KA]?(?:{_MOD}|{_NOTE}|~|P(?=[SXj]|lS)|'){{0,7}}?S++(?!['M]|P(?!Y))(?:o#(?![jlCuSPX]))?|[aO1]X?(?:jj(?![jCuSPXH'#])|j(?![jlCuSPXH'#]))|a9(?![jlCuSPXK\u03b2M])|(?<=[&,])a9(?=K(?![aht1#]))|a9?\u03b2|[aO1]S?M|t[l~]?M(?=x)|[at][jlCPX~]{{0,2}}R(?=[xvm2IKA.])|t9(?=[.;]|$)|tO(?=[vmxn2~]{{0,3}}[KIA]|[.,&]|$)|(?<=[Kk])tj(?=[.;]|$)|(?:[at]|(?<!.)[AK]?)[jlCX~]{{0,3}}(?:S'|P)\u03b2(?!u)|J\u03b2(?!u)|C(?:\u03d6{{0,2}}C){{0,4}}'\u03b2|a[jlCuSX~]{{0,4}}P(?=[oxvKIA\u03c3,.(&]|$))"
    r"|(?P<definite>[t]O?9?K?(?:[jlCuX9~']|P(?=S)){0,5}?S++(?![P']))"
    r"|(?P<many_counted>[#1]O?[jlC]{0,3}u|1[jlC]{0,3}l(?=[vxKIA&]))"
    r"|(?P<none>0(?:o[th]?e?[#1]?)?O?[jlCuSKAXY~]{0,4}?(?:[BNM](?:[|&,]+0?O?[jlK]?[NM])*|[PS]S?P?)|0|n[jlC]{0,2}S(?![PXul']))"
    r"|(?P<bare>(?:[th]O)?[#1]O?~?(?:\([lC~Y]\))?)"
    r"|(?P<reflexive>\u03c1)"
    rf"|(?P<name>(?:R|[PjX]{{0,2}}S)+C(?:[\u03d6j]{{0,2}}C){{0,6}}+(?!'){_BESIDE_NAME}|C(?:[\u03d6j]{{0,2}}C){{1,6}}+(?!['\u039e]){_BESIDE_NAME})"
    r"|(?P<number_of>%[th]?[jlCuSKAX~']{0,4}?(?:P+)?(?:(?<=P)r?[vx~]*[KkIA]|[BNJ]|(?<=[jC%])A|(?<=[%])[KA]))"
    r"|(?P<many>[th]?O?[jCSX]{0,4}?P+)"
    # "farmer dies", and in "body of farmer found" whatever follows
    r"|(?P<person>(?:[CjX~']|P(?=[CjXS])){0,4}S++(?![PXu'jl])(?:,G,?)?|" + _AFTER_BODY + r"[AK]?[CjlX~']{0,4}S++)"
)
_VG = (
    r"(?P<passive>[m2]?[n~p]{0,5}(?:v2|v)?[n~p]{0,5}x(?:[n~xp]|i?D){0,8}(?:(?:l{1,2}(?:&|,&?)~{0,5}){1,2}|~{1,2}[&2|]~{1,3})?K(?:[&|,]{1,2}[~vx]{0,5}[KI]){0,6})"
    r"|(?P<intransitive>[m2]?[n~p]{0,5}[vx]{0,3}[n~xp]{0,5}(?:I|\u03c3~?#[ljuX]{0,2}\u03b7|\u03c3[atO~]{0,2}(?:[ljuCXS~]|[&,2|](?=[ljuS])){0,4}?(?:\u03b7|[NMkE](?![#1ahtl]))))"
    r"|(?P<is_state>[m2]?[n~p]{0,5}v?x[n~xY2p]{0,8}(?:[lKk](?:&[lKk])?)?A(?!P))"
    r"|(?P<active>[m2][n~]{0,5}v?[x~]{0,5}[kK](?:[&|]~{0,5}[kK]){0,6}|v[n~]{0,5}K(?:[&|]~{0,5}K){0,6}|v?x[n~]{0,5}k|v[n~]{0,5}x[n~]{0,5}k)"
    r"|(?P<did>K(?:,~{0,5}K){1,4},?&~{0,5}K|K(?:[&|]~{0,5}K){0,6})"
    r"|(?P<doing>k(?:[&|]~{0,5}[kK]){0,6})"
)
_ALL = f"{_NP}|{_VG}|(?P<another>O)|(?P<time>i?t?D(?:[D~]|i?t?(?=D)|o(?=D))*)|(?P<state>A)"
CHUNK_PATTERN = re.compile(_ALL)
"""What can stand at a position; where nothing can, the word or mark is a chunk by itself."""
REACH = 3
"""Symbols that are enough to see, for nine words of ten, that no chunk of several words begins here."""


@lru_cache(maxsize=32_768)
def begins_nothing(symbols: str) -> bool:
    """Whether no chunk of the patterns can begin with these symbols, whatever follows them."""
    return _partial_pattern().match(symbols, partial=True) is None


@lru_cache(maxsize=1)
def _partial_pattern() -> regex.Pattern[str]:
    return regex.compile(_ALL.replace(_AFTER_BODY, ""))  # what stands before is not seen


SYMBOL_OF = {
    "things": "X",
    "family": "Q",
    "fraction": "C",
    "detail": "C",
    "partitive": "B",
    "count": "Q",
    "fixed": "Q",
    "one": "S",
    "own": "H",
    "definite": "d",
    "time": "D",
    "person": "S",
    "reflexive": "S",
    "their_bodies": "\u0398",
    "her": "e",
    "bodies_of": "\u0392",
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
