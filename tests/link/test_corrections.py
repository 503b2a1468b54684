"""Corrections by people: a file is checked line by line, applied while linking, and what no longer applies is told."""

from __future__ import annotations

from datetime import date

import pytest

from etl.errors import CorrectionError
from etl.ids import make_id
from etl.link.corrections import COLUMNS, Correction, from_row, join_corrections, read_corrections
from etl.link.history import read_published
from etl.link.merging import event_id_of
from tests.link.rows import OTHER_TOWN, PROVINCE, Rows, event_of, events_of

HEADER = ",".join(COLUMNS)
EVENT, REPORT, CLAIM = (make_id(prefix, "x") for prefix in ("evt", "rep", "clm"))


def _correct(action: str, *targets: str, field: str = "", value: str = "", reason: str = "seen") -> Correction:
    line = f'{action},{" ".join(targets)},{field},{value},An analyst,2021-04-01,"{reason}"'
    (correction,) = read_corrections([HEADER, line], name="corrections.csv")
    return correction


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"join,{EVENT},,,A,,", "action is 'join'; it must be one of merge, split, set, confirm, reject, withdraw"),
        (f"merge,{EVENT},,,A,,", "targets: merge takes 2 or more, not 1"),
        ("merge,evt_12 evt_34,,,A,,", "'evt_12' is no id"),
        (f"merge,{EVENT} {EVENT},,,A,,", "an id stands twice"),
        (f"split,{EVENT},,,A,,", "is not a report (rep_…), which split takes"),
        (f"merge,{EVENT} {CLAIM},,,A,,", "which merge takes"),
        (f"set,{EVENT},deaths,12,A,,", "field is 'deaths'; for an event it is one of killed"),
        (f"set,{EVENT},killed,a dozen,A,,", "value is 'a dozen'; it is a number (12)"),
        (f"set,{EVENT},killed,15-12,A,,", "the figures must rise"),
        (f"set,{CLAIM},killed,12,A,,", "for a claim it stays empty"),
        (f"confirm,{EVENT},,12,A,,", "value is '12'; only set takes one"),
        (f"confirm,{EVENT},,,,,", "reviewed_by is empty"),
        (f"confirm,{EVENT},,,A,yesterday,", "reviewed_on: 'yesterday' is not a day"),
        (f"confirm,{EVENT},,,A,,why,more", "8 cells, the header has 7"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_column(line: str, message: str) -> None:
    """And nothing of the file is applied."""
    with pytest.raises(CorrectionError) as error:
        read_corrections([HEADER, f"confirm,{EVENT},,,A,,", line], name="mine.csv")
    assert "mine.csv, line 3: " in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("action,targets", "no column reviewed_by"),
        (f"{HEADER},colour", "no such column: colour"),
        (f"{HEADER},reason", "twice"),
        ("", "no column"),
    ],
)
def test_a_bad_header_is_told(header: str, message: str) -> None:
    """A missing column, one that there is not, one that stands twice."""
    with pytest.raises(CorrectionError, match=message):
        read_corrections([header], name="mine.csv")


def test_all_bad_lines_are_told_at_once() -> None:
    """Up to twenty; a blank line is none."""
    with pytest.raises(CorrectionError) as error:
        read_corrections([HEADER, *["fix,,,,,,"] * 25, ",,,,,,"], name="mine.csv")
    assert str(error.value).count("mine.csv, line") == 20
    assert "and 5 more" in str(error.value)


def test_a_correction_survives_the_dataset() -> None:
    """What is kept as plain values is what was read."""
    for correction in (
        _correct("set", EVENT, field="killed", value="10-12-15", reason="the list, the final one"),
        _correct("set", CLAIM, value="7"),
        _correct("merge", EVENT, REPORT),
    ):
        assert from_row(correction.as_row()) == correction
    assert _correct("set", EVENT, field="killed", value="10-15").figures == (10, 10, 15)


