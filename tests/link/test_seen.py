"""What people see of linking: links with score and reasons in `show` and `explain`, revisions, and where an old id leads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import etl
from etl.cli import main

FIRST = "A bomb killed 12 people at a market in the Iraqi city of Mosul on Tuesday, police said."
SECOND = "The death toll of Tuesday's bomb attack on a market in the Iraqi city of Mosul rose to 15, police said on Thursday."


def _write(folder: Path, name: str, *records: tuple[str, str, str]) -> str:
    path = folder / name
    lines = [json.dumps({"id": key, "text": text, "published": day, "lang": "en"}) + "\n" for key, text, day in records]
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def test_explain_tells_what_would_be_linked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After the documents of a file, for a person and as JSON."""
    articles = _write(tmp_path, "x.jsonl", ("a", FIRST, "2016-11-16"), ("b", SECOND, "2016-11-17"))
    assert main(["explain", articles]) == 0
    printed = capsys.readouterr().out
    assert "one event  evt_" in printed
    assert "update (score 0." in printed
    assert "same_place +2.8" in printed
    assert main(["explain", articles, "--json"]) == 0
    links = json.loads(capsys.readouterr().out.splitlines()[-1])["links"]
    assert [row["link_type"] for row in links] == ["first_report", "update"]


def test_show_tells_score_reasons_and_revisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the event that two articles tell of."""
    articles = _write(tmp_path, "x.jsonl", ("a", FIRST, "2016-11-16"), ("b", SECOND, "2016-11-17"))
    etl.run(articles, output=tmp_path / "out", workers=1)
    (event,) = etl.read("events", tmp_path / "out")["event_id"]
    assert main(["show", str(tmp_path / "out"), event]) == 0
    printed = capsys.readouterr().out
    assert "2016-11-16: 12, 2016-11-17: 15" in printed
    assert "same_place +2.8" in printed


def test_an_id_of_an_earlier_run_leads_to_the_event_of_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An earlier report came in a second run: the id changed, and `show` names the new one."""
    etl.run(_write(tmp_path, "late.jsonl", ("b", SECOND, "2016-11-17")), output=tmp_path / "out", workers=1)
    (old,) = etl.read("events", tmp_path / "out")["event_id"]
    etl.run(_write(tmp_path, "early.jsonl", ("a", FIRST, "2016-11-16")), output=tmp_path / "out", workers=1)
    (new,) = etl.read("events", tmp_path / "out")["event_id"]
    assert new != old
    assert main(["show", str(tmp_path / "out"), old]) == 2
    assert f"{old} was merged, now {new}" in capsys.readouterr().err
    assert etl.check(tmp_path / "out").ok
