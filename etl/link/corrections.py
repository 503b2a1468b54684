"""Corrections by people: a CSV file of what to merge, split, set, confirm or reject, checked line by line and applied while linking.

    action,targets,field,value,reviewed_by,reviewed_on,reason
    merge,evt_841bfd592373e114 evt_b6bd7db9d2ee574f,,,A. Analyst,2024-05-02,one strike told twice
    split,rep_0c31b1a4c7b5a0ff,,,A. Analyst,2024-05-02,a strike of the day before
    set,evt_841bfd592373e114,killed,12-15,A. Analyst,2024-05-03,the hospital's list
    set,clm_5f6e5bc8adef8bbe,,21,A. Analyst,2024-05-03,the text has 21
    reject,clm_693a64e17e35f0c7,,,A. Analyst,2024-05-03,no casualty figure
    confirm,evt_1dbf1e8ae6341d90,,,A. Analyst,2024-05-03,
    withdraw,cor_0123456789abcdef,,,A. Analyst,2024-05-04,

An event's id is a hash of that of its earliest report, so it keeps naming that report's event, whatever was merged since.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from etl.errors import CorrectionError
from etl.ids import make_id
from etl.link.bounds import EXACT, Bound
from etl.link.merging import Event
from etl.link.tallies import Tally
from etl.schema import codes

COLUMNS = ("action", "targets", "field", "value", "reviewed_by", "reviewed_on", "reason")
_REQUIRED = ("action", "targets", "reviewed_by")
_TARGETS: dict[str, tuple[frozenset[str], int, int]] = {
    "merge": (frozenset({"evt", "rep"}), 2, 1_000),
    "split": (frozenset({"rep"}), 1, 1_000),
    "set": (frozenset({"evt", "clm"}), 1, 1),
    "confirm": (frozenset({"evt", "clm"}), 1, 1_000),
    "reject": (frozenset({"evt", "clm"}), 1, 1_000),
    "withdraw": (frozenset({"cor"}), 1, 1_000),
}
"""For each action the kinds of id it takes, and how many at least and at most."""
_KINDS = {"evt": "an event (evt_…)", "rep": "a report (rep_…)", "clm": "a claim (clm_…)", "cor": "a correction (cor_…)"}
_ID = re.compile(r"(evt|rep|clm|cor)_[0-9a-f]{16}")
_VALUE = re.compile(r"\d{1,12}(?:-\d{1,12}){0,2}")
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of a corrections file; `figures` are low, best and high of a `set`."""

    correction_id: str
    action: str
    targets: tuple[str, ...]
    field: str | None
    figures: tuple[int, int, int] | None
    reviewed_by: str
    reviewed_on: date | None
    reason: str | None

    def describe(self) -> str:
        """What it says, in a line; who says it is kept with the correction only, so that no person is named in the tables."""
        set_to = f" {self.field or 'figure'} to {tell_figures(self.figures)}" if self.figures else ""
        day = f", {self.reviewed_on}" if self.reviewed_on else ""
        return f"{self.action} {' '.join(self.targets)}{set_to} ({self.correction_id}{day}{': ' + self.reason if self.reason else ''})"

    def as_row(self) -> dict[str, Any]:
        """Plain values, as a dataset keeps them; `from_row` reads them."""
        return {
            "correction_id": self.correction_id,
            "action": self.action,
            "targets": " ".join(self.targets),
            "field": self.field,
            "value": tell_figures(self.figures) if self.figures else None,
            "reviewed_by": self.reviewed_by,
            "reviewed_on": self.reviewed_on.isoformat() if self.reviewed_on else None,
            "reason": self.reason,
        }


def tell_figures(figures: tuple[int, int, int] | None) -> str:
    """Bounds as a corrections file writes them: `12`, `12-15` (best 12), `10-12-15`."""
    if figures is None:
        return ""
    low, best, high = figures
    return str(best) if low == best == high else f"{low}-{high}" if low == best else f"{low}-{best}-{high}"


