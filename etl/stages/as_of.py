"""What was known on a day: documents published later, or on no day that is known, are left out, and the rest is linked anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.dataset import Dataset, open_dataset
from etl.errors import DatasetError
from etl.ids import make_id
from etl.link import link
from etl.link.corrections import Correction, from_row
from etl.schema import make_table
from etl.settings import Settings
from etl.stages.assembly import conform

_LINK_SETTINGS = ("range_best", "vague", "include_non_conflict")
_SHOWN = 5


def split_by_day(tables: dict[str, pa.Table], day: date | None) -> tuple[dict[str, pa.Table], list[str]]:
    """The tables (documents, reports, claims, issues) without the documents published after a day or undated, and the ids of those.

    Issues of documents that are left out go with them; what is left out is told by an issue itself.
    """
    documents = tables["documents"]
    if day is None or documents.num_rows == 0:
        return tables, []
    stays = np.asarray(pc.fill_null(pc.less_equal(documents["published_date"], day), False))
    if stays.all():
        return tables, []
    left = documents.filter(pa.array(~stays))
    left_ids = left["doc_id"].combine_chunks()
    kept = {"documents": documents.filter(pa.array(stays))}
    for name in ("reports", "claims", "issues"):
        kept[name] = tables[name].filter(pc.invert(pc.fill_null(pc.is_in(tables[name]["doc_id"], value_set=left_ids), False)))
    kept["issues"] = pa.concat_tables([kept["issues"], make_table("issues", _tell_left_out(left, day))])
    return {**tables, **kept}, left_ids.to_pylist()


def _tell_left_out(left: pa.Table, day: date) -> list[dict[str, Any]]:
    """An issue for each undated document, and one for each file with later ones."""
    rows = []
    later: dict[str, list[str]] = {}
    columns = (left[name].to_pylist() for name in ("doc_id", "record_id", "source_file", "published_date"))
    for doc_id, record_id, source_file, published in zip(*columns, strict=True):
        name = record_id or doc_id
        if published is None:
            detail = f"Document {name} has no day of publication, so nobody can tell whether it was known on {day}; it is left out."
            rows.append(_issue("undated_left_out", "warning", source_file, detail))
        else:
            later.setdefault(source_file, []).append(name)
    for source_file, names in later.items():
        some = ", ".join(sorted(names)[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        rows.append(_issue("later_left_out", "info", source_file, f"Published after {day} and left out: {len(names)} ({some})."))
    return rows


def _issue(code: str, severity: str, source_file: str, detail: str) -> dict[str, Any]:
    row = {"severity": severity, "stage": "read", "code": code, "source_file": source_file, "detail": detail}
    return {"issue_id": make_id("iss", *row.values()), **row}


def demand_nothing_later(dataset: Dataset, day: date) -> None:
    """Raise DatasetError when a dataset holds documents that a run as of a day would lose."""
    days = pq.read_table(dataset.path("documents"), columns=["published_date"])["published_date"]
    lost = len(days) - (pc.sum(pc.fill_null(pc.less_equal(days, day), False)).as_py() or 0)
    if lost:
        raise DatasetError(
            f"{dataset.folder} holds {lost} documents published after {day} or on no known day, which a run as of then would lose: name "
            f"another folder for --output, or read this one with etl.read(..., as_of='{day}')"
        )


def kept_corrections(dataset: Dataset | None) -> list[Correction]:
    """The corrections that a dataset keeps. Raises DatasetError when they are damaged."""
    if dataset is None:
        return []
    try:
        return [from_row(row) for row in dataset.metadata.get("corrections", [])]
    except (AttributeError, TypeError, ValueError) as error:
        raise DatasetError(f"{dataset.folder}: the corrections in datapackage.json are damaged ({error})") from error


def tables_as_of(folder: str | Path, day: date) -> dict[str, pa.Table]:
    """Every table of a dataset as the documents published up to a day would have it, linked with the settings of its run.

    Raises DatasetError when the folder holds no dataset.
    """
    dataset = open_dataset(folder)
    if dataset is None:
        raise DatasetError(f"{folder} holds no dataset: it has no datapackage.json of ours")
    return dict(_tables_as_of(dataset.files, dataset.version, Path(folder), day))


@lru_cache(maxsize=1)
def _tables_as_of(files: Path, version: str, folder: Path, day: date) -> dict[str, pa.Table]:
    """The tables of one version, which never changes; the last one is kept because tables are read one by one."""
    dataset = open_dataset(folder)
    if dataset is None or dataset.version != version:
        raise DatasetError(f"{folder} was changed while it was read; read again")
    tables = {name: conform(pq.read_table(files / f"{name}.parquet"), name) for name in ("documents", "reports", "claims", "issues")}
    tables["issues"] = tables["issues"].filter(pc.not_equal(tables["issues"]["stage"], "link"))
    tables, _ = split_by_day(tables, day)
    run_id = str(dataset.metadata.get("run_id", ""))
    linked = link(tables, settings=_settings_of(dataset), run_id=run_id, corrections=kept_corrections(dataset))
    return {**linked, "issues": pa.concat_tables([tables["issues"], linked["issues"]])}


def _settings_of(dataset: Dataset) -> Settings:
    kept = dataset.metadata.get("settings", {})
    return Settings(**{name: kept[name] for name in _LINK_SETTINGS if name in kept})


def leave_out(names: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    """The names that are not among some ids, in order."""
    gone = frozenset(ids)
    return tuple(name for name in names if name not in gone)
