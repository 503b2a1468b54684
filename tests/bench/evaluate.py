"""Score the extraction on hand-coded sets kept outside the project: `python tests/bench/evaluate.py [SET …] [--errors N] [--json FILE]`.

The sets and their scorers are looked for in `../shared/bench` beside the checkout, or where `--bench` says. Extraction runs in this
process and its rows go to the scorers as the dataset's rows would; nothing is written but the scores.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import floors  # noqa: E402 - the checkout must be importable when this file is run by its path

EVENT_SETS = ["rand_rdwti", "acled", "awsd", "gtd", "isaf_pr", "airwars_gaza", "gva_cis530", "gvdb", "muc4"]
EVENT_SETS += ["wiki_terror", "dronestream", "ucdp_cand"]
DATE_SETS = ["te3_platinum", "te3_aquaint", "te3_timebank", "wikiwars"]
PLACE_SETS = ["geovirus", "trnews", "lgl", "gwn"]
TOLL_FIGURES = ["killed_exact", "killed_exact_gt0", "killed_min_exact", "killed_min_exact_gt0", "captured_min_exact_gt0"]
TOLL_FIGURES += ["killed_interval_exact", "injured_exact_gt0", "category_interval_f1", "irrelevant_docs_with_killed"]
WHEN_WHERE_FIGURES = ["date_exact_anchored", "country", "admin1_match", "place_acc@25km"]
SPAN_FIGURES = ["span_strict_f1", "span_relaxed_f1", "value_f1", "toponym_f1", "acc161_or_country_all"]
CHALLENGE_FIGURES = ["detection_f1", "exact_f1", "category_class", "scope", "part_of_f1", "source", "date_exact", "event_type_f1"]
KEY_FIGURES = [*TOLL_FIGURES, *WHEN_WHERE_FIGURES, *SPAN_FIGURES, *CHALLENGE_FIGURES, "negative_items_clean"]


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def gold_file(name: str, bench: Path) -> Path:
    """The hand-coded file of a set."""
    return bench.parent / "challenge" / "dev.jsonl" if name == "challenge" else bench / "dev" / f"{name}.gold.jsonl"


def extract_records(records: Iterable[dict[str, Any]]) -> tuple[dict[str, list[dict[str, Any]]], float]:
    """Rows of documents, reports and claims for records in the default columns, and the seconds it took."""
    from dataclasses import asdict

    from etl.extract.document import extract_document
    from etl.model import RawDocument
    from etl.settings import Settings

    settings = Settings()
    tables: dict[str, list[dict[str, Any]]] = {"documents": [], "reports": [], "claims": []}
    started = time.perf_counter()
    for number, record in enumerate(records, start=1):
        raw = RawDocument(
            record_id=record["id"],
            source_file="records.jsonl",
            text=record["text"],
            title=record.get("title"),
            published_record=record.get("published"),
            language=record.get("lang"),
            line_number=number,
        )
        extraction = extract_document(raw, settings=settings, rules_version="evaluation")
        tables["documents"].append(asdict(extraction.document))
        tables["reports"].extend(_with_columns(extraction.reports, REPORT_COLUMNS))
        tables["claims"].extend(_with_columns(extraction.claims, CLAIM_COLUMNS))
    return tables, time.perf_counter() - started


REPORT_COLUMNS = ("place_name", "place_text", "date_start", "date_end", "country_iso3", "admin1_name", "latitude", "longitude")
CLAIM_COLUMNS = ("source_name", "source_text", "parent_claim_id", "victim_text")


def _with_columns(rows: Iterable[dict[str, Any]], columns: Iterable[str]) -> list[dict[str, Any]]:
    return [{**dict.fromkeys(columns), **row} for row in rows]


def predict_events(tables: dict[str, list[dict[str, Any]]], *, challenge: bool) -> list[dict[str, Any]]:
    """Predictions in the scorers' shape, made by the scorers' own converter."""
    import predictions  # type: ignore[import-not-found]

    predictions.rows = lambda folder, table: [dict(row) for row in folder[table]]
    return list(predictions.predictions(tables, challenge))


def predict_dates(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """TIMEX3 predictions of `find_dates`."""
    from etl.extract.dates import find_dates

    return [
        {
            "id": record["id"],
            "timex": [
                {"start": found.start, "end": found.end, "type": found.kind, "value": found.value}
                for found in find_dates(
                    record["text"],
                    published=date.fromisoformat(record["published"][:10]) if record.get("published") else None,
                    language="en",
                )
            ],
        }
        for record in records
    ]


def _published(record: dict[str, Any]) -> date | None:
    return date.fromisoformat(record["published"][:10]) if record.get("published") else None


def predict_places(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Toponym predictions: all that `find_places` gives, nationalities too, which three of the four sets mark as places."""
    from etl.extract.places import find_places

    return [
        {
            "id": record["id"],
            "places": [
                {"start": found.start, "end": found.end, "lat": found.latitude, "lon": found.longitude, "country": found.country_iso3}
                for found in find_places(record["text"], language="en")
            ],
        }
        for record in records
    ]


