"""The stages in order: read, extract, link, write, check, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.check import check_tables
from etl.dataset import Dataset
from etl.engines.local import Engine, count_workers
from etl.errors import CheckError, CorrectionError, InputError
from etl.gazetteer.lookup import load_gazetteer
from etl.ids import make_id
from etl.link import link
from etl.link.blocks import link_block
from etl.link.corrections import Correction, join_corrections, read_corrections
from etl.link.history import Published, read_published
from etl.link.linking import MapBlocks
from etl.model import Issue, RawDocument
from etl.readers import read_inputs
from etl.schema import TABLES, make_table, schema_version
from etl.settings import Settings
from etl.stages.as_of import demand_nothing_later, kept_corrections, leave_out, split_by_day
from etl.stages.assembly import first_of_each, replace_issues, replace_rows, set_column
from etl.stages.extraction import EXTRACTED_TABLES, extract_chunk, issue_row, package_version, rules_version, split_chunks
from etl.stages.spill import Spill
from etl.writers import Staging

OnProgress = Callable[[int, int], None]
"""Called now and then with the documents and the characters that were extracted since the last call."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did and what the dataset holds after it; read = kept + unchanged + refused + left_out (by `as_of`)."""

    output: Path
    read: int
    kept: int
    unchanged: int
    refused: int
    left_out: int
    n_documents: int
    n_events: int
    events_with_toll: int
    events_open_bound: int
    events_without_date: int
    events_without_country: int
    killed_low: int
    killed_best: int
    killed_high: int
    issues: dict[str, dict[str, int]] = field(default_factory=dict)
    """Rows of the table `issues`: severity to code to how many."""
    check_notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What became of the documents of a run, and what was read."""

    kept: set[str] = field(default_factory=set)
    unchanged: int = 0
    refused: int = 0
    left_out: int = 0
    source_files: set[str] = field(default_factory=set)


def run(inputs: Sequence[str], *, output: Path, settings: Settings | None = None, on_progress: OnProgress | None = None) -> RunSummary:
    """Read the inputs, extract, link with what the dataset holds already, check, and publish all tables at once.

    Raises InputError when there is nothing to read, CheckError when the new tables break a rule (the old dataset then stays),
    DatasetError when `output` holds something else or another run is writing to it.
    """
    settings = settings or Settings()
    if not inputs:
        raise InputError("no input was named: give files, folders, globs, or - for standard input")
    with Staging(output) as staging, Engine(count_workers(settings.workers)) as engine:
        previous = staging.previous
        if previous is not None and settings.as_of is not None:
            demand_nothing_later(previous, settings.as_of)
        corrections = _corrections(previous, settings)
        tally = _Tally()
        with Spill(staging.scratch, EXTRACTED_TABLES) as spill:
            _extract(inputs, spill, tally, previous, settings, engine, on_progress)
        tables = _assemble(previous, spill, tally)
        run_id = _run_id(tables["documents"], settings, corrections)
        tables["documents"] = set_column(tables["documents"], "run_id", run_id)
        linked = link(
            tables,
            settings=settings,
            run_id=run_id,
            published=_published(previous),
            corrections=corrections,
            map_blocks=_block_mapper(tables["reports"].num_rows, engine),
        )
        tables = {**linked, "issues": pa.concat_tables([tables["issues"], linked["issues"]])}
        if settings.omit_text:
            tables["documents"] = _withhold_texts(tables["documents"])
        for name in TABLES:
            staging.write(name, tables[name])
        result = check_tables(staging.paths(), scratch=staging.scratch)
        if not result.ok:
            raise CheckError(f"the new dataset breaks its own rules and was not published; the last one stays as it was\n{result.render()}")
        dataset = staging.publish(_metadata(run_id, settings, corrections))
    return _summarise(dataset, tables, tally, result.notes)


def _extract(
    inputs: Sequence[str],
    spill: Spill,
    tally: _Tally,
    previous: Dataset | None,
    settings: Settings,
    engine: Engine,
    on_progress: OnProgress | None,
) -> None:
    """Read and extract, keeping each document once; refusals and doubts go to the issues."""
    read_issues: list[Issue] = []
    documents = _documents(read_inputs(inputs, settings=settings), read_issues, tally)
    known_path = str(previous.path("documents")) if previous else None
    extract = partial(extract_chunk, settings=settings, known_path=known_path)
    chunks = split_chunks(documents, size=settings.chunk_documents)
    for result in engine.map(extract, chunks):
        found, left = split_by_day(result.tables, settings.as_of)
        kept = leave_out(result.kept, left)
        spill.append(_without_repeats(found, tally.kept))
        before = len(tally.kept)
        tally.kept.update(kept)
        repeats = len(kept) - (len(tally.kept) - before)
        tally.left_out += len(result.kept) - len(kept)
        tally.unchanged += len(result.unchanged) + repeats
        tally.refused += result.refused
        if on_progress is not None:
            on_progress(len(result.kept) + len(result.unchanged) + result.refused, result.chars)
    spill.append({"issues": make_table("issues", [issue_row(issue) for issue in read_issues])})


def _documents(stream: Iterator[RawDocument | Issue], issues: list[Issue], tally: _Tally) -> Iterator[RawDocument]:
    """The documents of a stream; its issues are put aside, and errors counted as refusals."""
    for item in stream:
        if item.source_file is not None:
            tally.source_files.add(item.source_file)
        if isinstance(item, Issue):
            issues.append(item)
            tally.refused += item.severity == "error"
        else:
            yield item


def _without_repeats(tables: dict[str, pa.Table], seen: set[str]) -> dict[str, pa.Table]:
    """The tables without the rows of documents that this run met before, in this chunk or an earlier one.

    The same record given twice has the same id, so its rows are the same; they stand once.
    """
    ids = tables["documents"]["doc_id"].to_pylist()
    if len(set(ids)) == len(ids) and seen.isdisjoint(ids):
        return tables
    first: set[str] = set()
    keep = []
    for doc_id in ids:
        keep.append(doc_id not in seen and doc_id not in first)
        first.add(doc_id)
    kept = {"documents": tables["documents"].filter(pa.array(keep))}
    for name in ("reports", "claims"):
        key = {"reports": "report_id", "claims": "claim_id"}[name]
        table = tables[name].filter(pc.invert(pc.is_in(tables[name]["doc_id"], value_set=pa.array(sorted(seen), pa.string()))))
        kept[name] = first_of_each(table, key)
    return {**tables, **kept}


def _assemble(previous: Dataset | None, spill: Spill, tally: _Tally) -> dict[str, pa.Table]:
    """Documents, reports, claims and issues of the new dataset, before linking."""

    def last(name: str) -> pa.Table | None:
        return pq.read_table(previous.path(name)) if previous else None

    tables = {name: replace_rows(last(name), spill.read(name), doc_ids=tally.kept) for name in ("documents", "reports", "claims")}
    tables["issues"] = replace_issues(last("issues"), spill.read("issues"), doc_ids=tally.kept, source_files=tally.source_files)
    return tables


_REPORTS_WORTH_PROCESSES = 20_000
"""With fewer reports, starting processes takes longer than they save."""


def _block_mapper(n_reports: int, engine: Engine) -> MapBlocks:
    if n_reports < _REPORTS_WORTH_PROCESSES:
        return map
    engine.prepare(link_block)
    return engine.map


def _corrections(previous: Dataset | None, settings: Settings) -> list[Correction]:
    """The corrections that the dataset keeps and those of a file, if one is given. Raises CorrectionError for a malformed one."""
    kept = kept_corrections(previous)
    if settings.corrections is None:
        return kept
    path = Path(settings.corrections)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectionError(f"the corrections file {path} cannot be read: {error}") from error
    return join_corrections(kept, read_corrections(lines, name=path.name))


def _published(previous: Dataset | None) -> Published | None:
    if previous is None:
        return None
    return read_published(
        pq.read_table(previous.path("reports"), columns=["report_id", "doc_id", "event_id"]),
        pq.read_table(previous.path("events"), columns=["event_id", "killed_best"]),
        pq.read_table(previous.path("event_history")),
    )


def _run_id(documents: pa.Table, settings: Settings, corrections: Sequence[Correction]) -> str:
    """A hash of what decides the dataset: its documents under which rules, the corrections, the settings, the versions."""
    order = pc.sort_indices(documents["doc_id"])
    digest = sha256()
    for name in ("doc_id", "rules_version"):
        for value in documents[name].take(order).to_pylist():
            digest.update(value.encode())
    for correction in corrections:
        digest.update(correction.correction_id.encode())
    return make_id("run", digest.hexdigest(), sorted(settings.result_settings().items()), package_version(), schema_version())


def _withhold_texts(documents: pa.Table) -> pa.Table:
    index = documents.schema.get_field_index("text")
    empty = documents.set_column(index, documents.schema.field(index), pa.nulls(documents.num_rows, pa.string()))
    return set_column(empty, "text_status", "withheld")


def _metadata(run_id: str, settings: Settings, corrections: Sequence[Correction]) -> dict[str, Any]:
    version = package_version()
    return {
        "run_id": run_id,
        "corrections": [correction.as_row() for correction in corrections],
        "settings": settings.result_settings(),
        "versions": {"conflict-etl": version, "rules": rules_version(settings), "gazetteer": load_gazetteer().version},
        "citation": f"conflict-etl {version}, dataset {run_id}. Cite the sources of the documents too. Place names: GeoNames (CC BY 4.0).",
    }


def _summarise(dataset: Dataset, tables: dict[str, pa.Table], tally: _Tally, notes: Sequence[str]) -> RunSummary:
    events, issues = tables["events"], tables["issues"]

    def count(mask: pa.ChunkedArray) -> int:
        return int(pc.sum(pc.fill_null(mask, False)).as_py() or 0)

    def total(name: str) -> int:
        return int(pc.sum(pc.cast(events[name], pa.int64())).as_py() or 0)

    codes = issues.select(["severity", "code"]).group_by(["severity", "code"]).aggregate([([], "count_all")]).sort_by("code").to_pylist()
    return RunSummary(
        output=dataset.folder,
        read=len(tally.kept) + tally.unchanged + tally.refused + tally.left_out,
        kept=len(tally.kept),
        unchanged=tally.unchanged,
        refused=tally.refused,
        left_out=tally.left_out,
        n_documents=tables["documents"].num_rows,
        n_events=events.num_rows,
        events_with_toll=count(pc.is_valid(events["killed_best"])),
        events_open_bound=count(events["killed_is_open_high"]),
        events_without_date=count(pc.is_null(events["date_start"])),
        events_without_country=count(pc.is_null(events["country_iso3"])),
        killed_low=total("killed_low"),
        killed_best=total("killed_best"),
        killed_high=total("killed_high"),
        issues={
            severity: {row["code"]: int(row["count_all"]) for row in codes if row["severity"] == severity}
            for severity in sorted({row["severity"] for row in codes})
        },
        check_notes=tuple(notes),
    )
