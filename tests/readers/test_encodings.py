"""Bytes become the text that was written, whatever it was written in; a guess says that it is one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers.encodings import decode, is_binary, is_text_encoding, wide_encoding

TEXTS = {
    "cp1252": (
        "Un soldat a été tué à Gao.",
        "Le maire a déclaré que trois soldats ont été tués à l'aube près de la forêt, où l'armée opérait.",
        "Cuatro niños murieron en un ataque aéreo en la región, según fuentes médicas; el ejército lo negó.",
        "Quatro crianças morreram num ataque aéreo na região; o exército não comentou.",
        "Vier Männer wurden bei den Kämpfen getötet, sagte der Bürgermeister; fünf Häuser sind zerstört.",
        "Gunmen killed four people in the town’s market – the “worst” attack. A café was hit.",
    ),
    "cp1250": (
        "Čtyři lidé byli zabiti při útoku na město, řekl mluvčí policie. Příměří skončilo včera večer.",
        "Cztery osoby zginęły w ataku na miasto, powiedział rzecznik policji. Sześć osób zostało rannych.",
    ),
    "iso8859_2": ("Négy embert öltek meg a városban, közölte a rendőrség. Több épület is összedőlt.",),
    "cp1254": ("Kentteki saldırıda dört kişi öldü, polis açıkladı. Şehirde çatışmalar sürüyor, ağır yaralılar var.",),
    "cp1251": ("Четыре человека погибли при обстреле города, сообщил мэр. Ранены ещё десять мирных жителей.",),
    "cp1256": ("قتل خمسة اشخاص في غارة جوية على مدينة حلب يوم الثلاثاء، وفق ما قال ناشطون.",),
    "cp1255": ("ארבעה אנשים נהרגו בהפגזה על העיר, אמר ראש העירייה. עשרה נוספים נפצעו.",),
    "shift_jis": ("火曜日、町で四人が殺害されたと警察が発表した。さらに十人が負傷した。",),
    "gb18030": ("周二，该镇有四人被打死，警方说。另有十人受伤。",),
    "euc_kr": ("화요일 마을에서 네 명이 살해되었다고 경찰이 말했다. 열 명이 다쳤다.",),
}
CASES = [(encoding, text) for encoding, texts in TEXTS.items() for text in texts]


@pytest.mark.parametrize(("encoding", "text"), CASES)
def test_undeclared_encodings_are_guessed(encoding: str, text: str) -> None:
    """One or two sentences are enough, and the guess says that it is one."""
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.is_guess
    assert decoded.n_replaced == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_no_guess(encoding: str) -> None:
    """With a mark, or by where the zero bytes stand."""
    decoded = decode(("Three people were killed, the mayor of Orléans said. " * 3).encode(encoding))
    assert decoded.text.startswith("Three people")
    assert not decoded.is_guess


def test_a_declared_charset_is_believed_where_it_fits() -> None:
    """One that does not explain the bytes, or that nobody knows, is passed over."""
    text = "Погибли четыре человека"
    assert decode(text.encode("koi8-r"), declared="koi8-r").text == text
    assert decode(text.encode(), declared="ascii").text == text
    assert decode(text.encode(), declared="no-such-charset").text == text
    assert not is_text_encoding("base64")


@given(st.binary(max_size=600))
@settings(deadline=None, max_examples=200)
def test_any_bytes_give_a_text(data: bytes) -> None:
    """No bytes raise; what nothing explains is counted."""
    decoded = decode(data)
    assert decoded.n_replaced == 0 or "\ufffd" in decoded.text
    is_binary(data)
    wide_encoding(data)
