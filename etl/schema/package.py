"""The description of a dataset, `datapackage.json` (Data Package v2), generated from the schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from etl.errors import DatasetError
from etl.schema.codelists import codes
from etl.schema.definitions import TABLES, schema_version, table_schema

PACKAGE_NAME = "conflict-casualties-and-events"
_RESERVED = ("$schema", "name", "title", "description", "version", "resources")


def describe_dataset(files: Mapping[str, Mapping[str, Any]], metadata: Mapping[str, Any]) -> str:
    """The text of `datapackage.json`.

    `files` gives bytes, hash and rows of each table's file; `metadata` what the run adds (run_id, settings, versions, gazetteer version,
    suggested citation): plain JSON values. Same input, same text: keys of `metadata` are sorted, and nothing comes from clock, host or
    path.
    """
    clash = sorted(set(metadata) & set(_RESERVED))
    if clash:
        raise DatasetError(f"the metadata of a dataset cannot set {', '.join(clash)}")
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": PACKAGE_NAME,
        "title": "Casualties and events of armed conflict, from news text",
        "description": "What texts say (documents, reports, claims), what happened (events, tallies), long totals (tolls) and what was "
        "refused (issues). Sum killed_low, killed_best and killed_high over events; never sum claims or tolls.",
        "version": schema_version(),
        **{key: metadata[key] for key in sorted(metadata)},
        "resources": [_describe_table(table, files[table]) for table in TABLES],
    }
    try:
        return json.dumps(package, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    except (TypeError, ValueError) as error:
        raise DatasetError(f"the metadata of a dataset must be plain JSON values: {error}") from error


def _describe_table(table: str, file: Mapping[str, Any]) -> dict[str, Any]:
    definition = json.loads(table_schema(table).source)
    for field in definition["fields"]:
        if "codelist" in field:
            values = codes(field["codelist"])
            field.setdefault("constraints", {})["enum"] = [int(code) for code in values] if field["type"] == "integer" else list(values)
    for key in definition.get("foreignKeys", ()):
        if key["reference"]["resource"] == table:  # Data Package v2: a table refers to itself by leaving its name out
            del key["reference"]["resource"]
    return {
        "name": table,
        "title": definition["title"],
        "description": definition["description"],
        "type": "table",
        "path": f"{table}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        **{key: file[key] for key in ("bytes", "hash", "rows")},
        "schema": definition,
    }
