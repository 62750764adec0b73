"""One catalog version, open for reading."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.catalog import CatalogError, Version
from data.facts import Facts
from queries.query import Query
from queries.tiers.source import Source

RECORDS = "margin"
"""The relation whose rows lie in facts files."""


@dataclass
class Opened:
    """A version's connection, with the columns of its relations and the records of its datasets as they are asked for.

    `facts` are the margin records by dataset; those of each lie in a file of their own.
    """

    version: Version
    connection: duckdb.DuckDBPyConnection
    facts: Mapping[str, Facts]
    columns: dict[str, Mapping[str, str]] = field(default_factory=dict)
    records: dict[str, Source] = field(default_factory=dict)
    rows: dict[tuple[str, str | None], int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

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

    @cached_property
    def labels(self) -> dict[str, tuple[str, str]]:
        """Short name and region of each CCP, by the name that it files under."""
        rows = self.connection.cursor().execute("SELECT ccp, short, region FROM ccp").fetchall()
        return {ccp: (short, region) for ccp, short, region in rows}

    def badge(self, dataset: str | None) -> str:
        """What must stand wherever figures of `dataset` are shown: `synthetic` if they were made up."""
        return "synthetic" if dataset in self.made_up else ""

    def datasets_of(self, query: Query) -> list[str]:
        """The datasets that `query` can be asked of, by name."""
        if not query.relations:
            return self.names
        return [name for name in self.names if (name in self.facts) == (query.relations == [RECORDS])]

    def source(self, query: Query, dataset: str | None) -> Source | None:
        """The records that `query` reads in `dataset`, should they lie in a file of their own."""
        if query.own or dataset is None or dataset not in self.facts or query.relations != [RECORDS]:
            return None
        with self.lock:
            if dataset not in self.records:
                self.records[dataset] = Source(self.facts[dataset].connect(), RECORDS)
            return self.records[dataset]

    def files(self) -> dict[str, Path]:
        """The files of the records by dataset; an empty path for those that lie elsewhere and are too many to copy."""
        return {name: each.spared() or Path() for name, each in self.facts.items()}

    def rows_of(self, relation: str, dataset: str | None) -> int:
        """How many rows a relation has for a dataset; for all if it knows of none."""
        if relation == RECORDS and self.facts:
            return sum(facts.rows for name, facts in self.facts.items() if dataset in (None, name))
        if (relation, dataset) not in self.rows:
            scoped = dataset is not None and "dataset" in self.columns_of(f"main.{relation}")
            asked = f"SELECT count(*) FROM main.{relation}" + (" WHERE dataset = ?" if scoped else "")
            (row,) = self.connection.cursor().execute(asked, [dataset] if scoped else []).fetchall()
            self.rows[relation, dataset] = int(row[0])
        return self.rows[relation, dataset]

    def columns_of(self, source: str, values: Mapping[str, Any] | None = None) -> Mapping[str, str]:
        """The columns of a relation, or of a statement in parentheses, and their types."""
        if source not in self.columns:
            try:
                rows = self.connection.cursor().execute(f"DESCRIBE FROM {source}", values or {}).fetchall()
            except duckdb.CatalogException:
                if not source.startswith("main."):
                    raise
                name = source.removeprefix("main.")
                lacks = "is older than margin records: it has none" if name == RECORDS else f"has no {name}"
                raise CatalogError(f"catalog version {self.version.number} {lacks}") from None
            self.columns[source] = {name: kind for name, kind, *_ in rows}
        return self.columns[source]

    def close(self) -> None:
        """Let go of all connections."""
        for source in self.records.values():
            source.connection.close()
        self.connection.close()