def test_corrections_are_kept_joined_and_withdrawn() -> None:
    """The same line twice is one; one that is withdrawn goes; one that nobody knows cannot be."""
    kept = [_correct("confirm", EVENT), _correct("reject", CLAIM)]
    assert join_corrections(kept, kept) == kept
    assert join_corrections(kept, [_correct("withdraw", kept[0].correction_id)]) == kept[1:]
    with pytest.raises(CorrectionError, match="keeps no correction"):
        join_corrections(kept, [_correct("withdraw", make_id("cor", "nobody"))])


def test_merge_makes_one_event_of_two() -> None:
    """Whatever the matching says; the link says who did it, and the sum counts it once."""
    rows = Rows()
    one, other = rows.tell("a", 12), rows.tell("b", 12, days_later=1, **OTHER_TOWN)
    before = rows.link()
    assert event_of(before, one) != event_of(before, other)
    correction = _correct("merge", str(event_of(before, one)), str(event_of(before, other)), reason="one strike told twice")
    out = rows.link(corrections=(correction,))
    (event,) = events_of(out)
    assert (event["killed_best"], event["review_status"]) == (12, "corrected")
    assert event_of(out, one) == event_of(out, other)
    (reason,) = [text for text in out["reports"]["match_reasons"].to_pylist() if text]
    assert reason.startswith("by a person: merge")
    assert "one strike told twice" in reason
    assert "An analyst" not in str([table.to_pylist() for table in out.values()])


def test_merge_reaches_over_countries() -> None:
    """A strike on a border, told as of both sides."""
    rows = Rows()
    one, other = rows.tell("a", 12), rows.tell("b", 12, **{**OTHER_TOWN, "country_iso3": "TUR", "country_name": "Turkey"})
    out = rows.link(corrections=(_correct("merge", one, other),))
    assert event_of(out, one) == event_of(out, other)


def test_split_parts_an_event() -> None:
    """The named report and its copies go; the rest stays together."""
    rows = Rows()
    text = " ".join(f"word{number}" for number in range(150))
    staying = [rows.tell("a", 12), rows.tell("b", 12)]
    leaving = [rows.tell("c", 12, text=text), rows.tell("d", 12, text=f"{text} edited")]
    assert len(events_of(rows.link())) == 1
    out = rows.link(corrections=(_correct("split", leaving[0]),))
    assert len({event_of(out, report) for report in staying}) == 1
    assert len({event_of(out, report) for report in leaving}) == 1
    assert [row["review_status"] for row in events_of(out)] == ["corrected", "corrected"]


def test_set_gives_an_event_its_figure() -> None:
    """Bounds, basis and rule tell that a person set it; the claims stay as the texts have them."""
    rows = Rows()
    report = rows.tell("a", 12)
    out = rows.link(corrections=(_correct("set", event_id_of(report), field="killed", value="15-18"),))
    (event,) = events_of(out)
    assert [event[f"killed_{name}"] for name in ("low", "best", "high")] == [15, 15, 18]
    assert (event["killed_best_basis"], event["review_status"], event["killed_claim_id"]) == ("reviewed", "corrected", None)
    assert out["claims"]["best"].to_pylist() == [12]
    (total,) = [row for row in out["tallies"].to_pylist() if row["breakdown"] == "total"]
    assert (total["best"], total["best_rule"]) == (15, "reviewed")


def test_set_on_a_claim_counts_and_leaves_its_words() -> None:
    """The figure of the event follows, the claim is marked and unchanged."""
    rows = Rows()
    claim = rows.claim(rows.tell("a", None), 12)
    out = rows.link(corrections=(_correct("set", claim, value="21"),))
    assert events_of(out)[0]["killed_best"] == 21
    assert out["claims"].select(["best", "review_status"]).to_pylist() == [{"best": 12, "review_status": "corrected"}]


