"""The one place where SQL runs: compile, execute, remember, record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import pandas as pd

from data.catalog import Catalog, CatalogError, Version
from queries.once import Once
from queries.query import Query, QueryError, unknown
from queries.selection import Clause, where

CACHE_BYTES = 4 * 2**20
Clauses = tuple[Clause, ...]


@dataclass(frozen=True)
class Asker:
    """Who asks, and from where: it goes into the audit line and changes no result."""

    actor: str = "local"
    page: str = ""
    view: str = ""


@dataclass(frozen=True)
class Receipt:
    """What was asked, of which version, and how many rows came: all of an audit line but who asked and when."""

    query: Query
    dataset: str | None
    version: Version
    arguments: Mapping[str, Any]
    clauses: Clauses
    rows: int


Recorded = Sequence[tuple[Asker, Receipt]]


@dataclass(frozen=True)
class Answer:
    """A query's rows, their receipt, and the clause fields that the query could not apply.

    The frame is shared between all who asked the same: it must not be changed.
    """

    frame: pd.DataFrame
    receipt: Receipt
    sql: str
    values: Mapping[str, Any]
    unapplied: tuple[str, ...] = ()

    @property
    def version(self) -> Version:
        """The version that the rows come from."""
        return self.receipt.version


@dataclass
class Opened:
    """One catalog version, open for reading, with the columns of its relations as they are asked for."""

    version: Version
    connection: duckdb.DuckDBPyConnection
    columns: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def datasets(self) -> pd.DataFrame:
        """The datasets of this version."""
        return self.connection.cursor().execute("FROM dataset").df()

    @cached_property
    def names(self) -> list[str]:
        """The datasets by name."""
        return list(self.datasets["dataset"])

    @cached_property
    def made_up(self) -> frozenset[str]:
        """The datasets whose figures were made up."""
        return frozenset(self.datasets.loc[self.datasets["synthetic"], "dataset"])

    def badge(self, dataset: str | None) -> str:
        """What must stand wherever figures of `dataset` are shown: `synthetic` if they were made up."""
        return "synthetic" if dataset in self.made_up else ""

    def columns_of(self, source: str, values: Mapping[str, Any] | None = None) -> Mapping[str, str]:
        """The columns of a relation, or of a statement in parentheses, and their types."""
        if source not in self.columns:
            rows = self.connection.cursor().execute(f"DESCRIBE FROM {source}", values or {}).fetchall()
            self.columns[source] = {name: kind for name, kind, *_ in rows}
        return self.columns[source]


class Engine:
    """Runs queries over the versions of one catalog. Safe to share between threads.

    `record` is told of every run, from the cache or not.
    """

    def __init__(self, catalog: Catalog, record: Callable[[Recorded], None] = lambda _: None) -> None:
        self.catalog, self.record = catalog, record
        self.answers: Once[Answer] = Once(CACHE_BYTES, _size)
        self._opened: dict[int, Opened] = {}
        self._lock = threading.RLock()

    def close(self) -> None:
        """Let go of every connection; the next question opens them again. To be done before the process forks."""
        with self._lock:
            for opened in self._opened.values():
                opened.connection.close()
            self._opened.clear()

    def opened(self, number: int | None = None) -> Opened:
        """Version `number`, or the current one, open for reading."""
        if number in self._opened:
            return self._opened[number]
        version = self.catalog.current() if number is None else self.catalog.version(number)
        if version is None:
            raise CatalogError("the catalog is empty: run `tidemark ingest`")
        with self._lock:
            if version.number not in self._opened:
                self._opened[version.number] = Opened(version, self.catalog.connect(version))
            return self._opened[version.number]

    def datasets(self, version: int | None = None) -> pd.DataFrame:
        """The datasets of a version. Grain: dataset; columns dataset, title, synthetic, source, note."""
        return self.opened(version).datasets

    def missing(self, query: Query, dataset: str, version: int | None = None) -> list[str]:
        """The PQD items that `query` needs and `dataset` has no figure of; of `a or b`, one is enough."""
        sql = "SELECT DISTINCT item FROM disclosure WHERE dataset = ? AND value IS NOT NULL AND list_contains(?, item)"
        asked = [dataset, [item for choice in query.items for item in choice]]
        held = {item for (item,) in self.opened(version).connection.cursor().execute(sql, asked).fetchall()}
        return [" or ".join(choice) for choice in query.items if not held.intersection(choice)]

    def columns(self, query: Query, version: int | None = None) -> Mapping[str, str]:
        """The columns of the query's rows, in order, and their types."""
        return self.opened(version).columns_of(f"(\n{query.sql}\n)", query.bind({}))

    def fields(self, query: Query, version: int | None = None) -> dict[str, str]:
        """What a clause on `query` may name, with its type: columns of its rows and of the relations it filters."""
        opened = self.opened(version)
        relations = [opened.columns_of(f"main.{name}") for name in reversed(query.relation.split(", "))]
        return {name: kind for columns in (self.columns(query, version), *relations) for name, kind in columns.items()}

    def dataset_for(self, query: Query, named: str | None, version: int | None = None) -> str | None:
        """`named` if it exists, else the first of the query's own that holds its items; None for all of them."""
        known = self.opened(version).names
        if named is not None and named not in known:
            raise QueryError(unknown("dataset", named, known))
        preferred = query.about.get("dataset", "krx_case").split(", ")
        if named is not None or preferred == ["any"]:
            return named
        return next((d for d in preferred if d in known and not self.missing(query, d, version)), preferred[-1])

    def run(
        self,
        query: Query,
        dataset: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        clauses: Clauses = (),
        version: int | None = None,
        asker: Asker = Asker(),
    ) -> Answer:
        """`answer`, recorded as asked by `asker`."""
        answer = self.answer(query, dataset, arguments, clauses, version)
        self.record([(asker, answer.receipt)])
        return answer

    def answer(
        self,
        query: Query,
        dataset: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        clauses: Clauses = (),
        version: int | None = None,
    ) -> Answer:
        """The rows of `query` in `dataset` (its own preference if None), filtered by every clause that it can apply.

        Whoever shows them to a reader records their receipt. Raises QueryError for an unknown dataset or argument,
        CatalogError for an unknown version.
        """
        opened = self.opened(version)
        dataset = self.dataset_for(query, dataset, version)
        bound = query.bind(arguments or {})
        key = (opened.version.number, query.hash, dataset, tuple(bound.items()), clauses)
        return self.answers.get(key, lambda: _execute(opened, query, dataset, bound, clauses))


