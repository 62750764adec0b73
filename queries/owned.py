"""A query that a reader wrote, answered in the sandbox."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from queries.answer import Answer
from queries.asked import Asked
from queries.brushed import Around, around, selection
from queries.opened import Opened
from queries.query import QueryError
from queries.sandbox.client import Sandbox, SandboxError
from queries.sandbox.job import RUN, Job, Reach
from queries.statement import Statement
from queries.tiers.tier import RE_QUERY, Tier
from queries.wish import LASTING, Wish

ROWS = 5_000
"""Rows that a chart is drawn from at most."""
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
NUMBERS = frozenset({"DOUBLE", "FLOAT", "DECIMAL", *WHOLE, *(f"U{kind}" for kind in WHOLE)})
LABELS = {"short": "VARCHAR", "region": "VARCHAR"}
"""What the rows of a CCP are given where they lack it."""
Tables = Callable[[str], Mapping[str, Path]]
"""The files of the own tables of a reader, by the table's name."""


def no_tables(owner: str) -> Mapping[str, Path]:
    """Nobody has tables of their own."""
    return {}


@dataclass(frozen=True)
class Owned(Asked):
    """A query of a reader's own: no tier knows it. `catalog` is the version's file, `scratch` the owner's tables."""

    sandbox: Sandbox | None = None
    catalog: Path = Path()
    scratch: Mapping[str, Path] = field(default_factory=dict)

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What the answer depends on."""
        tables = tuple(sorted((name, str(path)) for name, path in self.scratch.items()))
        about = self.query.relation, self.query.selection, tuple(self.query.columns.items())
        return *super().key, self.query.owner if tables else "", tables, about

    @cached_property
    def around(self) -> Around:
        """What lets the clauses filter it."""
        return around(self.opened, self.query, self.dataset, self.clauses)

    @cached_property
    def statement(self) -> Statement:
        """The question as SQL."""
        return Statement(self.around.of(self.query.sql), self.bound, self.around.unapplied)

    @property
    def question(self) -> None:
        """No tier is asked."""

    def job(self) -> Job:
        """What the sandbox is asked."""
        of = self.query.selection
        brushed = selection(self.opened, of, self.dataset, self.clauses) if of else ""
        reach = Reach(self.catalog, self.opened.files(), self.scratch, brushed)
        return Job(
            kind="run",
            owner=self.query.owner,
            text=self.query.sql,
            reach=reach,
            values=dict(self.bound),
            around=(self.around.before, self.around.after),
            limits=replace(RUN, rows=ROWS),
        )

    def stated(self, wish: Wish) -> Answer:
        """The answer, of as many rows as a chart is drawn from; raise QueryError with the reason if there is none."""
        if self.sandbox is None:
            raise QueryError(f"{self.query.name}: SQL of readers is run by the server alone")
        begun = time.perf_counter()
        try:
            frame, done = self.sandbox.table(self.job(), wish)
        except SandboxError as error:
            raise QueryError(f"{self.query.name}: {error}") from error
        frame = named(self.opened, numbered(frame, self.query.columns))
        tier = Tier(RE_QUERY, (), self.rows, time.perf_counter() - begun)
        return replace(self.answered(frame, len(frame), tier), more=done.more)

    def plain(self) -> Answer:
        """The answer, worked out now."""
        return self.stated(LASTING)


def numbered(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """`frame` with numbers, NaN where there is none, in the columns that are of a type of numbers."""
    made = {name: figures(frame[name]) for name, kind in columns.items() if name in frame and numeric(kind)}
    return frame.assign(**made)


def numeric(kind: str) -> bool:
    """Whether `kind` is a type of numbers."""
    return kind.partition("(")[0] in NUMBERS


def figures(column: pd.Series) -> np.ndarray[Any, Any]:
    """A column's numbers; those that are infinite count as missing."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def labelled(columns: Mapping[str, str]) -> dict[str, str]:
    """The columns of an answer to a query that gives `columns`."""
    lacking = {name: kind for name, kind in LABELS.items() if name not in columns}
    return {**columns, **(lacking if "ccp" in columns else {})}


def named(opened: Opened, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with the short name and the region of each CCP, where it lacks them."""
    if "ccp" not in frame:
        return frame
    known = opened.labels
    said = {"short": [known.get(ccp, (ccp, ""))[0] for ccp in frame["ccp"]]}
    said["region"] = [known.get(ccp, ("", ""))[1] for ccp in frame["ccp"]]
    return frame.assign(**{name: values for name, values in said.items() if name not in frame})
