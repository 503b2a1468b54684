"""Why a text gives the rows it gives: every span found, every rule fired, every refusal with its reason, then the rows."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from etl.errors import InputError
from etl.extract.document import extract_document
from etl.model import Extraction, Issue, Note, RawDocument, Trace
from etl.readers import read_inputs
from etl.settings import Settings
from etl.show import bounds_text
from etl.terminal import hang, plain, shorten, terminal_columns
from etl.text import fold

_LONGEST_NAME = 200
_QUOTED = 36
_QUOTED_LINES = 4


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was found in one document and how; `folded` is the text that the notes' offsets index."""

    raw: RawDocument
    folded: str
    notes: tuple[Note, ...]
    extraction: Extraction


def find_documents(argument: str, *, published: date | None, language: str | None, record: str | None) -> Iterator[RawDocument]:
    """The documents that an argument means: a file's, those of standard input for `-`, or the argument as a text.

    A publication day or a language that is given replaces the documents' own. Raises InputError for a file that is not there or holds
    no readable document, and for a record that it does not have.
    """
    given: dict[str, Any] = {}
    if published is not None:
        given["published_record"] = published.isoformat()
    if language is not None:
        given["language"] = language
    if argument == "-":
        yield replace(_as_document(sys.stdin.read(), "-"), **given)
        return
    if not _names_a_file(argument):
        yield replace(_as_document(argument, "text"), **given)
        return
    problems: list[Issue] = []
    n_found = 0
    for item in read_inputs([argument], settings=Settings()):
        if isinstance(item, Issue):
            problems.append(item)
        elif record is None or item.record_id == record:
            n_found += 1
            yield replace(item, **given)
    if not n_found:
        reason = (
            f"there is no record '{record}'" if record is not None and not problems else "".join(issue.detail for issue in problems[:1])
        )
        raise InputError(f"{argument}: {reason or 'no document was found'}")


def _names_a_file(argument: str) -> bool:
    """Whether an argument is a path: something that exists, or one word that looks like a file's name and must then exist."""
    if len(argument) > _LONGEST_NAME * 5 or "\n" in argument or "\0" in argument:
        return False
    try:
        if Path(argument).exists():
            return True
    except OSError:  # longer than a name may be, so it is a text
        return False
    looks_like_a_path = " " not in argument and (Path(argument).suffix[1:].isalnum() or "/" in argument)
    if looks_like_a_path:
        raise InputError(f"there is no file {argument}; a text of one word is given on standard input: echo WORD | … explain -")
    return False


def _as_document(text: str, source_file: str) -> RawDocument:
    return RawDocument(record_id=None, source_file=source_file, text=text)


def explain_documents(documents: Iterable[RawDocument], *, settings: Settings | None = None) -> Iterator[Explanation]:
    """Extract each document with a trace."""
    for raw in documents:
        trace = Trace()
        extraction = extract_document(raw, settings=settings or Settings(), rules_version="", trace=trace)
        yield Explanation(raw, fold(raw.text).text, tuple(trace.notes), extraction)


def render_json(explanation: Explanation) -> str:
    """One line of JSON: document, notes, reports, claims, issues. Offsets of notes index `folded_text`."""
    found = explanation.extraction
    notes = [{**asdict(note), "text": explanation.folded[note.start : note.end]} for note in explanation.notes]
    content = {
        "document": asdict(found.document),
        "folded_text": explanation.folded,
        "notes": notes,
        "reports": found.reports,
        "claims": found.claims,
        "issues": [asdict(issue) for issue in found.issues],
    }
    return json.dumps(content, ensure_ascii=True, default=str)


def render_explanation(explanation: Explanation) -> str:
    """Lines for a person, no wider than the terminal, with strangers' control characters made visible."""
    columns = terminal_columns()
    lines = [*_document_lines(explanation), *_note_lines(explanation, columns), *_row_lines(explanation.extraction, columns)]
    return "\n".join(shorten(line, columns) for line in lines) + "\n"


def _document_lines(explanation: Explanation) -> list[str]:
    row = explanation.extraction.document
    published = f"{row.published_date} (from the {row.published_date_basis})" if row.published_date else "unknown"
    lines = [f"document {row.doc_id}  {plain(row.source_file)}"]
    if row.title:
        lines.append(f"  title      {plain(row.title)}")
    lines.append(f"  published  {published}, language {row.language or 'unknown'}, {row.text_chars:,} characters")
    return lines


def _note_lines(explanation: Explanation, columns: int) -> list[str]:
    """Spans, rules and refusals, each kind by place in the text, so that the eye can follow the sentence."""
    lines: list[str] = []
    for kind, title in (("span", "spans found"), ("rule", "rules fired"), ("refusal", "refused")):
        notes = sorted((note for note in explanation.notes if note.kind == kind), key=lambda note: (note.start, -note.end, note.stage))
        if notes:
            lines += ["", title]
        for note in dict.fromkeys(notes):
            words = shorten(plain(explanation.folded[note.start : note.end]), _QUOTED)
            detail = f": {plain(note.detail)}" if note.detail else ""
            lines += hang(f"  {note.start:>6}–{note.end:<6} {note.stage:<11} ", f"“{words}” {plain(note.name)}{detail}", columns)
    return lines


def _row_lines(found: Extraction, columns: int) -> list[str]:
    lines = ["", f"reports {len(found.reports)}, claims {len(found.claims)}"]
    for report in found.reports:
        lines.append(f"  report {report['report_rank']}  {_happening(report)}")
        lines += hang("            ", f"“{plain(report['quote'])}”", columns, most=_QUOTED_LINES)
        lines += _claim_lines([claim for claim in found.claims if claim["report_id"] == report["report_id"]])
    lines += [f"  {issue.severity}: {plain(issue.detail)} [{issue.code}]" for issue in found.issues]
    return lines


def _happening(report: dict[str, Any]) -> str:
    start, end = report.get("date_start"), report.get("date_end")
    when = "no date" if start is None and end is None else str(start) if start == end else f"{start or '?'}/{end or '?'}"
    where = report.get("place_name") or report.get("country_iso3") or "no place"
    what = report.get("sub_event_type") or report["event_type"]
    return plain(f"{report['scope']}, {what}, {when}, {where}{'' if report['is_conflict'] else ', no conflict'}")


def _claim_lines(claims: Sequence[dict[str, Any]]) -> list[str]:
    lines = []
    for claim in claims:
        bounds = bounds_text(claim["low"], claim["best"], claim["high"], is_open=claim["qualifier"] in ("at_least", "more_than"))
        state = [claim["qualifier"], claim["scope"], claim["part_role"], claim["assertion"]]
        state.append("counted" if claim["counts_toward_total"] else "not counted")
        source = f", says {plain(str(claim['source_name']))}" if claim.get("source_name") else ""
        who = " ".join([claim["victim_category"], *(claim[name] for name in ("sex", "age_group") if claim[name] not in ("all", "unknown"))])
        lines.append(f"    {bounds or '?':>9} {claim['outcome']}, {who} “{plain(claim['quote'])}”{source}")
        lines.append(f"              {' · '.join(state)} · rule {claim['rule']}")
    return lines
