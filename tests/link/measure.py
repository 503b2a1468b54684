"""Measure linking on made worlds.

`python -m tests.link.measure SEED… [--events N]` prints for each seed B-cubed, the killed against the truth, and the confusion;
`python -m tests.link.measure --speed --events 33000 --workers 2 SEED` how fast linking is, with documents signed and processes;
`python -m tests.link.measure --copies 25000 50000 100000 200000` time and memory of finding near-duplicate documents.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time

from etl.engines.local import Engine
from etl.link import link
from etl.link.duplicates import group_signatures, sign_documents, sign_texts
from etl.settings import Settings
from tests.link.worlds import RUN_ID, Score, Shape, World, make_texts, make_world, score_world

_SMALL = Shape(n_events=100, n_days=10)


def describe(world: World, score: Score) -> str:
    """Two lines of figures of one world, and where its confusion lies."""
    pieces = ", ".join(f"{n} in {size} cluster{'s' * (size > 1)}" for size, n in sorted(score.pieces.items()))
    mixed = ", ".join(f"{n} of {size} event{'s' * (size > 1)}" for size, n in sorted(score.mixed.items()))
    classes = ", ".join(f"{name} {lost:.2f}" for name, lost in score.lost_by_kind.most_common(6))
    return (
        f"{len(world.reports)} reports of {len(world.killed_of)} events: B-cubed P {score.precision:.4f} R {score.recall:.4f} "
        f"F1 {score.f1:.4f}; killed {score.killed} of {world.killed_told} told ({100 * (score.killed / world.killed_told - 1):+.2f} %), "
        f"{world.killed_in_all} in all\n"
        f"  events: {pieces}; clusters: {mixed}\n"
        f"  B-cubed lost in points, by place/day of the report: {classes}"
    )


def measure_speed(seed: int, shape: Shape, *, workers: int) -> str:
    """Reports a second with documents signed and processes that have worked before, as they are when a run comes to link."""
    with Engine(workers) as engine:
        link(make_world(seed, _SMALL).tables(), settings=Settings(), run_id=RUN_ID, map_blocks=engine.map)
        world = make_world(seed, shape)
        tables = world.tables()
        tables["documents"] = sign_documents(tables["documents"])
        n_reports = len(world.reports)
        del world  # what made the tables is no part of linking them
        started = time.perf_counter()
        link(tables, settings=Settings(), run_id=RUN_ID, map_blocks=engine.map)
        seconds = time.perf_counter() - started
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return (
        f"{n_reports:,} reports, {workers} processes: {seconds:.1f} s, {n_reports / seconds:,.0f} reports/s; largest process {peak:,.0f} MB"
    )


def measure_copies(n_documents: int) -> str:
    """Time and memory of finding near duplicates among so many texts of 3 kB, a fifth of them copies."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    texts, days, made = make_texts(7, n_documents)
    ready = time.perf_counter()
    signed = sign_texts(texts)
    done = time.perf_counter()
    leads = group_signatures(signed, days=days)
    grouped = time.perf_counter()
    found = sum(leads[copy] == leads[original] for copy, original in made)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(len(text) for text in texts) / 1e6
    return (
        f"{n_documents:>9,} documents ({size:,.0f} MB): signed in {done - ready:.1f} s, grouped in {grouped - done:.2f} s, "
        f"{peak - before:,.0f} MB with the texts; {found / len(made):.3f} of {len(made):,} copies found, "
        f"{n_documents - len(set(leads.tolist())) - found:,} others joined"
    )


def main() -> None:
    """Measure the worlds of some seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*", type=int)
    parser.add_argument("--events", type=int, default=3_300)
    parser.add_argument("--days", type=int, default=0, help="default: so many that a day has 30 events")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--copies", nargs="*", type=int, default=[])
    options = parser.parse_args()
    shape = Shape(n_events=options.events, n_days=options.days or max(options.events // 30, 1))
    for seed in options.seeds:
        if options.speed:
            print(f"seed {seed}: {measure_speed(seed, shape, workers=options.workers)}")
        else:
            world = make_world(seed, shape)
            print(f"seed {seed}: {describe(world, score_world(world))}")
    if len(options.copies) == 1:
        print(measure_copies(options.copies[0]))
    else:
        for n_documents in options.copies:  # a process each, so that the memory told is its own
            subprocess.run([sys.executable, "-m", "tests.link.measure", "--copies", str(n_documents)], check=True)


if __name__ == "__main__":
    main()
