"""What tiers read of one facts file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import numpy as np

from queries.tiers.statistic import Metrics

NUMBERS = frozenset({"DOUBLE", "TINYINT", "SMALLINT", "INTEGER", "BIGINT"})


@dataclass(frozen=True)
class Rollup:
    """A table of sums of the facts by `fields`."""

    name: str
    fields: frozenset[str]
    rows: int


class Source:
    """One relation of facts, open for reading, and its roll-ups. What is asked of it is read once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, relation: str) -> None:
        self.connection, self.relation = connection, relation

    @property
    def known(self) -> bool:
        """Whether the columns have been read, so that naming them costs nothing."""
        return "columns" in self.__dict__

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """The columns of the relation and their types."""
        rows = self.cursor().execute(f'DESCRIBE FROM main."{self.relation}"').fetchall()
        return {name: kind for name, kind, *_ in rows}

    @cached_property
    def aggregates(self) -> frozenset[str]:
        """The names of DuckDB's aggregates."""
        asked = "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'"
        return frozenset(name for (name,) in self.cursor().execute(asked).fetchall())

    @cached_property
    def rollups(self) -> tuple[Rollup, ...]:
        """The roll-ups, those with the fewest rows first."""
        if not self._kept:
            return ()
        rows = self.cursor().execute('SELECT name, fields, "rows" FROM rollup ORDER BY "rows"').fetchall()
        return tuple(Rollup(name, frozenset(fields), count) for name, fields, count in rows)

    @cached_property
    def centres(self) -> Mapping[str, float]:
        """The value that the distances of each metric are taken from."""
        return {metric: centre for metric, (centre, _) in self._centres.items()}

    @cached_property
    def metrics(self) -> Metrics:
        """What is known of the metrics as a whole."""
        return Metrics(frozenset(metric for metric, (_, nulls) in self._centres.items() if not nulls))

    @cached_property
    def inputs(self) -> Mapping[str, str]:
        """The tables of rows of statements that were worked out before, by what those are known by."""
        asked = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'input'"
        if self.cursor().execute(asked).fetchall() == [(0,)]:
            return {}
        return dict(self.cursor().execute("SELECT known_by, name FROM input").fetchall())

    @cached_property
    def order(self) -> list[str]:
        """The metrics in the order in which pairs of them name a column."""
        return [name for name in self.columns if name in self.centres]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one thread."""
        return self.connection.cursor()

    @cached_property
    def _kept(self) -> bool:
        asked = "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('rollup', 'centre')"
        return bool(self.cursor().execute(asked).fetchall()[0][0] == 2)

    @cached_property
    def _centres(self) -> Mapping[str, tuple[float, int]]:
        if not self._kept:
            return {}
        rows = self.cursor().execute("SELECT metric, coalesce(centre, 0), nulls FROM centre").fetchall()
        return {metric: (centre, nulls) for metric, centre, nulls in rows}


def fetch(cursor: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The columns of a statement: dates as datetime64, texts as objects (None), unknown numbers as NaN."""
    used = duckdb.extract_statements(sql)[0].named_parameters
    found = cursor.execute(sql, {name: value for name, value in values.items() if name in used}).fetchnumpy()
    return {name: _plain(column) for name, column in found.items()}


def _plain(column: Any) -> np.ndarray:
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if column.dtype.kind in "iu" and column.mask.any():
        column = column.astype("f8")
    unknown = {"O": None, "M": np.datetime64("NaT"), "f": np.nan}
    return np.asarray(np.ma.filled(column, unknown.get(column.dtype.kind, 0)))
