"""What stands around an article: headline, captions, byline, date lines, dateline, and the page's furniture. All as spans.

The engine knows lines; the words are `front_matter.toml` of the language.
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.extract.front.dateline import Dateline, is_agency, match_dateline
from etl.extract.front.front_vocabulary import FrontVocabulary, front_vocabulary
from etl.model import FrontMatter

_HEAD_LINES = 16
_HEAD_CHARS = 6_000
_TAIL_LINES = 12
_LONGEST_TITLE = 220
_LONGEST_BYLINE = 120
_SHORTEST_PROSE = 60
_LONGEST_LINE = 4_000


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that isn't blank; `kind` is caption, byline, date, furniture, dateline, prose or other."""

    start: int
    end: int
    text: str
    kind: str
    is_alone: bool
    is_repeated: bool = False


def read_front_matter(text: str, *, title: str | None, language: str = "en", is_plain_text: bool) -> FrontMatter:
    """The front matter of a folded text.

    Of a plain text without a title the headline becomes the title and is skipped like a caption; a record's own title stands, and its text
    is never searched for one.
    """
    words = front_vocabulary(language)
    spans = _line_spans(text)
    head = _head_lines(text, spans, words)
    headline = _find_headline(head) if is_plain_text and title is None else None
    dateline = _find_dateline(text, head, words)
    skipped = {(line.start, line.end) for line in head if line.kind in ("caption", "byline", "date", "furniture")}
    skipped.update((line.start, line.end) for line in head if headline is not None and line.is_repeated and line.start < headline.start)
    if headline is not None:
        skipped.add((headline.start, headline.end))
    skipped.update(_tail_spans(text, spans, words))
    kept = [span for span in spans if not any(start <= span[0] < end for start, end in skipped)] if skipped else spans
    if not kept:
        skipped, headline, kept = set(), None, spans
    body_start = dateline.end if dateline is not None else kept[0][0] if kept else 0
    return FrontMatter(
        title=title if title is not None else headline.text if headline is not None else None,
        body_start=body_start,
        dateline_place=dateline.place if dateline else None,
        dateline_publisher=(dateline.publisher if dateline else None) or _byline_publisher(head, words),
        dateline_date_text=dateline.date_text if dateline else None,
        updated_date_text=_stated_date(text, head, spans, words),
        skipped=tuple(sorted(skipped)),
        dateline=(dateline.start, dateline.end) if dateline is not None else None,
    )


def _line_spans(text: str) -> list[tuple[int, int]]:
    """The lines that aren't blank, trimmed."""
    spans = []
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            first = start + line.index(stripped[0])
            spans.append((first, first + len(stripped)))
        start += len(line) + 1
    return spans


def _head_lines(text: str, spans: list[tuple[int, int]], words: FrontVocabulary) -> list[_Line]:
    """The lines up to the dateline or the second paragraph of prose, each with its kind."""
    shown = [text[start:end] for start, end in spans[:_HEAD_LINES]]
    lines: list[_Line] = []
    n_prose = 0
    for position, (start, end) in enumerate(spans[:_HEAD_LINES]):
        if start > _HEAD_CHARS:
            break
        before = "\n" if position == 0 else text[spans[position - 1][1] : start]
        after = "\n\n" if position + 1 >= len(spans) else text[end : spans[position + 1][0]]
        is_alone = (position == 0 or before.count("\n") > 1) and after.count("\n") > 1
        kind = _kind(text, start, end, words)
        lines.append(_Line(start, end, shown[position], kind, is_alone, shown.count(shown[position]) > 1))
        n_prose += kind == "prose"
        if n_prose > 1 or kind == "dateline":
            break
    return lines


def _kind(text: str, start: int, end: int, words: FrontVocabulary) -> str:
    """What a line of the head is."""
    line = text[start : min(end, start + _LONGEST_LINE)]
    lower = line.lower()
    dateline = match_dateline(text, start, end, words)
    if dateline is not None and dateline.publisher is not None:
        return "dateline"
    if len(line) <= words.caption_longest and (
        lower.startswith(words.caption_starts) or any(mark in lower for mark in words.caption_marks)
    ):
        return "caption"
    if len(line) <= _LONGEST_BYLINE:
        if is_date_line(line, words):
            return "date"
        if is_byline(line, words):
            return "byline"
    if is_furniture(line, lower, words):
        return "furniture"
    if dateline is not None:
        return "dateline"
    if len(line) >= _SHORTEST_PROSE and line.rstrip("\"')]")[-1:] in (".", "!", "?", "\u2026"):
        return "prose"
    return "prose" if len(line) > _LONGEST_TITLE else "other"


