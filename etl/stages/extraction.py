"""Extraction of many documents: chunks of raw documents in, Arrow tables out; what each process needs is loaded once in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.extract.document import extract_document
from etl.gazetteer.lookup import load_gazetteer
from etl.ids import make_id
from etl.link.duplicates import encode_signatures, sign_texts
from etl.model import Extraction, Issue, RawDocument
from etl.schema import make_table
from etl.settings import Settings

EXTRACTED_TABLES = ("documents", "reports", "claims", "issues")
_CHUNK_CHARS = 4_000_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Raw documents that one process extracts at a time."""

    documents: tuple[RawDocument, ...]


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """Tables of a chunk, and what became of its documents: ids kept, ids unchanged, number refused."""

    tables: dict[str, pa.Table]
    kept: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: int
    chars: int


_EXTRACTION_SETTINGS = ("default_language", "background_days")
"""Settings that the rules look at; the others show in the dataset without a new extraction."""


def rules_version(settings: Settings) -> str:
    """A hash of everything that decides what is extracted: rules, language data, folding, the gazetteer, and the settings they look at.

    Rows extracted under another version are replaced when their document is given again.
    """
    return make_id("rules", _code_version(), *(getattr(settings, name) for name in _EXTRACTION_SETTINGS)).removeprefix("rules_")


@cache
def _code_version() -> str:
    digest = sha256(package_version().encode())
    package = files("etl")
    for entry in (package / "text.py", package / "extract", package / "languages"):
        for name, content in _walk(entry):
            digest.update(f"\x1f{name}\x1f".encode() + content)
    digest.update(load_gazetteer().version.encode())
    return digest.hexdigest()


def package_version() -> str:
    """The installed version of this package, or `0+unknown` when it runs from a folder without metadata."""
    try:
        return metadata.version("conflict-etl")
    except metadata.PackageNotFoundError:
        return "0+unknown"


def _walk(entry: Traversable) -> Iterator[tuple[str, bytes]]:
    if entry.is_file():
        yield entry.name, entry.read_bytes().replace(b"\r\n", b"\n")
    else:
        for child in sorted(entry.iterdir(), key=lambda child: child.name):
            if child.name != "__pycache__" and not child.name.startswith("."):
                yield from _walk(child)


def split_chunks(documents: Iterable[RawDocument], *, size: int) -> Iterator[Chunk]:
    """Chunks of at most `size` documents and about 4 million characters."""
    chunk: list[RawDocument] = []
    chars = 0
    for document in documents:
        chunk.append(document)
        chars += len(document.text)
        if len(chunk) >= size or chars >= _CHUNK_CHARS:
            yield Chunk(tuple(chunk))
            chunk, chars = [], 0
    if chunk:
        yield Chunk(tuple(chunk))


@lru_cache(maxsize=1)
def known_documents(path: str | None, version: str, *, without_text: bool) -> frozenset[str]:
    """Ids of the documents of a Parquet file whose rows were extracted under `version`; none without a file.

    Those whose text was withheld count only when it is to be withheld again.
    """
    if path is None:
        return frozenset()
    known: set[str] = set()
    for batch in pq.ParquetFile(path).iter_batches(columns=["doc_id", "rules_version", "text_status"]):
        stands = pc.equal(batch["rules_version"], version)
        if not without_text:
            stands = pc.and_(stands, pc.equal(batch["text_status"], "included"))
        known.update(batch.filter(stands)["doc_id"].to_pylist())
    return frozenset(known)


def extract_chunk(chunk: Chunk, *, settings: Settings, known_path: str | None) -> ChunkResult:
    """Extract the documents of a chunk; one that cannot be extracted is refused with an issue, and the others go on.

    `known_path` is the documents file of the last dataset: what it holds under today's rules is not extracted again.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in EXTRACTED_TABLES}
    kept: list[str] = []
    unchanged: list[str] = []
    refused = 0
    version = rules_version(settings)
    known = known_documents(known_path, version, without_text=settings.omit_text)
    for raw in chunk.documents:
        try:
            extraction = extract_document(raw, settings=settings, rules_version=version, known=known)
        except Exception as error:  # noqa: BLE001 - a text that breaks a rule must not stop the others; it is refused aloud
            refused += 1
            rows["issues"].append(issue_row(_extract_failed(raw, error)))
            continue
        if extraction.is_known:
            unchanged.append(extraction.document.doc_id)
            continue
        kept.append(extraction.document.doc_id)
        _add_rows(rows, extraction)
    signatures = encode_signatures(sign_texts([row["text"] for row in rows["documents"]]))
    for row, signature in zip(rows["documents"], signatures, strict=True):
        row["text_signature"] = signature
    tables = {name: make_table(name, rows[name]) for name in EXTRACTED_TABLES}
    return ChunkResult(tables, tuple(kept), tuple(unchanged), refused, sum(len(raw.text) for raw in chunk.documents))


def _add_rows(rows: dict[str, list[dict[str, Any]]], extraction: Extraction) -> None:
    document = asdict(extraction.document)
    rows["documents"].append({**document, "text_status": "included", "run_id": ""})
    rows["reports"].extend(extraction.reports)
    rows["claims"].extend(extraction.claims)
    rows["issues"].extend(issue_row(issue) for issue in extraction.issues)


def issue_row(issue: Issue) -> dict[str, Any]:
    """A row of `issues`."""
    row = asdict(issue)
    return {"issue_id": make_id("iss", *row.values()), **row}


def _extract_failed(raw: RawDocument, error: Exception) -> Issue:
    return Issue(
        severity="error",
        stage="extract",
        code="extract_failed",
        detail=f"The rules failed on record '{raw.record_id}' ({type(error).__name__}: {error}); it is left out. This is a fault of ours.",
        source_file=raw.source_file,
        line_number=raw.line_number,
    )
