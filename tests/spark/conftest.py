"""What the tests on a Spark cluster share: the cluster, a million records, and the shipped catalog as Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data import demo, margin
from data.catalog import Catalog
from data.reckoning.cluster import Cluster
from data.reckoning.machine import Machine
from data.reckoning.reckoner import Relations
from data.sql import literal, quoted
from scripts import java
from tests.spark import constructs
from tests.spark.running import PYTHON, LocalCluster, running

ROWS, FILES, MEMORY = 1_000_000, 4, 2**29


@pytest.fixture(scope="session")
def local_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A running cluster of two workers."""
    if java.find() is None:
        pytest.skip(java.NONE)
    if not PYTHON.exists():
        pytest.skip("no Spark: make test-spark installs it")
    with running(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A million made-up margin records in four files; some metrics are unknown."""
    folder = tmp_path_factory.mktemp("records")
    with duckdb.connect() as connection:
        margin.create(connection)
        demo.fill(connection, ROWS, 1, lambda _: None, days=365)
        connection.execute("UPDATE margin SET variation_margin = NULL WHERE product = 'P03'")
        paths = [folder / f"records{number}.parquet" for number in range(FILES)]
        for number, path in enumerate(paths):
            part = f"FROM margin LIMIT {ROWS // FILES} OFFSET {number * (ROWS // FILES)}"
            connection.execute(f"COPY ({part}) TO {literal(str(path))} (FORMAT parquet)")
    return paths


@pytest.fixture(scope="session")
def relations(records: list[Path], home: Path, tmp_path_factory: pytest.TempPathFactory) -> Relations:
    """The margin records, every relation of the shipped catalog, and the odd rows."""
    folder = tmp_path_factory.mktemp("relations")
    catalog = Catalog(home)
    version = catalog.current()
    assert version
    found = {}
    with duckdb.connect(str(catalog.path(version)), read_only=True) as connection:
        asked = (
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' AND table_name <> 'margin'"
        )
        for (name,) in connection.execute(asked).fetchall():
            path = folder / f"{name}.parquet"
            connection.execute(f"COPY (FROM main.{quoted(name)}) TO {literal(str(path))} (FORMAT parquet)")
            found[name] = [path]
    constructs.write(folder / "odd.parquet")
    return {"margin": records, "odd": [folder / "odd.parquet"], **found}


@pytest.fixture(scope="module")
def cluster(
    local_cluster: LocalCluster, relations: Relations, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    """A session on the cluster, whose workers it takes until the module is over."""
    with Cluster(local_cluster.way, relations, MEMORY, tmp_path_factory.mktemp("spill")) as made:
        yield made


@pytest.fixture(scope="session")
def machine(relations: Relations, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """DuckDB over the same files."""
    with Machine(relations, MEMORY, tmp_path_factory.mktemp("spill")) as made:
        yield made
