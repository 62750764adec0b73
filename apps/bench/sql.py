"""What the SQL workspace costs, and what one reader's bombs cost the others: a server of its own, and readers there."""

from __future__ import annotations

import asyncio
import json
import time
from argparse import Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np

from apps.bench.reader import Reader
from apps.bench.served import Server, serving
from apps.bench.writer import Writer
from apps.setup import catalog
from data.store.store import Store
from panel_config import Settings
from queries.library.drafts import Drafts, Tab

WORKERS = 2
RUNS, CHANGES, OWNERS = 50, 100, 1000
AGGREGATE = "SELECT i % 7 AS k, count(*), sum(i), avg(i * 1.5) FROM range(1_000_000) t(i) GROUP BY ALL ORDER BY ALL"
BOMBS = (
    "SELECT count(*) FROM range(10_000_000_000) a, range(10_000_000_000) b",
    "SELECT len(list_transform(range(100_000_000), lambda x: repeat('y', 100)))",
    "SELECT length(repeat('x', 4_200_000_000))",
    "WITH RECURSIVE t(n, s) AS (SELECT 1, 'x' UNION ALL SELECT n + 1, s || s FROM t) SELECT max(length(s)) FROM t",
    "SELECT levenshtein(repeat('a', 100_000), repeat('b', 100_000))",
)
"""Statements that end only because they are ended, by time or by memory."""
BOMB_SECONDS = 2


def bench(given: Namespace) -> None:
    """Print what was measured; the last line is one JSON object."""
    with TemporaryDirectory(prefix="tidemark-bench-") as folder:
        home = Path(folder)
        catalog(Settings(home=home))
        made = drafts(home)
        with serving(home, WORKERS, TIDEMARK_SQL_SECONDS=str(BOMB_SECONDS)) as server:
            made |= asyncio.run(measured(server, given.bombs))
    for name, value in made.items():
        print(f"{name:>24} {value}")
    print(json.dumps(made), flush=True)


def drafts(home: Path) -> dict[str, Any]:
    """What it takes to keep a draft of each of a thousand readers."""
    store = Store(home)
    store.upgrade()
    kept, path = Drafts(store), home / "app.sqlite"
    before, begun = size(path), time.perf_counter()
    for number in range(OWNERS):
        kept.keep(f"reader {number}", Tab(id=f"tab-{number}", title="Query 1", text=AGGREGATE, values={}, position=0))
    took = time.perf_counter() - begun
    return {"drafts": OWNERS, "drafts_s": round(took, 2), "drafts_bytes": size(path) - before}


def size(path: Path) -> int:
    """Bytes of the store, with what it has not yet put in its place."""
    return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))


async def measured(server: Server, bombs: int) -> dict[str, Any]:
    """The overhead of a run, and what bombs of one reader cost another."""
    writer = Writer(server.address, 1)
    await writer.load()
    await writer.run("SELECT 1")
    made = await overhead(writer)
    made |= await bombed(server, writer, bombs)
    await writer.close()
    return made


async def overhead(writer: Writer) -> dict[str, Any]:
    """From the message that asks to the one that says that all rows are there, in milliseconds."""
    one = await times(RUNS, lambda: timed(writer, "SELECT 1"))
    theirs = await times(10, alone)
    ours = await times(10, lambda: timed(writer, AGGREGATE))
    fixed, (alone50, ours50) = at(one, 50), (at(theirs, 50), at(ours, 50))
    ratio = round((ours50 - fixed) / alone50, 2)
    return {"one_p50_ms": fixed, "one_p95_ms": at(one, 95), "duckdb_ms": alone50, "ours_ms": ours50, "ratio": ratio}


async def times(many: int, run: Callable[[], Awaitable[float]]) -> list[float]:
    """Seconds of so many runs, one after the other."""
    return [await run() for _ in range(many)]


async def timed(writer: Writer, text: str) -> float:
    """Seconds of one run; raise RuntimeError if it has no result."""
    end, seconds = await writer.run(text)
    if end["tell"] != "done":
        raise RuntimeError(f"{text[:40]}: {end}")
    return seconds


async def alone() -> float:
    """Seconds of the same in DuckDB by itself, with one thread as a booth has."""
    with duckdb.connect(config={"threads": 1}) as connection:
        begun = time.perf_counter()
        connection.execute(AGGREGATE).fetchall()
        return time.perf_counter() - begun


def at(seconds: list[float], percent: float) -> float:
    """A percentile in milliseconds."""
    return round(float(np.percentile(seconds, percent)) * 1e3, 1)


async def bombed(server: Server, other: Writer, many: int) -> dict[str, Any]:
    """Changes of a dashboard before, while and after bombs of somebody run one by one; the turn of another's SQL."""
    reader, bomber = Reader(server.address, 2), Writer(server.address, 3)
    await asyncio.gather(reader.load(), bomber.load())
    idle = await times(CHANGES, lambda: changed(reader))
    before = len(server.group.members())
    attack = asyncio.create_task(exploded(bomber, many))
    busy: list[float] = []
    turns: list[float] = []
    while not attack.done():
        busy.append(await changed(reader))
        if len(busy) % CHANGES == 0 or not turns:
            turns.append(await timed(other, "SELECT 1"))
    ends = await attack
    idle += await times(CHANGES, lambda: changed(reader))
    await asyncio.gather(reader.close(), bomber.close())
    left = await settled(server, before)
    return {
        "bombs": many,
        "ended": ends,
        "idle_p95_ms": at(idle, 95),
        "bombed_p95_ms": at(busy, 95),
        "slower": round(at(busy, 95) / at(idle, 95), 2),
        "turn_ms": at(turns, 100),
        "left": left,
    }


async def changed(reader: Reader) -> float:
    """Seconds of one brush."""
    choice = reader.offer.choice(reader.chance, reader.now)
    begun = time.perf_counter()
    await asyncio.wait_for(reader.change(choice), 30)
    return time.perf_counter() - begun


async def exploded(bomber: Writer, many: int) -> dict[str, int]:
    """How bombs one after the other ended, by kind."""
    ends: dict[str, int] = {}
    for number in range(many):
        end, _ = await bomber.run(BOMBS[number % len(BOMBS)], 30)
        kind = str(end.get("kind", end["tell"]))
        ends[kind] = ends.get(kind, 0) + 1
    return ends


async def settled(server: Server, before: int, seconds: float = 10) -> int:
    """How many processes more there are than before, once all that can end has."""
    last = time.monotonic() + seconds
    while (more := len(server.group.members()) - before) > 0 and time.monotonic() < last:
        await asyncio.sleep(0.1)
    return max(0, more)
