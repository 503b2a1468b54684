"""Readable tables of a dataset: its events, and one event with its reports and claims in the words of the texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl.dataset import Dataset, open_dataset
from etl.errors import DatasetError
from etl.queries import fetch
from etl.terminal import hang, plain, render_table, shorten, terminal_columns, width

Row = dict[str, Any]

_INDENT = " " * 14
_QUOTED_LINES = 4
_EVENTS = """
    SELECT * FROM events WHERE ? IS NULL OR country_iso3 = upper(?)
    ORDER BY date_start DESC NULLS LAST, killed_best DESC NULLS LAST, event_id
"""
_REPORTS = """
    SELECT reports.*, documents.title, documents.publisher, documents.url, documents.source_file, documents.published_date
    FROM reports JOIN documents USING (doc_id) WHERE reports.event_id = ?
    ORDER BY documents.published_date NULLS LAST, documents.doc_id, reports.report_rank
"""
_CLAIMS = """
    SELECT claims.*, documents.text FROM claims JOIN documents USING (doc_id) JOIN reports USING (report_id)
    WHERE reports.event_id = ? ORDER BY claims.doc_id, claims.char_start, claims.claim_id
"""

_ENDS = "SELECT * FROM event_history WHERE event_id = ? AND status <> 'active' ORDER BY as_of_date DESC, superseded_by"
_REVISIONS = "SELECT * FROM event_history WHERE event_id = ? AND status = 'active' ORDER BY as_of_date"


def show_events(folder: str | Path, *, country: str | None = None, limit: int = 50) -> list[str]:
    """Lines of a table of the events, the latest first; `limit` 0 shows all. Raises DatasetError when the folder holds no dataset."""
    dataset = _open(folder)
    rows = fetch(dataset, _EVENTS, (country, country))
    shown = rows[:limit] if limit > 0 else rows
    header = ["event", "date", "country", "place", "what", "killed", "injured", "docs"]
    cells = [
        [
            row["event_id"],
            _dates(row),
            row["country_iso3"] or "?",
            row["place_name"] or row["admin1_name"] or "",
            row["sub_event_type"] or row["event_type"],
            bounds_text(row["killed_low"], row["killed_best"], row["killed_high"], is_open=row["killed_is_open_high"]),
            bounds_text(row["injured_low"], row["injured_best"], row["injured_high"], is_open=row["injured_is_open_high"]),
            str(row["n_documents"]),
        ]
        for row in shown
    ]
    lines = render_table(header, cells, columns=terminal_columns(), right=frozenset({5, 6, 7}))
    if len(shown) < len(rows):
        lines.append(f"… and {len(rows) - len(shown):,} more; --limit 0 shows all")
    if not rows:
        lines.append("no events")
    return lines


def bounds_text(low: int | None, best: int | None, high: int | None, *, is_open: bool = False) -> str:
    """Bounds in one cell: `53`, `53+` (no upper bound), `10–15`, `about 200`, `up to 20`; empty when nothing is stated."""
    end = "+" if is_open else ""
    if low is not None and high is not None:
        if low == high:
            return f"{low:,}{end}"
        return f"{low:,}–{high:,}{end}" if best in (None, low) else f"{low:,}–{high:,}{end} (best {best:,})"
    if low is not None:
        return f"{low:,}+"
    if high is not None:
        return f"up to {high:,}"
    return "" if best is None else f"about {best:,}"


def show_event(folder: str | Path, event: str) -> list[str]:
    """Lines about one event, its reports, and their claims with the words quoted; `event` is an id or its beginning.

    Raises DatasetError when the folder holds no dataset, or no event or several begin so; an id that was merged or split is named with
    what came of it.
    """
    dataset = _open(folder)
    columns = terminal_columns()
    row = _find_event(dataset, event)
    claims: dict[str, list[Row]] = {}
    for claim in fetch(dataset, _CLAIMS, (row["event_id"],)):
        claims.setdefault(claim["report_id"], []).append(claim)
    lines = _event_lines(row, columns) + _revision_lines(dataset, row["event_id"], columns)
    for report in fetch(dataset, _REPORTS, (row["event_id"],)):
        lines += ["", *_report_lines(report, columns)]
        for claim in claims.get(report["report_id"], []):
            lines += _claim_lines(claim, columns)
    return lines


def _open(folder: str | Path) -> Dataset:
    dataset = open_dataset(folder)
    if dataset is None:
        raise DatasetError(f"{folder} holds no dataset: it has no datapackage.json of ours")
    return dataset


def _find_event(dataset: Dataset, event: str) -> Row:
    rows = fetch(dataset, "SELECT * FROM events WHERE starts_with(event_id, ?) ORDER BY event_id LIMIT 6", (event,))
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise DatasetError(
            f"several events begin with {event}: {', '.join(row['event_id'] for row in rows)}{' …' if len(rows) > 5 else ''}"
        )
    past = fetch(dataset, _ENDS, (event,))
    if past:
        heirs = ", ".join(_find_heirs(dataset, event))
        now = f", now {heirs}" if heirs else ""
        raise DatasetError(f"{event} was {past[0]['status']}{now}: {past[0]['reason'] or 'no reason is noted'}")
    raise DatasetError(f"no event begins with {event}; `show {dataset.folder}` lists them")


def _find_heirs(dataset: Dataset, event: str) -> list[str]:
    """The events of today that an id of earlier leads to, over any number of merges and splits."""
    heirs, seen, todo = [], set[str](), [event]
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        if fetch(dataset, "SELECT event_id FROM events WHERE event_id = ?", (one,)):
            heirs.append(one)
        else:
            todo += [row["superseded_by"] for row in fetch(dataset, _ENDS, (one,)) if row["superseded_by"]]
    return sorted(heirs)


def _revision_lines(dataset: Dataset, event: str, columns: int) -> list[str]:
    """How the killed were revised, a line a day; nothing where they never were."""
    rows = fetch(dataset, _REVISIONS, (event,))
    if len(rows) < 2:
        return []
    told = ", ".join(f"{row['as_of_date']}: {'?' if row['killed_best'] is None else row['killed_best']}" for row in rows)
    return [shorten(f"  {'revised':<9} {told}", columns)]


def _event_lines(row: Row, columns: int) -> list[str]:
    killed = bounds_text(row["killed_low"], row["killed_best"], row["killed_high"], is_open=row["killed_is_open_high"])
    injured = bounds_text(row["injured_low"], row["injured_best"], row["injured_high"], is_open=row["injured_is_open_high"])
    place = ", ".join(
        dict.fromkeys(part for part in (row["place_name"], row["admin2_name"], row["admin1_name"], row["country_name"]) if part)
    )
    parts = [
        f"{row[f'killed_{name}_best']:,} {name.replace('_', ' ')}"
        for name in ("civilians", "state_forces", "armed_groups", "perpetrators", "unknown")
        if row[f"killed_{name}_best"]
    ]
    others = [
        f"{name.replace('_', ' ')} {row[f'{name}_best']:,}"
        for name in ("killed_or_injured", "missing", "detained", "abducted", "released", "displaced")
        if row[f"{name}_best"] is not None
    ]
    facts = [
        ("headline", row["headline"]),
        ("what", " · ".join(part for part in (row["event_type"], row["sub_event_type"], row["method"]) if part)),
        ("when", f"{_dates(row)} (precision {row['date_precision']})"),
        ("where", f"{place} (precision {row['location_precision']})"),
        ("sides", " / ".join(part for part in (row["actor1"], row["actor2"]) if part)),
        ("killed", f"{killed or 'not stated'} [{row['killed_best_basis']}]{', of whom ' + ', '.join(parts) if parts else ''}"),
        ("injured", f"{injured or 'not stated'} [{row['injured_best_basis']}]"),
        ("others", ", ".join(others)),
        ("evidence", f"{row['evidence_grade']}; documents: {row['n_documents']}, independent sources: {row['n_independent_sources']}"),
        ("part of", row["summary_event_id"]),
        ("note", row["note"]),
    ]
    return [row["event_id"], *(shorten(f"  {name:<9} {plain(str(value))}", columns) for name, value in facts if value)]


def _report_lines(row: Row, columns: int) -> list[str]:
    link = row["link_type"] + (
        f" (score {row['match_score']:.2f}: {row['match_reasons'] or '-'})" if row["match_score"] is not None else ""
    )
    source = " · ".join(
        str(part) for part in (row["publisher"], row["published_date"], row["title"], row["url"] or row["source_file"]) if part
    )
    happening = " · ".join(
        str(part)
        for part in (row["scope"], row["sub_event_type"] or row["event_type"], _dates(row), row["place_name"], row["country_iso3"])
        if part
    )
    lines = [f"report {row['report_id']}  {link}", f"  from    {source}", f"  tells   {happening}"]
    words = hang("  words   ", f"“{plain(row['quote'])}”", columns, most=_QUOTED_LINES)
    return [*(shorten(plain(line), columns) for line in lines), *words]


def _claim_lines(row: Row, columns: int) -> list[str]:
    bounds = bounds_text(row["low"], row["best"], row["high"], is_open=row["qualifier"] in ("at_least", "more_than"))
    victims = " ".join(part for part in (row["sex"], row["age_group"]) if part not in ("all", "unknown"))
    role = row["part_role"] if row["part_role"] != "standalone" else ""
    marks = [
        role,
        row["assertion"] if row["assertion"] != "asserted" else "",
        "counted" if row["counts_toward_total"] else "not counted",
        row["rule"],
    ]
    head = f"    {bounds or '?':>9} {row['outcome']}, {row['victim_category']}{' ' + victims if victims else ''}"
    lines = [f"{head}  [{' · '.join(mark for mark in marks if mark)}]", f"{_INDENT}{_in_context(row, columns - len(_INDENT))}"]
    if row["source_name"] or row["source_text"]:
        lines.append(f"{_INDENT}says {row['source_name'] or row['source_text']} ({row['source_class']}, {row['stance']})")
    return [shorten(plain(line), columns) for line in lines]


def _in_context(row: Row, columns: int) -> str:
    """The words of a claim marked by guillemets among their neighbours, cut to fit; the words alone when the text is withheld."""
    text, start, end = row["text"], row["char_start"], row["char_end"]
    if text is None:
        return f"«{plain(row['quote'])}» (the text is withheld)"
    words = plain(text[start:end])
    room = max(10, (columns - width(words) - 4) // 2)
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    before = plain(text[max(line_start, start - room) : start])
    line_end = len(text) if line_end < 0 else line_end
    after = plain(text[end : min(end + room, line_end)])
    return f"{'…' if start - room > line_start else ''}{before}«{words}»{after}{'…' if end + room < line_end else ''}"


def _dates(row: Row) -> str:
    start, end = row["date_start"], row["date_end"]
    if start is None and end is None:
        return "no date"
    if start is None or end is None:
        return f"{start or '?'}/{end or '?'}"
    first, last = str(start), str(end)
    if first[:7] == last[:7]:  # ISO 8601 leaves out of an end what it shares with the start
        return first if first == last else f"{first}/{last[8:]}"
    return f"{first}/{last[5:]}" if first[:4] == last[:4] else f"{first}/{last}"
