"""Words into chunks: counted noun phrases, named people, verb groups, total nouns and the marks between them, one symbol each.

The second floor of the cascade: over the tags of a sentence (`tokens`, `quantities`) one pass of patterns makes a short string of
chunk symbols (`chunk_grammar.CHUNKS`), over which the rules of `patterns.tsv` are matched.
"""

from __future__ import annotations

from etl.extract.figures.chunk_grammar import CHUNK_PATTERN, REACH, SYMBOL_OF, WORDS, begins_nothing
from etl.extract.figures.chunk_values import Chunk, Words, read_chunk
from etl.extract.figures.quantities import Count, count_tokens, one_of
from etl.extract.figures.tokens import Tokens
from etl.extract.figures.word_classes import SYMBOLS

_KEPT = frozenset(WORDS.values())
_DROPPED = frozenset("~")
_THINGS = tuple("lX\u039e")
_OUTCOMES = frozenset("EWJqAN\u03c0")
_OWN_SYMBOL = {"e": "e", "7": "7", "C": "\u03bd", "\u03c9": "c"}
_SAYING = _KEPT | frozenset(_OWN_SYMBOL)
"""Words and marks that say something to the rules by themselves."""


def chunk_sentence(text: str, tokens: Tokens) -> tuple[str, list[Chunk]]:
    """The chunk string of a tagged sentence and the chunks, one for each symbol; words that say nothing to the rules join into one."""
    words = _with_counts(text, tokens)
    tags, spans = words.tags, words.spans
    symbols: list[str] = []
    chunks: list[Chunk] = []
    position, size, is_also = 0, len(tags), False
    while position < size:
        first = position
        match = None if begins_nothing(tags[first : first + REACH]) else CHUNK_PATTERN.match(tags, first)
        if match is None:
            position += 1
            tag = tags[first]
            if tag in _DROPPED:
                is_also = words.entries(first, position)[0].kind == "also"
                continue
            if symbols and symbols[-1] == "C" and tag not in _SAYING:
                chunks[-1].end = spans[first][1]
                chunks[-1].classes += tag
                continue
            chunk = _read_mark(words, first)
        else:
            position = match.end()
            kind = str(match.lastgroup)
            if kind == "another":
                chunk = _read_another(words, first)
                if chunk.symbol == "C" and symbols and symbols[-1] == "C":
                    chunks[-1].end = chunk.end
                    continue
            else:
                kind = "count" if kind == "tail" else kind
                chunk = read_chunk(words, kind, SYMBOL_OF[kind], first, position)
                if is_also and chunk.symbol in "Kk":
                    chunk.more = "also"
                if kind == "none" and position - first == 1 and words.entries(first, position)[0].kind == "zero_of":
                    chunk.quantity = None  # "no" before a noun that names nobody ("no confirmation") counts nobody
        symbols.append(chunk.symbol)
        chunks.append(chunk)
        is_also = False
    return "".join(symbols), chunks


def _read_mark(words: Words, position: int) -> Chunk:
    """A word or mark by itself: a function word, an outcome noun, a surname, a label, or a word that says nothing to the rules."""
    start, end, token, _ = words.spans[position]
    tag, entry = words.tags[position], words.tokens.entries[token]
    chunk = Chunk(_OWN_SYMBOL.get(tag, tag if tag in _KEPT else "C"), start, end, kind=entry.kind)
    chunk.classes = tag
    if tag == SYMBOLS["capital"]:
        chunk.name, chunk.quantity = words.print(position), one_of(words.text, start, end)
    if tag in _OUTCOMES:
        chunk.outcome, chunk.strength = entry.outcome, entry.strength
        chunk.head = entry if tag == "W" and entry.category else None
    if tag == "7" and position in words.counts:
        chunk.quantity = words.counts[position].quantity
    return chunk


def _read_another(words: Words, position: int) -> Chunk:
    """ "Another" by itself is one person ("another was wounded"); "other", "more" and what says which thing are plain words."""
    start, end, token, _ = words.spans[position]
    if words.tokens.lows[token] != "another" or words.tags[position + 1 : position + 2] in _THINGS:
        return Chunk("C", start, end, kind="mark")
    return Chunk("B", start, end, kind="another", quantity=one_of(words.text, start, end), more="other")


def _with_counts(text: str, tokens: Tokens) -> Words:
    """The words of a sentence with every number as one symbol."""
    found = count_tokens(text, tokens)
    starts, ends, entries, size = tokens.starts, tokens.ends, tokens.entries, len(tokens.starts)
    if not found and "<" not in tokens.tags and ">" not in tokens.tags and "{" not in tokens.tags:
        return Words(text, tokens, tokens.tags, list(zip(starts, ends, range(size), range(1, size + 1), strict=True)), {})
    plain = [entry.fallback if symbol in "<>{" else symbol for symbol, entry in zip(tokens.tags, entries, strict=True)]
    symbols: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    counts: dict[int, Count] = {}
    position = 0
    for count in [*found, None]:
        first = size if count is None else count.first
        symbols += plain[position:first]
        spans += zip(starts[position:first], ends[position:first], range(position, first), range(position + 1, first + 1), strict=True)
        if count is not None:
            counts[len(symbols)] = count
            symbols.append(count.symbol)
            spans.append((starts[first], ends[count.last - 1], first, count.last))
            position = count.last
    return Words(text, tokens, "".join(symbols), spans, counts)
