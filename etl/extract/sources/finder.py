"""Who says so: the source of each figure, from verbs and phrases of saying in, before and after its clause, and carried over sentences.

A figure takes the source that stands nearest without a break between them; where one source stands within what another says, the inner
one. A sentence without a source of its own takes that of the sentence before it in the same paragraph. Only sentences with figures, and
those that a source must be looked up in, are read.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.extract.figures.verification import doubt_figures
from etl.extract.sources.memory import Reading, SourceReader
from etl.extract.sources.mentions import Mention
from etl.extract.sources.rules import load_rules
from etl.extract.sources.vocabulary import load_vocabulary
from etl.model import Attribution, Figure, Sentence, Trace
from etl.records import replace

_BREAK = 10.0
_AROUND = 5.0
_TOO_FAR = 25.0
_CLAIMS = frozenset(("claim_of", "claim_by"))
_CARRIED = 4
"""Sentences over which a source carries on without being named again."""
_BYSTANDERS = frozenset(("witness", "unknown"))


def attribute(
    text: str, sentences: Sequence[Sentence], figures: Sequence[Figure], *, language: str = "en", trace: Trace | None = None
) -> list[Figure]:
    """The figures with their sources; positions stay as they were, and a figure without a stated source keeps None."""
    if not figures:
        return []
    reader = SourceReader(text, sentences, load_vocabulary(language), load_rules(language), trace)
    counting = {figure.sentence_index for figure in figures}
    position_of = {sentence.index: position for position, sentence in enumerate(sentences)}
    attributed: list[Figure] = []
    for figure in figures:
        position = position_of.get(figure.sentence_index)
        found = None if position is None else _find_source(reader, position, figure, counting)
        if found is None or figure.attribution is not None or (found[0].stance == "denied" and figure.assertion == "asserted"):
            attributed.append(figure)
            continue
        mention, hops, rule = found
        attributed.append(_upheld(replace(figure, attribution=_record(text, mention, hops, rule))))
        if trace is not None:
            detail = f"{mention.name or '(a person)'} ({mention.source_class}, {mention.stance}) for {figure.quantity.text}"
            trace.fired("attribution", mention.start, mention.end, rule, detail)
    return doubt_figures(text, sentences, attributed, language=language, trace=trace)


def _upheld(figure: Figure) -> Figure:
    """A figure that one side claims and another denies ("the army denied rebel claims that") stands, as the claim of its source."""
    source = figure.attribution
    if figure.assertion != "denied" or source is None or source.rule not in _CLAIMS:
        return figure
    counts = figure.part_role in ("standalone", "total")
    return replace(figure, assertion="asserted", counts_toward_total=counts)


def _record(text: str, mention: Mention, hops: int, rule: str) -> Attribution:
    return Attribution(
        start=mention.start,
        end=mention.end,
        text=text[mention.start : mention.end],
        name=mention.name,
        source_class=mention.source_class,
        stance=mention.stance,
        n_hops=hops,
        rule=rule,
    )


def _find_source(reader: SourceReader, position: int, figure: Figure, counting: set[int]) -> tuple[Mention, int, str] | None:
    reading = reader.read(position)
    ranked = sorted(
        ((cost, index) for index, mention in enumerate(reading.mentions) if (cost := _cost(mention, figure, reading)) is not None),
    )
    if ranked and ranked[0][0] < _TOO_FAR:
        cost, index = ranked[0]
        mention = reading.mentions[index]
        outer = sum(1 for other, at in ranked[1:] if other < _BREAK and reading.mentions[at].name != mention.name)
        return mention, mention.n_hops + outer, mention.rule
    carried = None if any(at < figure.start for at in reading.walls) else _carried(reader, position, counting)
    if carried is None:
        return None
    return carried, carried.n_hops, "carried_over"


def _cost(mention: Mention, figure: Figure, reading: Reading) -> float | None:
    """How far a mention is from a figure, in clause breaks and then in place; None where the figure cannot be what it says."""
    if mention.phrase_end <= figure.start:
        if any(mention.phrase_end <= at < figure.start for at in reading.background):
            return None
        gap = (mention.phrase_end, figure.start)
        cost = 0.0 if mention.kind == "before" else _AROUND
    elif mention.phrase_start >= figure.end:
        if mention.kind == "before":
            return None
        gap = (figure.end, mention.phrase_start)
        cost = 1.0
    else:
        return 0.0
    if any(gap[0] <= at < gap[1] for at in reading.walls):
        return None
    return cost + _BREAK * sum(1 for at in reading.breaks if gap[0] <= at < gap[1]) + (gap[1] - gap[0]) / 10_000


def _carried(reader: SourceReader, position: int, counting: set[int]) -> Mention | None:
    """The last source named before in the same paragraph; bystanders only if they spoke of figures there."""
    paragraph = reader.sentences[position].paragraph
    for earlier in range(position - 1, max(-1, position - 1 - _CARRIED), -1):
        if reader.sentences[earlier].paragraph != paragraph:
            return None
        reading = reader.read(earlier)
        if reading.walls:
            return None
        has_figure = reader.sentences[earlier].index in counting
        lasting = [mention for mention in reading.mentions if mention.is_lasting and (has_figure or _counts(mention))]
        if lasting:
            last = lasting[-1]
            return last if last.stance == "claimed" else replace(last, stance="said")
    return None


def _counts(mention: Mention) -> bool:
    """Whether a source that spoke of no figure may still be taken to go on: one that reports, not one that guesses or looks on."""
    return mention.source_class not in _BYSTANDERS and mention.stance in ("said", "claimed")
