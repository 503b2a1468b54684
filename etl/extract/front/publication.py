"""When a document was published, and how that is known: record, page, text, dateline, file name, in that order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import PurePosixPath

from etl.model import FrontMatter, Issue, Publication, RawDocument

ParseDate = Callable[..., date | None]
_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 1, 1)
"""Days outside are slips of the pen or fillers (0001-01-01, 9999-12-31); a fixed span, since the clock must play no part."""
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d{1,9})?|\d{12,13}|\d{15,16}", re.ASCII)
_COMPACT = re.compile(r"([12]\d{3})(\d\d)(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?)?(Z)?", re.ASCII)
_FIVE_DIGIT_YEAR = re.compile(r"\+?\d{5,}-\d\d-\d\d", re.ASCII)
_ISO_WITH_FRACTION = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.ASCII | re.IGNORECASE
)
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)", re.ASCII)
_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/\-_.?#]|\Z)", re.ASCII)
_SHORT_YEAR = re.compile(r"(?:\d{1,2}[^\W\d_]{0,2}[\s,]+[^\W\d_]{3,}\.?|[^\W\d_]{3,}\.?\s+\d{1,2}[^\W\d_]{0,2},?)[\s,]+(\d\d)\s*\Z")
_PIVOT = 50
"""Two digits from here on are of the 1900s, those below of the 2000s."""
_LONGEST = 120

_Moment = tuple[date, datetime | None]


def decide_publication(raw: RawDocument, front: FrontMatter, *, language: str, parse: ParseDate) -> tuple[Publication, list[Issue]]:
    """The first usable statement of the day of publication, with an issue for each that cannot be used, or for there being none.

    The day is the one printed, in the writer's own time zone; the instant, where there is one, is in UTC.
    """
    issues: list[Issue] = []
    for basis, stated in _statements(raw, front):
        moment = _read(stated[:_LONGEST], language, parse)
        if moment is None:
            if basis in ("record", "page"):
                detail = f"'{stated[:_LONGEST]}' is no date that can be read; the next source of the date was taken."
                issues.append(_warning("unreadable_publication_date", detail))
            continue
        if not _EARLIEST <= moment[0] <= _LATEST:
            detail = f"'{stated[:_LONGEST]}' lies outside {_EARLIEST.year} to {_LATEST.year} and was not used as the day of publication."
            issues.append(_warning("implausible_publication_date", detail))
            continue
        return Publication(moment[0], moment[1], basis), issues
    issues.append(_warning("no_publication_date", "The day of publication is unknown, so relative dates of the text stay unresolved."))
    return Publication(None, None, "unknown"), issues


def _statements(raw: RawDocument, front: FrontMatter) -> Iterator[tuple[str, str]]:
    if raw.published_record is not None:
        yield "record", raw.published_record
    if raw.published_page is not None:
        yield "page", raw.published_page
    if raw.url is not None and (found := _IN_URL.search(raw.url)) is not None:
        yield "page", f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if front.updated_date_text is not None:
        yield "text", front.updated_date_text
    if front.dateline_date_text is not None:
        yield "dateline", front.dateline_date_text
    if raw.line_number is None and (found := _IN_NAME.search(PurePosixPath(raw.source_file).name)) is not None:
        yield "file_name", f"{found[1]}-{found[3]}-{found[4]}"


def _read(text: str, language: str, parse: ParseDate) -> _Moment | None:
    moment = read_machine_date(text.strip())
    if moment is not None:
        return moment
    day = parse(_widen_year(text), language=language)
    return (day, None) if day is not None else None


def _widen_year(text: str) -> str:
    """ "6 JUL 12" as "6 JUL 2012": a year of two digits belongs to the century in which there are news to read."""
    match = _SHORT_YEAR.search(text)
    if match is None:
        return text
    century = "19" if int(match[1]) >= _PIVOT else "20"
    return f"{text[: match.start(1)]}{century}{match[1]}"


@lru_cache(maxsize=8192)
def read_machine_date(text: str) -> _Moment | None:
    """Day and instant of ISO 8601, compact digits, RFC 2822, and seconds, milliseconds or microseconds since 1970; None for other forms."""
    try:
        return date.fromisoformat(text), None
    except ValueError:
        pass
    for read in (_read_iso, _read_compact, _read_epoch, _read_mail):
        try:
            moment = read(text)
        except (ValueError, OverflowError, OSError, TypeError, IndexError):
            continue
        if moment is not None:
            return moment
    return None


def _read_iso(text: str) -> _Moment | None:
    if _FIVE_DIGIT_YEAR.match(text):
        return date.max, None
    match = _ISO_WITH_FRACTION.fullmatch(text)
    if match is None:
        return _of_moment(datetime.fromisoformat(text))
    zone = (match[3] or "").upper().replace("UTC", "+00:00").replace("GMT", "+00:00").replace("Z", "+00:00")
    return _of_moment(datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}"))


def _read_compact(text: str) -> _Moment | None:
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None or match[7] is None:
        return day, None
    return _of_moment(datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), int(match[6] or 0), tzinfo=UTC))


def _read_epoch(text: str) -> _Moment | None:
    if _EPOCH.fullmatch(text) is None:
        return None
    digits = len(text.lstrip("-").partition(".")[0])
    scale = 1 if digits <= 10 else 1_000 if digits <= 13 else 1_000_000
    return _of_moment(datetime.fromtimestamp(float(text) / scale, tz=UTC).replace(microsecond=0))


def _read_mail(text: str) -> _Moment | None:
    if "," not in text and ":" not in text:
        return None
    return _of_moment(parsedate_to_datetime(text))


def _of_moment(moment: datetime) -> _Moment:
    if moment.tzinfo is None:
        return moment.date(), None
    try:
        return moment.date(), moment.astimezone(UTC)
    except OverflowError:
        return moment.date(), None


def _warning(code: str, detail: str) -> Issue:
    return Issue(severity="warning", stage="extract", code=code, detail=detail)
