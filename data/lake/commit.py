"""A version becomes one of the lake: its rows, its records and its very file, in one transaction."""

from __future__ import annotations

import getpass
import json
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from data import facts
from data.catalog import AwayError, Catalog, CatalogError, Version
from data.lake import delta, records
from data.lake.hold import mine
from data.lake.known import MARK, Known, newest
from data.lake.taken import fetch
from data.sql import literal

if TYPE_CHECKING:
    from data.lake.lake import Lake

CHUNK = 2**20
"""Bytes of a file that are a row."""
PATIENCE = 20.0
"""Seconds that PostgreSQL has to say whether a commit happened that it did not acknowledge."""
SCHEMA = """
CREATE SCHEMA IF NOT EXISTS lake.tidemark;
CREATE TABLE IF NOT EXISTS lake.tidemark.head (number INTEGER);
CREATE TABLE IF NOT EXISTS lake.tidemark.mart ("version" INTEGER, chunk INTEGER, bytes BLOB);
"""


def commit(lake: Lake, catalog: Catalog, version: Version, made_of: Mapping[str, Any]) -> None:
    """Let `version`, whose file is in `catalog`, be the newest of `lake`; nothing happens if it is.

    To be done while the lock of the lake is held. Raise CatalogError if the lake has gone on meanwhile, AwayError if it
    does not take it: then nothing has changed, unless the sentence says that this is not known.
    """
    last = newest(lake)
    if last and last.version.number >= version.number:
        return _same(lake, last.version, version)
    if last and not catalog.path(last.version).exists():
        fetch(lake, catalog, last.version)
    with lake.attached(facts.spill(catalog.home)) as connection:
        prepared(connection)
        connection.execute(f"ATTACH {literal(str(catalog.path(version)))} AS fresh (READ_ONLY)")
        if last:
            connection.execute(f"ATTACH {literal(str(catalog.path(last.version)))} AS base (READ_ONLY)")
        _load(connection, catalog.path(version), version.number)
        changed = records.look(connection, catalog, bool(last))
        connection.execute("BEGIN")
        _go_on(connection, lake, last, version)
        delta.write(connection)
        digests = records.write(connection, changed, last)
        connection.execute("INSERT INTO lake.tidemark.mart FROM piece ORDER BY chunk")
        about = {"number": version.number, "sha256": version.sha256, "created": version.created, "digests": digests}
        said = json.dumps({**about, "made_of": dict(made_of)}, default=str)
        author = f"{getpass.getuser()} on {socket.gethostname()}"
        connection.execute("CALL lake.set_commit_message(?, ?, extra_info => ?)", [author, MARK, said])
        _end(connection, lake, version)


def prepared(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the lake have the tables that know of versions; what a file is made of never goes through PostgreSQL."""
    if not delta.columns(connection, "lake", "tidemark", "mart"):
        connection.execute(f"BEGIN; {SCHEMA} {records.SCHEMA} COMMIT")
        for table in ("mart", "rolled", "day"):
            option = "CALL lake.set_option('data_inlining_row_limit', 0, schema => 'tidemark', table_name => ?)"
            connection.execute(option, [table])


def _go_on(connection: duckdb.DuckDBPyConnection, lake: Lake, last: Known | None, version: Version) -> None:
    """Let `head` be at `version`: of two transactions that do, DuckLake lets one through.

    The lock is looked at again from within: whoever takes it from now on writes `head` too, so that one of both fails.
    """
    found = [number for (number,) in connection.execute("FROM lake.tidemark.head").fetchall()]
    if found != ([last.version.number] if last else []):
        raise CatalogError(f"the lake at {lake.address.where} has gone on to version {found[0]} meanwhile; repeat")
    connection.execute("DELETE FROM lake.tidemark.head")
    connection.execute("INSERT INTO lake.tidemark.head VALUES (?)", [version.number])
    if not mine(lake):
        raise AwayError(f"the lake at {lake.address.where} went away while version {version.number} was made; repeat")


def _load(connection: duckdb.DuckDBPyConnection, path: Path, number: int) -> None:
    """The file in pieces, as a table that is not the lake's."""
    connection.execute('CREATE TEMP TABLE piece ("version" INTEGER, chunk INTEGER, bytes BLOB)')
    with path.open("rb") as file:
        chunk = 0
        while bytes_ := file.read(CHUNK):
            connection.execute("INSERT INTO piece VALUES (?, ?, ?)", [number, chunk, bytes_])
            chunk += 1


def _end(connection: duckdb.DuckDBPyConnection, lake: Lake, version: Version) -> None:
    """Commit; if that is not acknowledged, find out whether it happened."""
    try:
        ended(connection)
    except duckdb.Error as error:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                found = newest(lake)
                break
            except AwayError:
                if time.monotonic() > end:
                    raise AwayError(
                        f"the lake at {lake.address.where} went away while version {version.number} was committed, and "
                        "it is not known whether it was; repeat: what was loaded is passed over"
                    ) from None
                time.sleep(0.5)
        if found is None or found.version != version:
            raise AwayError(f"version {version.number} was not published: {lake.reason(error)}; repeat") from None


def ended(connection: duckdb.DuckDBPyConnection) -> None:
    """Commit."""
    connection.execute("COMMIT")


def _same(lake: Lake, last: Version, version: Version) -> None:
    """Raise CatalogError unless the lake's newest is `version` itself."""
    if last.number == version.number and last.sha256 != version.sha256:
        raise CatalogError(f"the lake at {lake.address.where} has another version {version.number}; repeat")
    if last.number > version.number:
        raise CatalogError(f"the lake at {lake.address.where} has gone on to version {last.number} meanwhile; repeat")
