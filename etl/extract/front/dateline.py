"""Datelines: place, agency and date before an article's first sentence.

"BEIRUT (AFP) -" · "PORT SUDAN, Sudan, July 15 (Reuters) -" · "KABUL, Afghanistan (June 12, 2011)" · "June 9 (Reuters) -" ·
"SAN SALVADOR, 20 AUG 90 (ACAN-EFE) --"
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.extract.front.front_vocabulary import FrontVocabulary

_LONGEST = 200
_DASHES = ("-", "\u2013", "_")
_MARKS = ("(", "-", "\u2013", "_", ":", "|")
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline of the folded text; `end` is where its sentence begins."""

    start: int
    end: int
    place: str | None
    publisher: str | None
    date_text: str | None


def match_dateline(text: str, start: int, end: int, words: FrontVocabulary) -> Dateline | None:
    """The dateline at the beginning of a line, or None."""
    line = text[start : min(end, start + _LONGEST)]
    if not any(mark in line for mark in _MARKS):
        return None
    found = words.dateline.match(line)
    if found is not None and (read := _read_place(found.groupdict(), line, found.end(), words)) is not None:
        place, publisher, date_text = read
        return Dateline(start, _skip_marks(text, start + found.end()), place, publisher, date_text)
    agency = words.agency_dateline.match(line)
    if agency is not None:
        name = agency["paren"] or agency["bare"]
        if is_agency(name, words) if agency["paren"] else name.lower() in words.agencies:
            return Dateline(start, _skip_marks(text, start + agency.end()), None, name, agency["date"])
    return None


def _read_place(
    parts: dict[str, str | None], line: str, end: int, words: FrontVocabulary
) -> tuple[str | None, str | None, str | None] | None:
    """Place, publisher and date, when what the pattern found is a dateline and not the beginning of a sentence."""
    place = (parts["place"] or "").strip()
    paren, date_text, mark = (parts["paren"] or "").strip(), parts["date"], parts["mark"] or ""
    if not place[:1].isupper() or place.lower().startswith(words.byline_starts) or place.lower() in words.agencies:
        return None
    publisher: str | None = None
    paren_date = words.date.search(paren) if paren else None
    if paren_date is not None:
        date_text = date_text or paren_date.group()
        publisher = paren[: paren_date.start()].strip(" ,/-\u2013") or None
    elif paren and is_agency(paren, words):
        publisher = paren
    is_capitals = _in_capitals(place)
    is_last = not line[end:].strip()
    is_dash = mark.startswith(_DASHES)
    holds = (
        (publisher is not None and bool(mark) and (is_capitals or len(place.split()) <= _MOST_WORDS))
        or (paren_date is not None and is_capitals and (bool(mark) or is_last))
        or (paren != "" and is_capitals and is_dash)
        or (date_text is not None and is_dash and paren == "")
        or (is_capitals and is_dash and paren == "" and _separates(line, end, mark))
        or (is_capitals and mark == ":" and (bool(parts["region"]) or _opens_sentence(line, end)))
    )
    if not holds or (place.lower() in words.not_places and date_text is None) or len(place) < 3:
        return None
    if paren and publisher is None and paren_date is None and is_dash and date_text is not None:
        publisher = paren
    region = (parts["region"] or "").rstrip()
    name = None if place.lower() in words.not_places else f"{place}{region}"
    return name, publisher, date_text


def _separates(line: str, end: int, mark: str) -> bool:
    """Whether a dash stands between words ("HOMS - Shells") and not inside one ("MIG-21", "UN-backed")."""
    before = line[end - len(mark) - 1 : end - len(mark)]
    return before.isspace() or len(mark) > 1 or mark == "\u2013"


def _opens_sentence(line: str, end: int) -> bool:
    """Whether a sentence in small letters follows a colon ("QUETTA: Gunmen …")."""
    rest = line[end:].lstrip()
    return rest[:1].isupper() and rest[:40] != rest[:40].upper()


def _in_capitals(place: str) -> bool:
    letters = [char for char in place if char.isalpha()]
    return len(letters) >= 3 and sum(char.isupper() for char in letters) >= 0.8 * len(letters)


def _skip_marks(text: str, position: int) -> int:
    while position < len(text) and (text[position].isspace() or text[position] in "-\u2013_"):
        position += 1
    return position


def is_agency(name: str, words: FrontVocabulary) -> bool:
    """Whether a short name in brackets is an agency's or outlet's."""
    lower = name.lower().strip()
    parts = lower.split()
    if lower in words.agencies or any(part in words.outlet_words for part in parts):
        return len(parts) <= _MOST_WORDS + 1
    if any(piece.strip() in words.agencies for piece in lower.split("/")):
        return True
    compact = name.replace("-", "").replace("/", "").replace(".", "")
    return name.isascii() and compact.isalpha() and compact.isupper() and 2 <= len(compact) <= 9
