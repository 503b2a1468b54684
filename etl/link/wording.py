"""The words that tell of a happening: of each report its rarest, so that what it was about (a market, a bridge, a name) can be compared."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

N_WORDS = 8
"""So many words stand for a report."""
MAX_WEIGHT = 7.0
_MAX_SHARE = 0.02
"""A word in more of the reports than this tells nothing apart (in small datasets: in more than a few)."""
_FEW = 5
_WORD = re.compile(r"[^\W\d_]{4,}")
_KNOWN = ("place_name", "admin1_name", "admin2_name", "country_name", "actor1", "actor2", "place_text")
"""Columns that are compared by themselves: their words count for nothing here."""
WORD_COLUMNS = ("quote", *_KNOWN)
"""The columns of `reports` that are looked at here."""


def read_words(reports: pa.Table) -> tuple[Ints, Floats]:
    """Codes of each report's rarest words (rows by `N_WORDS`, -1 where it has fewer) and their weights, ln(reports / reports with it).

    Words of at least four letters, in small letters; those of the report's places and actors are left out, and common ones.
    """
    quotes = reports["quote"].to_pylist() if "quote" in reports.column_names else [None] * reports.num_rows
    known = [reports[name].to_pylist() for name in _KNOWN if name in reports.column_names]
    codes: dict[str, int] = {}
    flat: list[int] = []
    lengths: list[int] = []
    words_of: dict[str | None, list[str]] = {None: []}
    for quote, *names in zip(quotes, *known, strict=True):
        words = set(_WORD.findall(quote.casefold())) if quote else set()
        for name in names:
            found = words_of.get(name)
            if found is None:
                found = words_of[name] = _WORD.findall(name.casefold())
            words.difference_update(found)
        lengths.append(len(words))
        flat.extend(codes.setdefault(word, len(codes)) for word in words)
    return _rarest(np.array(flat, np.int64), np.array(lengths, np.int64), list(codes))


def _rarest(flat: Ints, lengths: Ints, names: list[str]) -> tuple[Ints, Floats]:
    n_reports = len(lengths)
    counts = np.bincount(flat, minlength=len(names))
    # Words are numbered in order of the alphabet, so that ties do not depend on which report came first.
    alphabet = np.empty(len(names), np.int64)
    alphabet[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    owners = np.repeat(np.arange(n_reports), lengths)
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
