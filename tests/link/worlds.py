"""Made worlds: events that are known, and what several outlets say of them, late, vaguely, rounded, and mixed with other things.

A world is made from a seed alone. The truth is kept beside: for each report the event it tells of, and the people killed.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.ids import make_id
from etl.link import link
from etl.schema import make_table
from etl.settings import Settings

RUN_ID = "run_" + "0" * 16
START = date(2021, 3, 1)
COUNTRIES = (("SYR", "Syria"), ("MLI", "Mali"), ("AFG", "Afghanistan"), ("COL", "Colombia"), ("UKR", "Ukraine"), ("COD", "DR Congo"))
KINDS = (
    ("battle", "armed_clash", ("small_arms", "heavy_weapons")),
    ("explosion_remote_violence", "air_drone_strike", ("air_strike", "drone_strike")),
    ("explosion_remote_violence", "remote_explosive_landmine_ied", ("planted_explosive",)),
    ("explosion_remote_violence", "suicide_bomb", ("suicide_attack",)),
    ("explosion_remote_violence", "shelling_artillery_missile_attack", ("heavy_weapons",)),
    ("violence_against_civilians", "attack", ("small_arms", "melee", "execution")),
)
OUTLETS = tuple(f"Outlet {letter}" for letter in "ABCDEFGHIJKLMNOP")
AGENCIES = ("Agency One", "Agency Two", "Agency Three")
CATEGORIES = ("civilian", "state_forces", "police", "armed_group", "journalist")
_STARTS = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "za")
_ENDS = ("dan", "fer", "gol", "him", "jur", "kal", "mep")
WORDS = tuple(f"{first}{second}" for first in _STARTS for second in _ENDS)
CUES = tuple(f"{first}{second}{third}" for first in _STARTS for second in _STARTS for third in _ENDS[:4])
"""What sets a happening apart, as far as words tell: the name of a street, what the victims did, how it came about."""
TARGETS = tuple(f"target{letter}" for letter in "abcdefghijklmnopqrstuvwxyzäöü")
"""What a happening was about: a market, a checkpoint, a bus; many happenings share one."""
SPEAKERS = ("soldiers", "gunmen", "forces")


def document_row(doc_id: str, name: str, *, publisher: str, title: str, published: date | None, text: str) -> dict[str, Any]:
    """A row of `documents` with the columns that linking never looks at filled in."""
    return {
        "doc_id": doc_id,
        "source_file": f"{name}.txt",
        "publisher": publisher,
        "title": title,
        "language": "en",
        "published_date": published,
        "published_date_basis": "unknown" if published is None else "record",
        "text": text,
        "text_status": "included",
        "text_sha256": "0" * 64,
        "text_chars": len(text),
        "rules_version": "made",
        "run_id": RUN_ID,
    }


@dataclass(frozen=True)
class Shape:
    """How large a world is and how badly it is told."""

    n_events: int = 1_000
    n_days: int = 90
    n_admins: int = 7
    n_towns: int = 40
    reports_per_event: float = 3.2
    share_distractors: float = 0.12
    share_summary_days: float = 0.15
    share_background: float = 0.08
    share_roundups: float = 0.12
    share_copies: float = 0.2
    share_vague_place: float = 0.18
    share_vague_day: float = 0.12
    share_evolving: float = 0.35
    share_rounded: float = 0.12
    share_without_figure: float = 0.06
    share_wrong_kind: float = 0.04
    share_vague_actor: float = 0.12
    share_words: float = 0.5
    share_undated: float = 0.006


@dataclass(frozen=True)
class TrueEvent:
    """What happened."""

    number: int
    day: date
    country: tuple[str, str]
    admin: int
    town: int
    kind: tuple[str, str, str]
    actors: tuple[str, str]
    killed: int
    injured: int
    parts: tuple[tuple[str, int], ...]
    is_evolving: bool
    cues: tuple[str, ...]


@dataclass
class World:
    """Rows of the three tables and the truth."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    event_of: dict[str, int] = field(default_factory=dict)
    killed_of: dict[int, int] = field(default_factory=dict)
    told_of: dict[int, int] = field(default_factory=dict)
    day_of: dict[int, tuple[str, date]] = field(default_factory=dict)
    totals: dict[tuple[str, date], int] = field(default_factory=dict)
    unseparated: int = 0

    def tables(self, *, only: set[str] | None = None, order: random.Random | None = None) -> dict[str, pa.Table]:
        """The tables, of some documents only, in another order."""
        tables = {}
        for name, rows in (("documents", self.documents), ("reports", self.reports), ("claims", self.claims)):
            kept = [row for row in rows if only is None or row["doc_id"] in only]
            if order is not None:
                order.shuffle(kept)
            tables[name] = make_table(name, kept)
        return tables

    @property
    def killed_told(self) -> int:
        """The people killed as far as anybody tells: of each event the highest figure known to a report of it, and of a country's day
        that a total tells of, that total.
        """
        return sum(told for event, told in self.told_of.items() if self.day_of[event] not in self.totals) + sum(self.totals.values())

    @property
    def killed_in_all(self) -> int:
        """The people killed in all events, told or not."""
        return sum(self.killed_of.values()) + self.unseparated


