"""`tidemark rollup` on a cluster: what DuckDB would have made, served from a new version."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pytest

from apps.__main__ import main
from data.facts import Facts
from data.ingest import Ingest
from data.reckoning.cluster import Cluster, Way
from data.reckoning.machine import Machine
from data.rolling import HomeStore, roll
from data.rollup import CENTRES
from queries.query import read_all
from queries.tiers.input import inputs
from tests.data.test_rolling import differences, kept, left_over
from tests.margin import facts_of
from tests.spark.agreement import differences as disagreements
from tests.spark.conftest import FILES, ROWS
from tests.spark.running import (
    HERE,
    PYTHON,
    SETTINGS,
    STARTING,
    WITH_US,
    LocalCluster,
    answering,
    environment,
    free_port,
)

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without datasets."""
    folder = tmp_path_factory.mktemp("bare")
    Ingest(folder, sets=tuple).first()
    return folder


def test_both_engines_make_the_same_dataset(
    local_cluster: LocalCluster, records: list[Path], bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, records = Path(shutil.copytree(bare, tmp_path / "home")), records[:1]
    monkeypatch.setenv("TIDEMARK_HOME", str(home))
    settings = [word for name, value in SETTINGS.items() for word in ("--conf", f"{name}={value}")]
    began = time.perf_counter()
    where = ["--master", local_cluster.way.master, "--python", str(PYTHON), *settings]
    assert main(["rollup", "--engine", "spark", "--records", *map(str, records), "--dataset", "far", *where]) == 0
    spark, began = time.perf_counter() - began, time.perf_counter()
    queries = [query for query in read_all().values() if query.relations == ["margin"]]
    store = HomeStore(Ingest(home, sets=tuple))
    assert roll(store, records, "near", Machine, partial(inputs, queries))[0] == ROWS // FILES
    print(f"\nrollup of {ROWS // FILES:,} records: Spark {spark:.1f} s, DuckDB {time.perf_counter() - began:.1f} s")
    far, near = facts_of(home, "far"), facts_of(home, "near")
    assert differences(far, near) == [] and len(kept(far)["rollup"]) == 2
    assert apart(far, near) == []
    assert left_over(home) == []


def apart(far: Facts, near: Facts) -> list[str]:
    """The inputs of cubes in which two facts files differ, by more than a billionth of what a column goes up to."""
    with far.connect() as one, near.connect() as two:
        names = [name for (name,) in one.execute("SELECT name FROM input").fetchall()]
        assert len(names) > 5 and two.execute("SELECT name FROM input").fetchall() == [(name,) for name in names]
        return [name for name in names if not alike(one, two, name)]


def alike(one: duckdb.DuckDBPyConnection, two: duckdb.DuckDBPyConnection, name: str) -> bool:
    kinds = one.execute(f"DESCRIBE {name}").fetchall()
    exact = [f'"{field}"' for field, kind, *_ in kinds if kind != "DOUBLE" or field.startswith("_key")]
    order = ", ".join([*exact, *(f'"{field}"' for field, *_ in kinds)])
    ordered = [each.execute(f"FROM {name} ORDER BY {order}").fetchnumpy() for each in (one, two)]
    return all(
        np.allclose(values, ordered[1][field], 1e-9, 1e-9 * np.nanmax(np.abs(values)), equal_nan=True)
        if values.dtype.kind == "f"
        else values.tolist() == ordered[1][field].tolist()
        for field, values in ordered[0].items()
    )


@pytest.fixture(scope="module")
def connect(local_cluster: LocalCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    """A server of Spark Connect."""
    port, folder = free_port(), tmp_path_factory.mktemp("connect")
    about = {**SETTINGS, "spark.connect.grpc.binding.port": str(port), "spark.connect.grpc.binding.address": HERE}
    line = ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", "local[1]"]
    words = [word for name, value in about.items() for word in ("--conf", f"{name}={value}")]
    home, variables = environment()
    variables["SPARK_DAEMON_MEMORY"] = "900m"
    with (folder / "log").open("wb") as said:
        process = subprocess.Popen(
            [*WITH_US, home / "bin" / "spark-submit", *line, *words, "spark-internal"],
            env=variables, cwd=folder, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
    try:
        answering(port, 6 * STARTING, process)
        yield Way(PYTHON, remote=f"sc://{HERE}:{port}")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_spark_connect_gives_the_same(connect: Way, records: list[Path], tmp_path: Path) -> None:
    relations = {"margin": records}
    sql = "SELECT layer, quantile_cont(stress_loss, 0.9) AS q, count(*) AS n FROM margin GROUP BY layer"
    with Cluster(connect, relations, 2**28, tmp_path / "a") as far, Machine(relations, 2**28, tmp_path / "b") as near:
        for asked in (CENTRES, sql):
            assert disagreements(near.read(asked), far.read(asked, "asked")) == []
        assert far.write(sql, tmp_path / "to", "asked") == 5
