"""The one place where SQL runs: from a tier that is ready, or as a statement; remembered, and recorded."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.catalog import Catalog, CatalogError
from data.entitlement import EVERYTHING
from data.facts import held
from queries.answer import SHOWN, Answer, Asker, Record, Recorded, unrecorded
from queries.asked import Asked
from queries.once import Once
from queries.opened import Opened
from queries.owned import Owned, Tables, labelled, no_tables
from queries.query import Query, QueryError, unknown
from queries.sandbox.client import Sandbox
from queries.selection import Clause
from queries.tiers.tiers import Tiers
from queries.wish import LASTING, Wish

LOCAL = Asker()
CACHE_BYTES = 2**20
CUBES = 2**29
"""Bytes of cubes and prefix sums that a home holds, for all of its processes and entitlements."""


class Engine:
    """Runs queries over the versions of one catalog, that of `entitlement`. Safe to share between threads.

    `record` is told of every run, from the cache or not. `cubes` is how many bytes of cubes and prefix sums the catalog
    may hold, for all processes. What readers wrote runs in `sandbox`, and may read their own `tables`.
    """

    def __init__(
        self,
        catalog: Catalog,
        record: Record = unrecorded,
        entitlement: str = EVERYTHING,
        cubes: int = CUBES,
        sandbox: Sandbox | None = None,
        tables: Tables = no_tables,
    ) -> None:
        self.catalog, self._record, self.entitlement, self.cubes = catalog, record, entitlement, cubes
        self.sandbox, self.tables = sandbox, tables
        self.answers: Once[Answer] = Once(CACHE_BYTES, lambda answer: answer.size)
        self.tiers = self._tiers()
        self._opened: dict[int, Opened] = {}
        self._lock = threading.RLock()

    def close(self) -> None:
        """Let go of every connection; the next question opens them again. To be done before the process forks."""
        with self._lock:
            self.tiers.close()
            self.tiers = self._tiers()
            for opened in self._opened.values():
                opened.close()
            self._opened.clear()

    def _tiers(self) -> Tiers:
        return Tiers(self.catalog.home / "cubes", self.cubes)

    def opened(self, number: int | None = None) -> Opened:
        """Version `number`, or the current one, open for reading."""
        if number in self._opened:
            return self._opened[number]
        version = self.catalog.current() if number is None else self.catalog.version(number)
        if version is None:
            raise CatalogError("the catalog is empty: run `tidemark ingest`")
        with self._lock:
            if version.number not in self._opened:
                connection = self.catalog.connect(version)
                self._opened[version.number] = Opened(version, connection, held(self.catalog, connection))
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
        if query.own:
            return labelled(query.columns)
        return self.opened(version).columns_of(f"(\n{query.sql}\n)", query.bind({}))

    def fields(self, query: Query, version: int | None = None) -> dict[str, str]:
        """What a clause on `query` may name, with its type: columns of its rows and of the relations it filters."""
        opened = self.opened(version)
        relations = [opened.columns_of(f"main.{name}") for name in reversed(query.relations)]
        return {name: kind for columns in (self.columns(query, version), *relations) for name, kind in columns.items()}

    def dataset_for(self, query: Query, named: str | None, version: int | None = None) -> str | None:
        """`named` if it exists, else the first of the query's own that holds its items; None for all of them."""
        known = self.opened(version).names
        preferred = query.about.get("dataset", "krx_case").split(", ")
        if named is not None and named not in [*known, *preferred]:
            raise QueryError(unknown("dataset", named, known))
        if named is not None or preferred == ["any"]:
            return named
        return next((d for d in preferred if d in known and not self.missing(query, d, version)), preferred[-1])

    def record(self, runs: Recorded, kind: str = SHOWN) -> list[str]:
        """Have it written down that `runs` were shown; their receipt codes, in order, empty if nothing is recorded.

        Raise AuditError if that fails: then nothing of them may be shown.
        """
        return self._record(runs, kind)

    def run(
        self,
        query: Query,
        dataset: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        clauses: tuple[Clause, ...] = (),
        version: int | None = None,
        asker: Asker = LOCAL,
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
        clauses: tuple[Clause, ...] = (),
        version: int | None = None,
        wish: Wish = LASTING,
    ) -> Answer:
        """The rows of `query` in `dataset` (its own preference if None), filtered by every clause that it can apply.

        Whoever shows them to a reader records their receipt. Raises QueryError for an unknown dataset or argument,
        CatalogError for an unknown version, Superseded once nobody wishes for it any more.
        """
        asked = self._asked(query, dataset, arguments, clauses, version)
        return self.answers.wished(asked.key, asked.answer, wish)

    def again(
        self,
        query: Query,
        dataset: str | None,
        arguments: Mapping[str, Any],
        clauses: tuple[Clause, ...],
        version: int,
    ) -> Answer:
        """`answer`, worked out from the data themselves whatever is kept."""
        return self._asked(query, dataset, arguments, clauses, version).plain()

    def quick(
        self,
        query: Query,
        dataset: str | None = None,
        arguments: Mapping[str, Any] | None = None,
        clauses: tuple[Clause, ...] = (),
        version: int | None = None,
    ) -> Answer | None:
        """`answer` if that takes no statement."""
        asked = self._asked(query, dataset, arguments, clauses, version)
        kept = self.answers.find(asked.key)
        if kept is not None:
            return kept
        found = asked.quick()
        return None if found is None else self.answers.get(asked.key, lambda: found)

    def prepare(
        self, query: Query, dataset: str, arguments: Mapping[str, Any], clauses: tuple[Clause, ...], version: int
    ) -> None:
        """Make ready in the background what answers such questions quickly; of the last clause only its kind counts."""
        self._asked(query, dataset, arguments, clauses, version).want()

    def _asked(
        self,
        query: Query,
        dataset: str | None,
        arguments: Mapping[str, Any] | None,
        clauses: tuple[Clause, ...],
        version: int | None,
    ) -> Asked:
        opened = self.opened(version)
        dataset = self.dataset_for(query, dataset, version)
        about = self.tiers, opened, query, dataset, query.bind(arguments or {}), clauses, self.entitlement
        if not query.own:
            return Asked(*about)
        return Owned(*about, self.sandbox, self.catalog.path(opened.version), self.tables(query.owner))
