"""Near-duplicate documents: wire copy, re-posts and updates of one story, found by MinHash in time linear in documents.

A text becomes the set of its runs of three words; 64 minimum hashes estimate how much two sets share (Broder, 1997), and bands of them
find the pairs worth comparing (16 bands of 4: a pair that shares half of its runs is met with 64 %, one that shares 70 % with 99 %).
The hashes come from rensa, which made them fastest of the libraries measured; nothing of a text but its signature (132 bytes) is kept, in
the column `text_signature`, so that a text is signed once and one that is withheld still finds its copies.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from etl.link.arrays import distinct

Signatures = npt.NDArray[np.uint16]
Ints = npt.NDArray[np.int64]

_HASHES = 64
_ENCODED_BYTES = 4 + 2 * _HASHES
_BANDS = 16
_SEED = 20_110_315
_SHINGLE_FACTORS = (np.uint64(1), np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_WORD = re.compile(r"\w+")
_BATCH = 512

SHARED_RUNS = 0.55
"""Two texts are near duplicates when they share so much of their runs of three words."""
SHARED_RUNS_SHORT = 0.8
"""The same for texts of fewer than `SHORT_WORDS` words, where a template alone makes two texts alike."""
SHORT_WORDS = 80
MAX_DAYS_APART = 21
"""Copies and updates come out within so many days of each other."""
_NEIGHBOURS = 8
_PAIRS_AT_ONCE = 100_000
_GROUP_COLUMNS = ("doc_id", "published_date", "text_signature")
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class SignedTexts:
    """Signatures of texts, one row each, and how many words each has; a text without a word has none and is nobody's duplicate."""

    signatures: Signatures
    n_words: Ints


def sign_texts(texts: Sequence[str | None]) -> SignedTexts:
    """Signatures of some texts; null counts as empty."""
    parts = [_sign_batch(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
    if not parts:
        return SignedTexts(np.zeros((0, _HASHES), np.uint16), np.zeros(0, np.int64))
    return SignedTexts(np.concatenate([part.signatures for part in parts]), np.concatenate([part.n_words for part in parts]))


def encode_signatures(signed: SignedTexts) -> list[str | None]:
    """Signatures as texts (base64), null for a text without a word."""
    counts = signed.n_words.astype("<u4").view(np.uint8).reshape(-1, 4)
    rows = np.hstack([counts, signed.signatures.astype("<u2").view(np.uint8).reshape(-1, 2 * _HASHES)])
    return [b64encode(row.tobytes()).decode() if words else None for row, words in zip(rows, signed.n_words.tolist(), strict=True)]


def decode_signatures(encoded: Sequence[str | None]) -> SignedTexts:
    """What `encode_signatures` was given; null counts as a text without a word."""
    # So many bytes are whole groups of base64, so that all can be decoded as one text.
    nothing = b64encode(bytes(_ENCODED_BYTES)).decode()
    content = b64decode("".join([text or nothing for text in encoded]))
    rows = np.frombuffer(content, np.uint8).reshape(len(encoded), _ENCODED_BYTES)
    signatures = np.ascontiguousarray(rows[:, 4:]).view("<u2").astype(np.uint16)
    return SignedTexts(signatures, np.ascontiguousarray(rows[:, :4]).view("<u4").astype(np.int64).ravel())


def sign_documents(documents: pa.Table) -> pa.Table:
    """The documents with `text_signature` filled where it is null and there is a text; a batch of texts at a time."""
    if "text" not in documents.column_names:
        return documents
    index = documents.schema.get_field_index("text_signature")
    missing = np.ones(documents.num_rows, np.bool_) if index < 0 else np.asarray(pc.is_null(documents.column(index)))
    missing &= np.asarray(pc.is_valid(documents["text"]))
    if not missing.any():
        return documents
    encoded: list[str | None] = [None] * documents.num_rows if index < 0 else documents.column(index).to_pylist()
    rows = np.flatnonzero(missing)
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        texts = documents["text"].take(pa.array(part)).to_pylist()
        for row, signature in zip(part.tolist(), encode_signatures(_sign_batch(texts)), strict=True):
            encoded[row] = signature
    values = pa.array(encoded, pa.string())
    return (
        documents.append_column("text_signature", values)
        if index < 0
        else documents.set_column(index, documents.schema.field(index), values)
    )


def group_documents(documents: pa.Table) -> dict[str, str]:
    """Each document's id to the id of its group's lead, the first published; a document without near duplicates leads itself.

    The documents are signed (`sign_documents`).
    """
    keys = [("published_date", "ascending", "at_end"), ("doc_id", "ascending", "at_end")]
    documents = documents.select([name for name in _GROUP_COLUMNS if name in documents.column_names])
    documents = documents.take(pc.sort_indices(documents, sort_keys=keys))
    ids: list[str] = documents["doc_id"].to_pylist()
    signed = decode_signatures(documents["text_signature"].to_pylist() if "text_signature" in documents.column_names else [None] * len(ids))
    days = np.asarray(pc.fill_null(pc.add(pc.cast(documents["published_date"], pa.int32()), _EPOCH), -1), np.int64)
    leads = group_signatures(signed, days=days)
    return {doc_id: ids[lead] for doc_id, lead in zip(ids, leads.tolist(), strict=True)}


def group_signatures(signed: SignedTexts, *, days: Ints) -> Ints:
    """For each row the first row of its group. `days` are days of publication as ordinals, -1 where unknown."""
    parents = list(range(len(days)))
    pairs = _candidate_pairs(signed)
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        firsts, seconds = np.divmod(pairs[start : start + _PAIRS_AT_ONCE], len(days))
        kept = _are_similar(signed, days, firsts, seconds)
        for first, second in zip(firsts[kept].tolist(), seconds[kept].tolist(), strict=True):
            root, other = find_root(parents, first), find_root(parents, second)
            if root != other:
                parents[max(root, other)] = min(root, other)
    return np.array([find_root(parents, position) for position in range(len(parents))], np.int64)


def find_root(parents: list[int], position: int) -> int:
    """The root of a position in a forest of parents, halving the path on the way."""
    while parents[position] != position:
        parents[position] = parents[parents[position]]
        position = parents[position]
    return position


def _sign_batch(texts: Sequence[str | None]) -> SignedTexts:
    tokens = [_split_words(text) if text else [] for text in texts]
    n_words = np.array([len(words) for words in tokens], np.int64)
    if not n_words.any():
        return SignedTexts(np.zeros((len(texts), _HASHES), np.uint16), n_words)
    hashes, offsets = _hash_runs(tokens, n_words)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, _HASHES, _SEED)
    return SignedTexts((np.array(matrix.to_rows(), np.uint32) & 0xFFFF).astype(np.uint16), n_words)


def _split_words(text: str) -> list[str]:
    """Words in small letters; single characters where a script sets no spaces between words."""
    words: list[str] = _WORD.findall(text.casefold())
    if len(text) > 40 and len(text) > 20 * len(words):
        return [character for word in words for character in word]
    return words


def _hash_runs(tokens: list[list[str]], n_words: Ints) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Hashes of each text's runs of three words, flat, and where each text's begin; runs at a text's end are filled with nothing."""
    width = len(_SHINGLE_FACTORS) - 1
    starts = np.concatenate([[0], np.cumsum(n_words)]).astype(np.uint64)
    padded = np.zeros(int(n_words.sum()) + width, np.uint64)
    owners = np.repeat(np.arange(len(tokens)), n_words)
    flat = np.fromiter((value for hashes in RMinHash.hash_token_sets(tokens) for value in hashes), np.uint64, len(owners))
    padded[: len(flat)] = flat
    padded_owners = np.concatenate([owners, np.full(width, -1)])
    runs = np.zeros(len(flat), np.uint64)
    for shift, factor in enumerate(_SHINGLE_FACTORS):
        same = padded_owners[shift : shift + len(flat)] == owners
        runs += np.where(same, padded[shift : shift + len(flat)], np.uint64(0)) * factor
    return runs, starts


def _candidate_pairs(signed: SignedTexts) -> Ints:
    """Pairs of rows that agree in a band, each as first times rows plus second; of many alike each is paired with the few before it."""
    rows = np.flatnonzero(signed.n_words)
    width = _HASHES // _BANDS
    pairs = np.zeros(0, np.int64)
    for band in range(_BANDS):
        ordered, order = _sort_keys(_fold_band(signed.signatures[rows, band * width : (band + 1) * width]))
        found = [pairs]
        for lag in range(1, _NEIGHBOURS + 1):
            hits = np.flatnonzero(ordered[lag:] == ordered[:-lag])
            if not len(hits):
                break
            found.append(rows[order[hits]] * len(signed.n_words) + rows[order[hits + lag]])
        pairs = distinct(np.concatenate(found))
    return pairs


def _sort_keys(keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], Ints]:
    """The keys in order, without the few bits that make room for their rows, and those rows: one sort of numbers, twenty times as fast."""
    bits = np.uint64(len(keys).bit_length())
    packed = np.sort(keys >> bits << bits | np.arange(len(keys), dtype=np.uint64))
    return packed >> bits, (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)


