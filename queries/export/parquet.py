"""A result as a Parquet file, with the types that it has in DuckDB."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import duckdb

from data.sql import literal, quoted
from queries.export.asked import Asked, ExportError
from queries.export.column import Column

STORED = {"HUGEINT": "DECIMAL(38,0)", "UHUGEINT": "DECIMAL(38,0)", "BIGNUM": "VARCHAR", "BIT": "VARCHAR"}
"""As what types are stored that the format does not have, or has with fewer digits."""
PLAINLY = ("UNION", "VARIANT", "GEOMETRY")
KEPT = """
COPY (SELECT {cells} FROM read_json({source}, format = 'newline_delimited', records = 'false',
    maximum_object_size = 67108864, columns = {{json: 'VARCHAR[]'}}))
TO {target} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{receipt: {receipt}}})
"""


def write(connection: duckdb.DuckDBPyConnection, asked: Asked, rows: Iterable[list[Any]], out: BinaryIO) -> None:
    """Make the file, then send it; raise ExportError if a value does not fit its type."""
    source, target = asked.work / "rows.json", asked.work / "result.parquet"
    with source.open("w", encoding="utf-8", errors="replace") as file:
        for row in rows:
            file.write(json.dumps([_text(cell) for cell in row], ensure_ascii=False) + "\n")
    receipt = json.dumps(dict(asked.receipt), ensure_ascii=False)
    cells = ", ".join(_cell(place, column, name) for place, (column, name) in enumerate(named(asked.columns), 1))
    statement = KEPT.format(
        cells=cells, source=literal(str(source)), target=literal(str(target)), receipt=literal(receipt)
    )
    try:
        connection.execute(statement)
    except duckdb.ConversionException as error:
        raise ExportError(f"a value does not fit its column: {str(error).splitlines()[0][:200]}") from None
    with target.open("rb") as file:
        shutil.copyfileobj(file, out, 2**18)


def opened(asked: Asked) -> duckdb.DuckDBPyConnection:
    """The connection; it must be open before its process is confined."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "512MB",
        "temp_directory": str(asked.work / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
    return connection


def named(columns: Sequence[Column]) -> list[tuple[Column, str]]:
    """The columns, each with a name of its own."""
    used: set[str] = set()
    found = []
    for column in columns:
        name, number = column.name, 2
        while name.casefold() in used:
            name, number = f"{column.name}_{number}", number + 1
        used.add(name.casefold())
        found.append((column, name))
    return found


def _text(cell: Any) -> str | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return None if cell is None else str(cell)


def _cell(place: int, column: Column, name: str) -> str:
    plainly = column.type.startswith(PLAINLY) or column.type == '"NULL"'
    kind = "VARCHAR" if plainly else STORED.get(column.type, column.type)
    return f"json[{place}]::{kind} AS {quoted(name)}"
