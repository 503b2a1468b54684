"""One document from its raw text to rows: the order of the steps, and nothing else. Reads like the page in CONTRIBUTING."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from hashlib import sha256

from etl.extract import rows
from etl.extract.dates import find_dates_folded, parse_date
from etl.extract.events import finder as event_types
from etl.extract.figures import finder as figures
from etl.extract.figures import pronouns, settling
from etl.extract.front import front_matter, language_id, publication
from etl.extract.happenings import finder as reports
from etl.extract.places import find_places_folded
from etl.extract.sources import finder as attribution
from etl.ids import make_id
from etl.languages import base_language, has_language
from etl.model import Document, Extraction, FrontMatter, Issue, Publication, RawDocument, Sentence, Trace
from etl.records import replace
from etl.settings import Settings
from etl.text import FoldedText, fold, split_sentences

_HUGE = re.compile(r"\d(?:\d{20,}|\d{0,2}(?:,\d{3}){6,})")
"""Longer than any count, and than the numbers in addresses of pages."""


def extract_document(
    raw: RawDocument, *, settings: Settings, rules_version: str, known: Container[str] = frozenset(), trace: Trace | None = None
) -> Extraction:
    """Extract one document: its own row, its reports and claims, and the issues met on the way.

    A document whose id is in `known` is not extracted again. A text without any casualty or event word, or in a language without a pack,
    gives the document's row only.
    """
    folded = fold(raw.text)
    language = language_id.detect_language(folded.text, hint=raw.language, default=settings.default_language)
    pack = base_language(language) if has_language(language) else settings.default_language
    is_plain_text = raw.title is None and raw.line_number is None
    front = front_matter.read_front_matter(folded.text, title=raw.title, language=pack, is_plain_text=is_plain_text)
    published, issues = publication.decide_publication(raw, front, language=pack, parse=parse_date)
    document = _document(raw, language, front, published, rules_version)
    if document.doc_id in known:
        return Extraction(document, is_known=True)
    if not has_language(language):
        issues = [*issues, _no_pack(language)]
        return Extraction(document, issues=_with_document(issues, document, raw))
    if not (figures.has_trigger(folded.text, pack) or event_types.has_event_trigger(folded.text, pack)):
        if trace is not None:
            trace.refused("document", 0, len(folded.text), "no_trigger", "the text has no casualty or event word")
        return Extraction(document, issues=_with_document(issues, document, raw))
    issues = [*issues, *_huge_numbers(raw.text)]
    report_rows, claim_rows = _extract_rows(folded, document.doc_id, front, published, pack, settings, trace)
    return Extraction(document, report_rows, claim_rows, _with_document(issues, document, raw))


def _extract_rows(
    folded: FoldedText, doc_id: str, front: FrontMatter, published: Publication, language: str, settings: Settings, trace: Trace | None
) -> tuple[rows.Rows, rows.Rows]:
    text = folded.text
    sentences = _prose(split_sentences(text, language=language), front)
    dates = find_dates_folded(text, published=published.published_date, language=language, trace=trace)
    places = find_places_folded(text, language=language, dateline_place=front.dateline_place, trace=trace)
    found = figures.find_figures(text, sentences, places, language=language, trace=trace)
    mentions = event_types.find_events(text, sentences, places, language=language, trace=trace)
    found = attribution.attribute(text, sentences, found, language=language, trace=trace)
    happenings, found = reports.find_happenings(
        text,
        sentences,
        found,
        dates,
        places,
        mentions,
        publication=published,
        front=front,
        language=language,
        settings=settings,
        trace=trace,
    )
    found = settling.settle(text, found, happenings, language=language, trace=trace)
    found = pronouns.tell_sex_later(text, sentences, found, language=language)
    return rows.build_rows(folded, doc_id, found, happenings)


def _prose(sentences: Sequence[Sentence], front: FrontMatter) -> list[Sentence]:
    """The sentences outside captions, bylines, date lines and page furniture; the first begins after the dateline."""
    if front.dateline is not None:
        start, end = front.dateline
        sentences = [
            replace(sentence, start=end) if start <= sentence.start < end < sentence.end else sentence
            for sentence in sentences
            if not start <= sentence.start < sentence.end <= end
        ]
    return [
        sentence
        for sentence in sentences
        if not any(start <= sentence.start < end or sentence.start <= start < sentence.end <= end for start, end in front.skipped)
    ]


def _document(raw: RawDocument, language: str, front: FrontMatter, published: Publication, rules_version: str) -> Document:
    digest = sha256(raw.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(
        doc_id=make_id("doc", raw.record_id or raw.url, published.published_date, digest),
        record_id=raw.record_id,
        url=raw.url,
        source_file=raw.source_file,
        publisher=raw.publisher or front.dateline_publisher,
        title=raw.title or front.title,
        language=language,
        published_date=published.published_date,
        published_at=published.published_at,
        published_date_basis=published.basis,
        dateline_place=front.dateline_place,
        text=raw.text,
        text_sha256=digest,
        text_chars=len(raw.text),
        licence=raw.licence,
        rules_version=rules_version,
    )


def _no_pack(language: str) -> Issue:
    return Issue(
        severity="warning",
        stage="extract",
        code="no_language_pack",
        detail=f"The text is in '{language}', for which there is no language pack: it is kept, but not searched for figures.",
    )


def _huge_numbers(text: str) -> list[Issue]:
    """A doubt about numbers that count nobody: the first of them, since one is enough to look at the text."""
    found = _HUGE.search(text)
    if found is None:
        return []
    detail = f"The text holds a number of {len(found.group()):,} characters ({found.group()[:12]}…): it was kept, but is no figure."
    return [Issue(severity="warning", stage="extract", code="huge_number", detail=detail, char_start=found.start(), char_end=found.end())]


def _with_document(issues: Sequence[Issue], document: Document, raw: RawDocument) -> tuple[Issue, ...]:
    """The issues with the id, file and line of their document."""
    where = {"doc_id": document.doc_id, "source_file": raw.source_file, "line_number": raw.line_number}
    return tuple(replace(issue, **where) for issue in issues)