def _fold_band(values: Signatures) -> npt.NDArray[np.uint64]:
    key = np.zeros(len(values), np.uint64)
    for column in range(values.shape[1]):
        key = (key ^ values[:, column].astype(np.uint64)) * np.uint64(0x100000001B3)
        key ^= key >> np.uint64(29)
    return key


def _are_similar(signed: SignedTexts, days: Ints, firsts: Ints, seconds: Ints) -> npt.NDArray[np.bool_]:
    shared = (signed.signatures[firsts] == signed.signatures[seconds]).mean(axis=1)
    shorter = np.minimum(signed.n_words[firsts], signed.n_words[seconds])
    needed = np.where(shorter < SHORT_WORDS, SHARED_RUNS_SHORT, SHARED_RUNS)
    near = (days[firsts] < 0) | (days[seconds] < 0) | (np.abs(days[firsts] - days[seconds]) <= MAX_DAYS_APART)
    kept: npt.NDArray[np.bool_] = (shared >= needed) & near
    return kept


def fill_groups(documents: pa.Table, groups: dict[str, str]) -> pa.Table:
    """The documents with `near_dup_group` (the id of the group's lead) and `is_group_lead` filled."""
    ids = documents["doc_id"].to_pylist()
    group = pa.array([groups[doc_id] for doc_id in ids], pa.string())
    is_lead = pc.equal(group, documents["doc_id"].combine_chunks()) if ids else pa.array([], pa.bool_())
    for name, values in (("near_dup_group", group), ("is_group_lead", is_lead)):
        index = documents.schema.get_field_index(name)
        if index < 0:
            documents = documents.append_column(name, values)
        else:
            documents = documents.set_column(index, documents.schema.field(index), values)
    return documents
