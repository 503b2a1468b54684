"""Find the spans that may be place names: capitalised words walked through the gazetteer word by word, the longest name wins."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from etl.extract.places.pack import PlacePack
from etl.gazetteer import layout
from etl.gazetteer.keys import word_key
from etl.gazetteer.lookup import Gazetteer
from etl.records import quick

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f\u0386-\u03ab\u0400-\u042f\u0531-\u0556"
# The look behind stands after the capital, so that it is tried at capitals only: twice as fast as a word boundary before it.
_CAPITALISED = re.compile(
    rf"[{_UPPER}](?<!\w[{_UPPER}])(?:\.(?:[A-Z]\.){{1,3}}(?:[A-Z][a-z]{{0,3}}\.?)?|\.[A-Z][a-z]{{0,3}}\.|[^\W\d_]*(?:'[^\W\d_]+)*)"
)
_ANY_WORD = re.compile(r"\b(?:(?:[A-Z]\.){2,4}|[^\W\d_]+(?:'[^\W\d_]+)*)")
_NEXT = re.compile(r"(?:[ \-]|\. |\n|' ?)([^\W\d_]+(?:'[^\W\d_]+)*)")
_POSSESSIVE = re.compile(r"'[Ss]?$")
_LOWER = bytes(range(ord("a"), ord("z") + 1))
_UPPERS = bytes(range(ord("A"), ord("Z") + 1))
_SAMPLE = 3000
_MOST_WORDS = 7
_LEAST_SEAT, _SEAT_SHARE = 15_000, 0.08
_ARTICLE_TAILS = frozenset(
    [
        "al",
        "Al",
        "el",
        "El",
        "an",
        "An",
        "ar",
        "Ar",
        "as",
        "As",
        "ad",
        "Ad",
        "at",
        "At",
        "az",
        "Az",
        "sh",
        "es",
        "Es",
        "ez",
        "Ez",
        "ed",
        "Ed",
        "er",
        "Er",
    ]
)
_NOTHING = ("", -1, 0, False)
_ARTICLE_BEFORE = re.compile(r"(?<![^\W\d_])(?:[AaEe]l[- ]|(?:[Aa][nrsdtz]|[Aa]sh|[Ee][zsdr])-)$")


@quick
@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean. `standing` is what it brings by itself; `country` is a number of the gazetteer's list, `area` the
    place number of its first-level area (itself when it is one, -1 without); `seat` the town of the same name in an area."""

    number: int
    level: int
    kind: int
    country: int
    area: int
    standing: float
    seat: int = -1


@dataclass(slots=True)
class Hit:
    """A span with its candidates, the likeliest first; a demonym has its country in `iso3`."""

    start: int
    end: int
    key: str
    candidates: tuple[Candidate, ...]
    iso3: str | None = None
    code: str | None = None
    needs_place: bool = False


def is_telegraph(text: str) -> bool:
    """Whether a text has (nearly) no lower case, or no upper case, so that capitals say nothing."""
    sample = text[:_SAMPLE].encode("latin-1", "replace")
    lower = len(sample) - len(sample.translate(None, _LOWER))
    letters = lower + len(sample) - len(sample.translate(None, _UPPERS))
    return letters > 20 and (lower < 0.1 * letters or letters - lower < 0.004 * letters)


