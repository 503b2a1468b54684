"""The closing words of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.dataset import open_dataset
from etl.pipeline import RunSummary
from etl.queries import fetch
from etl.terminal import hang, plain, terminal_columns

_MARGIN = 11
_NO_BREAK = "\u00a0"


def render_settings(settings: Mapping[str, Any]) -> list[str]:
    """A line a setting that changes what is written."""
    width = max(map(len, settings), default=0)
    return [f"setting    {name:<{width}}  {plain(_tell(value))}" for name, value in settings.items()]


def _tell(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={each}" for key, each in value.items())
    return {None: "none", True: "yes", False: "no"}.get(value, str(value)) if value is None or isinstance(value, bool) else str(value)


def render_summary(summary: RunSummary, *, seconds: float) -> list[str]:
    """What was read, what the dataset holds, its three sums, the rows of its table of issues, and where it is."""
    rate = f", {summary.read / seconds:,.0f}/s" if seconds > 0 and summary.read >= seconds else ""
    left_out = f" + {summary.left_out:,} left out" if summary.left_out else ""
    facts = [
        (
            "documents",
            f"{summary.read:,} read = {summary.kept:,} kept + {summary.unchanged:,} unchanged + {summary.refused:,} refused{left_out} "
            f"(in {seconds:.1f} s{rate}); {summary.n_documents:,} in the dataset",
        ),
        (
            "events",
            f"{summary.n_events:,}: {summary.events_with_toll:,} with a toll, {summary.events_open_bound:,} with an open bound, "
            f"{summary.events_without_date:,} without a date, {summary.events_without_country:,} without a country",
        ),
        ("killed", f"{summary.killed_low:,} low · {summary.killed_best:,} best · {summary.killed_high:,} high, summed over the events"),
        ("errors", _count(summary.issues.get("error", {}))),
        ("warnings", _count(summary.issues.get("warning", {}))),
        ("infos", _count(summary.issues.get("info", {}))),
        *(("note", plain(note)) for note in summary.check_notes),
        ("dataset", f"{plain(str(summary.output))}: *.parquet and datapackage.json, checked"),
    ]
    columns = terminal_columns()
    lines = [line for name, words in facts if words for line in hang(f"{name:<{_MARGIN}}", words, columns)]
    return [line.replace(_NO_BREAK, " ") for line in lines]


def _count(codes: Mapping[str, int]) -> str:
    """How often each code stands in the table of issues, the commonest first; no line breaks between a count and its code."""
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,}{_NO_BREAK}{plain(code)}" for code, count in ordered)


def render_issues(folder: Path, *, most: int = 200) -> list[str]:
    """A line an issue of a dataset, errors first; how many there are beyond `most`."""
    dataset = open_dataset(folder)
    if dataset is None:
        return []
    rows = fetch(
        dataset,
        "SELECT severity, code, source_file, line_number, detail FROM issues "
        f"ORDER BY list_position(['error', 'warning', 'info'], severity), source_file, line_number, issue_id LIMIT {most}",
    )
    lines = [""] if rows else []
    for row in rows:
        line = "" if row["line_number"] is None else f":{row['line_number']}"
        lines.append(plain(f"{row['severity']}: {row['source_file'] or '-'}{line}: {row['detail']} [{row['code']}]"))
    if dataset.rows("issues") > most:
        lines.append(f"… and {dataset.rows('issues') - most:,} more in the table issues")
    return lines
