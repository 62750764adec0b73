"""A meeting: how long what the host does takes to the last follower, over each bus, and what a follower costs."""

from __future__ import annotations

import asyncio
import json
import random
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apps.bench import oneway, postgres
from apps.bench.attendant import Screen, seated
from apps.bench.audience import Audience, gestures, intervals
from apps.bench.followed import COLD, GESTURE, WARM, Followed, summed
from apps.bench.review import brushes, timed_patches
from apps.bench.served import Server, serving, terminable
from apps.board import Board
from apps.meeting.meeting import Host, Meeting
from apps.page import FOLDER, read
from apps.present.deck import Deck, slide
from apps.setup import catalog
from apps.state import State
from data.catalog import Catalog
from data.store import Store
from panel_config import Settings
from queries.engine import Engine
from queries.library.decks import Decks
from queries.library.meetings import Meetings
from queries.query import read_all

WORKERS = 2
WHO = "local"
TURNS = (1, 2, 3, 4, 5, 6, 7, 0)
"""The slides, one after the other."""
UNIX, POSTGRES = "unix datagrams", "PostgreSQL"
RESTING = 2.0
"""Seconds until those who have left are forgotten."""
READERS = 50
"""Readers who make the host's brush themselves, at most."""


def bench(given: Namespace) -> None:
    """Print what was measured; the last line is one JSON object."""
    with TemporaryDirectory(prefix="tidemark-bench-") as folder, terminable(), buses(given.postgres) as named:
        home = Path(folder)
        catalog(Settings(home=home))
        one = asyncio.run(oneway.oneways(named, home))
        print(f"{oneway.table(one)}\n", flush=True)
        told: dict[str, Any] = {f"one way, {name}": summed(times) for name, times in one.items()}
        states, anew = worked_out(home, max(given.steps, len(TURNS)))
        for many in given.followers:
            for name, address in named.items():
                with serving(home, WORKERS, TIDEMARK_BUS=address) as server:
                    meeting = begun(home, states[: len(TURNS)])
                    made = asyncio.run(followed(server, meeting, many, given.steps, anew))
                print(f"{name}\n{made.table()}\n", flush=True)
                told[f"{many} followers, {name}"] = made.line()
    print(json.dumps(told), flush=True)


@contextmanager
def buses(address: str) -> Iterator[dict[str, str]]:
    """Addresses by name: unix datagrams have none; PostgreSQL's is given, or that of one of our own if it can be."""
    programs = postgres.found()
    if address:
        yield {UNIX: "", POSTGRES: address}
    elif programs is None:
        print("PostgreSQL is left out: there is none here; install it, or say --postgres ADDRESS\n")
        yield {UNIX: ""}
    else:
        with postgres.running(programs) as made:
            yield {UNIX: "", POSTGRES: made.address}


def begun(home: Path, states: Sequence[State]) -> str:
    """A meeting over a deck of these states, whose host is the first who comes; its id."""
    store = Store(home)
    store.upgrade()
    slides = tuple(slide(f"s{number}", state, f"Slide {number}") for number, state in enumerate(states, 1))
    deck, version = Decks(store).save(None, Deck("new", {"": "Bench"}, slides=slides).plain(), WHO)
    meeting = Meeting(f"bench-{deck}", deck, version, {"": "Bench"}, Host(user=WHO), time.time())
    Meetings(store).keep([meeting.plain()])
    store.close()
    return meeting.id


async def followed(server: Server, meeting: str, many: int, steps: int, anew: float) -> Followed:
    """A host does what hosts do before so many; then as many readers do the same themselves."""
    (host,) = await seated(server.address, meeting, 1)
    audience = Audience(server.group, host, [])
    host.do("slide", to=0)
    cold, fresh, theirs = intervals(host.screen, steps)
    await audience.brushed(cold)
    await audience.rest()
    alone = await audience.brushed(cold)
    audience.followers = await seated(server.address, meeting, many)
    made = {COLD: await audience.brushed(fresh), WARM: await audience.brushed(fresh)}
    made["slide, first time"] = await audience.turned(TURNS)
    made["slide, shown before"] = await audience.turned(TURNS)
    for each in (host, *audience.followers):
        each.close()
    await asyncio.sleep(RESTING)
    readers = [Screen(server.address) for _ in range(min(many, READERS))]
    await asyncio.gather(*(each.open() for each in readers))
    own = [await gestures(server.group, audience.rate, readers, theirs) for _ in range(2)]
    for reader in readers:
        reader.close()
    return Followed(many, made, alone, len(readers), {"all make the brush, new": own[0], GESTURE: own[1]}, anew)


def worked_out(home: Path, steps: int) -> tuple[list[State], float]:
    """States of the benchmark page, and processor seconds to work one out where nothing is kept."""
    engine = Engine(Catalog(home))
    board = Board(read(FOLDER / "benchmark.yaml", engine, read_all()), engine)
    states = brushes(board, steps, random.Random(1))
    timed_patches(board, states[:1])
    before = time.process_time()
    timed_patches(board, states[1:])
    return states, (time.process_time() - before) / (steps - 1)
