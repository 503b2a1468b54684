"""The words that tell of a happening: of each report its rarest, so that what it was about (a market, a bridge, a name) can be compared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.link.arrays import distinct, leave_out, spread_runs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

N_WORDS = 8
"""So many words stand for a report."""
MAX_WEIGHT = 7.0
_MAX_SHARE = 0.02
"""A word in more of the reports than this tells nothing apart (in small datasets: in more than a few)."""
_FEW = 5
_SHORTEST = 4
_BETWEEN_WORDS = r"[^\p{L}]+"
_KNOWN = ("place_name", "admin1_name", "admin2_name", "country_name", "actor1", "actor2", "place_text")
"""Columns that are compared by themselves: their words count for nothing here."""
WORD_COLUMNS = ("quote", *_KNOWN)
"""The columns of `reports` that are looked at here."""


def read_words(reports: pa.Table) -> tuple[Ints, Floats]:
    """Codes of each report's rarest words (rows by `N_WORDS`, -1 where it has fewer) and their weights, ln(reports / reports with it).

    Words of at least four letters, in small letters; those of the report's places and actors are left out, and common ones.
    """
    nothing = pa.nulls(reports.num_rows, pa.string())
    owners, words = _split(reports["quote"].combine_chunks() if "quote" in reports.column_names else nothing)
    encoded = words.dictionary_encode()
    names = encoded.dictionary
    # Numbers of a report and a word in one, so that sets of them are sets of numbers.
    told = distinct(owners * len(names) + encoded.indices.to_numpy())
    for name in _KNOWN:
        if name in reports.column_names:
            rows, codes = _known_words(reports[name], names)
            told = leave_out(told, rows * len(names) + codes)
    owners, codes = np.divmod(told, max(len(names), 1))
    return _rarest(owners, codes, reports.num_rows, names.to_pylist())


def _split(texts: pa.Array) -> tuple[Ints, pa.Array]:
    """The words of some texts one after the other, and the row of each."""
    parts = pc.split_pattern_regex(pc.utf8_lower(pc.fill_null(texts, "")), pattern=_BETWEEN_WORDS)
    words = parts.flatten()
    long_enough = pc.greater_equal(pc.utf8_length(words), _SHORTEST)
    return pc.list_parent_indices(parts).filter(long_enough).to_numpy(), words.filter(long_enough)


def _known_words(column: pa.ChunkedArray, names: pa.Array) -> tuple[Ints, Ints]:
    """Rows and codes (places in `names`) of the words that a column holds."""
    encoded = column.combine_chunks().dictionary_encode()
    owners, words = _split(encoded.dictionary)
    codes = np.asarray(pc.fill_null(pc.index_in(words, value_set=names), -1), np.int64)
    owners, codes = owners[codes >= 0], codes[codes >= 0]
    lengths = np.bincount(owners, minlength=len(encoded.dictionary) + 1)  # one more, of no text, for null
    values = np.asarray(pc.fill_null(encoded.indices, len(encoded.dictionary)), np.int64)
    counts = lengths[values]
    return np.repeat(np.arange(len(values)), counts), codes[spread_runs((np.cumsum(lengths) - lengths)[values], counts)]


def _rarest(owners: Ints, flat: Ints, n_reports: int, names: list[str]) -> tuple[Ints, Floats]:
    counts = np.bincount(flat, minlength=len(names))
    # Words are numbered in order of the alphabet, so that ties do not depend on which report came first.
    alphabet = np.empty(len(names), np.int64)
    alphabet[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    telling = counts[flat] <= max(_FEW, _MAX_SHARE * n_reports)
    flat, owners = flat[telling], owners[telling]
    order = np.lexsort((alphabet[flat], counts[flat], owners))
    flat, owners = flat[order], owners[order]
    rank = np.arange(len(flat)) - np.searchsorted(owners, owners)
    kept = rank < N_WORDS
    codes = np.full((n_reports, N_WORDS), -1, np.int64)
    weights = np.zeros((n_reports, N_WORDS))
    codes[owners[kept], rank[kept]] = alphabet[flat[kept]]
    weights[owners[kept], rank[kept]] = np.minimum(np.log(n_reports / counts[flat[kept]]), MAX_WEIGHT)
    return codes, weights
