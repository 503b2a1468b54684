"""The command line: what each command prints, its exit codes, and that strangers' text reaches no terminal raw."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etl import cli
from etl.cli import CHECK_FAILED, DONE, SOME_REFUSED, WRONG_USAGE, main
from etl.errors import DatasetError
from etl.schema import render_dictionary
from etl.writers import publish
from tests.fixtures.dataset import base_tables, event_id

ROOT = Path(__file__).resolve().parents[1]
BLAST = "At least 12 people, among them four children, were killed by a car bomb in Mosul, Iraq, on Tuesday, police said."


def _write(folder: Path, *records: dict[str, Any]) -> str:
    path = folder / "articles.jsonl"
    path.write_text("".join(json.dumps({"published": "2016-11-16", "lang": "en", **record}) + "\n" for record in records))
    return str(path)


@pytest.fixture
def dataset(tmp_path: Path) -> str:
    """The hand-made dataset, published."""
    publish(tmp_path / "dataset", base_tables(), {"run_id": "run_fixture"})
    return str(tmp_path / "dataset")


def test_run_prints_the_closing_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Read, kept, unchanged, refused; tolls, open bounds, missing dates and countries; three sums; the folder."""
    articles = _write(tmp_path, {"id": "a", "text": BLAST})
    output = str(tmp_path / "out")
    assert main(["run", articles, "--output", output, "--workers", "1"]) == DONE
    printed = capsys.readouterr().out
    assert "1 read = 1 kept + 0 unchanged + 0 refused" in printed
    assert "1: 1 with a toll, 1 with an open bound, 0 without a date, 0 without a country" in printed
    assert "12 low · 12 best · 12 high" in printed
    assert output in printed
    assert main(["run", articles, "--output", output, "--workers", "1"]) == DONE
    assert "1 read = 0 kept + 1 unchanged + 0 refused" in capsys.readouterr().out
    assert main(["check", output]) == DONE
    assert capsys.readouterr().out.startswith("ok: ")


def test_refused_input_has_its_own_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken line is refused and told, the other is written; --verbose names file and line."""
    articles = _write(tmp_path, {"id": "a", "text": BLAST})
    with Path(articles).open("a") as file:
        file.write('{"id": "b", "text": \n')
    assert main(["run", articles, "--output", str(tmp_path / "out"), "--workers", "1", "--verbose"]) == SOME_REFUSED
    printed = capsys.readouterr().out
    assert "2 read = 1 kept + 0 unchanged + 1 refused" in printed
    assert re.search(r"error: .*articles\.jsonl:2: ", printed)


def test_quiet_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither summary nor progress."""
    articles = _write(tmp_path, {"id": "a", "text": BLAST})
    assert main(["run", articles, "--output", str(tmp_path / "out"), "--workers", "1", "--quiet"]) == DONE
    assert capsys.readouterr() == ("", "")


