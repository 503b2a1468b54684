"""Where the index lies, and when it is built again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.errors import GazetteerError
from etl.gazetteer import build, cache, layout
from etl.gazetteer.version import base_version


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Path, ...]]:
    """A cache folder of its own, and a builder that only notes what it was asked for and writes a small header."""
    calls: list[tuple[Path, ...]] = []

    def note(target: Path, *, geonames: tuple[Path, ...] = ()) -> dict[str, object]:
        calls.append(tuple(geonames))
        header = json.dumps({"version": base_version() + ("+0" if geonames else "")}).encode()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(layout.MAGIC + len(header).to_bytes(8, "little") + header)
        return {}

    monkeypatch.setattr(build, "build_index", note)
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return calls


def test_builds_once(builds: list[tuple[Path, ...]], tmp_path: Path) -> None:
    """The first process builds into the user's cache folder, later ones find the index there."""
    first, second = cache.ensure_index(), cache.ensure_index()
    assert first == second == tmp_path / "conflict-etl" / f"gazetteer-{base_version()}.index"
    assert builds == [()]


def test_versions_live_side_by_side(builds: list[tuple[Path, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of another version is neither used nor overwritten."""
    old = cache.ensure_index()
    monkeypatch.setattr(cache, "base_version", lambda: "0" * 12)
    new = cache.ensure_index()
    assert new != old
    assert old.is_file()
    assert len(builds) == 2


def test_old_versions_do_not_pile_up(builds: list[tuple[Path, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the latest few are kept, and the one just built is among them."""
    for number in range(6):
        monkeypatch.setattr(cache, "base_version", lambda number=number: f"{number:012}")
        latest = cache.build_cached([])[0]
    assert len(list(latest.parent.glob("*.index"))) <= 3
    assert latest.is_file()


@pytest.mark.parametrize("content", [b"", b"no index", b"CETLGAZ2" + (5).to_bytes(8, "little") + b"{bad}", b"CETLGAZ1" + bytes(40)])
def test_a_broken_index_is_built_anew(builds: list[tuple[Path, ...]], content: bytes) -> None:
    """Whatever lies where the index should be is no reason to fail."""
    path = cache.index_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    cache.ensure_index()
    assert builds == [()]


def test_own_files_are_remembered(builds: list[tuple[Path, ...]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A new version of the program builds with the user's dumps again, and says which one is gone."""
    dump = tmp_path / "SY.txt"
    dump.write_text("")
    cache.build_cached([dump])
    monkeypatch.setattr(cache, "base_version", lambda: "0" * 12)
    cache.ensure_index()
    assert builds == [(dump,), (dump,)]
    dump.unlink()
    monkeypatch.setattr(cache, "base_version", lambda: "1" * 12)
    with pytest.raises(GazetteerError, match=r"SY\.txt is gone"):
        cache.ensure_index()


def test_variable_names_the_file(builds: list[tuple[Path, ...]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`CONFLICT_ETL_GAZETTEER` is the file itself; its own list of sources lies beside it."""
    named = tmp_path / "elsewhere" / "my.index"
    monkeypatch.setenv(cache.VARIABLE, str(named))
    assert cache.ensure_index() == named
    assert sorted(file.name for file in named.parent.iterdir()) == ["my.index", "my.index.sources.json"]
    assert builds == [()]


def test_a_folder_that_cannot_be_written_to(builds: list[tuple[Path, ...]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error says what to do."""
    (tmp_path / "conflict-etl").write_text("a file where the folder should be")
    with pytest.raises(GazetteerError, match=cache.VARIABLE):
        cache.ensure_index()
