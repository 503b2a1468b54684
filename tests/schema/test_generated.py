"""What is generated from the schemas does not drift from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from etl.dataset import PACKAGE_FILE
from etl.schema import TABLES, arrow_schema, codes, render_dictionary, table_schema
from etl.schema.files import schema_folder
from etl.writers import publish
from tests.fixtures.dataset import base_tables

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-made dataset, published."""
    path = tmp_path_factory.mktemp("generated") / "output"
    publish(path, base_tables(), {"run_id": "run_fixture", "settings": {"omit_text": False}})
    return path


@pytest.fixture(scope="module")
def package(folder: Path) -> dict[str, Any]:
    """Its datapackage.json."""
    content: dict[str, Any] = json.loads((folder / PACKAGE_FILE).read_text(encoding="utf-8"))
    return content


def test_the_data_dictionary_is_up_to_date() -> None:
    """`make dictionary` would change nothing."""
    assert (schema_folder() / "DICTIONARY.md").read_text(encoding="utf-8") == render_dictionary()


def test_the_dictionary_tells_every_column_rule_and_code() -> None:
    """Nothing of the schemas is left out."""
    text = render_dictionary()
    for table in TABLES:
        schema = table_schema(table)
        assert f"## {table}\n" in text
        for field in schema.fields:
            assert f"| {field.name} | {field.arrow_type} |" in text, f"{table}.{field.name}"
            if field.codelist:
                assert all(f"\n| {code} |" in text for code in codes(field.codelist)), field.codelist
        for rule in (*schema.row_rules, *schema.table_rules):
            assert f"| {rule.name} |" in text, f"{table}: {rule.name}"


@pytest.mark.parametrize("table", TABLES)
def test_the_package_describes_each_table_as_its_schema_does(package: dict[str, Any], table: str) -> None:
    """Names, types, meanings and demands of columns; codes as enumerations; keys."""
    (resource,) = [each for each in package["resources"] if each["name"] == table]
    schema = table_schema(table)
    described = {field["name"]: field for field in resource["schema"]["fields"]}
    assert tuple(described) == schema.columns
    for field in schema.fields:
        found = described[field.name]
        assert (found["type"], found["description"]) == (field.type, field.description)
        constraints = found.get("constraints", {})
        assert constraints.get("required", False) == field.required
        if field.codelist:
            assert [str(code) for code in constraints["enum"]] == list(codes(field.codelist))
    assert tuple(resource["schema"].get("primaryKey", ())) == schema.primary_key
    assert len(resource["schema"].get("foreignKeys", ())) == len(schema.foreign_keys)


@pytest.mark.parametrize("table", TABLES)
def test_a_file_says_in_its_footer_what_its_columns_mean(folder: Path, table: str) -> None:
    """Types, nullability and descriptions of the schema stand in the Parquet file itself."""
    written = pq.read_schema(folder / f"{table}.parquet")
    assert written.equals(arrow_schema(table), check_metadata=False)
    assert written.metadata[b"table"] == table.encode()
    for field in table_schema(table).fields:
        assert written.field(field.name).metadata[b"description"].decode() == field.description


def test_the_package_names_size_hash_and_rows_of_each_file(folder: Path, package: dict[str, Any]) -> None:
    """So that a copy can be compared with what was published."""
    for resource in package["resources"]:
        path = folder / resource["path"]
        assert resource["bytes"] == path.stat().st_size
        assert resource["rows"] == pq.ParquetFile(path).metadata.num_rows
        assert resource["hash"].startswith("sha256:")
