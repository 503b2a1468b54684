"""What a page says of itself: JSON-LD, meta tags, `time` elements, the html tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from etl.readers.jsonl import parse_json

_LONGEST_JSON = 2_000_000
_MOST_NODES = 2_000
_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "Report", "AnalysisNewsArticle", "LiveBlogPosting", "WebPage"}
)
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publication_date", "cxenseparse:recs:publishtime", "article.published", "dc.date.issued", "dcterms.created",
    "dc.date", "dcterms.date", "article:published", "date", "og:pubdate", "citation_publication_date",
)  # fmt: skip
"""Names of meta tags that hold the day of publication, the surest first; from the vocabularies of Open Graph, Dublin Core, schema.org."""
_PUBLISHER_METAS = ("og:site_name", "publisher", "dc.publisher", "application-name", "article:publisher")
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "headline")
_SITE_MARKS = (" | ", " - ", " – ", " — ", " :: ", " · ")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Verbatim strings of a page; None where it doesn't say."""

    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    url: str | None


def read_page_metadata(tree: HtmlElement) -> PageMetadata:
    """The metadata of a parsed page, the surest source of each first."""
    metas = _metas(tree)
    nodes = list(_linked_data(tree))
    publisher = _first(metas, _PUBLISHER_METAS) or _linked_publisher(nodes)
    return PageMetadata(
        title=_title(tree, metas, nodes, publisher),
        publisher=publisher,
        published=_linked(nodes, "datePublished") or _first(metas, _DATE_METAS) or _time(tree) or _linked(nodes, "dateCreated"),
        language=_clean(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or metas.get("content-language")),
        url=_url(tree, metas),
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = meta.get("content")
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), " ".join(content.split())[:1000])
    return found


def _first(values: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((values[name] for name in names if name in values), None)


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The nodes of the page's JSON-LD, articles first."""
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        content = (script.text or "")[:_LONGEST_JSON]
        try:
            nodes.extend(_walk(parse_json(content)))
        except (ValueError, RecursionError):
            continue
    yield from sorted(nodes, key=lambda node: not (_types(node) & _ARTICLE_TYPES))


def _types(node: dict[str, Any]) -> set[str]:
    kind = node.get("@type")
    return {entry for entry in (kind if isinstance(kind, list) else [kind]) if isinstance(entry, str)}


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top, in lists and in @graph, no deeper."""
    waiting = [value]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if isinstance(value.get(key), list | dict))


def _linked(nodes: list[dict[str, Any]], key: str) -> str | None:
    for node in nodes:
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and not isinstance(value, bool) and (text := _clean(str(value))):
            return text
    return None


def _linked_publisher(nodes: list[dict[str, Any]]) -> str | None:
    for node in nodes:
        value = node.get("publisher")
        value = value[0] if isinstance(value, list) and value else value
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str) and (text := _clean(name)):
            return text
    return None


def _time(tree: HtmlElement) -> str | None:
    """The first `time` that is marked as publication, else the only one of the page."""
    moments = [time for time in tree.iter("time") if _clean(time.get("datetime"))]
    for time in moments:
        marks = " ".join((time.get("itemprop") or "", time.get("class") or "", time.get("pubdate") or "")).lower()
        if "publish" in marks or "pubdate" in marks or time.get("pubdate") is not None:
            return _clean(time.get("datetime"))
    return _clean(moments[0].get("datetime")) if len(moments) == 1 else None


def _title(tree: HtmlElement, metas: dict[str, str], nodes: list[dict[str, Any]], publisher: str | None) -> str | None:
    named = _first(metas, _TITLE_METAS) or _linked([node for node in nodes if _types(node) & _ARTICLE_TYPES], "headline")
    if named:
        return _without_site(named, publisher)
    headings = [text for heading in tree.iter("h1") if (text := _clean(heading.text_content()))]
    page = next((text for title in tree.iter("title") if (text := _clean(title.text_content()))), None)
    if page is not None:
        matching = next((heading for heading in headings if heading in page), None)
        return matching or _without_site(page, publisher)
    return headings[0] if headings else None


def _without_site(title: str, publisher: str | None) -> str:
    """A title without the site's name at its end."""
    for mark in _SITE_MARKS:
        head, found, tail = title.rpartition(mark)
        if found and head and publisher and tail.strip().lower() == publisher.lower():
            return head.strip()
    return title


def _url(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (href := _clean(link.get("href"))):
            return href
    return metas.get("og:url")


def _clean(text: str | None) -> str | None:
    return " ".join(text.split())[:1000] or None if text else None
