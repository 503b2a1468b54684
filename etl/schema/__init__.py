"""The tables: `schemas/` read once, and what is generated from it.

Every table of a dataset is made by `make_table`, which refuses what the schema does not know; what a schema says of values is verified
by `etl.check`.
"""

from etl.schema.arrow import arrow_schema, empty_table, make_table
from etl.schema.codelists import code_rows, codes, rollup
from etl.schema.definitions import TABLES, column_names, schema_version, table_schema
from etl.schema.dictionary import render_dictionary
from etl.schema.package import PACKAGE_NAME, describe_dataset

__all__ = [
    "PACKAGE_NAME",
    "TABLES",
    "arrow_schema",
    "code_rows",
    "codes",
    "column_names",
    "describe_dataset",
    "empty_table",
    "make_table",
    "render_dictionary",
    "rollup",
    "schema_version",
    "table_schema",
]