def read_corrections(lines: Iterable[str], *, name: str) -> list[Correction]:
    """The corrections of a CSV file with a header, in its order, each once.

    Raises CorrectionError, which tells for each bad line its number, the column, the value, and what is expected.
    """
    reader = csv.reader(lines, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        _check_header(header, name)
        found: dict[str, Correction] = {}
        problems: list[str] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
            wrong = [f"{len(cells)} cells, the header has {len(header)}"] if len(cells) > len(header) else find_problems(row)
            problems += [f"{name}, line {reader.line_num}: {problem}" for problem in wrong]
            if not wrong:
                correction = from_row(row)
                found.setdefault(correction.correction_id, correction)
    except csv.Error as error:
        raise CorrectionError(f"{name}, line {reader.line_num}: this is no CSV: {error}") from error
    if problems:
        more = [f"… and {len(problems) - _MOST_TOLD} more"] if len(problems) > _MOST_TOLD else []
        raise CorrectionError("\n".join([*problems[:_MOST_TOLD], *more]))
    return list(found.values())


def _check_header(header: Sequence[str], name: str) -> None:
    missing = [column for column in _REQUIRED if column not in header]
    unknown = [column for column in header if column not in COLUMNS]
    if missing or unknown or len(set(header)) < len(header):
        what = (
            f"no column {', '.join(missing)}"
            if missing
            else f"no such column: {', '.join(unknown)}"
            if unknown
            else "a column stands twice"
        )
        raise CorrectionError(f"{name}, line 1: {what}; the header is {','.join(COLUMNS)}")


def find_problems(row: Mapping[str, str]) -> list[str]:
    """What is wrong with a line, by column; nothing when it can be applied."""
    action, targets = row.get("action", ""), row.get("targets", "").split()
    if action not in _TARGETS:
        return [f"action is '{action}'; it must be one of {', '.join(_TARGETS)}"]
    kinds, least, most = _TARGETS[action]
    problems = []
    for target in targets:
        match = _ID.fullmatch(target)
        if match is None:
            problems.append(f"targets: '{target}' is no id; one looks like evt_0123456789abcdef, and blanks stand between several")
        elif match[1] not in kinds:
            problems.append(f"targets: {target} is not {' or '.join(_KINDS[kind] for kind in sorted(kinds))}, which {action} takes")
    if len(set(targets)) != len(targets):
        problems.append("targets: an id stands twice")
    if not least <= len(targets) <= most:
        problems.append(f"targets: {action} takes {'one id' if least == most == 1 else f'{least} or more'}, not {len(targets)}")
    if not row.get("reviewed_by"):
        problems.append("reviewed_by is empty; name who says so")
    day = row.get("reviewed_on", "")
    if day and _read_day(day) is None:
        problems.append(f"reviewed_on: '{day}' is not a day like 2024-05-02")
    return problems + _find_value_problems(row, action, targets)


def _find_value_problems(row: Mapping[str, str], action: str, targets: Sequence[str]) -> list[str]:
    field, value = row.get("field", ""), row.get("value", "")
    if action != "set":
        return [f"{name} is '{text}'; only set takes one" for name, text in (("field", field), ("value", value)) if text]
    problems = []
    if targets and targets[0].startswith("evt_") and field not in codes("outcome"):
        problems.append(f"field is '{field}'; for an event it is one of {', '.join(codes('outcome'))}")
    if targets and targets[0].startswith("clm_") and field:
        problems.append(f"field is '{field}'; for a claim it stays empty: a claim has one figure")
    if not _VALUE.fullmatch(value):
        problems.append(f"value is '{value}'; it is a number (12), a range (12-15), or low-best-high (10-12-15)")
    elif not _is_sorted(_read_figures(value)):
        problems.append(f"value is '{value}'; the figures must rise")
    return problems


def _is_sorted(figures: tuple[int, int, int]) -> bool:
    return figures[0] <= figures[1] <= figures[2]


def _read_figures(value: str) -> tuple[int, int, int]:
    numbers = [int(part) for part in value.split("-")]
    return (numbers[0], numbers[-2] if len(numbers) == 3 else numbers[0], numbers[-1])


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def from_row(row: Mapping[str, Any]) -> Correction:
    """A correction of a line without problems, or of what `as_row` gave."""
    values = {column: row.get(column) or None for column in COLUMNS}
    targets = tuple(str(values["targets"]).split())
    return Correction(
        correction_id=make_id("cor", values["action"], " ".join(targets), *(values[column] for column in COLUMNS[2:])),
        action=str(values["action"]),
        targets=targets,
        field=values["field"],
        figures=_read_figures(values["value"]) if values["value"] else None,
        reviewed_by=str(values["reviewed_by"]),
        reviewed_on=_read_day(values["reviewed_on"]) if values["reviewed_on"] else None,
        reason=values["reason"],
    )


def join_corrections(kept: Sequence[Correction], new: Sequence[Correction]) -> list[Correction]:
    """Those that a dataset keeps and the new ones, each once, without those that are withdrawn."""
    known = {correction.correction_id: correction for correction in (*kept, *new)}
    withdrawn = {target for correction in new if correction.action == "withdraw" for target in correction.targets}
    missing = withdrawn - known.keys()
    if missing:
        raise CorrectionError(f"the dataset keeps no correction {', '.join(sorted(missing))} to withdraw")
    return [one for one in known.values() if one.action != "withdraw" and one.correction_id not in withdrawn]


@dataclass(slots=True)
class EventReview:
    """What people said of an event: whether they corrected or only confirmed it, figures by outcome, and who says so and why."""

    status: str = "confirmed"
    figures: dict[str, tuple[int, int, int]] | None = None
    note: str = ""

    def add(self, correction: Correction) -> None:
        """Take a correction in; later ones of the same figure count."""
        if correction.action != "confirm":
            self.status = "corrected"
        if correction.figures is not None and correction.field is not None:
            self.figures = {**(self.figures or {}), correction.field: correction.figures}
        self.note = "; ".join(part for part in (self.note, correction.describe()) if part)


def review_event(event: Event, review: EventReview) -> None:
    """Mark an event as people reviewed it and set the figures that they gave."""
    event.review_status = review.status
    event.review_note = review.note
    for outcome, (low, best, high) in sorted((review.figures or {}).items()):
        total = Bound(low, best, high, False, "reviewed", EXACT)
        tally = event.tallies.get(outcome)
        if tally is None:
            event.tallies[outcome] = Tally(outcome, total, "reviewed", None, None, None, 0, frozenset(), None)
            continue
        tally.total, tally.best_rule, tally.best_claim_id = total, "reviewed", None
        tally.has_disagreement = tally.is_contested = False
        for name in ("categories", "subcategories", "sex_ages", "sides"):
            parts = getattr(tally, name)
            if sum(part if isinstance(part, int) else part.best for part in parts.values()) > best:
                setattr(tally, name, {})
                tally.has_parts &= name != "categories"
    event.tallies = dict(sorted(event.tallies.items()))
