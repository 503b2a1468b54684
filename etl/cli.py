"""The command line: `python -m etl` and `conflict-etl`. It reads arguments, calls, and prints; the work is done elsewhere.

Exit codes: 0 done · 1 a check failed · 2 wrong usage, or something named cannot be used · 3 done, but some input was refused (see the table
`issues`) · 130 stopped by hand. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from etl.errors import CheckError, EtlError
from etl.settings import DEFAULT_COLUMNS, Settings

DONE, CHECK_FAILED, WRONG_USAGE, SOME_REFUSED, STOPPED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = build_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except CheckError as error:
        return _complain(error, CHECK_FAILED)
    except EtlError as error:
        return _complain(error, WRONG_USAGE)
    except KeyboardInterrupt:
        return _complain("stopped; what was published before is as it was", STOPPED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of a pipe went away: no complaint at exit either
        return DONE


def _complain(error: object, code: int) -> int:
    from etl.terminal import plain

    for line in str(error).split("\n"):
        print(f"conflict-etl: {plain(line)}", file=sys.stderr)
    return code


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; `options.command` is the function that carries one out."""
    parser = argparse.ArgumentParser(
        prog="conflict-etl",
        description="News text about armed conflict into casualty and event datasets.",
        epilog="Exit codes: 0 done, 1 check failed, 2 wrong usage, 3 some input refused (rows are written, refusals are in `issues`).",
    )
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_check(commands)
    _add_explain(commands)
    _add_show(commands)
    _add_dictionary(commands)
    _add_gazetteer(commands)
    return parser


class _PrintVersion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"conflict-etl {version('conflict-etl')}")
        except PackageNotFoundError:
            print("conflict-etl, not installed (run from a folder)")
        parser.exit()


def _add_run(commands: Any) -> None:
    parser = commands.add_parser("run", help="read articles, extract, link, check and publish a dataset")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders, globs, or - for standard input")
    parser.add_argument("--output", "-o", type=Path, default=Path("output"), metavar="DIR", help="the dataset's folder (default: output)")
    parser.add_argument("--language", metavar="CODE", help="language of texts that say nothing and are too short to tell (default: en)")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_parse_column,
        metavar="FIELD=NAME",
        help=f"which column or key of records holds a field; fields: {', '.join(DEFAULT_COLUMNS)} (may be repeated)",
    )
    parser.add_argument("--omit-text", action="store_true", help="leave the articles' texts out of the dataset; offsets and hashes stay")
    parser.add_argument("--include-non-conflict", action="store_true", help="make events of crashes, disasters and crime too")
    parser.add_argument("--as-of", type=_parse_day, metavar="DATE", help="the dataset as of a day: only documents published by then")
    parser.add_argument("--corrections", metavar="FILE", help="corrections by people (CSV), kept with the dataset")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes for extraction (default: one per core)")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--quiet", "-q", action="store_true", help="print nothing but errors")
    loudness.add_argument("--verbose", "-v", action="store_true", help="print the settings and every issue too")
    parser.set_defaults(command=_run)


def _add_check(commands: Any) -> None:
    parser = commands.add_parser("check", help="check a dataset against its schemas")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("output"), metavar="DIR", help="default: output")
    parser.add_argument("--quiet", "-q", action="store_true", help="print nothing; the exit code tells")
    parser.set_defaults(command=_check)


def _add_explain(commands: Any) -> None:
    parser = commands.add_parser("explain", help="show what is found in a text, by which rule, and what was refused and why")
    parser.add_argument("text", metavar="TEXT|FILE|-", help="a text in quotes, a file of articles, or - for a text on standard input")
    parser.add_argument("--published", type=_parse_day, metavar="DATE", help="the day of publication (YYYY-MM-DD), for relative dates")
    parser.add_argument("--language", default=None, metavar="CODE", help="the language of the text (default: detected)")
    parser.add_argument("--record", metavar="ID", help="of a file of records, only this one")
    parser.add_argument("--json", action="store_true", help="print one JSON object a document, and one of the links between them")
    parser.set_defaults(command=_explain)


