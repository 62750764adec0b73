"""A brush over margin records: through a server of its own, and in other ways beside it."""

from __future__ import annotations

import asyncio
import json
import shutil
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.bench.brushes import BUILDING, Drag, cold, drag, others
from apps.bench.counters import counters
from apps.bench.crowd import Crowd, crowd, requeried
from apps.bench.gesture import days
from apps.bench.requery import Requery
from apps.bench.rivals import rivals
from apps.bench.run import paced
from apps.bench.served import Server, serving, terminable
from apps.bench.standing import OURS, compared, crowded, dragged, line
from apps.bench.tab import Step, Tab
from apps.bench.windows import Window, sweeps, windows
from apps.page import FOLDER, Page, read
from apps.progress import Progress
from data.catalog import Catalog
from data.facts import Facts, held
from data.ingest import Ingest
from queries.engine import CUBES, Engine
from queries.query import read_all
from queries.selection import Clause

DATASET, SEED = "margin_demo", 1
WATCH = 2.5
"""Seconds after which a server has weighed again what it keeps."""


@dataclass
class Measured:
    """What a server of our own did: drags, the first brush under a new filter, several readers, and its memory."""

    drags: Sequence[Drag]
    first: Step
    filtered: tuple[Clause, ...]
    memory: str
    crowds: dict[str, Crowd] = field(default_factory=dict)


def bench(given: Namespace) -> None:
    """Print the tables; with `json` one object on the last line."""
    with home(given.home) as folder, terminable():
        facts = made(folder, given.rows)
        steps = windows(facts.first, facts.last, given.steps)
        with serving(folder, 1) as server:
            ours = asyncio.run(measured(server, facts, steps, given.users))
        page = read(FOLDER / "margin.yaml", Engine(Catalog(folder)), read_all())
        told = printed(given, facts, page, steps, ours)
    if given.json:
        print(json.dumps(told), flush=True)


@contextmanager
def home(kept: Path | None) -> Iterator[Path]:
    """Where the records lie: a folder that is kept, without the cubes of earlier runs, or a temporary one."""
    if kept is None:
        with TemporaryDirectory(prefix="tidemark-bench-") as folder:
            yield Path(folder)
    else:
        kept.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(kept / "cubes", ignore_errors=True)
        yield kept


def made(folder: Path, rows: int) -> Facts:
    """So many made-up records; those that are there already are not made again."""
    with Progress() as progress:
        Ingest(folder).make(rows, SEED, DATASET, progress)
    catalog = Catalog(folder)
    version = catalog.current()
    assert version is not None
    with catalog.connect(version) as connection:
        return held(catalog, connection)[DATASET]


async def measured(server: Server, facts: Facts, steps: Sequence[Window], users: int) -> Measured:
    """One reader drags over each view in turn; then, if asked for, several at once."""
    tab = Tab(server.address)
    await tab.load()
    first = await cold(tab, steps[len(steps) // 2])
    filtered = tab.brushed
    warm = (days("daily", window) for window in sweeps(facts.first, facts.last, users, users + 1))
    drags = [await drag(tab, [days("daily", window) for window in steps], warm, BUILDING), *await others(tab)]
    await asyncio.sleep(WATCH)
    counted = await counters(server.address)
    await tab.close()
    held = f"{counted['cubes']:.0f} cubes hold {counted['cubes_bytes'] / 1e6:.1f} MB of {CUBES / 1e6:.0f} MB"
    made = Measured(drags, first, filtered, f"{held}; the server's processes {server.group.megabytes():.0f} MB")
    if users > 1:
        made.crowds = await crowd(server.address, users, facts.first, facts.last)
    return made


def printed(given: Namespace, facts: Facts, page: Page, steps: Sequence[Window], ours: Measured) -> dict[str, object]:
    """Measure the other ways and print the tables; the comparison as JSON holds it."""
    print(f"{facts.rows:,} records of {facts.first} to {facts.last}, {len(page.views)} views; times at the reader\n")
    print(f"{dragged(ours.drags)}\n{ours.memory}\n", flush=True)
    with facts.connect() as connection:
        plain = Requery(connection, {name: view.query for name, view in page.views.items()})
        again = paced(steps[:5], lambda _: len(plain.frames(ours.filtered)))
        print(f"first brush under a filter: {ours.first.seconds * 1e3:.0f} ms, plain re-query {again.p50:.0f} ms\n")
        found = rivals(page, facts, plain, steps)
        runs = {OURS: ours.drags[0].run, **found.runs}
        print(f"a year dragged across the series, {given.steps} steps\n{compared(runs, found.reasons)}", flush=True)
        if ours.crowds:
            name = f"plain re-query by {given.users} threads"
            print("\n" + crowded(ours.crowds | {name: requeried(plain, given.users, facts.first, facts.last)}))
    return line(facts.rows, given.steps, runs)