class Scanner:
    """Scans texts of one language with one gazetteer; remembers the first words it has met."""

    _MOST_REMEMBERED = 200_000
    _MOST_CANDIDATES = 40

    def __init__(self, gazetteer: Gazetteer, pack: PlacePack) -> None:
        self._gazetteer = gazetteer
        self._pack = pack
        self.never = pack.never
        self._known: dict[str, tuple[str, int, int, bool]] = {}
        self._tokens: dict[str, tuple[str, str]] = {}
        self._paths: dict[str, tuple[int, int]] = {}
        self._candidates: dict[int, tuple[Candidate, ...]] = {}

    def scan(self, text: str, *, start: int, telegraph: bool) -> list[Hit]:
        """All hits from `start`, in order, none overlapping."""
        hits: list[Hit] = []
        past = start
        known, get = self._known, self._known.get
        for match in (_ANY_WORD if telegraph else _CAPITALISED).finditer(text, start):
            first, end = match.span()
            if first < past:
                continue
            word = match.group()
            found = get(word)
            if found is None:
                if len(known) > self._MOST_REMEMBERED:
                    known.clear()
                found = known[word] = self._remember(word)
            if found is _NOTHING:
                hit = None
            else:
                key, entry, flags, is_short = found
                if is_short:
                    hit = self._abbreviation(text, first, end, word)
                    if hit is not None:
                        hits.append(hit)
                        past = hit.end
                        continue
                hit = None if entry == -1 else self._walk(text, first, end, word, key, entry, flags, telegraph)
            if text[first - 3 : first - 1] in _ARTICLE_TAILS and first > past:
                hit = self._with_article(text, first, end, past, telegraph, hit)
            if hit is not None:
                hits.append(hit)
                past = hit.end
        return hits

    def _candidates_of(self, entry: int) -> tuple[Candidate, ...]:
        found = self._candidates.get(entry)
        if found is None:
            pairs = self._gazetteer.entry_candidates(entry)[: self._MOST_CANDIDATES]
            found = self._with_seats([self.candidate(number, level) for number, level in pairs])
            if len(self._candidates) > self._MOST_REMEMBERED:
                self._candidates.clear()
            self._candidates[entry] = found
        return found

    def _with_seats(self, candidates: list[Candidate]) -> tuple[Candidate, ...]:
        """The candidates, each first-level area tied to the town of its own name in it, when that holds a good part of its people."""
        gazetteer = self._gazetteer
        towns = [candidate for candidate in candidates if candidate.kind == layout.SETTLEMENT]
        for at, area in enumerate(candidates):
            if area.kind != layout.ADMIN1 or area.level == layout.ALTERNATE:
                continue
            least = max(_LEAST_SEAT, _SEAT_SHARE * gazetteer.population[area.number])
            inside = [town.number for town in towns if town.area == area.number]
            seat = max(inside, key=lambda number: (gazetteer.population[number], -number), default=-1)
            if seat >= 0 and gazetteer.population[seat] >= least:
                candidates[at] = replace(area, seat=seat)
        return tuple(candidates)

    def candidate(self, number: int, level: int) -> Candidate:
        """What is known of a place as the meaning of a name."""
        gazetteer, weights = self._gazetteer, self._pack.weights["standing"]
        kind = gazetteer.kind[number]
        size = math.log10(gazetteer.population[number] + 200)
        if kind == layout.ADMIN1:
            standing = max(min(weights["admin1"], size + weights["small_admin1"]), size - 0.3)
        elif kind == layout.ADMIN2:
            standing = size + weights["admin2"]
        elif kind == layout.SETTLEMENT:
            standing = size
        else:
            standing = weights[layout.KINDS[kind]]
        if not gazetteer.country[number]:
            standing += weights["several"]
        standing += weights["alternate"] if level == layout.ALTERNATE else weights["common"] if level == layout.COMMON else 0.0
        area = number if kind == layout.ADMIN1 else gazetteer.admin1[number] - 1
        return Candidate(number, level, kind, gazetteer.country[number], area, standing)

    def _with_article(self, text: str, first: int, end: int, past: int, telegraph: bool, plain: Hit | None) -> Hit | None:
        """The hit with the article before it, where there is one: "al-Bab" is a name of its own, "al-Raqqa" is Raqqa."""
        article = _ARTICLE_BEFORE.search(text, max(past, first - 4), first)
        if article is None:
            return plain
        start = article.start()
        word = text[start : first - 1]
        key, entry, flags, _ = self._known.get(word) or self._remember(word)
        hit = self._walk(text, start, first - 1, word, key, entry, flags, telegraph) if entry >= 0 else None
        if hit is not None and (plain is None or hit.end >= plain.end):
            return hit
        if plain is not None and text[first - 1] == "-":
            plain.start = start
        return plain

    def _remember(self, word: str) -> tuple[str, int, int, bool]:
        """Key, entry (-1 when no name begins so, -2 when only a demonym does), flags, and whether a first word is an abbreviation."""
        key = self._token(word)[1]
        entry, flags = self._entry(key)
        if entry == -1 and (key in self._pack.demonyms or key in self._pack.demonym_starts):
            entry = -2
        if entry >= 0 and flags == layout.IS_NAME and key in self._pack.never and key not in self._pack.demonyms:
            entry = -1
        abbreviations = self._pack.abbreviations
        is_short = word in abbreviations or f"{word}." in abbreviations
        return (key, entry, flags, is_short) if entry != -1 or is_short else _NOTHING

    def _token(self, word: str) -> tuple[str, str]:
        """A word without its possessive ending, and its key."""
        found = self._tokens.get(word)
        if found is None:
            bare = _POSSESSIVE.sub("", word) if "'" in word else word
            if len(self._tokens) > self._MOST_REMEMBERED:
                self._tokens.clear()
            found = self._tokens[word] = (bare, word_key(bare))
        return found

    def _entry(self, path: str) -> tuple[int, int]:
        """The entry of a path of keys (-1 without one) and its flags."""
        found = self._paths.get(path)
        if found is None:
            entry = self._gazetteer.find_entry(path)
            if len(self._paths) > self._MOST_REMEMBERED:
                self._paths.clear()
            found = self._paths[path] = (entry, self._gazetteer.flags[entry] if entry >= 0 else 0)
        return found

    def _abbreviation(self, text: str, start: int, end: int, word: str) -> Hit | None:
        form, last = word, end
        if f"{word}." in self._pack.abbreviations and text[end : end + 1] == ".":
            form, last = f"{word}.", end + 1
        elif word not in self._pack.abbreviations:
            return None
        code, needs_place = self._pack.abbreviations[form]
        return Hit(start, last, form, (), code=code, needs_place=needs_place)

    def _walk(self, text: str, start: int, end: int, word: str, key: str, entry: int, flags: int, telegraph: bool) -> Hit | None:
        pack, demonyms, starts = self._pack, self._pack.demonyms, self._pack.demonym_starts
        best_end, best_key, best_entry, best_demonym = -1, "", -1, ""
        bare_end = end
        is_possessive = False
        if "'" in word:
            bare = self._token(word)[0]
            is_possessive = len(bare) != len(word)
            bare_end = end - len(word) + len(bare)
        if flags & layout.IS_NAME and key not in pack.never:
            best_end, best_key, best_entry = bare_end, key, entry
        if key in demonyms:
            best_end, best_key, best_demonym = bare_end, key, key
        position, path, words = end, key, 1
        while not is_possessive and words < _MOST_WORDS and (flags & layout.IS_PREFIX or path in starts):
            following = _NEXT.match(text, position)
            if following is None:
                break
            token = following.group(1)
            bare, token_key = self._token(token)
            is_possessive = len(bare) != len(token)
            path = f"{path} {token_key}"
            entry, flags = self._entry(path)
            position, words = following.end(), words + 1
            if telegraph or token[0].isupper() or text[following.start()] == "-":
                if flags & layout.IS_NAME:
                    best_end, best_key, best_entry, best_demonym = position - len(token) + len(bare), path, entry, ""
                if path in demonyms:
                    best_end, best_key, best_demonym = position - len(token) + len(bare), path, path
            if entry < 0 and path not in starts:
                break
        if best_end < 0:
            return None
        if best_demonym:
            return Hit(start, best_end, best_key, (), iso3=pack.demonyms[best_demonym])
        return Hit(start, best_end, best_key, self._candidates_of(best_entry))
