"""Which language a text is in: what the source says, else a fast look, else a careful one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel.core import get_global
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from resiliparse.parse.lang import detect_fast, supported_langs

from etl.languages import base_language

_LOOK_CHARS = 1_500
_FEWEST_LETTERS = 40
_SURE_RANK = 700
"""detect_fast's distance from a language's profile below which its answer is taken when it is the default language."""
_NEIGHBOURS = 6
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "xx", "unknown"})


def detect_language(text: str, *, hint: str | None, default: str) -> str:
    """The ISO 639-1 code of a text's language (639-3 where there is no other).

    A tag that the record or page gives wins; a text of fewer than 40 letters is taken to be in the default language. Where the two
    detectors differ the careful one is right, but not when it names a language that the fast one doesn't even think of.
    """
    hinted = normalise_tag(hint) if hint else None
    if hinted is not None:
        return hinted
    sample = text[:_LOOK_CHARS].lower()
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return default
    found, rank = _nearest(sample)[0]
    if found == default and rank <= _SURE_RANK:
        return default
    careful = _look_closely(sample)
    if found == default and careful not in {code for code, _ in _nearest(sample)}:
        return default
    return careful if careful in _common_languages() else default


def normalise_tag(tag: str) -> str | None:
    """The primary subtag of a language tag, in two letters where it has them; None for what is no tag."""
    code = base_language(tag)
    if not (2 <= len(code) <= 3 and code.isascii() and code.isalpha()) or code in _NO_LANGUAGE:
        return None
    if len(code) == 2:
        return code
    alias = get_global("language_aliases").get(code)
    return str(alias) if alias else code


def _look_closely(sample: str) -> str:
    return str(_identifier().classify(sample)[0])


def _nearest(sample: str) -> list[tuple[str, int]]:
    """The languages whose profiles lie nearest, with their distance; never empty."""
    found: Any = detect_fast(sample, n_results=_NEIGHBOURS)
    return [*found, ("unknown", 0)]


@lru_cache(maxsize=1)
def _common_languages() -> frozenset[str]:
    """The hundred languages of the fast detector: short notes full of names pass for rarer ones."""
    return frozenset(supported_langs())


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)
