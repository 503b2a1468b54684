"""A run from files to a published dataset: what it counts, keeps, replaces and leaves as it was."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import etl
from etl.errors import CheckError, InputError
from etl.stages import extraction

ATTACK = (
    "QARMA, Norland (Tarn News) - Gunmen attacked a market in the Iraqi city of Mosul on Tuesday, killing 12 civilians and wounding "
    "at least 30, police said. Two of the attackers were also killed."
)
RAID = "Soldiers killed four rebels in a raid near Mogadishu, Somalia, on Monday, the army said. No soldier was hurt."
CALM = "The harvest in the valley was the best in ten years, growers said, and prices at the market fell."


def _record(name: str, text: str, published: str | None = "2021-03-10", **more: Any) -> dict[str, Any]:
    return {"id": name, "text": text, "published": published, "lang": "en", **more}


def _write(folder: Path, *records: dict[str, Any], name: str = "articles.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def _hashes(output: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [*sorted(output.glob("*.parquet")), output / "datapackage.json"]
    }


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Three records: two tell of violence, one does not."""
    return _write(tmp_path, _record("attack", ATTACK), _record("raid", RAID), _record("calm", CALM))


def test_a_run_counts_what_it_read_and_sums_what_was_killed(articles: Path, tmp_path: Path) -> None:
    """read = kept + unchanged + refused, and the three sums are those of the events."""
    summary = etl.run(articles, output=tmp_path / "out", workers=1)
    assert (summary.read, summary.kept, summary.unchanged, summary.refused) == (3, 3, 0, 0)
    events = etl.read("events", tmp_path / "out")
    assert (summary.killed_low, summary.killed_best, summary.killed_high) == tuple(
        int(events[column].sum()) for column in ("killed_low", "killed_best", "killed_high")
    )
    assert summary.killed_best >= 16
    assert summary.n_documents == 3
    assert etl.check(tmp_path / "out").ok


def test_a_second_run_over_the_same_input_changes_no_byte(articles: Path, tmp_path: Path) -> None:
    """And reads all of it as unchanged, with any number of processes."""
    output = tmp_path / "out"
    etl.run(articles, output=output, workers=1)
    before = _hashes(output)
    summary = etl.run(articles, output=output, workers=2, chunk_documents=1)
    assert _hashes(output) == before
    assert (summary.kept, summary.unchanged) == (0, 3)


def test_processes_and_chunks_do_not_show_in_the_bytes(articles: Path, tmp_path: Path) -> None:
    """One process with one chunk or two with many: the same files."""
    etl.run(articles, output=tmp_path / "one", workers=1)
    etl.run(articles, output=tmp_path / "two", workers=2, chunk_documents=1)
    assert _hashes(tmp_path / "one") == _hashes(tmp_path / "two")


def test_new_articles_are_added_and_give_what_one_run_over_all_gives(tmp_path: Path) -> None:
    """Adding is as good as building anew, the history of events apart."""
    first = _write(tmp_path, _record("attack", ATTACK), name="one.jsonl")
    both = _write(tmp_path, _record("raid", RAID), name="two.jsonl")
    etl.run(first, output=tmp_path / "grown", workers=1)
    etl.run(both, output=tmp_path / "grown", workers=1)
    etl.run([first, both], output=tmp_path / "built", workers=1)
    for table in ("documents", "reports", "claims", "events", "tallies", "tolls", "issues"):
        pd.testing.assert_frame_equal(etl.read(table, tmp_path / "grown"), etl.read(table, tmp_path / "built"))


