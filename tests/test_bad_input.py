"""Every kind of bad input in one run: each leaves a row that a person understands, and the good documents beside it go through."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

import etl
from etl.pipeline import RunSummary

GOOD = "Gunmen killed four people in the town of Gao on Tuesday, police said."
MILLION = 1_000_000


class Bad(NamedTuple):
    """A file, the code that its issue must carry, the line it must name, and how many of its units are kept and refused."""

    name: str
    content: bytes
    code: str
    line: int | None = None
    kept: int = 0
    refused: int = 1


def _record(name: str, text: str = GOOD, **more: Any) -> str:
    return json.dumps({"id": name, "text": text, "published": "2020-03-04", "lang": "en", **more})


def _many_lines() -> bytes:
    return gzip.compress("".join(_record(f"z{n}", f"{GOOD} ({n * 7919})") + "\n" for n in range(400)).encode())


BAD = [
    Bad("zero.txt", b"", "empty_file"),
    Bad("blank.txt", b" \n\n", "empty_text"),
    Bad("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "binary_file"),
    Bad("latin.txt", "Trois soldats ont été tués, a déclaré le préfet du lieu.".encode("cp1252"), "encoding_guessed", kept=1, refused=0),
    Bad("cut.txt.gz", gzip.compress(GOOD.encode() * 9)[:-9], "truncated_gzip"),
    Bad("cut.warc.gz", gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 900\r\n\r\nHTTP/1.1 200")[:-9], "truncated_gzip"),
    Bad("broken.jsonl", f"{_record('b1')}\n{{broken\n{_record('b2')}\n".encode(), "invalid_json", 2, kept=2),
    Bad("rows.csv", b'id,text\nc1,"He was shot"\nc2,"never closed\nc3,fine\n', "broken_row", 3, kept=2),
    Bad("columns.csv", b"nr,body\n1,x\n", "missing_columns", 1),
    Bad("menu.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no_article"),
    Bad("line.jsonl", f'{_record("l1")}\n{{"id": "l2", "text": "{"x" * 3 * MILLION}"}}\n'.encode(), "line_too_long", 2, kept=1),
    Bad("year.jsonl", (_record("y1", published="9999-12-31") + "\n").encode(), "implausible_publication_date", 1, kept=1, refused=0),
    Bad("long.txt", ("The harvest was good this year. " * 40_000).encode(), "long_text", kept=1, refused=0),
    Bad("twice.jsonl", f"{_record('d')}\n{_record('d', 'Two soldiers died near Gao.')}\n".encode(), "duplicate_id", 2, kept=2, refused=0),
    Bad("nul.jsonl", _record("n", "Four people\0 were killed in Gao.").encode(), "nul_bytes", 1, kept=1, refused=0),
    Bad("bidi.jsonl", _record("t", "Four people were \u202ekilled\u202c in Gao.").encode(), "bidi_controls", 1, kept=1, refused=0),
    Bad("half.jsonl", b'{"id": "h", "text": "Four people \\ud800 died in Gao."}', "lone_surrogates", 1, kept=1, refused=0),
    Bad("arabic.txt", ("قتل خمسة اشخاص في غارة جوية على مدينة حلب. " * 3).encode(), "no_language_pack", kept=1, refused=0),
    Bad("digits.jsonl", _record("digits", f"At least {'9' * 400} died in Gao. Two men were injured.").encode(), "huge_number", 1, 1, 0),
    Bad("undated.txt", GOOD.encode(), "no_publication_date", kept=1, refused=0),
    Bad("broken.parquet", b"PAR1 but not really PAR1", "unreadable_parquet"),
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunSummary, Path]:
    """One run over all of them, and over what is no file."""
    folder = tmp_path_factory.mktemp("bad") / "in"
    folder.mkdir()
    for bad in BAD:
        (folder / bad.name).write_bytes(bad.content)
    (folder / "many.jsonl.gz").write_bytes(_many_lines()[:-500])
    (folder / "digits.jsonl").write_text(
        _record("digits", f"At least {'9' * 400} people were killed in Gao on Tuesday. Two others were injured.")
    )
    (folder / "dangling.txt").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.txt")
    output = folder.parent / "out"
    return etl.run(folder, output=output, workers=1, max_line_bytes=2 * MILLION), output


@pytest.fixture(scope="module")
def issues(run: tuple[RunSummary, Path]) -> pd.DataFrame:
    """The table of issues."""
    return etl.read("issues", run[1])


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_each_leaves_a_row(issues: pd.DataFrame, bad: Bad) -> None:
    """File, line, code, and a sentence."""
    rows = issues[(issues["source_file"] == f"in/{bad.name}") & (issues["code"] == bad.code)]
    assert not rows.empty
    row = rows.iloc[0]
    assert row["severity"] == ("error" if bad.refused else "warning")
    assert bad.line is None or row["line_number"] == bad.line
    assert row["detail"].endswith((".", ")"))
    assert len(row["detail"].split()) >= 3


def test_every_unit_is_kept_or_refused(run: tuple[RunSummary, Path], issues: pd.DataFrame) -> None:
    """read = kept + unchanged + refused; a refusal for each error; nothing vanishes."""
    summary, output = run
    many = etl.read("documents", output)["source_file"].eq("in/many.jsonl.gz").sum()
    assert 0 < many < 400
    assert summary.read == summary.kept + summary.unchanged + summary.refused
    assert summary.refused == (issues["severity"] == "error").sum() == sum(bad.refused for bad in BAD) + 3
    assert summary.kept == sum(bad.kept for bad in BAD) + many


def test_what_is_no_file_leaves_a_row(issues: pd.DataFrame) -> None:
    """A pipe is never waited for, a link to nothing is told."""
    codes = issues.set_index("source_file")["code"]
    assert codes["in/pipe.txt"] == "not_a_file"
    assert codes["in/dangling.txt"] == "unreadable_file"


def test_a_number_of_400_digits_counts_nobody(run: tuple[RunSummary, Path]) -> None:
    """It is no figure, and the figure beside it is."""
    documents, claims = etl.read("documents", run[1]), etl.read("claims", run[1])
    (doc_id,) = documents.loc[documents["record_id"] == "digits", "doc_id"]
    assert claims.loc[claims["doc_id"] == doc_id, "best"].tolist() == [2]


def test_the_dataset_keeps_every_rule(run: tuple[RunSummary, Path]) -> None:
    """And all that was kept is in it, text and all."""
    assert etl.check(run[1]).ok


def test_a_second_run_says_the_same(run: tuple[RunSummary, Path]) -> None:
    """What was kept is unchanged, what was refused is refused again, and no byte changes."""
    first, output = run
    before = (output / "datapackage.json").read_bytes()
    again = etl.run(output.parent / "in", output=output, workers=2, max_line_bytes=2 * MILLION)
    assert (again.kept, again.unchanged, again.refused) == (0, first.kept, first.refused)
    assert (output / "datapackage.json").read_bytes() == before