def test_columns_are_mapped_and_texts_withheld(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--column names the key of a field; --omit-text leaves texts out, and the check says what it could not check."""
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"key": "a", "body": BLAST, "day": "2016-11-16"}) + "\n")
    mapping = ["--column", "record_id=key", "--column", "text=body", "--column", "published=day"]
    assert main(["run", str(path), "--output", str(tmp_path / "out"), "--workers", "1", "--omit-text", *mapping]) == DONE
    assert "12 low · 12 best · 12 high" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "out")]) == DONE
    assert "note: " in capsys.readouterr().out


def test_as_of_leaves_later_documents_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The dataset as it would have been on that day."""
    articles = _write(
        tmp_path, {"id": "a", "text": BLAST}, {"id": "b", "text": BLAST.replace("Mosul", "Kirkuk"), "published": "2016-11-23"}
    )
    assert main(["run", articles, "--output", str(tmp_path / "out"), "--workers", "1", "--as-of", "2016-11-20"]) == DONE
    assert "12 low · 12 best · 12 high" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["walk"],
        ["run"],
        ["run", "x", "--column", "text"],
        ["run", "x", "--column", "colour=blue"],
        ["run", "x", "--as-of", "friday"],
        ["run", "x", "--quiet", "--verbose"],
        ["show"],
    ],
)
def test_wrong_usage_is_told_by_the_parser(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and a line that says what is wrong."""
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)
    assert exit_info.value.code == WRONG_USAGE
    assert "error" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "{folder}/nothing-*.jsonl", "--output", "{folder}/out"],
        ["run", "{folder}", "--output", "{folder}/out", "--workers", "-1"],
        ["check", "{folder}/nothing"],
        ["show", "{folder}"],
        ["explain", "{folder}/nothing.txt"],
    ],
)
def test_what_cannot_be_used_is_told(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one sentence, no traceback."""
    assert main([argument.format(folder=tmp_path) for argument in arguments]) == WRONG_USAGE
    told = capsys.readouterr().err
    assert told.startswith("conflict-etl: ")
    assert "Traceback" not in told


def test_a_broken_dataset_fails_the_check(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 and the file that was changed."""
    path = Path(dataset) / "events.parquet"
    path.resolve().write_bytes(path.read_bytes()[:-20])
    assert main(["check", dataset]) == CHECK_FAILED
    assert "events" in capsys.readouterr().out
    assert main(["check", dataset, "--quiet"]) == CHECK_FAILED
    assert capsys.readouterr().out == ""


def test_show_lists_events(dataset: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One line an event, the latest first, in 100 columns; a limit says what it hides."""
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["show", dataset]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[2:]] == ["2021-05-09", "2021-05-08", "2021-05-08"]
    assert all(len(line) <= 100 for line in lines)
    assert all(re.match(r"evt_[0-9a-f]{16} ", line) for line in lines[2:])
    assert any("12+" in line for line in lines)
    assert main(["show", dataset, "--limit", "1"]) == DONE
    assert "and 2 more" in capsys.readouterr().out
    assert main(["show", dataset, "--country", "nor"]) == DONE
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_show_tells_one_event_in_the_words_of_its_reports(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Claims stand with their words marked in context, their role and their source; the beginning of an id is enough."""
    event = event_id("shelling")
    assert main(["show", dataset, event[:12]]) == DONE
    printed = capsys.readouterr().out
    assert printed.startswith(event)
    assert "«At least 12 people» were killed" in printed
    assert "says Délmar Relief Network (monitor_ngo, said)" in printed
    assert "exclusive_part" in printed
    assert main(["show", dataset, "evt_"]) == WRONG_USAGE
    assert "several events" in capsys.readouterr().err
    assert main(["show", dataset, "evt_0000000000000000"]) == WRONG_USAGE
    assert "no event begins" in capsys.readouterr().err


def test_explain_prints_spans_rules_and_rows(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """For a text: what was found, by which rule, and the claims, within 100 columns."""
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["explain", BLAST, "--published", "2016-11-16"]) == DONE
    printed = capsys.readouterr().out
    for title in ("spans found", "rules fired", "reports 1, claims 2"):
        assert title in printed
    assert "2016-11-15" in printed
    assert "12+ killed" in printed
    assert max(map(len, printed.splitlines())) <= 100


def test_explain_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """One object: every note's offsets index the folded text, and the claims are those of the API."""
    assert main(["explain", BLAST, "--published", "2016-11-16", "--json"]) == DONE
    content = json.loads(capsys.readouterr().out)
    assert {note["kind"] for note in content["notes"]} >= {"span", "rule"}
    assert all(content["folded_text"][note["start"] : note["end"]] == note["text"] for note in content["notes"])
    assert [claim["best"] for claim in content["claims"]] == [12, 4]


def test_explain_says_why_nothing_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    """A text without a casualty word is refused with that reason."""
    assert main(["explain", "The choir sang for two hours in the rain."]) == DONE
    assert "refused" in capsys.readouterr().out


def test_explain_reads_files_and_standard_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record of a file by its id; `-` reads a text."""
    articles = _write(tmp_path, {"id": "a", "text": "Calm."}, {"id": "b", "text": BLAST})
    assert main(["explain", articles, "--record", "b"]) == DONE
    printed = capsys.readouterr().out
    assert "12+ killed" in printed
    assert printed.count("document doc_") == 1
    assert main(["explain", articles, "--record", "c"]) == WRONG_USAGE
    capsys.readouterr()
    done = subprocess.run([sys.executable, "-m", "etl", "explain", "-"], input=BLAST, capture_output=True, text=True, cwd=ROOT, check=True)
    assert "12+ killed" in done.stdout


def test_no_escape_sequence_reaches_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Control and bidi characters in text, title and file name are shown by their codes."""
    text = "\x1b]0;owned\x07Gunmen killed 12 \x1b[31mpeople\x1b[0m in Mosul\u202e, Iraq, on Tuesday, police\x9b31m said."
    articles = _write(tmp_path, {"id": "a", "title": "A \x1b[2Jtitle", "text": text})
    output = str(tmp_path / "out")
    main(["run", articles, "--output", output, "--workers", "1", "--verbose"])
    assert main(["explain", articles]) == DONE
    assert main(["show", output]) == DONE
    events = re.findall(r"evt_[0-9a-f]{16}", capsys.readouterr().out)
    assert events
    assert main(["show", output, events[0]]) == DONE
    printed = capsys.readouterr()
    for stream in (printed.out, printed.err):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", stream)


def test_dictionary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Printed, or written to a file."""
    assert main(["dictionary"]) == DONE
    assert capsys.readouterr().out == render_dictionary()
    assert main(["dictionary", "--output", str(tmp_path / "d.md")]) == DONE
    assert (tmp_path / "d.md").read_text(encoding="utf-8") == render_dictionary()


def test_a_stopped_run_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C is no traceback."""

    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_dictionary", interrupt)
    assert main(["dictionary"]) == cli.STOPPED
    assert "stopped" in capsys.readouterr().err


def test_messages_are_shown_plain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An error that quotes a hostile file name is harmless."""

    def fail(_: object) -> int:
        raise DatasetError("cannot open \x1b[2J")

    monkeypatch.setattr(cli, "_dictionary", fail)
    assert main(["dictionary"]) == WRONG_USAGE
    assert capsys.readouterr().err == "conflict-etl: cannot open \\x1b[2J\n"


def test_help_loads_nothing_heavy() -> None:
    """`--help` and a usage error need no Arrow, pandas, DuckDB or language data."""
    code = "import sys, etl.cli; etl.cli.build_parser(); print(*{'pyarrow', 'pandas', 'duckdb', 'dateparser', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == ""


def test_a_closed_pipe_is_no_error(dataset: str) -> None:
    """`show | head` ends in silence."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "etl", "show", dataset], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment
    ) as shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.close()
        told = shown.stderr.read()
        shown.wait()
    assert told == b""


def test_every_command_and_option_stands_in_the_readme() -> None:
    """What the command line can do, the README tells."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    parser = cli.build_parser()
    commands = next(action for action in parser._actions if hasattr(action, "choices") and isinstance(action.choices, dict))
    assert isinstance(commands.choices, dict)
    for name, command in commands.choices.items():
        assert f"python -m etl {name}" in readme, name
        for action in command._actions:
            longest = max(action.option_strings, key=len, default="")
            assert longest in ("", "--help") or f"`{longest}" in readme, f"{name} {longest}"


def test_every_make_target_is_explained() -> None:
    """A target without a line in `make help` is one that nobody finds."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    for target in phony.group(1).split():
        assert re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE), target