def evaluate(name: str, bench: Path, *, errors: int) -> dict[str, Any]:
    """Scores of one set: figure name to {value, ci95, n}; prints them, and the worst misses when asked."""
    import challenge_score  # type: ignore[import-not-found]
    import score  # type: ignore[import-not-found]
    from common import fmt  # type: ignore[import-not-found]

    started = time.perf_counter()
    if name == "challenge":
        items = [item for item in read_jsonl(gold_file(name, bench)) if item["lang"] == "en"]
        tables, seconds = extract_records(items)
        result, details = challenge_score.score(items, predict_events(tables, challenge=True))
        records = items
    else:
        gold = read_jsonl(gold_file(name, bench))
        records = read_jsonl(bench / "dev" / f"{name}.docs.jsonl")
        if name in DATE_SETS:
            found, seconds = predict_dates(records), time.perf_counter() - started
        elif name in PLACE_SETS:
            found, seconds = predict_places(records), time.perf_counter() - started
        else:
            records = _pages(bench, records) if name == "airwars_gaza" else records
            tables, seconds = extract_records(records)
            found = predict_events(tables, challenge=False)
        result, details = score.score(name, gold, found, docs=records)
    size = sum(len(record["text"]) for record in records)
    print(f"== {name}: {len(records)} documents, {len(records) / seconds:,.0f}/s, {size / seconds / 1e6:.2f} MB/s")
    for figure in KEY_FIGURES:
        if figure in result:
            print("  ", fmt(figure, result[figure]))
    if errors:
        _print_errors(name, details, errors, records, bench)
    return {figure: value for figure, value in result.items() if not figure.startswith("_")}


def _pages(bench: Path, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records with the text that the HTML reader finds in their pages."""
    from etl.model import RawDocument
    from etl.readers import read_inputs
    from etl.settings import Settings

    pages = {
        raw.record_id: raw
        for raw in read_inputs([str(bench / "dev" / "airwars_html")], settings=Settings())
        if isinstance(raw, RawDocument)
    }
    return [
        {
            "id": record["id"],
            "text": pages[record["id"]].text,
            "title": pages[record["id"]].title,
            "published": pages[record["id"]].published_page,
            "lang": "en",
        }
        for record in records
        if record["id"] in pages
    ]


def _print_errors(name: str, details: Any, errors: int, records: list[dict[str, Any]], bench: Path) -> None:
    import re

    import score

    if name == "challenge":
        for count, item, wrong, extra in sorted(details, key=lambda entry: -entry[0])[:errors]:
            if count:
                print("\n--", item["id"], item["published"], re.sub(r"\s+", " ", item["text"][:900]))
                for entry in wrong:
                    print("   wrong or missed:", entry)
                for entry in extra:
                    print("   spurious:", entry)
        return
    texts = {record["id"]: record for record in records}
    for key in score.worst(name, details, errors):
        print("\n--", key, "| published", texts.get(key, {}).get("published"))
        for figure, values in details[key].items():
            print("   ", figure, values[:12] if isinstance(values, list) else values)
        print("    text:", re.sub(r"\s+", " ", texts.get(key, {}).get("text") or "")[:1200])


def main() -> int:
    """Evaluate the sets named on the command line (all when none is named)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", help="names of sets; groups: events, dates, places; challenge")
    parser.add_argument("--bench", type=Path, default=ROOT.parent / "shared" / "bench")
    parser.add_argument("--errors", type=int, default=0, help="print the N worst documents of each set")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--check-floors", action="store_true", help="fail when a figure lies under its floor in floors.json")
    parser.add_argument("--raise-floors", action="store_true", help="set the floors to what was measured, never down")
    options = parser.parse_args()
    if not options.bench.is_dir():
        print(f"no benchmark sets at {options.bench}: nothing to evaluate", file=sys.stderr)
        return 0
    sys.path.insert(0, str(options.bench))
    groups = {"events": EVENT_SETS, "dates": DATE_SETS, "places": PLACE_SETS}
    names = [name for entry in options.sets for name in groups.get(entry, [entry])] or [*EVENT_SETS, "challenge", *DATE_SETS, *PLACE_SETS]
    results = {name: evaluate(name, options.bench, errors=options.errors) for name in names}
    cases = {name: floors.hash_cases(gold_file(name, options.bench)) for name in names}
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if options.raise_floors:
        floors.raise_floors({name: (cases[name], results[name]) for name in names}, KEY_FIGURES)
    falls = [fall for name in names for fall in floors.find_falls(name, cases[name], results[name])] if options.check_floors else []
    for fall in falls:
        print(fall, file=sys.stderr)
    return 1 if falls else 0


if __name__ == "__main__":
    raise SystemExit(main())
