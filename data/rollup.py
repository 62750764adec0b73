"""Roll-ups of margin records: sums that any query can be worked out from, by fewer fields."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from data.catalog import CatalogError
from data.margin import METRICS, PAIRS
from data.sql import literal

ROLLUPS = {"rollup_1": ("date", "ccp", "layer", "currency"), "rollup_2": ("date", "ccp", "member")}
SHARE = 4
"""A roll-up is kept where it has at most one row for so many records."""

TABLES = """
CREATE TABLE centre (metric VARCHAR, centre DOUBLE, nulls BIGINT);
COMMENT ON TABLE centre IS 'What is taken from a metric before it is summed or multiplied: its mean. Grain: metric.';
CREATE TABLE rollup (name VARCHAR, fields VARCHAR[], "rows" BIGINT);
COMMENT ON TABLE rollup IS 'The roll-ups of this file. Grain: roll-up.';
CREATE TABLE input (known_by VARCHAR, name VARCHAR);
COMMENT ON TABLE input IS 'Tables of rows of statements over all records, not to be run again. Grain: statement.';
"""

CENTRES = (
    "SELECT count(*) AS records, "
    + ", ".join(f"coalesce(avg({m}), 0) AS centre_{m}, count(*) - count({m}) AS nulls_{m}" for m in METRICS)
    + " FROM margin"
)


@dataclass(frozen=True)
class Rolled:
    """What was worked out elsewhere: the row of `CENTRES`, of each roll-up its folder and its rows.

    `inputs` are the folders of the rows of statements, by what those are known by; see `known_by`.
    """

    centres: Sequence[Any]
    tables: Mapping[str, tuple[Path, int]]
    inputs: Mapping[str, Path] = field(default_factory=dict)


def roll_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the tables `centre`, `rollup` and the roll-ups to the file that holds `margin`."""
    connection.execute(TABLES)
    centres, records = _noted(connection, connection.execute(CENTRES).fetchall()[0])
    for name, fields in ROLLUPS.items():
        (rows,) = connection.execute(groups(name)).fetchall()[0]
        if rows * SHARE <= records:
            connection.execute(f"CREATE TABLE {name} AS {sums(name, centres)}")
            connection.execute("INSERT INTO rollup VALUES (?, ?, ?)", [name, list(fields), rows])


def take(connection: duckdb.DuckDBPyConnection, rolled: Rolled) -> None:
    """Add the same tables from what was worked out elsewhere; raise CatalogError if it is not of these records."""
    records = note(connection, rolled)
    (held,) = connection.execute("SELECT count(*) FROM margin").fetchall()[0]
    if held != records:
        raise CatalogError(f"the roll-ups are of {records:,} records, the files hold {held:,}")
    for name, (folder, rows) in rolled.tables.items():
        _read(connection, name, folder)
        summed = connection.execute(f"SELECT count(*), sum(n) FROM {name}").fetchall()
        if summed != [(rows, records)]:
            raise CatalogError(f"the roll-up {name} does not add up to {records:,} records in {rows:,} rows")
    for place, (known, folder) in enumerate(rolled.inputs.items()):
        _read(connection, f"input_{place}", folder)
        connection.execute("INSERT INTO input VALUES (?, ?)", [known, f"input_{place}"])


def note(connection: duckdb.DuckDBPyConnection, rolled: Rolled) -> int:
    """Add the tables that say what was rolled up, without the roll-ups; how many records it was of."""
    connection.execute(TABLES)
    _, records = _noted(connection, rolled.centres)
    for name, (_, rows) in rolled.tables.items():
        connection.execute("INSERT INTO rollup VALUES (?, ?, ?)", [name, list(ROLLUPS[name]), rows])
    return records


def known_by(sql: str, values: Mapping[str, Any]) -> str:
    """What a statement with its values is known by."""
    return hashlib.sha256(json.dumps([sql, sorted(values.items())]).encode()).hexdigest()


def _read(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> None:
    """Make a table of the Parquet files in a folder, which are in order."""
    files = ", ".join(literal(str(path)) for path in sorted(folder.glob("*.parquet")))
    connection.execute(f"CREATE TABLE {name} AS FROM read_parquet([{files}])")


def groups(name: str) -> str:
    """The SQL that counts the rows of a roll-up."""
    return f"SELECT count(*) AS groups FROM (SELECT DISTINCT {', '.join(ROLLUPS[name])} FROM margin) AS each"


def sums(name: str, centres: Mapping[str, float]) -> str:
    """The SQL of a roll-up: its fields, `n`, then the sums of each metric, then those of each pair's products."""
    keys = ", ".join(ROLLUPS[name])
    off = {metric: f"({metric} - '{centre!r}'::DOUBLE)" for metric, centre in centres.items()}
    figures = ["count(*) AS n"]
    for m in METRICS:
        figures += [f"count({m}) AS n_{m}", f"sum({m}) AS s_{m}", f"sum({off[m]}) AS d_{m}"]
        figures += [f"min({m}) AS least_{m}", f"max({m}) AS most_{m}"]
    figures += [f"sum({off[a]} * {off[b]}) AS p_{a}_{b}" for a, b in PAIRS]
    return f"SELECT {keys}, {', '.join(figures)} FROM margin GROUP BY {keys} ORDER BY {keys}"


def read_centres(row: Sequence[Any]) -> tuple[dict[str, float], int]:
    """The centre of each metric, and the number of records, from the row of `CENTRES`."""
    return dict(zip(METRICS, row[1::2], strict=True)), row[0]


def _noted(connection: duckdb.DuckDBPyConnection, row: Sequence[Any]) -> tuple[dict[str, float], int]:
    centres, records = read_centres(row)
    for metric, nulls in zip(METRICS, row[2::2], strict=True):
        connection.execute("INSERT INTO centre VALUES (?, ?, ?)", [metric, centres[metric], nulls])
    return centres, records