def _add_show(commands: Any) -> None:
    parser = commands.add_parser("show", help="show the events of a dataset, or one event with its reports, claims and their words")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the dataset's folder")
    parser.add_argument("event", nargs="?", metavar="EVENT_ID", help="an event's id, or its beginning")
    parser.add_argument("--country", metavar="ISO3", help="only the events of a country (ISO 3166-1 alpha-3)")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="how many events (default: 50, the latest first; 0: all)")
    parser.set_defaults(command=_show)


def _add_dictionary(commands: Any) -> None:
    parser = commands.add_parser("dictionary", help="print the data dictionary: every table, column, rule and code")
    parser.add_argument("--output", "-o", type=Path, metavar="FILE", help="write it to a file")
    parser.set_defaults(command=_dictionary)


def _add_gazetteer(commands: Any) -> None:
    parser = commands.add_parser("gazetteer", help="build the index of places, with files of your own if you like")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="GeoNames dumps (SY.zip) or P-code tables (CSV, XLSX)")
    parser.add_argument("--if-needed", action="store_true", help="only when there is no index of this version yet")
    parser.set_defaults(command=_gazetteer)


def _run(options: argparse.Namespace) -> int:
    from etl.pipeline import run
    from etl.progress import Progress, estimate_chars
    from etl.summary import render_issues, render_settings, render_summary

    settings = Settings(
        columns={**DEFAULT_COLUMNS, **dict(options.column)},
        omit_text=options.omit_text,
        include_non_conflict=options.include_non_conflict,
        as_of=options.as_of,
        corrections=options.corrections,
        workers=options.workers,
        **({"default_language": options.language} if options.language else {}),
    )
    if options.verbose:
        print("\n".join(render_settings(settings.result_settings())), file=sys.stderr)
    started = time.monotonic()
    progress = None if options.quiet else Progress(total_chars=estimate_chars(options.inputs))
    with progress or nullcontext():
        summary = run(options.inputs, output=options.output, settings=settings, on_progress=progress.update if progress else None)
    if not options.quiet:
        lines = render_summary(summary, seconds=time.monotonic() - started)
        print("\n".join(lines + (render_issues(options.output) if options.verbose else [])))
    return SOME_REFUSED if summary.refused else DONE


def _check(options: argparse.Namespace) -> int:
    from etl.check import check_dataset
    from etl.terminal import plain

    result = check_dataset(options.folder)
    if not options.quiet:
        print("\n".join(plain(line) for line in result.render().split("\n")))
    return DONE if result.ok else CHECK_FAILED


def _explain(options: argparse.Namespace) -> int:
    from etl.explain import explain_documents, find_documents, render_explanation, render_json
    from etl.explain_links import MOST_DOCUMENTS

    documents = find_documents(options.text, published=options.published, language=options.language, record=options.record)
    render = render_json if options.json else render_explanation
    explained: list[Any] = []
    for explanation in explain_documents(documents):
        print(render(explanation))
        if len(explained) < MOST_DOCUMENTS:
            explained.append(explanation)
    if len(explained) > 1:
        _explain_links(explained, as_json=options.json)
    return DONE


def _explain_links(explained: Sequence[Any], *, as_json: bool) -> None:
    """What a run would link of several documents, after them."""
    import json

    from etl.explain_links import find_links, render_links

    links = find_links(explained)
    if links:
        print(json.dumps({"links": links}) if as_json else render_links(links))


def _show(options: argparse.Namespace) -> int:
    from etl.show import show_event, show_events

    if options.event:
        lines = show_event(options.folder, options.event)
    else:
        lines = show_events(options.folder, country=options.country, limit=options.limit)
    print("\n".join(lines))
    return DONE


def _dictionary(options: argparse.Namespace) -> int:
    from etl.schema import render_dictionary

    text = render_dictionary()
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return DONE


def _gazetteer(options: argparse.Namespace) -> int:
    if options.if_needed and not options.files:
        from etl.gazetteer.cache import ensure_index

        ensure_index()
        return DONE
    from etl.gazetteer.build import main as build

    return build([str(path) for path in options.files])


def _parse_day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day like 2012-07-06") from None


def _parse_column(text: str) -> tuple[str, str]:
    field, found, name = text.partition("=")
    if not found or field not in DEFAULT_COLUMNS or not name:
        raise argparse.ArgumentTypeError(f"'{text}' is not FIELD=NAME with a field of {', '.join(DEFAULT_COLUMNS)}")
    return field, name
