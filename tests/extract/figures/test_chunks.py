"""Words into chunks: what counts as a counted group, a person, a verb group, and what each says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.figures.chunk_grammar import CHUNKS
from etl.extract.figures.chunk_values import Chunk
from etl.extract.figures.chunks import chunk_sentence
from etl.extract.figures.lexicon import load_lexicon
from etl.extract.figures.tokens import tag_sentence


def _chunk(text: str) -> tuple[str, list[Chunk]]:
    return chunk_sentence(text, tag_sentence(text, 0, len(text), load_lexicon("en"), is_capitals=False))


def _find(text: str, name: str) -> Chunk:
    """The first chunk of a name."""
    symbols, chunks = _chunk(text)
    return chunks[symbols.index(CHUNKS[name])]


@pytest.mark.parametrize(
    ("text", "name", "words", "count"),
    [
        ("killed 12 villagers", "count", "12 villagers", 12),
        ("killed two border police officers", "count", "two border police officers", 2),
        ("killed 1 agency (Kenyan) worker", "one", "1 agency (Kenyan) worker", 1),
        ("killed six members of the security forces", "count", "six members of the security forces", 6),
        ("killed a family of six", "count", "a family of six", 6),
        ("killed two policeman", "count", "two policeman", 2),
        ("killed his wife", "own", "his wife", 1),
        ("killed two of his bodyguards", "own", "two of his bodyguards", 2),
        ("killed their three guards", "own", "their three guards", 3),
        ("killed five of them", "bare", "five of them", 5),
        ("killed a girl of 11", "one", "a girl of 11", 1),
        ("killed an Italian national", "one", "an Italian national", 1),
        ("killed the driver", "definite", "the driver", 1),
        ("killed Major Omar Sadi", "name", "Major Omar Sadi", 1),
        ("killed twins", "count", "twins", 2),
        ("killed nobody", "none", "nobody", 0),
    ],
)
def test_people_and_their_number(text: str, name: str, words: str, count: int) -> None:
    """A chunk of people covers their whole phrase and knows how many they are."""
    chunk = _find(text, name)
    assert text[chunk.start : chunk.end] == words
    assert chunk.quantity is not None
    assert chunk.quantity.best == count


@pytest.mark.parametrize(
    "text", ["burned 12 villages", "hit three police vehicles", "one hotel burned", "fired 20 shells", "nine gunshot wounds"]
)
def test_counted_things_are_no_people(text: str) -> None:
    """A number that counts things counts no people."""
    assert CHUNKS["things"] in _chunk(text)[0]


@pytest.mark.parametrize(
    ("text", "name", "outcome"),
    [
        ("two were killed", "passive", "killed"),
        ("two were shot and killed", "passive", "killed"),
        ("two were beaten and killed", "passive", "killed"),
        ("two were killed or wounded", "passive", "killed_or_injured"),
        ("two were clubbed to death", "passive", "killed"),
        ("two were on Friday night shot dead", "passive", "killed"),
        ("two died", "intransitive", "killed"),
        ("two suffered minor burns", "intransitive", "injured"),
        ("two suffered fatal wounds", "intransitive", "killed"),
        ("rebels killed", "did", "killed"),
        ("killing", "doing", "killed"),
    ],
)
def test_verb_groups_and_their_outcome(text: str, name: str, outcome: str) -> None:
    """A verb group says what happened: of joined verbs the worse, of alternatives neither."""
    assert _find(text, name).outcome == outcome


def test_moods_of_verbs() -> None:
    """Possible, negated and intended deeds are marked as such; an infinitive of a past form is a slip of the pen."""
    assert _find("it could kill dozens", "doing").modal
    assert _find("two were not killed", "passive").negated
    assert _find("they went to kill two", "doing").infinitive
    assert not _find("they claimed to killed two", "doing").infinitive
    assert _find("who had been killed", "passive").past_perfect
    assert _find("a teacher was killed", "passive").is_singular


def test_people_are_of_the_head_noun() -> None:
    """Category, age and sex come from the head noun and what describes it; of alternatives neither."""
    child = _find("killed three teenage girls", "count")
    assert (child.age, child.sex) == ("child", "female")
    assert _find("killed four militants or villagers", "count").head_text is None


@given(st.text(alphabet="two killed soldiers, his wife (Kenyan) and of by in the not been was 12 Omar Sadi. ", max_size=150))
def test_chunks_follow_each_other(text: str) -> None:
    """Chunks are in order, do not overlap, lie in the text, and there is one symbol for each."""
    symbols, chunks = _chunk(text)
    assert symbols == "".join(chunk.symbol for chunk in chunks)
    assert set(symbols) <= set(CHUNKS.values())
    end = 0
    for chunk in chunks:
        assert end <= chunk.start < chunk.end <= len(text)
        end = chunk.end
