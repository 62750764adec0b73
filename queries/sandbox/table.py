"""Rows that came as JSON, as a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from queries.sandbox.event import Column

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
NUMBERS = (*WHOLE, "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
MOMENTS = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


def table(columns: Sequence[Column], rows: list[list[Any]]) -> pd.DataFrame:
    """The rows under their columns, in the types that DuckDB itself gives a frame."""
    names = pd.Index([column.name for column in columns], dtype=object)
    series = [_series(column.type, [row[i] for row in rows]) for i, column in enumerate(columns)]
    frame = pd.concat(series, axis=1) if series else pd.DataFrame()
    return frame.set_axis(names, axis=1)


def _series(kind: str, cells: list[Any]) -> pd.Series[Any]:
    plain = kind.partition("(")[0]
    if plain in NUMBERS:
        return _numbers(plain, cells)
    if plain in MOMENTS:
        return pd.to_datetime(pd.Series(cells, dtype=object), errors="coerce", format="ISO8601").astype(
            "datetime64[us]"
        )
    if plain == "BOOLEAN":
        return pd.Series(cells, dtype="boolean" if None in cells else "bool")
    return pd.Series(cells, dtype=object if plain != "VARCHAR" else "str")


def _numbers(kind: str, cells: list[Any]) -> pd.Series[Any]:
    if kind in WHOLE and all(cell is None or type(cell) is int for cell in cells):
        return pd.Series(cells, dtype="Int64" if None in cells else "int64")
    return pd.Series([None if cell is None else float(cell) for cell in cells], dtype="float64")
