"""What a version adds to the tables of a lake, and what it takes from them, against the version before."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from data.sql import quoted

TABLES = (
    ("history", "disclosure"), ("main", "published"), ("main", "waterfall"), ("main", "dataset"), ("main", "ccp"),
    ("main", "item"), ("main", "fx"), ("main", "event"), ("main", "file"), ("main", "refusal"), ("main", "margin_file"),
)  # fmt: skip
"""The tables of a version that are not derived from others of it."""
COLUMNS = """
SELECT column_name, data_type FROM duckdb_columns()
WHERE (database_name, schema_name, table_name) = (?, ?, ?) ORDER BY column_index
"""
Column = tuple[str, str]


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the tables of `lake` from what the file attached as `base` has, if there is one, to what `fresh` has.

    To be done in a transaction. Rows that stand are left alone.
    """
    for schema, table in TABLES:
        new, old = columns(connection, "fresh", schema, table), columns(connection, "base", schema, table)
        there = columns(connection, "lake", schema, table)
        if not new:
            continue
        target, come = quoted("lake", schema, table), f"FROM {quoted('fresh', schema, table)}"
        _shape(connection, (schema, table), new, there)
        if there and new == old:
            stood = f"FROM {quoted('base', schema, table)}"
            _remove(connection, target, f"({stood} EXCEPT ALL {come})", [name for name, _ in new])
            come = f"({come} EXCEPT ALL {stood})"
            come = f"FROM {come}"
        elif there:
            connection.execute(f"DELETE FROM {target}")
        connection.execute(f"INSERT INTO {target} BY NAME {come} ORDER BY ALL")


def columns(connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str) -> list[Column]:
    """The columns of a table and their types; none if there is no such table."""
    return [(name, kind) for name, kind in connection.execute(COLUMNS, [database, schema, table]).fetchall()]


def _shape(
    connection: duckdb.DuckDBPyConnection, table: tuple[str, str], new: Sequence[Column], there: Sequence[Column]
) -> None:
    """Let the lake have the table, with every column that it needs."""
    target = quoted("lake", *table)
    if not there:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted('lake', table[0])}")
        said = ", ".join(f"{quoted(name)} {kind}" for name, kind in new)
        connection.execute(f"CREATE TABLE {target} ({said})")
    for name, kind in new if there else ():
        if name not in dict(there):
            connection.execute(f"ALTER TABLE {target} ADD COLUMN {quoted(name)} {kind}")


def _remove(connection: duckdb.DuckDBPyConnection, target: str, gone: str, names: Sequence[str]) -> None:
    """Delete from `target` the rows that are in `gone`."""
    if connection.execute(f"SELECT count(*) FROM {gone}").fetchall() == [(0,)]:
        return
    same = " AND ".join(f"t.{quoted(name)} IS NOT DISTINCT FROM g.{quoted(name)}" for name in names)
    connection.execute(f"DELETE FROM {target} AS t USING (SELECT * FROM {gone}) AS g WHERE {same}")