def is_furniture(line: str, lower: str, words: FrontVocabulary) -> bool:
    """Whether a line is the page's and not the article's; one that goes on a sentence, in lower case, never is."""
    if len(line) > words.furniture_longest or line[:1].islower():
        return False
    return lower.startswith(words.furniture_starts) or lower.rstrip(" 0123456789()[]:.!>-\u2013\u2026") in words.furniture_lines


def is_date_line(line: str, words: FrontVocabulary) -> bool:
    """Whether a line is nothing but a date, with or without a label ("Last updated: …")."""
    if not any(char.isdigit() for char in line):
        return False
    labelled = words.label.fullmatch(line)
    rest = labelled["rest"] if labelled is not None else line
    found = words.date.search(rest)
    if found is None:
        return False
    others = "".join(char if char.isalpha() else " " for char in rest[: found.start()] + " " + rest[found.end() :]).lower().split()
    return all(word in words.date_words for word in others) or (labelled is not None and found.start() == 0 and len(others) <= 4)


def is_byline(line: str, words: FrontVocabulary) -> bool:
    """Whether a line names who wrote the text: "By …" in names only, or names before an agency ("Ann Lee, AFP")."""
    lower = line.lower()
    if line.endswith(("?", "!")):
        return False
    start = next((prefix for prefix in words.byline_starts if lower.startswith(prefix)), None)
    if start is not None:
        dated = words.date.search(line)
        rest = line[len(start) : dated.start()] if dated is not None and dated.start() >= len(start) else line[len(start) :]
        return _are_names(rest, words)
    head, comma, tail = line.rpartition(",")
    return bool(comma) and tail.strip().lower() in words.agencies and len(head.split()) <= 6 and _are_names(head, words)


def _are_names(text: str, words: FrontVocabulary) -> bool:
    parts = text.replace(",", " ").replace("/", " ").replace("|", " ").replace("-", " ").replace("\u2013", " ").split()
    return 0 < len(parts) <= 14 and all(part[:1].isupper() or part.lower().strip(".") in words.byline_words for part in parts)


def _find_headline(head: list[_Line]) -> _Line | None:
    """The first headline that stands alone after captions, byline and date lines; without such lines, the first line that can be one."""
    candidates = [line for line in head if _can_be_title(line)]
    last_framing = max((line.end for line in head if line.kind in ("caption", "byline", "date")), default=0)
    later_prose = [line for line in head if line.kind in ("prose", "dateline")]
    limit = later_prose[0].start if later_prose else None
    before_prose = [line for line in candidates if limit is None or line.start < limit or line.start < last_framing]
    alone = [line for line in before_prose if line.is_alone]
    after_framing = [line for line in alone if line.start >= last_framing]
    for group in (after_framing, alone, before_prose):
        if group:
            chosen = group[0]
            return chosen if any(line.start > chosen.start and line.kind in ("prose", "dateline", "other") for line in head) else None
    return None


def _can_be_title(line: _Line) -> bool:
    return (
        line.kind == "other"
        and not line.is_repeated
        and len(line.text) <= _LONGEST_TITLE
        and len(line.text.split()) > 1
        and not line.text.endswith((".", ":", ";", ","))
        and any(char.isalpha() for char in line.text)
    )


def _find_dateline(text: str, head: list[_Line], words: FrontVocabulary) -> Dateline | None:
    return next((match_dateline(text, line.start, line.end, words) for line in head if line.kind == "dateline"), None)


def _byline_publisher(head: list[_Line], words: FrontVocabulary) -> str | None:
    """The outlet after a byline's comma."""
    for line in head:
        if line.kind == "byline":
            tail = line.text.rpartition(",")[2].strip() if "," in line.text else ""
            if tail and is_agency(tail, words) and words.date.search(tail) is None:
                return tail
    return None


def _stated_date(text: str, head: list[_Line], spans: list[tuple[int, int]], words: FrontVocabulary) -> str | None:
    """The date of the first date line, else of the byline, else of a labelled line at the end."""
    for kind in ("date", "byline"):
        for line in head:
            if line.kind == kind and (found := words.date.search(line.text)) is not None:
                return found.group()
    for start, end in spans[len(head) :][-_TAIL_LINES:]:
        if end - start <= _LONGEST_BYLINE and words.label.fullmatch(text[start:end]) and is_date_line(text[start:end], words):
            found = words.date.search(text, start, end)
            return found.group() if found else None
    return None


def _tail_spans(text: str, spans: list[tuple[int, int]], words: FrontVocabulary) -> list[tuple[int, int]]:
    """Furniture anywhere, and everything from a mark of the end in the second half on."""
    found = []
    for start, end in spans:
        if end - start > words.furniture_longest or text[start : start + 2].lower() not in words.furniture_heads:
            continue
        lower = text[start:end].lower()
        if start * 2 > len(text) and lower.startswith(words.end_marks):
            found.append((start, len(text)))
            break
        if is_furniture(text[start:end], lower, words):
            found.append((start, end))
    return found
