"""The data dictionary: `schemas/DICTIONARY.md`, generated from the schemas and code lists."""

from __future__ import annotations

from etl.schema.codelists import code_rows, codelist_names
from etl.schema.definitions import TABLES, Field, TableSchema, schema_version, table_schema

_SYSTEMS = {"acled": "ACLED", "ucdp_ged": "UCDP GED", "gtd": "GTD", "hapi": "HDX HAPI", "ibc": "IBC", "iso2": "ISO alpha-2"}


def render_dictionary() -> str:
    """The data dictionary as Markdown: every table, column, key, rule and code."""
    lines = [
        "# Data dictionary",
        "",
        f"Generated from the files of this folder, schema version {schema_version()}; write it anew with `make dictionary`, never by hand.",
        'Null is "not stated", 0 is "stated that nobody was". Offsets are Unicode code points into `documents.text`, from 0, end',
        "exclusive.",
        "",
        "| table | one row is |",
        "|---|---|",
    ]
    for name in TABLES:
        lines.append(f"| [{name}](#{name}) | {_cell(table_schema(name).description)} |")
    for name in TABLES:
        lines += ["", *_render_table(table_schema(name))]
    lines += ["", "# Code lists"]
    for name in codelist_names():
        lines += ["", *_render_codelist(name)]
    return "\n".join(lines) + "\n"


def _render_table(schema: TableSchema) -> list[str]:
    lines = [f"## {schema.name}", "", f"**{schema.title}.** {schema.description}", ""]
    if schema.primary_key:
        lines.append(f"- primary key: {', '.join(schema.primary_key)}")
    lines += [f"- unique: {', '.join(key)}" for key in schema.unique_keys]
    lines += [f"- {key.column} stands in {key.parent}.{key.parent_column}" for key in schema.foreign_keys]
    lines += [
        f"- order of rows: {', '.join(schema.sort_key)}",
        "",
        "| column | type | null | values | meaning | elsewhere |",
        "|---|---|---|---|---|---|",
    ]
    for field in schema.fields:
        values, meaning, anchors = (_cell(text) for text in (_values(field), field.description, _anchors(field)))
        null = "never" if field.required else "yes"
        lines.append(f"| {field.name} | {field.arrow_type} | {null} | {values} | {meaning} | {anchors} |")
    if schema.row_rules or schema.table_rules:
        lines += ["", "| rule | what must hold |", "|---|---|"]
        lines += [f"| {rule.name} | {_cell(rule.description)} |" for rule in schema.row_rules]
        lines += [f"| {rule.name} | {_cell(rule.description)} |" for rule in schema.table_rules]
    return lines


def _values(field: Field) -> str:
    if field.codelist:
        return f"[{field.codelist}](#codes-{field.codelist})"
    if field.pattern:
        return f"`{field.pattern}`"
    if field.minimum is not None and field.maximum is not None:
        return f"{field.minimum} to {field.maximum}"
    return ""


def _anchors(field: Field) -> str:
    return "; ".join(f"{_SYSTEMS.get(system, system)} {column}" for system, column in field.anchors)


def _render_codelist(name: str) -> list[str]:
    rows = code_rows(name)
    others = [column for column in rows[0] if column not in ("code", "definition", "sort_order") and any(row[column] for row in rows)]
    titles = ["code", "meaning", *(_SYSTEMS.get(column, column) for column in others)]
    lines = [f'## <a id="codes-{name}"></a>{name}', "", f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    lines += [f"| {' | '.join(_cell(row[column]) for column in ('code', 'definition', *others))} |" for row in rows]
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