def test_rejected_claims_and_events_count_nowhere_and_stay() -> None:
    """A rejected claim tells no toll; a rejected event is gone, its report is not."""
    rows = Rows()
    claim = rows.claim(rows.tell("a", None), 12)
    report = rows.tell("b", 5, start=date(2021, 6, 1))
    out = rows.link(corrections=(_correct("reject", claim), _correct("reject", event_id_of(report))))
    (event,) = events_of(out)
    assert event["killed_best"] is None
    assert event_of(out, report) is None
    assert sorted(out["claims"]["review_status"].to_pylist()) == ["rejected", "unreviewed"]


def test_confirm_marks_and_changes_nothing_else() -> None:
    """Of an event and of a claim."""
    rows = Rows()
    report = rows.tell("a", 12)
    before = events_of(rows.link())[0]
    out = rows.link(corrections=(_correct("confirm", event_id_of(report)), _correct("confirm", rows.claims[0]["claim_id"])))
    after = events_of(out)[0]
    assert after["review_status"] == "confirmed"
    assert {**after, "review_status": None, "note": None} == before
    assert out["claims"]["review_status"].to_pylist() == ["confirmed"]


@pytest.mark.parametrize(
    "correction",
    [
        _correct("merge", EVENT, REPORT),
        _correct("split", REPORT),
        _correct("set", EVENT, field="killed", value="3"),
        _correct("set", CLAIM, value="3"),
        _correct("reject", EVENT),
        _correct("confirm", CLAIM),
    ],
)
def test_what_no_longer_applies_is_an_issue(correction: Correction) -> None:
    """Each kind, when what it names is gone; the rest is linked as ever."""
    rows = Rows()
    rows.tell("a", 12)
    out = rows.link(corrections=(correction,))
    (issue,) = out["issues"].to_pylist()
    assert (issue["code"], issue["severity"], issue["stage"]) == ("correction_not_applied", "warning", "link")
    assert correction.targets[0] in issue["detail"]
    assert events_of(out) == events_of(rows.link())


def test_a_total_and_an_incident_cannot_be_merged() -> None:
    """It is told, and both stay."""
    rows = Rows()
    one, total = rows.tell("a", 4), rows.tell("b", 10, n_places=3, **PROVINCE)
    out = rows.link(corrections=(_correct("merge", one, total),))
    assert len(events_of(out)) == 2
    assert out["issues"]["code"].to_pylist() == ["correction_not_applied"]


def test_an_event_id_goes_on_naming_its_first_report() -> None:
    """A correction of an event that was merged since finds the event that it became."""
    rows = Rows()
    one, other = rows.tell("a", 12), rows.tell("b", 12, days_later=1, **OTHER_TOWN)
    merge = _correct("merge", one, other)
    out = rows.link(corrections=(merge, _correct("set", event_id_of(other), field="killed", value="14")))
    assert events_of(out)[0]["killed_best"] == 14
    assert out["issues"].num_rows == 0


def test_the_history_gives_a_persons_reason() -> None:
    """Of an event that was merged by one, and of one that was rejected."""
    rows = Rows()
    one, other = rows.tell("a", 12), rows.tell("b", 12, days_later=1, **OTHER_TOWN)
    rows.tell("c", 3, start=date(2021, 6, 1))
    before = rows.link()
    published = read_published(before["reports"], before["events"], before["event_history"])
    third = event_id_of(rows.reports[2]["report_id"])
    corrections = (_correct("merge", one, other, reason="one strike"), _correct("reject", third, reason="a film"))
    history = rows.link(corrections=corrections, published=published)["event_history"].to_pylist()
    ended = {row["event_id"]: row for row in history if row["status"] != "active"}
    assert ended[event_id_of(other)]["status"] == "merged"
    assert ended[event_id_of(other)]["superseded_by"] == event_id_of(one)
    assert "one strike" in ended[event_id_of(other)]["reason"]
    assert ended[third]["status"] == "retracted"
    assert "a film" in ended[third]["reason"]
