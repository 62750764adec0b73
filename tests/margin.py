"""Homes with margin records: made-up ones, or given ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from data import demo, facts, margin
from data.catalog import Catalog, Version
from data.draft import Draft
from data.facts import Facts
from data.ingest import Ingest
from tests.laked import forgotten

Rows = Sequence[Mapping[str, Any]]
DATASET = "margin_demo"
FILLED = {
    "date": "2024-01-02", "ccp": "A", "member": "M001", "product": "P01", "currency": "USD", "layer": "initial_margin",
}  # fmt: skip


def home(folder: Path, rows: int = 20_000, seed: int = 1, days: int = demo.DAYS) -> Path:
    """A TIDEMARK_HOME in `folder` whose only dataset with figures is made-up margin records of the first `days` days.

    With 20,000 rows over 2,190 days there are no roll-ups; over 10 days there are both.
    """
    ingest = Ingest(folder, sets=tuple)
    with ingest.edition() as (edition, _):
        edition.record(DATASET, partial(demo.fill, rows=rows, seed=seed, step=lambda _: None, days=days), seed)
        edition.publish()
    return forgotten(folder)


def facts_of(folder: Path, dataset: str = DATASET) -> Facts:
    """The facts of `dataset` in the current version of the home `folder`."""
    catalog = Catalog(folder)
    version = catalog.current()
    assert version is not None
    with catalog.connect(version) as connection:
        return facts.held(catalog, connection)[dataset]


def given(connection: duckdb.DuckDBPyConnection, catalog: Catalog, version: Version, rows: Rows) -> Facts:
    """A facts file of `rows`, which the version that `connection` writes then names.

    Each row is filled up with what a record cannot be without; metrics not given are NULL.
    """
    draft = Draft(catalog, DATASET, version.number, 2**28)
    draft.fill(lambda facts: insert(facts, rows))
    return draft.seal(connection)


def insert(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Put `rows` into `margin`, in order of date."""
    records = [[(FILLED | dict(row)).get(name) for name in margin.COLUMNS] for row in rows]
    holes = ", ".join("?" for _ in margin.COLUMNS)
    connection.executemany(f"INSERT INTO margin VALUES ({holes})", sorted(records, key=lambda record: str(record[0])))