def test_rows_are_replaced_when_the_rules_changed(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same document under other rules is extracted again, and stands once."""
    output = tmp_path / "out"
    etl.run(articles, output=output, workers=1)
    old = etl.read("documents", output)
    monkeypatch.setattr(extraction, "_code_version", lambda: "other rules")
    summary = etl.run(articles, output=output, workers=1)
    new = etl.read("documents", output)
    assert (summary.kept, summary.unchanged) == (3, 0)
    assert new["doc_id"].tolist() == old["doc_id"].tolist()
    assert set(new["rules_version"]).isdisjoint(old["rules_version"])


def test_a_record_given_twice_stands_once(tmp_path: Path) -> None:
    """The repeat counts as unchanged, in one chunk or across chunks."""
    path = _write(tmp_path, _record("attack", ATTACK), _record("attack", ATTACK), _record("raid", RAID), _record("attack", ATTACK))
    for size in (1, 100):
        summary = etl.run(path, output=tmp_path / f"out{size}", workers=1, chunk_documents=size)
        assert (summary.read, summary.kept, summary.unchanged, summary.refused) == (4, 2, 2, 0)
        assert len(etl.read("documents", tmp_path / f"out{size}")) == 2


def test_a_refused_record_leaves_an_issue_and_the_others_go_through(tmp_path: Path) -> None:
    """And the issue goes when the file is mended."""
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps(_record("raid", RAID)) + "\n{broken\n", encoding="utf-8")
    summary = etl.run(path, output=tmp_path / "out", workers=1)
    assert (summary.read, summary.kept, summary.refused) == (2, 1, 1)
    issues = etl.read("issues", tmp_path / "out")
    errors = issues[issues["severity"] == "error"]
    assert errors["source_file"].tolist() == ["articles.jsonl"]
    assert errors["line_number"].tolist() == [2]
    _write(tmp_path, _record("raid", RAID))
    summary = etl.run(path, output=tmp_path / "out", workers=1)
    assert (summary.read, summary.unchanged, summary.refused) == (1, 1, 0)
    assert not (etl.read("issues", tmp_path / "out")["severity"] == "error").any()


def test_a_text_that_breaks_a_rule_is_refused_aloud(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours costs one document, not the run."""
    honest = extraction.extract_document

    def fail_on_raids(raw: Any, **options: Any) -> Any:
        if raw.record_id == "raid":
            raise ValueError("a rule broke")
        return honest(raw, **options)

    monkeypatch.setattr(extraction, "extract_document", fail_on_raids)
    summary = etl.run(articles, output=tmp_path / "out", workers=1)
    assert (summary.read, summary.kept, summary.refused) == (3, 2, 1)
    assert summary.issues["error"] == {"extract_failed": 1}


def test_texts_can_be_left_out(articles: Path, tmp_path: Path) -> None:
    """Offsets and hashes stay, the check says that quotes were not compared; giving the texts later brings them back."""
    output = tmp_path / "out"
    etl.run(articles, output=output, workers=1, omit_text=True)
    documents = etl.read("documents", output)
    assert documents["text"].isna().all()
    assert set(documents["text_status"]) == {"withheld"}
    assert etl.read("claims", output)["char_end"].notna().all()
    result = etl.check(output)
    assert result.ok
    assert any("quote" in note for note in result.notes)
    again = etl.run(articles, output=output, workers=1, omit_text=True)
    assert again.unchanged == 3
    full = etl.run(articles, output=output, workers=1)
    assert full.kept == 3
    assert etl.read("documents", output)["text"].notna().all()


def test_without_a_publication_date_relative_days_stay_open(tmp_path: Path) -> None:
    """Precision 9, and an issue that says why."""
    path = _write(tmp_path, _record("raid", RAID, published=None))
    etl.run(path, output=tmp_path / "out", workers=1)
    events = etl.read("events", tmp_path / "out")
    assert set(events["date_precision"]) == {9}
    assert "no_publication_date" in set(etl.read("issues", tmp_path / "out")["code"])


def test_nothing_to_read_is_an_error_and_makes_no_dataset(tmp_path: Path) -> None:
    """A wrong path must not look like an empty world."""
    with pytest.raises(InputError):
        etl.run([], output=tmp_path / "out")


def test_a_breach_is_never_published(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new tables break a rule the old dataset stays as it was."""
    from etl import pipeline

    output = tmp_path / "out"
    etl.run(articles, output=output, workers=1)
    before = _hashes(output)
    honest = pipeline.link

    def break_sums(*arguments: Any, **options: Any) -> Any:
        import pyarrow as pa

        tables = honest(*arguments, **options)
        events = tables["events"]
        index = events.schema.get_field_index("killed_low")
        high = pa.array([10_000] * events.num_rows, events.schema.field(index).type)
        return {**tables, "events": events.set_column(index, events.schema.field(index), high)}

    monkeypatch.setattr(pipeline, "link", break_sums)
    more = _write(tmp_path, _record("attack two", ATTACK.replace("12", "13")), name="more.jsonl")
    with pytest.raises(CheckError, match="killed_low"):
        etl.run(more, output=output, workers=1)
    assert _hashes(output) == before


def test_a_kill_at_any_moment_leaves_the_old_dataset_whole(articles: Path, tmp_path: Path) -> None:
    """Killed with no warning at many moments of a run, the folder holds the old version or the new one, and never a mix."""
    output = tmp_path / "out"
    etl.run(articles, output=output, workers=1)
    before = _hashes(output)
    more = _write(tmp_path, _record("attack two", ATTACK.replace("12", "23")), name="more.jsonl")
    script = (
        "import sys, etl.pipeline, etl.link, etl.check, etl.readers; print('ready', flush=True); "
        f"import etl; etl.run({str(more)!r}, output={str(output)!r}, workers=1)"
    )
    finished = None
    for moment in range(24):
        process = subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONHASHSEED": "0"}
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moment * 0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        now = _hashes(output)
        if now != before:
            finished = finished or now
            assert now == finished, "neither the old dataset nor the new one"
        assert etl.check(output).ok
    summary = etl.run(more, output=output, workers=1)
    assert summary.read == 1
    assert etl.check(output).ok
