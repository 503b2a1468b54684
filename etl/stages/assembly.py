"""A dataset's extracted rows put together: those of the last dataset that still stand, and the new ones in place of what they replace."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from etl.schema import arrow_schema

REGENERATED_STAGES = ("link", "check")
"""Stages whose issues each run finds anew."""


def replace_rows(previous: pa.Table | None, new: pa.Table, *, doc_ids: Collection[str]) -> pa.Table:
    """The rows of the last dataset whose document was not extracted anew, followed by the new ones."""
    if previous is None or previous.num_rows == 0:
        return new
    stale = pc.is_in(previous["doc_id"], value_set=pa.array(sorted(doc_ids), pa.string()))
    return pa.concat_tables([_with_columns(previous.filter(pc.invert(stale)), new.schema), new])


def replace_issues(previous: pa.Table | None, new: pa.Table, *, doc_ids: Collection[str], source_files: Collection[str]) -> pa.Table:
    """The issues that still stand, and the new ones, each once.

    An old issue of a document goes when the document was extracted anew; one of a file when the file was read anew; those of linking and
    checking always.
    """
    tables = [new]
    if previous is not None and previous.num_rows:
        of_document = pc.is_valid(previous["doc_id"])
        gone = pc.or_(
            pc.is_in(previous["stage"], value_set=pa.array(REGENERATED_STAGES)),
            pc.if_else(
                of_document,
                pc.is_in(previous["doc_id"], value_set=pa.array(sorted(doc_ids), pa.string())),
                pc.is_in(previous["source_file"], value_set=pa.array(sorted(source_files), pa.string())),
            ),
        )
        tables.insert(0, previous.filter(pc.invert(gone)).cast(new.schema))
    return first_of_each(pa.concat_tables(tables), "issue_id")


def conform(table: pa.Table, name: str) -> pa.Table:
    """A table that an earlier version wrote, with the columns of today's schema; those that it lacks are null."""
    return _with_columns(table, arrow_schema(name))


def _with_columns(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [table[field.name] if field.name in table.column_names else pa.nulls(table.num_rows, field.type) for field in schema]
    return pa.Table.from_arrays(columns, names=schema.names).cast(schema)


def first_of_each(table: pa.Table, key: str) -> pa.Table:
    """The first row for each value of a column, in order."""
    if table.num_rows == 0:
        return table
    position = pa.array(range(table.num_rows), pa.int64())
    firsts = pa.table({key: table[key], "position": position}).group_by(key).aggregate([("position", "min")])
    positions = firsts["position_min"].combine_chunks()
    return table.take(positions.take(pc.sort_indices(positions)))


def set_column(table: pa.Table, name: str, value: str) -> pa.Table:
    """The table with one text in every row of a column."""
    index = table.schema.get_field_index(name)
    return table.set_column(index, table.schema.field(index), pa.array([value] * table.num_rows, pa.string()))
