"""Values of a result as JSON holds them: numbers, truth, nothing, or text as DuckDB writes it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from data.sql import quoted
from queries.sandbox.event import Column

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER")
LARGE = ("BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM")
FRACTIONS = ("FLOAT", "DOUBLE")
PLAIN = (*WHOLE, *LARGE, *FRACTIONS, "BOOLEAN", "VARCHAR", '"NULL"')
EXACT = 2**53
ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def written(sql: str, columns: Sequence[Column]) -> str:
    """The statement, with every value as text that JSON has no other word for."""
    if all(column.type in PLAIN for column in columns):
        return sql
    names = [f"c{number}" for number in range(len(columns))]
    cells = [
        name if column.type in PLAIN else f"CAST({name} AS VARCHAR) AS {name}"
        for name, column in zip(names, columns, strict=True)
    ]
    return f"SELECT {', '.join(cells)} FROM (\n{sql}\n) AS {quoted('rows')}({', '.join(names)})"


def encoded(rows: Sequence[Sequence[Any]], columns: Sequence[Column]) -> bytes:
    """The rows as JSON, with commas between them."""
    unfit = [number for number, column in enumerate(columns) if not _fit(rows, number, column.type)]
    return ENCODER.encode(_fitted(rows, unfit) if unfit else rows)[1:-1].encode("utf-8", "replace")


def _fit(rows: Sequence[Sequence[Any]], number: int, kind: str) -> bool:
    """Whether JSON has a number for every cell of a column."""
    if kind in LARGE:
        return all(row[number] is None or -EXACT <= row[number] <= EXACT for row in rows)
    if kind in FRACTIONS:
        return all(row[number] is None or math.isfinite(row[number]) for row in rows)
    return True


def _fitted(rows: Sequence[Sequence[Any]], unfit: Sequence[int]) -> list[list[Any]]:
    cells = [list(row) for row in rows]
    for row in cells:
        for number in unfit:
            row[number] = _cell(row[number])
    return cells


def _cell(cell: Any) -> Any:
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else str(cell)
    return cell if cell is None or -EXACT <= cell <= EXACT else str(cell)
