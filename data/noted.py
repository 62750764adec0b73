"""What a version of the catalog was made of, in the words of its own tables."""

from __future__ import annotations

from typing import Any

import duckdb

FILES = "SELECT name, sha256, dataset, loaded AS cells FROM file WHERE loaded_in = ? ORDER BY dataset, name"
RECORDS = 'SELECT dataset, "rows", sha256, seed FROM margin_file WHERE loaded_in = ? ORDER BY dataset'


def noted(connection: duckdb.DuckDBPyConnection, number: int) -> dict[str, Any]:
    """The files that version `number` loaded, with their SHA-256 and cells, and the margin records that it wrote."""
    return {
        "data_version": number,
        "files": _rows(connection, FILES, number),
        "records": _rows(connection, RECORDS, number),
    }


def _rows(connection: duckdb.DuckDBPyConnection, query: str, number: int) -> list[dict[str, Any]]:
    found = connection.execute(query, [number])
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
