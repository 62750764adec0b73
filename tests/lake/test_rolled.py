"""Records that an engine rolled up are committed to the lake, and served by hosts that have none of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import pytest

from data import demo, margin
from data.ingest import Ingest
from data.lake.lake import Lake
from data.reckoning.machine import Machine
from data.rolling import Engine as Reckoning
from data.rolling import HomeStore, roll
from queries.engine import Engine
from queries.query import Query, read_all
from queries.tiers.input import inputs
from tests.lake.conftest import Host
from tests.lake.test_records import held

ROWS, DATASET = 20_000, "rolled"
QUERIES = [query for query in read_all().values() if query.relations == ["margin"]]


def records(folder: Path) -> Path:
    """Margin records of ten days, as Parquet."""
    path = folder / "records.parquet"
    with duckdb.connect() as connection:
        margin.create(connection)
        demo.fill(connection, ROWS, 1, lambda _: None, days=10)
        connection.execute(f"COPY margin TO '{path}' (FORMAT parquet)")
    return path


def inputs_of(ingest: Ingest) -> list[tuple[str, int]]:
    """What cubes and prefix sums are built of, with their rows, as a host reads them."""
    with held(ingest, DATASET).connect() as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM input ORDER BY 1").fetchall()]
        return [(name, int(connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])) for name in names]


def served(one: Ingest, lake: Lake, folder: Path, engine: Reckoning) -> None:
    """Roll up on one host; another answers the same, from what it takes of the lake."""
    path = records(folder)
    count, version = roll(HomeStore(one), [path], DATASET, engine, partial(inputs, QUERIES))
    two = replace(one, home=folder / "two", lake=replace(lake, spare=0))
    assert (count, two.first().number) == (ROWS, version)
    assert len(inputs_of(two)) > 5 and inputs_of(two) == inputs_of(one)
    here, there = Engine(one.catalog), Engine(two.catalog)
    assert [digest(there, query) for query in QUERIES] == [digest(here, query) for query in QUERIES]
    assert not list(two.home.rglob("facts/*.duckdb")) and not list((one.home / "rollups").iterdir())
    for each in (here, there):
        each.close()


def digest(engine: Engine, query: Query) -> str:
    return engine.answer(query, DATASET).receipt.figures.digest


@pytest.mark.long
def test_what_is_rolled_up_here(host: Host, lake: Lake, tmp_path: Path) -> None:
    served(host("one"), lake, tmp_path, Machine)
