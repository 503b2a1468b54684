"""Languages: the source's word wins, then the text's own looks; short texts are in the default language."""

from __future__ import annotations

import pytest

from etl.extract.front.language_id import detect_language, normalise_tag

TEXTS = {
    "en": "Two guards were killed when gunmen opened fire at a checkpoint outside the town late on Monday, the police said.",
    "es": "Dos guardias murieron cuando unos hombres armados abrieron fuego contra un puesto de control en las afueras del pueblo.",
    "fr": "Deux gardes ont été tués lorsque des hommes armés ont ouvert le feu sur un poste de contrôle à la sortie de la ville.",
    "de": "Zwei Wachleute wurden getötet, als Bewaffnete am späten Montag an einem Kontrollposten vor der Stadt das Feuer eröffneten.",
    "uk": "Двоє вартових загинули, коли озброєні люди відкрили вогонь по блокпосту за містом в понеділок, повідомила поліція.",
    "ru": "Двое охранников погибли, когда вооруженные люди открыли огонь по блокпосту за городом в понедельник, сообщила полиция.",
    "ar": "قتل حارسان عندما فتح مسلحون النار على حاجز خارج البلدة في وقت متأخر من يوم الاثنين، بحسب ما أفادت الشرطة المحلية",
}


@pytest.mark.parametrize("language", TEXTS)
def test_detects(language: str) -> None:
    """A sentence is enough, in capitals too."""
    assert detect_language(TEXTS[language], hint=None, default="en") == language
    assert detect_language(TEXTS[language].upper(), hint="", default="en") == language


@pytest.mark.parametrize(
    ("hint", "language"), [("fr", "fr"), ("FR-ca", "fr"), ("pt_BR", "pt"), ("eng", "en"), ("und", "en"), ("english!", "en")]
)
def test_the_source_wins(hint: str, language: str) -> None:
    """A tag is believed, in any spelling; what is no tag is not."""
    assert detect_language(TEXTS["en"], hint=hint, default="en") == language


def test_short_texts_are_in_the_default_language() -> None:
    """Few letters tell nothing."""
    assert detect_language("Dos muertos.", hint=None, default="en") == "en"
    assert detect_language("", hint=None, default="es") == "es"


def test_tags() -> None:
    """Codes of three letters become two where there are two."""
    assert [normalise_tag(tag) for tag in ("ara", "en-GB", "x", "", "1234")] == ["ar", "en", None, None, None]
