"""Plain re-query: every view's SQL with the clauses, by DuckDB over the same facts, nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb
import pandas as pd

from apps.bench.run import Run, paced
from apps.bench.windows import Window
from queries.query import Query
from queries.selection import Clause, where

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Requery:
    """The statements of the views by name, over one facts file."""

    connection: duckdb.DuckDBPyConnection
    views: Mapping[str, Query]

    def frames(self, clauses: Sequence[Clause]) -> Frames:
        """The rows of every view that the clauses filter: all but those that have published one."""
        sources = {clause.source for clause in clauses}
        return {name: self.frame(query, clauses) for name, query in self.views.items() if name not in sources}

    def frame(self, query: Query, clauses: Sequence[Clause]) -> pd.DataFrame:
        """The rows of one query, those of the facts filtered first."""
        predicate, values = where(clauses, self.columns)
        sql = f"WITH margin AS (FROM main.margin WHERE {predicate})\nFROM (\n{query.sql}\n)"
        return self.connection.cursor().execute(sql, values).df()

    def dragged(self, windows: Sequence[Window]) -> tuple[Run, dict[Window, Frames]]:
        """The series brushed step by step, and the rows of the steps that were made."""
        kept: dict[Window, Frames] = {}

        def step(window: Window) -> int:
            kept[window] = self.frames([brushed(window)])
            return sum(int(frame.memory_usage(index=False).sum()) for frame in kept[window].values())

        return paced(windows, step).noted("rows fetched, nothing drawn"), kept

    @cached_property
    def columns(self) -> list[str]:
        """The columns of the facts."""
        return [name for name, *_ in self.connection.cursor().execute("DESCRIBE main.margin").fetchall()]


def brushed(window: Window) -> Clause:
    """What dragging across the series publishes."""
    return Clause("daily", "date", "interval", window)
