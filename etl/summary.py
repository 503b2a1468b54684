"""The closing words of a run."""

from __future__ import annotations

from pathlib import Path

from etl.dataset import open_dataset
from etl.pipeline import RunSummary
from etl.queries import fetch
from etl.terminal import plain


def render_summary(summary: RunSummary, *, seconds: float) -> list[str]:
    """Lines: what was read, what the dataset holds, its three sums, what was doubted, and where it is."""
    rate = f", {summary.read / seconds:,.0f} documents/s" if seconds > 0 else ""
    left_out = f" + {summary.left_out:,} left out" if summary.left_out else ""
    lines = [
        f"documents  {summary.read:,} read = {summary.kept:,} kept + {summary.unchanged:,} unchanged + {summary.refused:,} refused"
        f"{left_out}"
        f" (in {seconds:.1f} s{rate}); {summary.n_documents:,} in the dataset",
        f"events     {summary.n_events:,}: {summary.events_with_toll:,} with a toll, {summary.events_open_bound:,} with an open bound, "
        f"{summary.events_without_date:,} without a date, {summary.events_without_country:,} without a country",
        f"killed     {summary.killed_low:,} low · {summary.killed_best:,} best · {summary.killed_high:,} high, summed over the events",
    ]
    if summary.issues_by_code:
        issues = ", ".join(f"{count:,} {plain(code)}" for code, count in summary.issues_by_code.items())
        lines.append(f"issues     {issues}")
    lines += [f"note       {plain(note)}" for note in summary.check_notes]
    lines.append(f"dataset    {plain(str(summary.output))}: *.parquet and datapackage.json, checked")
    return lines


def render_issues(folder: Path, *, most: int = 200) -> list[str]:
    """A line an issue of a dataset, errors first."""
    dataset = open_dataset(folder)
    if dataset is None:
        return []
    rows = fetch(
        dataset,
        "SELECT severity, code, source_file, line_number, detail FROM issues "
        f"ORDER BY list_position(['error', 'warning', 'info'], severity), source_file, line_number, issue_id LIMIT {most}",
    )
    lines = [""]
    for row in rows:
        line = "" if row["line_number"] is None else f":{row['line_number']}"
        lines.append(plain(f"{row['severity']}: {row['source_file'] or '-'}{line}: {row['detail']} [{row['code']}]"))
    return lines
