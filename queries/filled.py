"""How the columns of a relation are filled: least and greatest value, how many are NULL, how many differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import duckdb

from data.sql import quoted

Scalar = str | int | float | bool
LONGEST = 60
"""Characters of a value that are shown."""
AT_ONCE = 50
"""Columns of one statement."""


@dataclass(frozen=True)
class Filled:
    """A column's least and greatest value, None if it has none, and its NULLs and different values, about."""

    least: Scalar | None
    greatest: Scalar | None
    nulls: int
    distinct: int


def filled(cursor: duckdb.DuckDBPyConnection, source: str, columns: Iterable[str]) -> tuple[int, Mapping[str, Filled]]:
    """How many rows `source` has, and how each of its columns is filled; `source` is a relation as SQL writes it."""
    names = list(columns)
    rows, found = 0, dict[str, Filled]()
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        asked = ", ".join(_asked(name) for name in some)
        (answer,) = cursor.execute(f"SELECT count(*), {asked} FROM {source}").fetchall()
        rows, figures = answer[0], answer[1:]
        for index, name in enumerate(some):
            least, greatest, present, distinct = figures[4 * index : 4 * index + 4]
            found[name] = Filled(shown(least), shown(greatest), rows - present, min(distinct, present))
    return rows, found


def _asked(name: str) -> str:
    column = quoted(name)
    return f"min({column}), max({column}), count({column}), approx_count_distinct({column})"


def shown(value: Any) -> Scalar | None:
    """A value as JSON has it: numbers as they are, all else as a short text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
