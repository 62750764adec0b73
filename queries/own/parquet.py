"""A table in a Parquet file: its types are in it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.sql import literal, quoted
from queries.own import naming
from queries.own.found import Found, Options, check_columns, check_rows
from queries.own.trouble import OwnError

CHOSEN: tuple[str, ...] = ()


def read(connection: duckdb.DuckDBPyConnection, path: Path, work: Path, options: Options) -> Found:
    """The table in the file at `path`; raise OwnError if it cannot be read."""
    found, file = Found("parquet"), literal(str(path))
    try:
        (counted,) = connection.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({file})").fetchall()
        found.rows = int(counted[0])
        check_rows(found.rows)
        described = connection.execute(f"DESCRIBE FROM read_parquet({file})").fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].replace(str(path), "the file")[:200]
        raise OwnError(f"this Parquet file cannot be read ({reason}): write it anew") from None
    check_columns(described)
    given = [str(row[0]) for row in described]
    names, found.problems = naming.columns(given)
    parts = (f"{quoted(old)} AS {quoted(new)}" for old, new in zip(given, names, strict=True))
    found.statement = f"SELECT {', '.join(parts)} FROM read_parquet({file})"
    return found
