"""Near-duplicate documents: copies and updates are found, other texts and templates are not."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest

from etl.link.duplicates import decode_signatures, encode_signatures, group_documents, group_signatures, sign_documents, sign_texts
from tests.link.rows import DAY, Rows
from tests.link.worlds import make_texts

LONG = [f"word{number}" for number in range(300)]


def _groups(*texts: str, days: tuple[date | None, ...] = ()) -> list[int]:
    published = days or (DAY,) * len(texts)
    ordinals = np.array([-1 if day is None else day.toordinal() for day in published], np.int64)
    return [int(lead) for lead in group_signatures(sign_texts(texts), days=ordinals)]


def _edited(every: int) -> str:
    return " ".join("changed" if number % every == 0 else word for number, word in enumerate(LONG))


def test_a_copy_with_a_few_words_changed_is_found() -> None:
    """A word in twenty."""
    assert _groups(" ".join(LONG), _edited(20)) == [0, 0]


def test_an_update_with_a_new_beginning_is_found() -> None:
    """Thirty new words before three hundred old ones."""
    assert _groups(" ".join(LONG), " ".join([*(f"new{number}" for number in range(30)), *LONG])) == [0, 0]


def test_texts_with_the_same_words_in_another_order_are_none() -> None:
    """Runs of three words are compared, not words."""
    shuffled = list(LONG)
    random.Random(1).shuffle(shuffled)
    assert _groups(" ".join(LONG), " ".join(shuffled)) == [0, 1]


def test_short_texts_of_one_template_are_none() -> None:
    """A dozen words of which three differ."""
    template = "{} people were killed in a blast in {} on {} police said there"
    assert _groups(template.format("Four", "Gao", "Monday"), template.format("Nine", "Kidal", "Sunday")) == [0, 1]


def test_the_same_text_months_later_is_none() -> None:
    """An anniversary piece or a template of a series."""
    text = " ".join(LONG)
    assert _groups(text, text, days=(DAY, DAY + timedelta(days=90))) == [0, 1]
    assert _groups(text, text, days=(DAY, None)) == [0, 0]


def test_texts_without_words_are_nobodys_duplicates() -> None:
    """Neither empty ones nor marks alone."""
    assert _groups("", "", "…", "…") == [0, 1, 2, 3]


def test_a_script_without_blanks_is_compared_by_characters() -> None:
    """Chinese copies are found too."""
    text = "".join(chr(0x4E00 + (number * 37) % 3000) for number in range(400))
    assert _groups(text, text[:390] + "完", text[::-1]) == [0, 0, 2]


def test_signatures_survive_the_table() -> None:
    """What is written as base64 is what was computed; a text without words has none."""
    signed = sign_texts([" ".join(LONG), "", "one two three"])
    encoded = encode_signatures(signed)
    assert encoded[1] is None
    again = decode_signatures(encoded)
    assert (again.signatures[[0, 2]] == signed.signatures[[0, 2]]).all()
    assert again.n_words.tolist() == [300, 0, 3]


def test_copies_are_found_after_their_texts_were_withheld() -> None:
    """The signature stays with the document when its text goes."""
    rows = Rows()
    for name in ("a", "b"):
        rows.document(name, text=" ".join(LONG))
    documents = sign_documents(rows.tables()["documents"])
    without = documents.set_column(documents.schema.get_field_index("text"), "text", [[None, None]])
    assert len(set(group_documents(without).values())) == 1
    assert group_documents(documents) == group_documents(sign_documents(without))


def test_one_document_leads_each_group() -> None:
    """The first published; every document names its group, alone or not."""
    rows = Rows()
    late, early = rows.document("a", published=DAY + timedelta(days=1), text=" ".join(LONG)), rows.document("b", text=" ".join(LONG))
    alone = rows.document("c")
    out = rows.link()["documents"].to_pylist()
    assert {row["doc_id"]: (row["near_dup_group"], row["is_group_lead"]) for row in out} == {
        late: (early, False),
        early: (early, True),
        alone: (alone, True),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_nearly_all_copies_and_nothing_else(seed: int) -> None:
    """Of made texts of which a fifth are copies with one word in fifty changed."""
    texts, days, copies = make_texts(seed, 1_500)
    leads = group_signatures(sign_texts(texts), days=days)
    found = sum(int(leads[copy] == leads[original]) for copy, original in copies)
    assert found >= 0.99 * len(copies)
    assert len(set(leads.tolist())) >= len(texts) - len(copies)
