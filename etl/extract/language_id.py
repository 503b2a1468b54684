"""Which language a text is in: what the source says, else a fast look, else a careful one."""

from __future__ import annotations

from functools import lru_cache

from babel.core import get_global
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from resiliparse.parse.lang import detect_fast

from etl.languages import base_language

_LOOK_CHARS = 1_500
_FEWEST_LETTERS = 40
_SURE_RANK = 700
"""detect_fast's distance from a language's profile below which its answer is taken when it is the default language."""
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "xx", "unknown"})


def detect_language(text: str, *, hint: str | None, default: str) -> str:
    """The ISO 639-1 code of a text's language (639-3 where there is no other).

    A tag that the record or page gives wins; a text of fewer than 40 letters is taken to be in the default language.
    """
    hinted = normalise_tag(hint) if hint else None
    if hinted is not None:
        return hinted
    sample = text[:_LOOK_CHARS].lower()
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return default
    found, rank = detect_fast(sample)
    if found == default and rank <= _SURE_RANK:
        return default
    return _look_closely(sample)


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


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)