def _size(answer: Answer) -> int:
    return 64 * answer.frame.size + 2048 * len(answer.frame.columns) + len(answer.sql)


def _execute(opened: Opened, query: Query, dataset: str | None, bound: Mapping[str, Any], clauses: Clauses) -> Answer:
    sql, values, unapplied = compile_query(opened, query, dataset, bound, clauses)
    try:
        frame = opened.connection.cursor().execute(sql, values).df()
    except duckdb.Error as error:
        raise QueryError(f"{query.name}: {error}\n{sql}") from None
    receipt = Receipt(query, dataset, opened.version, bound, clauses, len(frame))
    return Answer(frame, receipt, sql, values, unapplied)


def compile_query(
    opened: Opened, query: Query, dataset: str | None, bound: Mapping[str, Any], clauses: Clauses
) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """SQL, bound values, and the fields of clauses that neither the relations nor the result have.

    A CTE named like each relation shadows it, so the file needs no placeholder. A clause on a column that only the
    result has filters the result.
    """
    shadows: list[str] = []
    applied: set[str] = set()
    values = dict(bound)
    for relation in query.relation.split(", "):
        columns = opened.columns_of(f"main.{relation}")
        predicate, brushed = where(clauses, columns)
        applied |= columns.keys()
        values |= brushed
        scope = ""
        if dataset is not None and "dataset" in columns:
            scope, values["dataset"] = "dataset = $dataset AND ", dataset
        shadows.append(f"{relation} AS (FROM main.{relation} WHERE {scope}{predicate})")
    rest = tuple(c for c in clauses if c.field not in applied)
    produced = opened.columns_of(f"(\n{query.sql}\n)", bound) if rest else {}
    predicate, brushed = where(rest, produced)
    sql = f"WITH {', '.join(shadows)}\nFROM (\n{query.sql}\n)" + (f"\nWHERE {predicate}" if brushed else "")
    unapplied = tuple(dict.fromkeys(c.field for c in rest if c.field not in produced))
    return sql, values | brushed, unapplied
