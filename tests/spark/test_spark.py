"""Spark, on a cluster of two workers, and DuckDB agree to 1e-9 on whatever is portable."""

from __future__ import annotations

import time

import pytest

from data.portable.translation import problems
from data.reckoning.cluster import Cluster
from data.reckoning.machine import Machine
from data.reckoning.reckoner import Reckoner, Rows
from queries.literal import filled
from queries.query import read_all
from tests.spark.agreement import differences
from tests.spark.constructs import CONSTRUCTS

pytestmark = pytest.mark.spark
QUERIES = {name: filled(query.sql, query.bind({})) for name, query in read_all().items()}
PORTABLE = {name: sql for name, sql in QUERIES.items() if not problems(sql, name)}
TOOK: dict[str, tuple[float, float]] = {}


def timed(reckoner: Reckoner, sql: str, where: str) -> tuple[Rows, float]:
    began = time.perf_counter()
    return reckoner.read(sql, where), time.perf_counter() - began


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_constructs_agree(name: str, cluster: Cluster, machine: Machine) -> None:
    there, here = cluster.read(CONSTRUCTS[name], name), machine.read(CONSTRUCTS[name], name)
    assert here.rows and differences(here, there) == []


@pytest.mark.parametrize("name", PORTABLE)
def test_queries_agree(name: str, cluster: Cluster, machine: Machine) -> None:
    there, spark = timed(cluster, PORTABLE[name], name)
    here, duckdb = timed(machine, PORTABLE[name], name)
    TOOK[name] = spark, duckdb
    assert here.rows and differences(here, there) == []


def test_the_time_is_told() -> None:
    margin = {name: took for name, took in TOOK.items() if name.startswith("margin_")}
    print("\nover 1,000,000 margin records      Spark s   DuckDB s   ratio")
    for name, (spark, duckdb) in margin.items():
        print(f"{name:33} {spark:8.2f} {duckdb:10.3f} {spark / duckdb:7.0f}")
    assert margin
