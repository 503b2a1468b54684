"""HTML pages: the article's text without the page around it, and what the page says of itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import htmldate
import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text

from etl.model import RawDocument
from etl.readers.encodings import decode
from etl.readers.page_metadata import PageMetadata, read_page_metadata
from etl.readers.source import Format, Item, Source
from etl.readers.streams import read_whole
from etl.settings import Settings

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I
)
_MARKUP = re.compile(
    rb"\A\s*(?:<\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|main)\b", re.I | re.S
)
_ANY_TAG = re.compile(r"<[a-zA-Z!/][^<>]{0,500}>")
_FEWEST_CHARS = 25
_LONGEST_NOTE = 120
_EARLIEST, _LATEST = "1990-01-01", "2100-01-01"
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page and the page's metadata."""

    text: str
    metadata: PageMetadata


def declared_charset(data: bytes) -> str | None:
    """The charset that a page names in its first kilobytes."""
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    name = (match[1] or match[2]).decode("ascii", "replace").lower()
    return "windows-1252" if name in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else name


def parse_page(html: str, *, url: str | None = None) -> Page | None:
    """The article of a page, or None where there is none.

    trafilatura in its fast mode; resiliparse's main content where that finds nothing.
    """
    html = html.replace("\0", "")
    try:
        tree = trafilatura.load_html(html)
        if tree is None:
            return None
        metadata = read_page_metadata(tree)
        published = metadata.published or _find_date(html, metadata.url or url)
        found = trafilatura.bare_extraction(tree, url=url, fast=True, include_comments=False, include_tables=True, with_metadata=False)
        text = getattr(found, "text", None) or ""
        if len(text) < _FEWEST_CHARS:
            text = extract_plain_text(html, main_content=True, preserve_formatting=True, alt_texts=False) or text
    except Exception:  # noqa: BLE001 - hostile pages break parsers in ways that have no common class; the page is refused aloud
        return None
    text = _without_title(text.strip(), metadata.title)
    if max(map(len, text.split("\n"))) < _FEWEST_CHARS:  # labels of a form, a menu: no line is as long as a sentence
        return None
    return Page(text, PageMetadata(metadata.title, metadata.publisher, published, metadata.language, metadata.url))


def _without_title(text: str, title: str | None) -> str:
    """The text with its blocks as paragraphs, and without the heading that the title holds already."""
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    if title is not None and len(lines) > 1 and lines[0].strip().lower() == title.lower():
        del lines[0]
    return "\n\n".join(lines)


def _find_date(html: str, url: str | None) -> str | None:
    """What htmldate makes of a page, within fixed bounds so that today's date plays no part.

    Prose is taken out before: its dates are those of what it tells.
    """
    try:
        tree: HtmlElement | None = htmldate.utils.load_html(html)
        if tree is None:
            return None
        for paragraph in tree.iter("p"):
            if len(paragraph.text_content()) > _LONGEST_NOTE:
                paragraph.clear()
        found = htmldate.find_date(
            tree, extensive_search=False, original_date=True, url=url, min_date=_EARLIEST, max_date=_LATEST, deferred_url_extractor=True
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, etree.LxmlError):
        return None
    return found if isinstance(found, str) else None


def read_html(source: Source, settings: Settings) -> Iterator[Item]:
    """One document a page."""
    data = read_whole(source.stream, limit=settings.max_text_chars * 4)
    if data is None:
        yield source.refuse("text_too_long", f"The page is longer than {settings.max_text_chars * 4:,} bytes.")
        return
    decoded = decode(data, declared=declared_charset(data))
    page = parse_page(decoded.text) if _ANY_TAG.search(decoded.text) else None
    if page is None:
        yield source.refuse("no_article", "No article was found in the page.")
        return
    if decoded.is_guess:
        yield source.warn("encoding_guessed", f"The page names no charset that fits; it was read as {decoded.encoding}, which is a guess.")
    yield document_of(page, record_id=source.stem, source_file=source.name)


def document_of(page: Page, *, record_id: str | None, source_file: str, url: str | None = None, line: int | None = None) -> RawDocument:
    """The raw document of a page."""
    return RawDocument(
        record_id=record_id,
        source_file=source_file,
        text=page.text,
        title=page.metadata.title,
        url=url or page.metadata.url,
        publisher=page.metadata.publisher,
        language=page.metadata.language,
        published_page=page.metadata.published,
        line_number=line,
    )


def _is_html(head: bytes, settings: Settings) -> bool:
    return _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")[:8192]) is not None


FORMAT = Format("html", (".html", ".htm", ".xhtml", ".shtml"), _is_html, read_html)
