"""Checking that quotes are what stands at their offsets: `quote == text[start:end]`, in code points.

Short texts are sliced in SQL. SQL finds the n-th character by counting from the start, so in a text of millions of characters with
thousands of quotes it would count for minutes: long texts come out in batches and are sliced here.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from etl.schema.definitions import Span
from etl.sql import quote_name

SHORT_TEXT = 16_384
"""Bytes of UTF-8 up to which a text is sliced in SQL."""

_BATCH_TEXT = 32 * 1024 * 1024


def short_text_query(table: str, span: Span, row_id: str) -> str:
    """SQL that returns (row_id, value, detail) of the spans of short texts that are not what their text holds."""
    column, start, end = (f"r.{quote_name(name)}" for name in (span.column, span.start, span.end))
    found = f"substring(d.text, {start} + 1, {end} - {start})"
    return (
        f"SELECT {row_id} AS row_id, {column} AS value, 'the text has ''' || {found} || ''' there' AS detail "
        f"FROM {table} r JOIN documents d ON r.doc_id = d.doc_id WHERE d.text IS NOT NULL AND strlen(d.text) <= {SHORT_TEXT} "
        f"AND {start} IS NOT NULL AND {end} IS NOT NULL AND {found} IS DISTINCT FROM {column}"
    )


def wrong_spans_of_long_texts(
    connection: duckdb.DuckDBPyConnection, table: str, span: Span, row_id: str
) -> Iterator[tuple[str, str | None, str]]:
    """The (row_id, value, detail) of the spans of long texts that are not what their text holds."""
    column, start, end = (f"r.{quote_name(name)}" for name in (span.column, span.start, span.end))
    for texts in _long_texts(connection):
        marks = ", ".join("?" * len(texts))
        query = (
            f"SELECT r.doc_id, {row_id}, {column}, {start}, {end} FROM {table} r "
            f"WHERE r.doc_id IN ({marks}) AND {start} IS NOT NULL AND {end} IS NOT NULL"
        )
        for doc_id, row, value, first, last in connection.execute(query, list(texts)).fetchall():
            found = texts[doc_id][max(first, 0) : max(last, 0)]
            if found != value:
                yield row, value, f"the text has '{found}' there"


def _long_texts(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, str]]:
    """Long texts by document, in batches of about 32 MiB."""
    sizes = connection.execute(f"SELECT doc_id, strlen(text) FROM documents WHERE strlen(text) > {SHORT_TEXT}").fetchall()
    batch: list[str] = []
    held = 0
    for doc_id, size in sizes:
        batch.append(doc_id)
        held += size
        if held >= _BATCH_TEXT:
            yield _texts(connection, batch)
            batch, held = [], 0
    if batch:
        yield _texts(connection, batch)


def _texts(connection: duckdb.DuckDBPyConnection, doc_ids: list[str]) -> dict[str, str]:
    marks = ", ".join("?" * len(doc_ids))
    return dict(connection.execute(f"SELECT doc_id, text FROM documents WHERE doc_id IN ({marks})", doc_ids).fetchall())
