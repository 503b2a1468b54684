"""What a table schema demands of single rows, as SQL conditions that are true where a row breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from etl.schema import codes
from etl.schema.definitions import Field, TableSchema
from etl.sql import quote_name, quote_text


@dataclass(frozen=True, slots=True)
class Probe:
    """A demand on the rows of a table: `breaks` is true for a row that does not meet it."""

    rule: str
    columns: tuple[str, ...]
    breaks: str
    message: str


def row_probes(schema: TableSchema, usable: Set[str]) -> list[Probe]:
    """The demands of a schema that can be verified with the columns that are there and of the right type."""
    probes = [probe for field in schema.fields if field.name in usable for probe in _field_probes(field)]
    for rule in schema.row_rules:
        if set(rule.columns) <= usable:
            probes.append(Probe(rule.name, rule.columns, f"NOT ({rule.sql})", rule.description))
    return probes


def _field_probes(field: Field) -> Iterator[Probe]:
    name, columns = quote_name(field.name), (field.name,)
    if field.required:
        yield Probe("required", columns, f"{name} IS NULL", "it must never be null")
    if field.arrow_type == "double":
        yield Probe("not_nan", columns, f"isnan({name})", "NaN is no number; unknown is null")
    if field.minimum is not None:
        yield Probe("minimum", columns, f"{name} < {field.minimum}", f"it must be at least {field.minimum}")
    if field.maximum is not None:
        not_nan = f" AND NOT isnan({name})" if field.arrow_type == "double" else ""
        yield Probe("maximum", columns, f"{name} > {field.maximum}{not_nan}", f"it must be at most {field.maximum}")
    if field.min_length is not None:
        yield Probe("min_length", columns, f"length({name}) < {field.min_length}", "it must not be empty; unknown is null")
    if field.pattern is not None:
        breaks = f"NOT regexp_full_match({name}, {quote_text(field.pattern)})"
        yield Probe("pattern", columns, breaks, f"it must match {field.pattern}")
    if field.codelist is not None:
        values = codes(field.codelist)
        listed = ", ".join(values if field.type == "integer" else map(quote_text, values))
        yield Probe("code", columns, f"{name} NOT IN ({listed})", f"it is no code of the list {field.codelist}")
