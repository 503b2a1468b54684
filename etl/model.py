"""What the stages hand to each other inside a process: frozen, slotted records.

Offsets are code points, 0-based, end exclusive. During extraction they index the folded text (`etl.text.fold`);
in `Report` and `Claim`, the rows of the tables, they index the original text. `None` means "not stated", never zero.
Code values are those of `schemas/codelists/`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from etl.records import quick


@quick
@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the folded text; `paragraph` counts blocks separated by blank lines or line breaks."""

    index: int
    start: int
    end: int
    paragraph: int


@quick
@dataclass(frozen=True, slots=True)
class Quantity:
    """A count with its hedge: "at least 53" is low 53, best 53, high None, qualifier at_least."""

    start: int
    end: int
    text: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    is_imputed: bool
    rule: str


@quick
@dataclass(frozen=True, slots=True)
class DateRange:
    """A time expression: TIMEX3 kind and value, and the days it covers (both None when it cannot be resolved)."""

    start: int
    end: int
    text: str
    kind: str
    value: str
    date_start: date | None
    date_end: date | None
    date_precision: int
    date_basis: str
    rule: str


@quick
@dataclass(frozen=True, slots=True)
class Place:
    """A place name resolved to a point and its containers; WGS84 degrees."""

    start: int
    end: int
    text: str
    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    country_iso3: str | None
    admin1_code: str | None
    admin1_name: str | None
    admin2_name: str | None
    location_precision: int
    candidates: int
    rule: str


@quick
@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so: the innermost source of a figure. `start` and `end` cover the source's words, not the verb."""

    start: int
    end: int
    text: str
    name: str | None
    source_class: str
    stance: str
    n_hops: int
    rule: str


@quick
@dataclass(frozen=True, slots=True)
class Figure:
    """One casualty figure as stated, before it is bound to a happening.

    `start`..`end` cover the quoted words ("at least 53 people"); the clause is what a date, a place or a source must stand in to be
    its own. `parent`, `competes_with` and `moved_from` are positions in the document's list of figures. A figure whose `part_role` is
    `retold` tells of somebody again and makes no claim. `introduced` is how the words bring the people in: `new`, `again` ("the two
    men"), `own` ("his two sons"), `part` ("two of them"), `rest` ("the other two"), `more` ("another two"), `also` ("two were also
    killed"), `name` ("Sgt. X"), `all` ("58 in all"), `doer` (who harmed the others of the sentence, before dying), `beside` ("killing
    him and his driver").
    `names` are those of the people where they are told, by which people are told apart; they go into no row.
    """

    start: int
    end: int
    sentence_index: int
    clause_start: int
    clause_end: int
    quantity: Quantity
    outcome: str
    cue_start: int
    cue_end: int
    rule: str
    victim_category: str = "all"
    victim_text: str | None = None
    victim_nationality_iso3: str | None = None
    sex: str = "all"
    age_group: str = "all"
    part_role: str = "standalone"
    parent: int | None = None
    competes_with: int | None = None
    moved_from: int | None = None
    parts_status: str = "not_applicable"
    counts_toward_total: bool = True
    assertion: str = "asserted"
    scope: str = "incident"
    introduced: str = "new"
    names: tuple[str, ...] = ()
    attribution: Attribution | None = None
    date: DateRange | None = None
    place: Place | None = None


@quick
@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader hands over: the text untouched and what the source says of itself, nothing decided.

    `published_record` is the publication date as the record or feed gives it, `published_page` as a page's own metadata gives it,
    both verbatim strings.
    """

    record_id: str | None
    source_file: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None
    published_record: str | None = None
    published_page: str | None = None
    licence: str | None = None
    line_number: int | None = None


@quick
@dataclass(frozen=True, slots=True)
class Publication:
    """When a document was published and how that is known (`published_date_basis`)."""

    published_date: date | None
    published_at: datetime | None
    basis: str


@quick
@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before an article's first sentence; offsets into the folded text, `body_start` where the article begins.

    `skipped` are the spans that are no prose of the article (captions, bylines, date lines, page furniture after the end); `dateline`
    is the span of the dateline before the first sentence.
    """

    title: str | None
    body_start: int
    dateline_place: str | None
    dateline_publisher: str | None
    dateline_date_text: str | None
    updated_date_text: str | None
    skipped: tuple[tuple[int, int], ...] = ()
    dateline: tuple[int, int] | None = None


