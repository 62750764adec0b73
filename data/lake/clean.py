"""Maintenance: what killed writers have left in the bucket is removed, and small files become larger ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from data import facts
from data.catalog import CatalogError
from data.entitlement import EVERYTHING
from data.lake.commit import prepared
from data.lake.delta import columns

if TYPE_CHECKING:
    from data.ingest import Ingest
    from data.lake.lake import Lake

DAY = "older_than => now() - INTERVAL 1 DAY"
"""What was merged away is removed a day later: readers may have listed the files just before."""
TABLES = (("main", "margin"), ("tidemark", "day"), ("history", "disclosure"))
"""What grows by a file or more with each version. Files of marts stay as they are: each is read alone."""


class Cleaned(NamedTuple):
    """How many files no version knew of, how many were merged, and how many went that were merged before."""

    orphans: int
    merged: int
    removed: int


def cleaned(ingest: Ingest) -> dict[str, Cleaned]:
    """Clean the lake of `ingest` and those of its entitlements, by name; raise CatalogError if it has none."""
    lake, home = ingest.lake, ingest.home
    if lake is None:
        raise CatalogError("the catalog lies in files of this machine: there is no lake to clean")
    with lake.held(ingest.patience):
        lakes = {EVERYTHING: lake} | {name: part.catalog.lake for name, part in ingest.parts.parts.items()}
        return {name: clean(each, home) for name, each in lakes.items() if each and each.newest()}


def clean(lake: Lake, home: Path) -> Cleaned:
    """Clean a lake. Every version stays as it is: no snapshot is expired. To be done while the lock is held.

    Files that nobody knows of are removed whatever their age. A writer that has lost the lock cannot commit them after:
    the row of `head` is written anew first, over which its commit then fails.
    """
    with lake.attached(facts.spill(home)) as connection:
        prepared(connection)
        connection.execute("BEGIN")
        connection.execute("CREATE TEMP TABLE head AS FROM lake.tidemark.head")
        connection.execute("DELETE FROM lake.tidemark.head")
        connection.execute("INSERT INTO lake.tidemark.head FROM head")
        connection.execute("COMMIT")
        orphans = len(_called(connection, "ducklake_delete_orphaned_files", "cleanup_all => true"))
        merged = sum(_merged(connection, *each) for each in TABLES)
        removed = len(_called(connection, "ducklake_cleanup_old_files", DAY))
        return Cleaned(orphans, merged, removed)


def _merged(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    """How many files of a table became fewer."""
    if not columns(connection, "lake", schema, table):
        return 0
    rows = _called(connection, "ducklake_merge_adjacent_files", f"'{table}', schema => '{schema}'")
    return sum(int(row[2]) for row in rows)


def _called(connection: duckdb.DuckDBPyConnection, name: str, words: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"CALL {name}('lake', {words})").fetchall()
