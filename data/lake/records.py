"""Margin records in a lake: those of a date and CCP are replaced together, as an ingest does, the others stay."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from data import facts
from data.catalog import Catalog
from data.draft import sealed
from data.lake.taken import place
from data.margin import COLUMNS, FIELDS, METRICS
from data.sql import literal, quoted

if TYPE_CHECKING:
    from data.lake.known import Known

KINDS = {**dict.fromkeys(FIELDS, "VARCHAR"), "date": "DATE", **dict.fromkeys(METRICS, "DOUBLE")}
PIECES = "dataset VARCHAR, facts VARCHAR, sha256 VARCHAR, chunk INTEGER, bytes BLOB"
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS lake.margin (
    dataset VARCHAR, quarter VARCHAR, {", ".join(f"{name} {KINDS[name]}" for name in COLUMNS)}
);
ALTER TABLE lake.margin SET PARTITIONED BY (dataset, quarter);
CREATE TABLE IF NOT EXISTS lake.tidemark.day (
    dataset VARCHAR, date DATE, ccp VARCHAR, records BIGINT, digest VARCHAR
);
CREATE TABLE IF NOT EXISTS lake.tidemark.rolled ({PIECES});
"""
_EACH = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in COLUMNS)
_HALVES = ", ".join(f"sum(md5_number_{half}(concat_ws('|', {_EACH}))::HUGEINT)" for half in ("lower", "upper"))
DAYS = f"""
SELECT date, ccp, count(*) AS records, md5(concat_ws('|', count(*), {_HALVES})) AS digest
FROM {{}} GROUP BY date, ccp
"""
"""A digest of the records of each date and CCP that does not depend on their order, nor on files."""
CHUNK = 2**20


@dataclass(frozen=True)
class Changed:
    """Records of `dataset` that are not as they were: those of the file of SHA-256 `sha256`, attached as `name`."""

    dataset: str
    sha256: str
    name: str


def look(connection: duckdb.DuckDBPyConnection, catalog: Catalog, base: bool) -> list[Changed]:
    """The datasets whose records the version attached as `fresh` has written anew, digested by date and CCP.

    To be done before the transaction begins. `base` says whether there is a version before.
    """
    held = facts.held(catalog, connection, "fresh.")
    stood = {each.dataset: each.sha256 for each in (facts.held(catalog, connection, "base.") if base else {}).values()}
    changed = []
    connection.execute(f"CREATE TEMP TABLE rolled_piece ({PIECES})")
    for number, each in enumerate(held.values()):
        if stood.get(each.dataset) != each.sha256:
            one = Changed(each.dataset, each.sha256, f"facts_{number}")
            each.attach(connection, one.name)
            connection.execute(f"CREATE TEMP TABLE day_{one.name} AS {DAYS.format(quoted(one.name, 'margin'))}")
            _roll(connection, catalog, one)
            changed.append(one)
    return changed


def write(
    connection: duckdb.DuckDBPyConnection, changed: list[Changed], last: Known | None
) -> dict[str, Mapping[str, str]]:
    """Bring the records of the lake to those of `changed`; of each dataset the file and the digest of its records.

    To be done in a transaction.
    """
    digests = dict(last.digests) if last else {}
    for one in changed:
        _replace(connection, one)
        digest = digest_of(connection, f"temp.day_{one.name}")
        digests[one.dataset] = {"facts": one.sha256, "digest": digest}
    if changed:
        connection.execute("INSERT INTO lake.tidemark.rolled FROM rolled_piece ORDER BY dataset, chunk")
    return digests


def digest_of(connection: duckdb.DuckDBPyConnection, days: str) -> str:
    """One digest of the relation `days`, which has those by date and CCP."""
    digest = hashlib.sha256()
    found = connection.execute(f"SELECT concat_ws('|', date, ccp, records, digest) FROM {days} ORDER BY date, ccp")
    while rows := found.fetchmany(10_000):
        digest.update("".join(f"{line}\n" for (line,) in rows).encode())
    return digest.hexdigest()


def _replace(connection: duckdb.DuckDBPyConnection, one: Changed) -> None:
    """Of the dates and CCPs that differ, delete the records that the lake has, and insert those of the file."""
    of, day = f"dataset = {literal(one.dataset)}", f"temp.day_{one.name}"
    stood = f"(SELECT date, ccp, records, digest FROM lake.tidemark.day WHERE {of})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE gone AS FROM {stood} EXCEPT FROM {day}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE come AS FROM {day} EXCEPT FROM {stood}")
    if connection.execute("SELECT count(*) FROM gone").fetchall() != [(0,)]:
        for table in ("margin", "tidemark.day"):
            same = f"{of} AND (date, ccp) IN (SELECT (date, ccp) FROM gone)"
            span = "date BETWEEN (SELECT min(date) FROM gone) AND (SELECT max(date) FROM gone)"
            connection.execute(f"DELETE FROM lake.{table} WHERE {same} AND {span}")
    named = f"{literal(one.dataset)} AS dataset"
    connection.execute(
        f"INSERT INTO lake.margin BY NAME SELECT {named}, year(date) || 'Q' || quarter(date) AS quarter, * "
        f"FROM {quoted(one.name, 'margin')} SEMI JOIN come USING (date, ccp) ORDER BY date, ccp"
    )
    connection.execute(f"INSERT INTO lake.tidemark.day BY NAME SELECT {named}, * FROM come ORDER BY date, ccp")


def _roll(connection: duckdb.DuckDBPyConnection, catalog: Catalog, one: Changed) -> None:
    """The roll-ups of a facts file, as the pieces of a file of their own."""
    part = place(catalog.home, f"{one.name}.rolled")
    try:
        connection.execute(f"ATTACH {literal(str(part))} AS rolled")
        tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND table_name <> 'margin'"
        for (table,) in connection.execute(tables, [one.name]).fetchall():
            connection.execute(f"CREATE TABLE {quoted('rolled', table)} AS FROM {quoted(one.name, table)}")
        connection.execute("CHECKPOINT rolled")
        connection.execute("DETACH rolled")
        sha256 = sealed(part)
        with part.open("rb") as file:
            for chunk, piece in enumerate(iter(lambda: file.read(CHUNK), b"")):
                row = [one.dataset, one.sha256, sha256, chunk, piece]
                connection.execute("INSERT INTO rolled_piece VALUES (?, ?, ?, ?, ?)", row)
    finally:
        part.unlink(missing_ok=True)