@quick
@dataclass(frozen=True, slots=True)
class Issue:
    """One thing refused or doubted, with its reason in a sentence a person understands."""

    severity: str
    stage: str
    code: str
    detail: str
    doc_id: str | None = None
    source_file: str | None = None
    line_number: int | None = None
    char_start: int | None = None
    char_end: int | None = None


@quick
@dataclass(frozen=True, slots=True)
class EventMention:
    """A word or phrase that names a happening ("clashes", "car bomb", "defected", "talks"), with the codes it stands for.

    `is_occurrence` says that the text tells it as something that took place (not planned, hypothetical, denied or general).
    `makes_event` says that a sentence with it is a report of its own even without a casualty figure (talks, a defection, a protest,
    an attack); of words that only say how ("rifle", "mortar") it is false. Of the mentions of one happening the one of the greatest
    `weight` decides its kind.
    """

    start: int
    end: int
    sentence_index: int
    text: str
    event_type: str
    sub_event_type: str | None
    method: str | None
    is_conflict: bool
    is_occurrence: bool
    makes_event: bool
    rule: str
    weight: int = 0


@quick
@dataclass(frozen=True, slots=True)
class Actors:
    """The two sides of a happening as printed (groups and nouns, never a private person's name) and their ACLED-style kinds."""

    actor1: str | None = None
    actor1_type: str | None = None
    actor2: str | None = None
    actor2_type: str | None = None


@quick
@dataclass(frozen=True, slots=True)
class Happening:
    """One happening that a document tells of, with the figures (positions in the document's list) that belong to it."""

    start: int
    end: int
    scope: str
    event_type: str
    sub_event_type: str | None
    method: str | None
    is_conflict: bool
    date: DateRange | None
    place: Place | None
    n_places: int
    figures: tuple[int, ...]
    rule: str
    actor1: str | None = None
    actor1_type: str | None = None
    actor2: str | None = None
    actor2_type: str | None = None
    places: tuple[Place, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Document:
    """A row of `documents` but for the columns that only a run or the linking knows."""

    doc_id: str
    record_id: str | None
    url: str | None
    source_file: str
    publisher: str | None
    title: str | None
    language: str | None
    published_date: date | None
    published_at: datetime | None
    published_date_basis: str
    dateline_place: str | None
    text: str
    text_sha256: str
    text_chars: int
    licence: str | None
    rules_version: str


@quick
@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document gives: rows as mappings from column to value, in document order.

    `is_known` says that its rows stand in the dataset already, so none were made.
    """

    document: Document
    reports: tuple[dict[str, Any], ...] = ()
    claims: tuple[dict[str, Any], ...] = ()
    issues: tuple[Issue, ...] = ()
    is_known: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Note:
    """One step of the extraction, for `explain`: kind is span, rule or refusal."""

    kind: str
    stage: str
    start: int
    end: int
    name: str
    detail: str


@dataclass(slots=True)
class Trace:
    """Collects notes when a person asks why; every stage takes `trace=None` and then costs nothing."""

    notes: list[Note] = field(default_factory=list)

    def span(self, stage: str, start: int, end: int, name: str, detail: str = "") -> None:
        """Record a span that was found."""
        self.notes.append(Note("span", stage, start, end, name, detail))

    def fired(self, stage: str, start: int, end: int, name: str, detail: str = "") -> None:
        """Record a rule that fired."""
        self.notes.append(Note("rule", stage, start, end, name, detail))

    def refused(self, stage: str, start: int, end: int, name: str, detail: str) -> None:
        """Record a span that was refused, with the reason."""
        self.notes.append(Note("refusal", stage, start, end, name, detail))
