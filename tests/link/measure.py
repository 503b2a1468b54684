"""Measure linking on made worlds: `python -m tests.link.measure SEED… --events N` prints B-cubed, the total and the speed."""

from __future__ import annotations

import argparse
import time
from collections import Counter

from etl.link import link
from etl.settings import Settings
from tests.link.worlds import RUN_ID, Shape, World, bcubed, make_world


def describe(world: World) -> str:
    """A line of figures of one world, and where its confusion lies."""
    tables = world.tables()
    started = time.perf_counter()
    out = link(tables, settings=Settings(), run_id=RUN_ID)
    seconds = time.perf_counter() - started
    linked = dict(zip(out["reports"]["report_id"].to_pylist(), out["reports"]["event_id"].to_pylist(), strict=True))
    clusters = {report: linked[report] or report for report in world.event_of}
    precision, recall, score = bcubed(world.event_of, clusters)
    total = sum(value or 0 for value in out["events"]["killed_best"].to_pylist())
    truth = world.killed_told
    pieces = Counter(len({clusters[report] for report in reports}) for reports in _members(world.event_of).values())
    mixed = Counter(len({world.event_of[report] for report in reports}) for reports in _members(clusters).values())
    return (
        f"{len(world.reports)} reports: B-cubed P {precision:.4f} R {recall:.4f} F1 {score:.4f}; killed {total} of {truth} "
        f"({100 * (total / truth - 1):+.2f} %) told, {world.killed_in_all} in all; {len(world.reports) / seconds:,.0f} reports/s\n"
        f"  events in n clusters {dict(sorted(pieces.items()))}; clusters of n events {dict(sorted(mixed.items()))}"
    )


def _members(groups: dict[str, object] | dict[str, int] | dict[str, str]) -> dict[object, list[str]]:
    members: dict[object, list[str]] = {}
    for report, group in groups.items():
        members.setdefault(group, []).append(report)
    return members


def main() -> None:
    """Measure the worlds of some seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", nargs="+", type=int)
    parser.add_argument("--events", type=int, default=2_600)
    parser.add_argument("--days", type=int, default=90)
    options = parser.parse_args()
    for seed in options.seeds:
        print(f"seed {seed}: {describe(make_world(seed, Shape(n_events=options.events, n_days=options.days)))}")


if __name__ == "__main__":
    main()
