"""The corpus of the bench is what it says it is."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from etl.extract.events.finder import has_event_trigger
from etl.extract.figures.finder import has_trigger
from etl.text import split_sentences
from tests.bench.bench import _compare, _row
from tests.bench.make_corpus import calm_articles, dense_articles, write_corpus


def test_the_same_count_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two writings agree, and a smaller corpus is the beginning of a larger one."""
    first, second = (write_corpus(tmp_path / name, count=20) for name in "ab")
    assert {kind: path.read_bytes() for kind, path in first.items()} == {kind: path.read_bytes() for kind, path in second.items()}
    assert list(islice(dense_articles(30), 10)) == list(dense_articles(10))


def test_dense_and_calm() -> None:
    """About 3 kB each; calm articles hold no word that could open the door to extraction, dense ones do in one sentence of five or more."""
    for article in calm_articles(100):
        assert 2900 < len(article["text"]) < 4000
        assert not has_trigger(article["text"], "en")
        assert not has_event_trigger(article["text"], "en")
    for article in dense_articles(20):
        text = article["text"]
        assert 2900 < len(text) < 4000
        sentences = split_sentences(text)
        assert sum(has_trigger(text[sentence.start : sentence.end], "en") for sentence in sentences) >= len(sentences) / 5


def test_medians_and_ratios() -> None:
    """A row takes the median of the repeats; a ratio is taken within each process, then its median."""
    results = [{"documents": 100, "chars": 300_000, "seconds": seconds, "peak_mb": 50.0} for seconds in (1.0, 4.0, 2.0)]
    row = _row("read", results)
    assert (row["seconds"], row["documents_per_s"], row["mb_per_s"]) == (2.0, 50.0, 0.15)
    names = (
        "etl.extract",
        "number_parser.parse",
        "dateparser.search_dates",
        "etl.find_dates",
        "etl.find_places",
        "dictionary of place names",
    )
    timings = [
        {"documents": 2, "chars": 6000, "seconds": dict(zip(names, values, strict=True))}
        for values in ((1, 2, 8, 1, 1, 1), (2, 4, 16, 2, 2, 2))
    ]
    compared = _compare(timings)
    assert compared["extract_against_number_parser_and_dateparser"] == 10
    assert compared["dates_and_places_against_dateparser"] == 4
    assert compared["dates_and_places_against_dictionary"] == 0.5
