"""What the confined process does with a file: look at it, or make a table of it."""

from __future__ import annotations

import os
from typing import Any

import duckdb

from data.sql import literal, quoted
from queries.own import comma, parquet, workbook
from queries.own.found import Found, Unread
from queries.own.nature import nature
from queries.own.task import MADE, Task
from queries.own.trouble import OwnError

SHOWN = 20
"""Rows of a sample."""
LONGEST = 500
"""Characters of a cell of a sample."""
EXACT = 2**53
READERS = {"csv": comma.read, "xlsx": workbook.read, "parquet": parquet.read}
CHOSEN = {"csv": comma.CHOSEN, "xlsx": workbook.CHOSEN, "parquet": parquet.CHOSEN}
NUMBERS = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE", "BOOLEAN")
)


def done(task: Task, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What came of a task, as JSON: what was found, or `stop`, the sentence that says why there is nothing."""
    found = Found("")
    try:
        found.kind = nature(task.path)
        options = {name: value for name, value in task.options.items() if name in CHOSEN[found.kind]}
        found = READERS[found.kind](connection, task.path, task.work, options)
        if task.name and not found.stop:
            made(connection, task, found)
        return plain(found) | {"columns": columns(connection, found), "sample": sample(connection, found)}
    except Unread as error:
        return plain(error.found) | {"stop": str(error)}
    except OwnError as error:
        return plain(found) | {"stop": str(error)}
    except MemoryError:
        return plain(found) | {"stop": "the file takes more memory than one may: split it, or write it as Parquet"}
    except duckdb.Error as error:
        return plain(found) | {"stop": said(error, task)}


def connected(task: Task) -> duckdb.DuckDBPyConnection:
    """A connection that reaches the file and the folder, and nothing else."""
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": f"{task.memory}B"})
    for setting in (
        f"temp_directory = {literal(str(task.work / 'spill'))}",
        "max_temp_directory_size = '1GB'",
        "python_enable_replacements = false",
        "enable_progress_bar = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "TimeZone = 'UTC'",
        f"allowed_paths = [{literal(str(task.path))}]",
        f"allowed_directories = [{literal(str(task.work))}]",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def made(connection: duckdb.DuckDBPyConnection, task: Task, found: Found) -> None:
    """Make the table, in a file of its own."""
    connection.execute(f"ATTACH {literal(str(task.work / MADE))} AS own")
    connection.execute(f"CREATE TABLE own.{quoted(task.name)} AS {found.statement}")
    connection.execute("CHECKPOINT own")
    (counted,) = connection.execute(f"SELECT count(*) FROM own.{quoted(task.name)}").fetchall()
    found.rows = int(counted[0])
    found.statement = f"SELECT * FROM own.{quoted(task.name)}"


def columns(connection: duckdb.DuckDBPyConnection, found: Found) -> list[dict[str, str]]:
    """The columns by name and type."""
    rows = connection.execute(f"DESCRIBE {found.statement}").fetchall()
    return [{"name": str(name), "type": str(kind)} for name, kind, *_ in rows]


def sample(connection: duckdb.DuckDBPyConnection, found: Found) -> list[list[Any]]:
    """The first rows: numbers and truths as such, all else as DuckDB writes it."""
    parts = [
        f"#{place}" if column["type"] in NUMBERS else f"left(#{place}::VARCHAR, {LONGEST})"
        for place, column in enumerate(columns(connection, found), 1)
    ]
    rows = connection.execute(f"SELECT {', '.join(parts)} FROM ({found.statement} LIMIT {SHOWN})").fetchall()
    return [[cell(each) for each in row] for row in rows]


def cell(value: Any) -> Any:
    """A value as JSON can hold it."""
    odd = isinstance(value, float) and (value != value or abs(value) == float("inf"))
    return str(value) if odd or (isinstance(value, int) and abs(value) > EXACT) else value


def plain(found: Found) -> dict[str, Any]:
    """What was found, as JSON."""
    asked = [question.plain() for question in found.questions]
    about = {"kind": found.kind, "rows": found.rows, "questions": asked, "problems": found.problems}
    return about | {"stop": found.stop, "columns": [], "sample": []}


def said(error: duckdb.Error, task: Task) -> str:
    """An error of DuckDB as a sentence, without the places of this machine."""
    if isinstance(error, duckdb.OutOfMemoryException) or "temp" in str(error).lower():
        return "the file takes more memory than one may: split it, or write it as Parquet"
    if isinstance(error, duckdb.IOException):
        return "the table does not fit on the server's disk, or is larger than one may be"
    line = next(iter(str(error).splitlines()), "").replace(str(task.work) + os.sep, "").replace(str(task.path), "it")
    return f"the file cannot be read: {line[:300]}"
