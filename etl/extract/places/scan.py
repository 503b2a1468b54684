"""Find the spans that may be place names: capitalised words walked through the gazetteer word by word, the longest name wins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.extract.places.pack import PlacePack
from etl.gazetteer import layout
from etl.gazetteer.keys import word_key
from etl.gazetteer.lookup import Gazetteer

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f\u0386-\u03ab\u0400-\u042f\u0531-\u0556"
_ARTICLE = r"(?:(?:[AaEe]l)[- ]|(?:[Aa][nrsdtz]|[Aa]sh|[Ee][zsdr])-)?"
_CAPITALISED = re.compile(rf"\b(?:(?:[A-Z]\.){{1,4}}(?:[A-Z][a-z]{{0,3}}\.?)?|{_ARTICLE}[{_UPPER}][^\W\d_]*(?:'[^\W\d_]+)*)")
_ANY_WORD = re.compile(rf"\b(?:(?:[A-Z]\.){{2,4}}|{_ARTICLE}[^\W\d_]+(?:'[^\W\d_]+)*)")
_NEXT = re.compile(r"(?:[ \-]|\. |\n|' ?)([^\W\d_]+(?:'[^\W\d_]+)*)")
_POSSESSIVE = re.compile(r"'[Ss]?$")
_MOST_WORDS = 7


@dataclass(slots=True)
class Hit:
    """A span with its candidates: (place number, PRIMARY, COMMON or ALTERNATE); a demonym has its country in `iso3`."""

    start: int
    end: int
    key: str
    candidates: list[tuple[int, int]]
    iso3: str | None = None
    code: str | None = None
    needs_place: bool = False


def is_telegraph(text: str) -> bool:
    """Whether a text has (nearly) no lower case, or no upper case, so that capitals say nothing."""
    sample = text[:20_000]
    lower = sum(map(str.islower, sample))
    upper = sum(map(str.isupper, sample))
    return lower + upper > 20 and (lower < 0.1 * (lower + upper) or upper < 0.004 * (lower + upper))


class Scanner:
    """Scans texts of one language with one gazetteer; remembers the first words it has met."""

    _MOST_REMEMBERED = 200_000

    def __init__(self, gazetteer: Gazetteer, pack: PlacePack) -> None:
        self._gazetteer = gazetteer
        self._pack = pack
        self._known: dict[str, tuple[str, int, int]] = {}

    def scan(self, text: str, *, start: int, telegraph: bool) -> list[Hit]:
        """All hits from `start`, in order, none overlapping."""
        hits: list[Hit] = []
        past = start
        known, abbreviations = self._known, self._pack.abbreviations
        for match in (_ANY_WORD if telegraph else _CAPITALISED).finditer(text, start):
            first = match.start()
            if first < past:
                continue
            word = match.group()
            if word in abbreviations or f"{word}." in abbreviations:
                hit = self._abbreviation(text, first, match.end(), word)
                if hit is not None:
                    hits.append(hit)
                    past = hit.end
                    continue
            found = known.get(word)
            if found is None:
                found = self._remember(word)
            key, entry, flags = found
            if entry == -1:
                continue
            hit = self._walk(text, first, match.end(), word, key, entry, flags, telegraph)
            if hit is not None:
                hits.append(hit)
                past = hit.end
        return hits

    def _remember(self, word: str) -> tuple[str, int, int]:
        """Key, entry (-1 when no name begins so, -2 when only a demonym does) and flags of a first word."""
        bare = _POSSESSIVE.sub("", word)
        key = " ".join(word_key(part) for part in bare.replace("-", " ").split(" ") if part)
        entry = self._gazetteer.find_entry(key)
        if entry < 0 and " " in key:
            entry = -3
        flags = self._gazetteer.flags[entry] if entry >= 0 else 0
        if entry == -1 and (key in self._pack.demonyms or key in self._pack.demonym_starts):
            entry = -2
        if entry >= 0 and flags == layout.IS_NAME and key in self._pack.never and key not in self._pack.demonyms:
            entry = -1
        if len(self._known) > self._MOST_REMEMBERED:
            self._known.clear()
        self._known[word] = (key, entry, flags)
        return self._known[word]

    def _abbreviation(self, text: str, start: int, end: int, word: str) -> Hit | None:
        form, last = word, end
        if f"{word}." in self._pack.abbreviations and text[end : end + 1] == ".":
            form, last = f"{word}.", end + 1
        elif word not in self._pack.abbreviations:
            return None
        code, needs_place = self._pack.abbreviations[form]
        return Hit(start, last, form, [], code=code, needs_place=needs_place)

    def _walk(self, text: str, start: int, end: int, word: str, key: str, entry: int, flags: int, telegraph: bool) -> Hit | None:
        gazetteer, pack = self._gazetteer, self._pack
        if entry == -3:
            # An article and a name that the gazetteer knows without it: "al-Raqqa" is "Raqqa".
            cut = max(word.find("-"), word.find(" ")) + 1
            return self._restart(text, start, start + cut, word[cut:], telegraph)
        best_end, best_key, best_entry, best_demonym = -1, "", -1, ""
        is_possessive = "'" in word and _POSSESSIVE.search(word) is not None
        bare_end = end - len(word) + len(_POSSESSIVE.sub("", word)) if is_possessive else end
        if flags & layout.IS_NAME and key not in pack.never:
            best_end, best_key, best_entry = bare_end, key, entry
        if key in pack.demonyms:
            best_end, best_key, best_demonym = bare_end, key, key
        position, path, words = end, key, 1
        while not is_possessive and words < _MOST_WORDS and (flags & layout.IS_PREFIX or path in pack.demonym_starts):
            following = _NEXT.match(text, position)
            if following is None:
                break
            token = following.group(1)
            bare = _POSSESSIVE.sub("", token)
            is_possessive = bare != token
            path = f"{path} {word_key(bare)}"
            entry = gazetteer.find_entry(path)
            flags = gazetteer.flags[entry] if entry >= 0 else 0
            position, words = following.end(), words + 1
            if telegraph or token[0].isupper() or text[following.start()] == "-":
                if flags & layout.IS_NAME:
                    best_end, best_key, best_entry, best_demonym = position - len(token) + len(bare), path, entry, ""
                if path in pack.demonyms:
                    best_end, best_key, best_demonym = position - len(token) + len(bare), path, path
            if entry < 0 and path not in pack.demonym_starts:
                break
        if best_end < 0:
            return None
        if best_demonym:
            return Hit(start, best_end, best_key, [], iso3=pack.demonyms[best_demonym])
        return Hit(start, best_end, best_key, gazetteer.entry_candidates(best_entry))

    def _restart(self, text: str, start: int, first: int, word: str, telegraph: bool) -> Hit | None:
        found = self._known.get(word) or self._remember(word)
        key, entry, flags = found
        if entry < 0:
            return None
        hit = self._walk(text, first, first + len(word), word, key, entry, flags, telegraph)
        if hit is not None:
            hit.start = start
        return hit
