"""Language packs are read with clear errors."""

from __future__ import annotations

import pytest

from etl import languages
from etl.errors import LanguageError


def test_english_has_a_pack_and_tags_with_a_region_find_it() -> None:
    """The part before the hyphen decides."""
    assert "en" in languages.available_languages()
    assert languages.has_language("en-GB")
    assert languages.has_language("EN_us")
    assert not languages.has_language("tlh")
    assert not languages.has_language(None)


def test_a_missing_file_is_named() -> None:
    """Language and file stand in the message."""
    with pytest.raises(LanguageError, match=r"'en' has no file nothing\.tsv"):
        languages.read_table("en", "nothing.tsv")


def test_every_table_of_every_pack_can_be_read() -> None:
    """No row has more cells than its header, and no file is empty."""
    from importlib.resources import files

    for code in languages.available_languages():
        for entry in sorted(files(languages.__name__).joinpath(code).iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".tsv"):
                assert languages.read_table(code, entry.name), f"{code}/{entry.name} holds no row"
            elif entry.name.endswith(".toml"):
                assert languages.read_config(code, entry.name), f"{code}/{entry.name} is empty"


def test_no_file_of_a_pack_holds_marks_of_an_unfinished_merge() -> None:
    """The marks would be read as rows of words."""
    from importlib.resources import files

    for code in languages.available_languages():
        for entry in files(languages.__name__).joinpath(code).iterdir():
            for number, line in enumerate(entry.read_text(encoding="utf-8").splitlines(), start=1):
                assert not line.startswith(("<<<<<<<", ">>>>>>>", "=======")), f"{code}/{entry.name}:{number}"


def test_a_noun_for_people_stands_once() -> None:
    """The first row of a noun counts, so a second one would be dead, or hide that the first is wrong."""
    for code in languages.available_languages():
        nouns = [noun.strip() for row in languages.read_table(code, "victims.tsv") for noun in row["nouns"].split(",")]
        assert len(nouns) == len(set(nouns)), sorted(noun for noun in set(nouns) if nouns.count(noun) > 1)


def test_a_malformed_row_names_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line number is that of the file, comments counted."""
    monkeypatch.setattr(languages, "_read", lambda language, name: "# words\nword\tclass\nkill\tkilled\textra\n")
    languages.read_table.cache_clear()
    try:
        with pytest.raises(LanguageError, match=r"en/broken\.tsv:3: 3 cells, the header has 2"):
            languages.read_table("en", "broken.tsv")
    finally:
        languages.read_table.cache_clear()
