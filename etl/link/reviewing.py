"""Corrections put to work: claims marked and their figures replaced for linking, clusters joined and parted; what cannot be is an issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.ids import make_id
from etl.link.corrections import Correction, EventReview
from etl.link.merging import event_id_of

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Reviews:
    """What corrections say once their targets are found.

    `of_cluster` by the cluster's number, `rejected` the clusters that are no events, with the reason; `joined` the correction that put a
    report into its cluster; `reasons` by event id, for the history; `issues` rows of those that no longer apply.
    """

    of_cluster: dict[int, EventReview] = field(default_factory=dict)
    rejected: dict[int, str] = field(default_factory=dict)
    joined: dict[int, Correction] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    issues: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, correction: Correction, why: str) -> None:
        """Note that a correction does not apply."""
        self.issues.append(make_issue("correction_not_applied", f"A correction does not apply: {why}. It says: {correction.describe()}"))

    def add(self, others: Reviews) -> None:
        """Take in what those of a block tell beyond it."""
        self.reasons.update(others.reasons)
        self.issues.extend(others.issues)


def make_issue(code: str, detail: str, *, severity: str = "warning", doc_id: str | None = None) -> dict[str, Any]:
    """A row of `issues` of this stage."""
    row = {"severity": severity, "stage": "link", "code": code, "doc_id": doc_id, "detail": detail}
    return {"issue_id": make_id("iss", *row.values()), **row}


def correct_claims(claims: pa.Table, corrections: Sequence[Correction], reviews: Reviews) -> tuple[pa.Table, pa.Table]:
    """The claims with `review_status` marked anew, and the same with the figures that people gave, for linking only: a claim as it
    stands in a dataset always says what the text says.
    """
    statuses = ["unreviewed"] * claims.num_rows
    chosen = [one for one in corrections if one.targets[0].startswith("clm_") or any(target.startswith("clm_") for target in one.targets)]
    if not chosen:
        marked = _set(claims, "review_status", statuses)
        return marked, marked
    row_of = {claim_id: row for row, claim_id in enumerate(claims["claim_id"].to_pylist())}
    columns = {name: claims[name].to_pylist() for name in ("low", "best", "high", "qualifier", "is_imputed")}
    for correction in chosen:
        for target in (target for target in correction.targets if target.startswith("clm_")):
            row = row_of.get(target)
            if row is None:
                reviews.refuse(correction, f"there is no claim {target} any more")
                continue
            statuses[row] = {"confirm": "confirmed", "reject": "rejected"}.get(correction.action, "corrected")
            if correction.figures is not None:
                columns["low"][row], columns["best"][row], columns["high"][row] = correction.figures
                columns["qualifier"][row], columns["is_imputed"][row] = "exact", False
    marked = _set(claims, "review_status", statuses)
    corrected = marked
    for name, values in columns.items():
        corrected = _set(corrected, name, values)
    return marked, corrected


def _set(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    index = table.schema.get_field_index(name)
    field_ = table.schema.field(index)
    return table.set_column(index, field_, pa.array(values, field_.type))


def route_corrections(
    corrections: Sequence[Correction], reports: pa.Table, *, has_event: Bools, reviews: Reviews
) -> dict[int, list[Correction]]:
    """For each report that a correction of reports or events names, those corrections, in their order; what names none is an issue."""
    chosen = [one for one in corrections if any(not target.startswith("clm_") for target in one.targets)]
    routed: dict[int, list[Correction]] = {}
    row_of = _rows_by_id(reports["report_id"].to_pylist()) if chosen else {}
    for correction in chosen:
        targets = [target for target in correction.targets if not target.startswith("clm_")]
        lost = [target for target in targets if target not in row_of]
        outside = [target for target in targets if target in row_of and not has_event[row_of[target]]]
        if lost:
            reviews.refuse(correction, f"the dataset has no report behind {', '.join(lost)}")
        elif outside:
            told = ", ".join(outside)
            reviews.refuse(correction, f"{told} makes no event: its report is background, a long total, or out of scope")
        else:
            for target in targets:
                routed.setdefault(row_of[target], []).append(correction)
    return routed


def _rows_by_id(ids: Sequence[str]) -> dict[str, int]:
    """The row of each report by its id and by that of the event which it is, or would be, the first report of."""
    return {report_id: row for row, report_id in enumerate(ids)} | {event_id_of(report_id): row for row, report_id in enumerate(ids)}


def correct_clusters(
    clusters: Ints, corrections: Sequence[Correction], *, reports: pa.Table, groups: Ints, totals: Bools, reviews: Reviews
) -> Ints:
    """The clusters after merges and splits, in the order of the corrections; fills `reviews` for events.

    `clusters` has for each report the first report of its cluster; each correction's reports are among them. `groups` is the near-duplicate
    group of each, `totals` whether it tells a total over a period or several places.
    """
    if not corrections:
        return clusters
    work = _Work(clusters.copy(), reports, groups, totals, reviews)
    for correction in corrections:
        {"merge": work.merge, "split": work.split}.get(correction.action, _do_nothing)(correction)
    for correction in corrections:
        if correction.action in ("set", "confirm", "reject"):
            work.review(correction)
    for cluster, corrections_of in work.touched.items():
        for correction in corrections_of:
            head = int(work.clusters[cluster])
            if head not in reviews.rejected:
                reviews.of_cluster.setdefault(head, EventReview()).add(correction)
    return work.clusters


def _do_nothing(correction: Correction) -> None:
    del correction


class _Work:
    """Clusters on their way through the corrections."""

    def __init__(self, clusters: Ints, reports: pa.Table, groups: Ints, totals: Bools, reviews: Reviews) -> None:
        self.clusters = clusters
        self.touched: dict[int, list[Correction]] = {}
        self._ids: list[str] = reports["report_id"].to_pylist()
        self._groups = groups
        self._totals = totals
        self._reviews = reviews
        self._row_of = _rows_by_id(self._ids)

    def _find(self, correction: Correction) -> list[int]:
        return [self._row_of[target] for target in correction.targets if not target.startswith("clm_")]

    def merge(self, correction: Correction) -> None:
        """Make one cluster of those of all targets."""
        rows = self._find(correction)
        heads = sorted({int(self.clusters[row]) for row in rows})
        if len({bool(self._totals[head]) for head in heads}) > 1:
            self._reviews.refuse(correction, "one is a total over a period or several places, the other a separable event")
            return
        for head in heads[1:]:
            moved = np.flatnonzero(self.clusters == head)
            self.clusters[moved] = heads[0]
            self._reviews.joined.update(dict.fromkeys(moved.tolist(), correction))
        for head in heads:
            self._reviews.reasons[event_id_of(self._ids[head])] = correction.describe()
        self._touch(heads[0], correction)

    def split(self, correction: Correction) -> None:
        """Take the targets out of their clusters, with near duplicates of them, and make one cluster of them."""
        rows = self._find(correction)
        groups, heads = {int(self._groups[row]) for row in rows}, {int(self.clusters[row]) for row in rows}
        inside = np.flatnonzero(np.isin(self.clusters, sorted(heads)))
        leaving = sorted({*rows, *(int(row) for row in inside if int(self._groups[row]) in groups)})
        staying = sorted(set(inside.tolist()) - set(leaving))
        for old in heads:
            self._reviews.reasons[event_id_of(self._ids[old])] = correction.describe()
            left = [row for row in staying if self.clusters[row] == old]
            if left:
                self.clusters[left] = left[0]
                self._touch(left[0], correction)
        self.clusters[leaving] = leaving[0]
        self._reviews.joined.update(dict.fromkeys(leaving, correction))
        self._touch(leaving[0], correction)

    def review(self, correction: Correction) -> None:
        """Note what is said of events."""
        for row in self._find(correction):
            head = int(self.clusters[row])
            if correction.action == "reject":
                self._reviews.rejected[head] = correction.describe()
                self._reviews.reasons[event_id_of(self._ids[head])] = correction.describe()
                self._reviews.of_cluster.pop(head, None)
            else:
                self._touch(head, correction)

    def _touch(self, row: int, correction: Correction) -> None:
        self.touched.setdefault(row, []).append(correction)
