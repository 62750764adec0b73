"""What `tidemark rollup` does."""

from __future__ import annotations

import sys
from argparse import Namespace
from functools import partial
from pathlib import Path

from apps import setup
from apps.progress import Progress
from data.portable.translation import problems
from data.reckoning.cluster import Cluster, Way
from data.reckoning.machine import Machine
from data.reckoning.reckoner import Reckoner, Relations
from data.rolling import Engine, HomeStore, roll
from panel_config import ROOT, Settings
from queries.literal import filled
from queries.opened import RECORDS
from queries.query import FOLDER, Query, read_all
from queries.tiers.input import inputs


def rollup(given: Namespace, settings: Settings) -> int:
    """Roll records up and print what came of it; without records, print which queries are portable."""
    if not given.records and not given.dataset:
        print("\n".join(portability()))
        return 0
    if trouble := _trouble(given):
        print(f"tidemark: {trouble}", file=sys.stderr)
        return 2
    with Progress() as progress:
        store = HomeStore(setup.ingest(settings))
        asked = [query for query in read_all().values() if query.relations == [RECORDS]]
        engine, needed = _engine(given), partial(inputs, asked)
        records, version = roll(store, given.records, given.dataset, engine, needed, progress=progress)
    print(f"{given.dataset}: {records:,} margin records, rolled up by {given.engine}.\nPublished as version {version}.")
    return 0


def portability() -> list[str]:
    """Of each query, that it is portable, or the first thing that is not."""
    told = []
    for path in sorted(FOLDER.glob("*.sql")):
        query = Query.read(path)
        where = str(path.relative_to(ROOT))
        found = problems(filled(query.sql, query.bind({})), where)
        told.append(found[0] if found else f"{where}: portable")
    return told


def _trouble(given: Namespace) -> str:
    """What does not fit together on the line; empty if all does."""
    if not given.records or not given.dataset:
        return "rollup needs both --records and --dataset"
    address = given.master or given.remote
    if given.engine == "spark" and not address:
        return "--engine spark needs --master spark://host:7077 or --remote sc://host:15002"
    return f"--engine duckdb runs on this machine: leave {address} out" if given.engine == "duckdb" and address else ""


def _engine(given: Namespace) -> Engine:
    if given.engine == "duckdb":
        return Machine
    python = given.python if given.python.is_absolute() or given.python.exists() else ROOT / given.python
    way = Way(Path(python).absolute(), given.master, given.remote, dict(given.conf))
    way.check()

    def cluster(relations: Relations, memory: int, spill: Path) -> Reckoner:
        return Cluster(way, relations, memory, spill)

    return cluster
