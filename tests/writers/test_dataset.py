"""All tables of a run are published at once, and nothing of a run that fails is ever seen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from etl.dataset import CURRENT, FILES, VERSIONS, open_dataset
from etl.errors import DatasetError
from etl.schema import TABLES, empty_table
from etl.writers import Staging, links, publish
from etl.writers import dataset as writer
from tests.fixtures.dataset import base_tables


def _bytes(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def _other_tables() -> dict[str, pa.Table]:
    return {table: empty_table(table) for table in TABLES}


def test_every_file_leads_to_one_version(tmp_path: Path) -> None:
    """The links in the folder go through `current`; a version holds every file."""
    published = publish(tmp_path / "out", base_tables(), {"run_id": "one"})
    assert {path.name for path in published.files.iterdir()} == set(FILES)
    assert all((tmp_path / "out" / name).resolve().parent == published.files.resolve() for name in FILES)


def test_the_same_content_changes_no_file(tmp_path: Path) -> None:
    """Nothing is written anew: even the times of the files stay."""
    first = publish(tmp_path / "out", base_tables(), {"run_id": "one"})
    stamps = {path: path.stat().st_mtime_ns for path in first.files.iterdir()}
    again = publish(tmp_path / "out", base_tables(), {"run_id": "one"})
    assert again.version == first.version
    assert stamps == {path: path.stat().st_mtime_ns for path in again.files.iterdir()}


def test_a_reader_keeps_its_version(tmp_path: Path) -> None:
    """Who opened a dataset reads the version it opened, after the next one is published; the one before that goes."""
    folder = tmp_path / "out"
    first = publish(folder, base_tables(), {"run_id": "one"})
    second = publish(folder, _other_tables(), {"run_id": "two"})
    assert first.path("events").is_file()
    assert first.rows("events") == 3
    assert second.rows("events") == 0
    publish(folder, base_tables(), {"run_id": "three"})
    assert not first.files.exists()


def test_what_is_not_published_is_removed(tmp_path: Path) -> None:
    """An error inside leaves the old version and no trace of the new one."""
    folder = tmp_path / "out"
    publish(folder, base_tables(), {"run_id": "one"})
    before = _bytes(folder)

    def fail() -> None:
        with Staging(folder) as staging:
            staging.write("events", empty_table("events"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    assert _bytes(folder) == before
    assert sorted(path.name for path in (folder / VERSIONS).iterdir()) == sorted([".lock", (folder / CURRENT).resolve().name])


def test_a_table_that_was_not_staged(tmp_path: Path) -> None:
    """Seven tables are no dataset."""
    with Staging(tmp_path / "out") as staging:
        for table in TABLES[1:]:
            staging.write(table, empty_table(table))
        with pytest.raises(DatasetError, match=TABLES[0]):
            staging.publish({})


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    """The second is told to wait; when the first has ended it may."""
    with Staging(tmp_path / "out"), pytest.raises(DatasetError, match="another run"), Staging(tmp_path / "out"):
        pass
    publish(tmp_path / "out", base_tables(), {"run_id": "one"})


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """A folder that holds other things, or a file, is no place for a dataset, and is not touched."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("words")
    (tmp_path / "file").write_text("words")
    for name in ("thesis", "file"):
        with pytest.raises(DatasetError):
            publish(tmp_path / name, base_tables(), {"run_id": "one"})
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]
    assert (tmp_path / "file").read_text() == "words"


def test_leftovers_of_a_killed_run_go(tmp_path: Path) -> None:
    """Half-written versions and links are removed by the next run."""
    folder = tmp_path / "out"
    publish(folder, base_tables(), {"run_id": "one"})
    (folder / VERSIONS / ".staged").mkdir()
    (folder / VERSIONS / ".staged" / "events.parquet").write_bytes(b"half")
    (folder / VERSIONS / "events.parquet.new").symlink_to("nowhere")
    publish(folder, _other_tables(), {"run_id": "two"})
    assert not [path for path in (folder / VERSIONS).iterdir() if path.name.startswith((".staged", ".trash", "events"))]


def test_a_damaged_version_is_written_anew(tmp_path: Path) -> None:
    """A version whose file was changed is not taken for the one that is published."""
    folder = tmp_path / "out"
    first = publish(folder, base_tables(), {"run_id": "one"})
    (first.files / "events.parquet").write_bytes(b"damaged")
    again = publish(folder, base_tables(), {"run_id": "one"})
    assert again.files != first.files
    assert (again.files / "events.parquet").read_bytes() != b"damaged"


def test_a_copy_without_links_is_a_dataset(tmp_path: Path) -> None:
    """Copied to a place without links it can be opened, and published into again."""
    publish(tmp_path / "out", base_tables(), {"run_id": "one"})
    (tmp_path / "copy").mkdir()
    for name in FILES:
        shutil.copy(tmp_path / "out" / name, tmp_path / "copy" / name)
    copy = open_dataset(tmp_path / "copy")
    assert copy is not None
    assert copy.rows("events") == 3
    publish(tmp_path / "copy", _other_tables(), {"run_id": "two"})
    again = open_dataset(tmp_path / "copy")
    assert again is not None
    assert again.rows("events") == 0


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no link can be made, `current` is a file that names the version, and the tables beside it are copies."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    folder = tmp_path / "out"
    for number, tables in enumerate((base_tables(), _other_tables(), base_tables())):
        published = publish(folder, tables, {"run_id": str(number)})
        assert not (folder / "events.parquet").is_symlink()
        assert (folder / CURRENT).read_text().strip() == published.version
        assert _bytes(folder) == {name: (published.files / name).read_bytes() for name in FILES}
    assert not links.has_links(folder)


def test_metadata_cannot_replace_what_is_generated(tmp_path: Path) -> None:
    """Names, versions and resources of the package come from the schemas alone, and only plain values go in."""
    for metadata in ({"resources": []}, {"note": object()}, {"score": float("nan")}):
        with pytest.raises(DatasetError):
            publish(tmp_path / "out", base_tables(), metadata)
    package = json.loads((publish(tmp_path / "out", base_tables(), {"zeta": 1, "alpha": 2}).files / "datapackage.json").read_text())
    assert list(package).index("alpha") < list(package).index("zeta")


def test_names_of_the_writer_are_those_of_the_reader() -> None:
    """What is published is what `etl.dataset` looks for."""
    assert writer.FILES is FILES
