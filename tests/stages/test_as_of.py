"""The dataset as of a day, corrections through a run, and both kept over further runs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import etl
from etl.errors import CorrectionError, DatasetError, SettingsError
from etl.link.corrections import COLUMNS

FIRST = "A bomb killed 12 people at a market in the Iraqi city of Mosul on Tuesday, police said."
SECOND = "The death toll of Tuesday's bomb attack on a market in the Iraqi city of Mosul rose to 15, police said on Thursday."
THIRD = "Gunmen killed four soldiers at a checkpoint near Mogadishu, Somalia, on Sunday, the army said."
UNDATED = "Shells killed seven people in Aleppo, Syria, the governor said."
LATER = date(2016, 11, 18)


def _write(folder: Path, name: str, *records: tuple[str, str, str | None]) -> Path:
    path = folder / name
    lines = [json.dumps({"id": key, "text": text, "published": published, "lang": "en"}) for key, text, published in records]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def _articles(folder: Path) -> Path:
    return _write(folder, "articles.jsonl", ("a", FIRST, "2016-11-16"), ("b", SECOND, "2016-11-17"), ("c", THIRD, "2016-11-21"))


def _run(*inputs: Path, output: Path, **options: Any) -> etl.RunSummary:
    return etl.run(inputs, output=output, workers=1, **options)


def _killed(events: pd.DataFrame) -> dict[str, int]:
    return dict(events.groupby("country_iso3")["killed_best"].sum())


@pytest.mark.parametrize(
    ("day", "killed"),
    [("2016-11-15", {}), ("2016-11-16", {"IRQ": 12}), ("2016-11-17", {"IRQ": 15}), ("2016-11-21", {"IRQ": 15, "SOM": 4})],
)
def test_events_as_of_a_day_are_what_the_reports_up_to_it_say(tmp_path: Path, day: str, killed: dict[str, int]) -> None:
    """Through `read` and through `run`, which agree in every row but the run that made them."""
    articles = _articles(tmp_path)
    _run(articles, output=tmp_path / "all")
    _run(articles, output=tmp_path / "then", as_of=date.fromisoformat(day))
    assert _killed(etl.read("events", tmp_path / "all", as_of=day)) == killed
    for table in ("documents", "reports", "claims", "events", "tallies", "tolls", "event_history"):
        once, again = etl.read(table, tmp_path / "all", as_of=date.fromisoformat(day)), etl.read(table, tmp_path / "then")
        order = list(once.columns.difference(["run_id"]))
        once, again = (frame[order].sort_values(order).reset_index(drop=True) for frame in (once, again))
        pd.testing.assert_frame_equal(once, again)
    assert etl.check(tmp_path / "then").ok


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    """An undated document is a warning of its own, later ones are counted by file."""
    articles = _write(tmp_path, "x.jsonl", ("a", FIRST, "2016-11-16"), ("b", UNDATED, None), ("c", THIRD, "2016-11-21"))
    summary = _run(articles, output=tmp_path / "out", as_of=LATER)
    assert (summary.read, summary.kept, summary.left_out, summary.refused) == (3, 1, 2, 0)
    issues = etl.read("issues", tmp_path / "out").set_index("code")["detail"]
    assert "b has no day of publication" in issues["undated_left_out"]
    assert "left out: 1 (c)" in issues["later_left_out"]
    assert set(etl.read("issues", tmp_path / "out", as_of=LATER)["code"]) >= {"undated_left_out", "later_left_out"}


def test_a_run_as_of_a_day_loses_nothing_that_is_there(tmp_path: Path) -> None:
    """Into a folder with later documents it is refused, and the dataset stays."""
    articles = _articles(tmp_path)
    _run(articles, output=tmp_path / "out")
    with pytest.raises(DatasetError, match="name another folder"):
        _run(articles, output=tmp_path / "out", as_of=LATER)
    assert len(etl.read("documents", tmp_path / "out")) == 3


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    """With the form that is expected."""
    _run(_articles(tmp_path), output=tmp_path / "out")
    with pytest.raises(SettingsError, match="2012-07-06"):
        etl.read("events", tmp_path / "out", as_of="friday")


def _corrections(folder: Path, *lines: str) -> Path:
    path = folder / "corrections.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return path


def test_corrections_are_kept_across_runs(tmp_path: Path) -> None:
    """Given once, they hold when articles are added without them, and the same runs give the same bytes as one."""
    articles = _articles(tmp_path)
    more = _write(tmp_path, "more.jsonl", ("d", FIRST.replace("Mosul", "Kirkuk"), "2016-11-16"))
    _run(articles, output=tmp_path / "out")
    events = etl.read("events", tmp_path / "out")
    somali = events.loc[events["country_iso3"] == "SOM", "event_id"].iloc[0]
    given = _corrections(tmp_path, f"set,{somali},killed,5,A. Analyst,2024-01-02,the list of names")
    _run(articles, output=tmp_path / "out", corrections=str(given))
    _run(more, output=tmp_path / "out")
    found = etl.read("events", tmp_path / "out").set_index("event_id")
    assert found.loc[somali, "killed_best"] == 5
    assert found.loc[somali, "review_status"] == "corrected"
    assert "the list of names" in found.loc[somali, "note"]
    kept = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))["corrections"]
    assert [one["reviewed_by"] for one in kept] == ["A. Analyst"]
    assert etl.check(tmp_path / "out").ok
    _run(articles, more, output=tmp_path / "once", corrections=str(given))
    once = etl.read("events", tmp_path / "once").set_index("event_id")
    pd.testing.assert_frame_equal(found.drop(columns="run_id"), once.drop(columns="run_id"))


def test_a_correction_that_no_longer_applies_is_told_and_kept(tmp_path: Path) -> None:
    """It becomes an issue in this run and the next ones, and would apply again."""
    given = _corrections(tmp_path, "set,evt_0123456789abcdef,killed,5,A. Analyst,,")
    _run(_articles(tmp_path), output=tmp_path / "out", corrections=str(given))
    _run(_articles(tmp_path), output=tmp_path / "out")
    issues = etl.read("issues", tmp_path / "out")
    assert list(issues["code"]) == ["correction_not_applied"]
    assert "evt_0123456789abcdef" in issues["detail"].iloc[0]


def test_a_malformed_file_changes_nothing(tmp_path: Path) -> None:
    """The run stops before it publishes; so does one with a file that is not there."""
    articles = _articles(tmp_path)
    _run(articles, output=tmp_path / "out")
    before = (tmp_path / "out" / "datapackage.json").read_bytes()
    with pytest.raises(CorrectionError, match=r"corrections\.csv, line 2: action"):
        _run(articles, output=tmp_path / "out", corrections=str(_corrections(tmp_path, "fix,evt_0123456789abcdef,,,A,,")))
    with pytest.raises(CorrectionError, match="cannot be read"):
        _run(articles, output=tmp_path / "out", corrections=str(tmp_path / "none.csv"))
    assert (tmp_path / "out" / "datapackage.json").read_bytes() == before


def test_copies_are_found_in_a_later_run_though_texts_are_withheld(tmp_path: Path) -> None:
    """The signature of a text stays when the text does not, so adding gives what building at once gives."""
    body = " ".join(f"Resident {number} told of the night." for number in range(40))
    one = _write(tmp_path, "one.jsonl", ("a", f"{FIRST} {body}", "2016-11-16"))
    two = _write(tmp_path, "two.jsonl", ("b", f"{FIRST} {body} (Agency)", "2016-11-17"))
    _run(one, output=tmp_path / "parts", omit_text=True)
    _run(two, output=tmp_path / "parts", omit_text=True)
    _run(one, two, output=tmp_path / "once", omit_text=True)
    for table in ("documents", "events", "reports"):
        pd.testing.assert_frame_equal(etl.read(table, tmp_path / "parts"), etl.read(table, tmp_path / "once"))
    assert etl.read("documents", tmp_path / "parts")["near_dup_group"].nunique() == 1