class Maker:
    """Makes a world from a seed."""

    def __init__(self, seed: int, shape: Shape) -> None:
        self.random = random.Random(seed)
        self.shape = shape
        self.seed = seed
        self.world = World()
        self.claims_of: dict[str, list[dict[str, Any]]] = {}
        self.towns: dict[tuple[str, int, int], dict[str, Any]] = {}
        self._make_map()

    def _make_map(self) -> None:
        for number, (iso3, _) in enumerate(COUNTRIES):
            for admin in range(self.shape.n_admins):
                for town in range(self.shape.n_towns):
                    self.towns[iso3, admin, town] = {
                        "geonames_id": 1 + number * 100_000 + admin * 1_000 + town,
                        "place_name": f"Town {iso3} {admin}-{town}",
                        "latitude": 10.0 + number * 8 + admin * 0.9 + self.random.uniform(0, 0.7),
                        "longitude": 20.0 + number * 9 + self.random.uniform(0, 2.5),
                    }

    def make(self) -> World:
        """The whole world."""
        events = self._make_events()
        by_day: dict[tuple[str, date], list[TrueEvent]] = {}
        for event in events:
            self.world.killed_of[event.number] = event.killed
            self.world.day_of[event.number] = event.country[0], event.day
            by_day.setdefault((event.country[0], event.day), []).append(event)
        for event in events:
            self._report(event)
        self._make_roundups(by_day)
        for (_, day), members in sorted(by_day.items()):
            if self.random.random() < self.shape.share_summary_days:
                self._summarise(members, day)
        for _ in range(int(self.shape.share_background * len(events))):
            self._look_back(self.random.choice(events))
        return self.world

    def _make_events(self) -> list[TrueEvent]:
        events: list[TrueEvent] = []
        while len(events) < self.shape.n_events:
            if events and self.random.random() < self.shape.share_distractors:
                near = self.random.choice(events)
                event = self._make_event(len(events), country=near.country, admin=near.admin, town=near.town, day=near.day)
            else:
                event = self._make_event(len(events))
            events.append(event)
        return events

    def _make_event(self, number: int, **fixed: Any) -> TrueEvent:
        choose = self.random
        country = fixed.get("country") or COUNTRIES[min(int(choose.expovariate(0.5)), len(COUNTRIES) - 1)]
        event_type, sub, methods = choose.choice(KINDS)
        killed = min(int(math.exp(choose.gauss(1.1, 1.1))), 400) if choose.random() > 0.12 else 0
        injured = int(killed * choose.uniform(0, 3)) if choose.random() < 0.6 else 0
        return TrueEvent(
            number=number,
            day=fixed.get("day") or START + timedelta(days=choose.randrange(self.shape.n_days)),
            country=country,
            admin=fixed["admin"] if "admin" in fixed else choose.randrange(self.shape.n_admins),
            town=fixed["town"] if "town" in fixed else min(int(choose.expovariate(0.12)), self.shape.n_towns - 1),
            kind=(event_type, sub, choose.choice(methods)),
            actors=(f"{country[1]} Army", f"Front {choose.randrange(4)} of {country[1]}"),
            killed=killed,
            injured=injured,
            parts=self._split(killed),
            is_evolving=killed >= 4 and choose.random() < self.shape.share_evolving,
            cues=(TARGETS[min(int(choose.expovariate(0.12)), len(TARGETS) - 1)], *choose.sample(CUES, 3)),
        )

    def _split(self, killed: int) -> tuple[tuple[str, int], ...]:
        if killed < 2 or self.random.random() < 0.5:
            return ((self.random.choice(CATEGORIES), killed),)
        first = self.random.randrange(1, killed)
        one, other = self.random.sample(CATEGORIES, 2)
        return ((one, first), (other, killed - first))

    def _report(self, event: TrueEvent) -> None:
        count = 1 + min(int(self.random.expovariate(1 / max(self.shape.reports_per_event - 1, 0.1))), 14)
        originals: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
        for _ in range(count):
            if originals and self.random.random() < self.shape.share_copies:
                self._copy(*self.random.choice(originals), event)
                continue
            lag = min(int(self.random.expovariate(0.9)), 6)
            text = self._text()
            published = None if self.random.random() < self.shape.share_undated else event.day + timedelta(days=lag)
            document = self._document(published, self.random.choice(OUTLETS), text)
            originals.append((document, [self._tell(document, event, rank=1, lag=lag)]))

    def _make_roundups(self, by_day: dict[tuple[str, date], list[TrueEvent]]) -> None:
        for _, members in sorted(by_day.items()):
            if len(members) < 2 or self.random.random() > self.shape.share_roundups * 3:
                continue
            told = self.random.sample(members, min(len(members), self.random.choice((2, 3))))
            lag = self.random.choice((0, 1, 1, 2))
            document = self._document(told[0].day + timedelta(days=lag), self.random.choice(OUTLETS), self._text())
            for rank, event in enumerate(told, start=1):
                self._tell(document, event, rank=rank, lag=lag)

    def _document(self, published: date | None, publisher: str, text: str) -> dict[str, Any]:
        number = len(self.world.documents)
        row = document_row(
            make_id("doc", self.seed, number), str(number), publisher=publisher, title=text[:40], published=published, text=text
        )
        self.world.documents.append(row)
        return row

    def _text(self) -> str:
        return " ".join(self.random.choice(WORDS) + str(self.random.randrange(30)) for _ in range(self.random.randrange(90, 200)))

    def _copy(self, document: dict[str, Any], reports: list[dict[str, Any]], event: TrueEvent) -> None:
        """Another outlet prints the same text, a few words changed."""
        words = document["text"].split()
        for _ in range(len(words) // 40):
            words[self.random.randrange(len(words))] = "edited"
        published = document["published_date"]
        if published is not None:
            published += timedelta(days=self.random.choice((0, 0, 1)))
        copy = self._document(published, self.random.choice(OUTLETS), " ".join(words))
        for report in reports:
            row = {**report, "report_id": make_id("rep", copy["doc_id"], report["report_rank"]), "doc_id": copy["doc_id"]}
            self.world.reports.append(row)
            self.world.event_of[row["report_id"]] = event.number
            old = self.claims_of.get(report["report_id"], [])
            ids = {claim["claim_id"]: make_id("clm", row["report_id"], number) for number, claim in enumerate(old)}
            for claim in old:
                parent = claim.get("parent_claim_id")
                self.world.claims.append(
                    {
                        **claim,
                        "claim_id": ids[claim["claim_id"]],
                        "report_id": row["report_id"],
                        "doc_id": copy["doc_id"],
                        "parent_claim_id": ids[parent] if parent else None,
                    }
                )

    def _tell(self, document: dict[str, Any], event: TrueEvent, *, rank: int, lag: int) -> dict[str, Any]:
        event_type, sub, method = event.kind
        if self.random.random() < self.shape.share_wrong_kind:
            event_type, sub, methods = self.random.choice(KINDS)
            method = self.random.choice(methods)
        sloppy = self.random.random()
        report = {
            **_report_row(document, rank),
            "event_type": "unspecified_violence" if sloppy < 0.12 else event_type,
            "sub_event_type": sub if sloppy > 0.35 else None,
            "method": method if self.random.random() < 0.65 else "unknown",
            **self._place(event),
            **self._days(event, document["published_date"]),
        }
        names = [self._name(name) for name in event.actors]
        if self.random.random() < 0.1:
            names.reverse()
        report["actor1"], report["actor2"] = names
        report["quote"] = self._words_of(event)
        self.world.reports.append(report)
        self.world.event_of[report["report_id"]] = event.number
        self._tell_toll(report, event, lag)
        return report

    def _name(self, name: str) -> str | None:
        if self.random.random() > 0.6:
            return None
        return self.random.choice(SPEAKERS) if self.random.random() < self.shape.share_vague_actor else name

    def _words_of(self, event: TrueEvent) -> str:
        """The words that tell of an event: common ones, and some of what it was about."""
        told = [cue for cue in event.cues if self.random.random() < self.shape.share_words]
        return " ".join([*(self.random.choice(WORDS) for _ in range(7)), *told])

    def _place(self, event: TrueEvent) -> dict[str, Any]:
        iso3, name = event.country
        town = self.towns[iso3, event.admin, event.town]
        base = {"country_iso3": iso3, "country_name": name, "admin1_name": f"Province {event.admin}", "n_places": 1}
        draw = self.random.random()
        if draw < self.shape.share_vague_place * 0.65:
            return {**base, "location_precision": 4}
        if draw < self.shape.share_vague_place:
            return {"country_iso3": iso3, "country_name": name, "n_places": 1, "location_precision": 6}
        if draw < self.shape.share_vague_place + 0.06:
            latitude, longitude = town["latitude"] + self.random.uniform(-0.03, 0.03), town["longitude"] + self.random.uniform(-0.03, 0.03)
            village = f"Village near {town['place_name']}"
            return {**base, "place_name": village, "latitude": latitude, "longitude": longitude, "location_precision": 2}
        return {**base, **town, "location_precision": 1}

    def _days(self, event: TrueEvent, published: date | None) -> dict[str, Any]:
        draw = self.random.random()
        vague = self.shape.share_vague_day
        if published is None:
            return {"date_precision": 9, "date_basis": "unknown"}
        if draw < vague * 0.3:
            first = event.day - timedelta(days=event.day.weekday())
            return _dated(first, first + timedelta(days=6), 3, "stated")
        if draw < vague * 0.4:
            first = event.day.replace(day=1)
            following = (first + timedelta(days=32)).replace(day=1)
            return _dated(first, following - timedelta(days=1), 4, "stated")
        if draw < vague and (published - event.day).days <= 2:
            return _dated(published, published, 1, "publication")
        if draw < vague + 0.02:
            other = min(event.day + timedelta(days=1), published)
            return _dated(other, other, 1, "relative")
        return _dated(event.day, event.day, 1, self.random.choice(("stated", "relative")))

    def _tell_toll(self, report: dict[str, Any], event: TrueEvent, lag: int) -> None:
        if self.random.random() < self.shape.share_without_figure:
            return
        killed, injured = event.killed, event.injured
        if event.is_evolving and lag < 2:
            share = (0.55, 0.85)[lag] + self.random.uniform(0, 0.1)
            killed, injured = max(1, int(killed * share)), int(injured * share)
        self.world.told_of[event.number] = max(killed, self.world.told_of.get(event.number, 0))
        source = self._source()
        if killed == 0:
            if self.random.random() < 0.5:
                self._claim(report, "killed", 0, 0, 0, "none", source)
        else:
            claim = self._claim(report, "killed", *self._hedge(killed), source)
            exact = claim["qualifier"] == "exact" and killed == event.killed
            if exact and len(event.parts) == 2 and self.random.random() < 0.4:
                claim["part_role"], claim["parts_status"] = "total", "equal"
                for category, count in event.parts:
                    self._claim(report, "killed", count, count, count, "exact", source, category=category, parent=claim["claim_id"])
            elif exact and len(event.parts) == 1 and self.random.random() < 0.5:
                claim["victim_category"] = event.parts[0][0]
        if injured and self.random.random() < 0.7:
            self._claim(report, "injured", injured, injured, injured, "exact", source)

    def _hedge(self, killed: int) -> tuple[int | None, int | None, int | None, str]:
        """Bounds as claims have them, and the qualifier."""
        draw = self.random.random()
        if draw < self.shape.share_rounded and killed >= 10:
            rounded = round(killed / 5) * 5
            if self.random.random() < 0.5:
                return None, rounded, None, "approx"
            low = killed - killed % 10 or killed
            return low, low, None, "at_least"
        if draw < self.shape.share_rounded + 0.03 and killed >= 24:
            return 24, None, 99, "vague"
        if draw < self.shape.share_rounded + 0.12:
            return killed, killed, None, "at_least"
        return killed, killed, killed, "exact"

    def _source(self) -> dict[str, Any]:
        draw = self.random.random()
        if draw < 0.3:
            return {"source_class": "police", "source_name": None, "is_party_claim": False}
        if draw < 0.5:
            return {"source_class": "wire_agency", "source_name": self.random.choice(AGENCIES), "is_party_claim": False}
        if draw < 0.6:
            return {"source_class": "military", "source_name": "Army spokesman", "is_party_claim": True}
        return {"source_class": "outlet", "source_name": None, "is_party_claim": False}

    def _claim(
        self,
        report: dict[str, Any],
        outcome: str,
        low: int | None,
        best: int | None,
        high: int | None,
        qualifier: str,
        source: dict[str, Any],
        *,
        category: str = "all",
        parent: str | None = None,
        **columns: Any,
    ) -> dict[str, Any]:
        number = len(self.world.claims)
        row = {
            "claim_id": make_id("clm", self.seed, number),
            "report_id": report["report_id"],
            "doc_id": report["doc_id"],
            "sentence_index": 0,
            "char_start": number % 50,
            "char_end": number % 50 + 1,
            "quote": "q",
            "value_text": str(best),
            "outcome": outcome,
            "victim_category": category,
            "victim_side": "unknown",
            "sex": "all",
            "age_group": "all",
            "part_role": "exclusive_part" if parent else "standalone",
            "parent_claim_id": parent,
            "parts_status": "not_applicable",
            "counts_toward_total": parent is None,
            "qualifier": qualifier,
            "low": low,
            "best": best,
            "high": high,
            "is_imputed": qualifier == "vague",
            "assertion": "asserted",
            "scope": report["scope"],
            "date_precision": 9,
            "date_basis": "unknown",
            "stance": "said",
            "n_hops": 0,
            "rule": "made",
            "review_status": "unreviewed",
            **source,
            **columns,
        }
        self.world.claims.append(row)
        self.claims_of.setdefault(report["report_id"], []).append(row)
        return row

    def _summarise(self, members: list[TrueEvent], day: date) -> None:
        """A monitor's total of a country's day: all its incidents, and some deaths that nobody tells apart."""
        extra = self.random.choice((0, 0, 2, 5))
        total = sum(event.killed for event in members) + extra
        if total == 0:
            return
        self.world.unseparated += extra
        self.world.totals[members[0].country[0], day] = total
        document = self._document(day + timedelta(days=1), self.random.choice(OUTLETS), self._text())
        iso3, name = members[0].country
        report = {
            **_report_row(document, 1),
            "scope": "period",
            "country_iso3": iso3,
            "country_name": name,
            "location_precision": 6,
            **_dated(day, day, 1, "stated"),
        }
        self.world.reports.append(report)
        monitor = {"source_class": "monitor_ngo", "source_name": "Monitor", "is_party_claim": False}
        self._claim(report, "killed", total, total, total, "exact", monitor)

    def _look_back(self, event: TrueEvent) -> None:
        """An article weeks later mentions the event as history."""
        document = self._document(event.day + timedelta(days=self.random.randrange(40, 80)), self.random.choice(OUTLETS), self._text())
        report = {**_report_row(document, 1), "scope": "background", "event_type": event.kind[0], **self._place(event)}
        report |= _dated(event.day, event.day, 1, "stated")
        report["link_type"] = "background"
        self.world.reports.append(report)
        self._claim(report, "killed", event.killed, event.killed, event.killed, "exact", self._source())


def _report_row(document: dict[str, Any], rank: int) -> dict[str, Any]:
    return {
        "report_id": make_id("rep", document["doc_id"], rank),
        "doc_id": document["doc_id"],
        "report_rank": rank,
        "scope": "incident",
        "event_type": "unspecified_violence",
        "method": "unknown",
        "is_conflict": True,
        "char_start": 0,
        "char_end": 1,
        "quote": "q",
        "date_precision": 9,
        "date_basis": "unknown",
        "n_places": 1,
        "location_precision": 9,
        "link_type": "first_report",
    }


def _dated(first: date, last: date, precision: int, basis: str) -> dict[str, Any]:
    return {"date_start": first, "date_end": last, "date_precision": precision, "date_basis": basis}


def make_world(seed: int, shape: Shape | None = None) -> World:
    """A world of a seed."""
    return Maker(seed, shape or Shape()).make()


def make_texts(seed: int, n_documents: int) -> tuple[list[str], npt.NDArray[np.int64], list[tuple[int, int]]]:
    """Texts of about 3 kB, the days they came out, and which is a copy of which: a fifth are, a few words in a hundred changed."""
    choose = random.Random(seed)
    vocabulary = [f"{word}{number}" for word in WORDS for number in range(40)]
    texts: list[str] = []
    days: list[int] = []
    made: list[tuple[int, int]] = []
    for number in range(n_documents):
        if texts and choose.random() < 0.2:
            original = choose.randrange(max(0, number - 5_000), number)
            words = texts[original].split()
            for _ in range(len(words) // 50):
                words[choose.randrange(len(words))] = "edited"
            made.append((number, original))
            days.append(days[original] + choose.randrange(3))
        else:
            words = choose.choices(vocabulary, k=420)
            days.append(START.toordinal() + number // 2_000)
        texts.append(" ".join(words))
    return texts, np.array(days, np.int64), made


@dataclass(frozen=True)
class Score:
    """How a linked world compares with its truth."""

    precision: float
    recall: float
    f1: float
    killed: int
    pieces: Counter[int]
    mixed: Counter[int]
    lost_by_kind: Counter[str]


def score_world(world: World, out: dict[str, pa.Table] | None = None) -> Score:
    """Link a world (or take what linking gave) and compare: B-cubed of its reports, the killed summed over the events."""
    out = out or link(world.tables(), settings=Settings(), run_id=RUN_ID)
    linked = dict(zip(out["reports"]["report_id"].to_pylist(), out["reports"]["event_id"].to_pylist(), strict=True))
    clusters = {report: linked[report] or report for report in world.event_of}
    precision, recall, f1 = bcubed(world.event_of, clusters)
    events, members = _members(world.event_of), _members(clusters)
    lost: Counter[str] = Counter()
    for row in world.reports:
        report = row["report_id"]
        if report in clusters:
            whole, mine = events[world.event_of[report]], members[clusters[report]]
            together = len(whole & mine)
            lost[_kind_of(row)] += 100 * (2 - together / len(whole) - together / len(mine)) / 2 / len(clusters)  # type: ignore[assignment]
    return Score(
        precision,
        recall,
        f1,
        sum(value or 0 for value in out["events"]["killed_best"].to_pylist()),
        Counter(len({clusters[report] for report in reports}) for reports in events.values()),
        Counter(len({world.event_of[report] for report in reports}) for reports in members.values()),
        lost,
    )


def _members(groups: Mapping[str, Hashable]) -> dict[Hashable, set[str]]:
    members: dict[Hashable, set[str]] = {}
    for report, group in groups.items():
        members.setdefault(group, set()).add(report)
    return members


def _kind_of(row: dict[str, Any]) -> str:
    place = {1: "town", 2: "near", 4: "province", 6: "country"}[row["location_precision"]]
    day = {9: "undated", 3: "week", 4: "month"}.get(row["date_precision"], "day")
    return f"{place}/{'published' if row['date_basis'] == 'publication' else day}"


def bcubed(event_of: dict[str, int], cluster_of: dict[str, str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of clusters of reports (Bagga and Baldwin, 1998)."""
    by_event: dict[int, set[str]] = {}
    by_cluster: dict[str, set[str]] = {}
    for report, event in event_of.items():
        by_event.setdefault(event, set()).add(report)
        by_cluster.setdefault(cluster_of[report], set()).add(report)
    precision = recall = 0.0
    for report, event in event_of.items():
        together = len(by_event[event] & by_cluster[cluster_of[report]])
        precision += together / len(by_cluster[cluster_of[report]])
        recall += together / len(by_event[event])
    precision, recall = precision / len(event_of), recall / len(event_of)
    return precision, recall, 2 * precision * recall / (precision + recall)
