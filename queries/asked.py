"""One question over one version: answered from a tier that is ready, or by a statement."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import duckdb
import pandas as pd

from queries.answer import Answer, Receipt
from queries.figures import Figures, Table
from queries.opened import Opened
from queries.query import Query, QueryError
from queries.selection import Clause
from queries.statement import Statement, statement
from queries.tiers.question import Question
from queries.tiers.source import Source
from queries.tiers.tier import Tier
from queries.tiers.tiers import Tiers
from queries.wish import LASTING, Superseded, Wish


@dataclass(frozen=True)
class Asked:
    """A query of a dataset (None: of all) with its bound arguments, filtered by every clause that it can apply.

    `entitlement` names the catalog that it is asked of.
    """

    tiers: Tiers
    opened: Opened
    query: Query
    dataset: str | None
    bound: Mapping[str, Any]
    clauses: tuple[Clause, ...]
    entitlement: str

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What the answer depends on."""
        number = self.opened.version.number
        return self.entitlement, number, self.query.hash, self.dataset, tuple(self.bound.items()), self.clauses

    @cached_property
    def statement(self) -> Statement:
        """The question as SQL."""
        return statement(self.opened, self.query, self.dataset, self.bound, self.clauses)

    @cached_property
    def source(self) -> Source | None:
        """The records that it reads, should they lie in a file of their own."""
        return self.opened.source(self.query, self.dataset)

    @cached_property
    def question(self) -> Question | None:
        """What the tiers are asked: the clauses on columns of the relation; None if one is on the result alone."""
        if self.source is None or self.dataset is None:
            return None
        columns = self.opened.columns_of(f"main.{self.query.relations[0]}")
        kept = tuple(clause for clause in self.clauses if clause.field in columns)
        applied = len(kept) + sum(clause.field in self.statement.unapplied for clause in self.clauses)
        if applied < len(self.clauses):
            return None
        version = self.opened.facts[self.dataset].sha256
        return Question(self.query, self.dataset, self.bound, kept, version, self.entitlement)

    def want(self) -> None:
        """Let the tiers get ready for it."""
        if self.question and self.source:
            self.tiers.want(self.question, self.source)

    def quick(self) -> Answer | None:
        """The answer, if a tier is ready."""
        if self.question is None or self.source is None:
            return None
        found = self.tiers.quick(self.question, self.source)
        if found is None:
            return None
        return self.answered(found.columns, len(next(iter(found.columns.values()))), found.tier)

    def answer(self, wish: Wish) -> Answer:
        """The answer, by a statement if no tier is ready; raise Superseded if the wish ends."""
        return self.quick() or self.stated(wish)

    def stated(self, wish: Wish) -> Answer:
        """The answer by a statement, over a roll-up if one has all that it needs."""
        self.want()
        rolled = self.tiers.rolled(self.question, self.source) if self.question and self.source else None
        sql, values = rolled or (self.statement.sql, self.statement.values)
        begun = time.perf_counter()
        frame = self._fetched(sql, values, wish)
        tier = Tier("roll-up" if rolled else "re-query", (), self.rows, time.perf_counter() - begun)
        return self.answered(frame, len(frame), tier)

    def plain(self) -> Answer:
        """The answer by a statement over the data themselves, whatever is ready."""
        begun = time.perf_counter()
        frame = self._fetched(self.statement.sql, self.statement.values, LASTING)
        return self.answered(frame, len(frame), Tier("re-query", (), self.rows, time.perf_counter() - begun))

    @property
    def rows(self) -> int:
        """How many rows a statement has to look at."""
        if self.source is not None and self.dataset is not None:
            return self.opened.facts[self.dataset].rows
        return sum(self.opened.rows_of(relation, self.dataset) for relation in self.query.relations)

    def _fetched(self, sql: str, values: Mapping[str, Any], wish: Wish) -> pd.DataFrame:
        connection = self.source.connection if self.source else self.opened.connection
        with self.tiers.statement(), connection.cursor() as cursor:
            wish.then(partial(interrupted, cursor))
            wish.check()
            try:
                return cursor.execute(sql, values).df()
            except duckdb.InterruptException:
                raise Superseded from None
            except duckdb.Error as error:
                far = self.opened.facts[self.dataset].away(error) if self.source and self.dataset else ""
                raise QueryError(far or f"{self.query.name}: {error}\n{sql}") from None

    def answered(self, table: Table, rows: int, tier: Tier) -> Answer:
        """The answer with its receipt."""
        version = self.opened.version
        about = self.query, self.dataset, version, self.bound, self.clauses, rows, self.entitlement
        receipt = Receipt(*about, Figures(table))
        return Answer(table, receipt, self.statement, tier)


def interrupted(cursor: duckdb.DuckDBPyConnection) -> None:
    """End what `cursor` works on, if it still works."""
    with suppress(duckdb.Error):
        cursor.interrupt()
