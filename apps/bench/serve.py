"""A server of its own, and simulated readers in front of it."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from typing import Any

from apps.bench.churn import churn
from apps.bench.counters import counters
from apps.bench.load import Load, emptied
from apps.bench.reader import Reader
from apps.bench.report import Result, line, table
from apps.bench.served import Server, served
from apps.bench.wire import Wire, wire

FIRST = 4
"""Readers before the measurement, so that it begins with workers each of which has answered somebody."""
REST = 0.5
"""Seconds between the last page and the measurement of memory."""


def bench(given: Namespace) -> None:
    """Print what was measured; the last line is one JSON object."""
    with served(given.workers) as server:
        made = asyncio.run(churn(server, given.churn) if given.churn else measured(server, given))
    print(json.dumps(made), flush=True)


async def measured(server: Server, given: Namespace) -> dict[str, Any]:
    """Print the table of one load test, and give its line."""
    result = await run(server, given.users, given.seconds, given.think)
    print(f"{result.readers} readers, each a change in about {given.think:g} s, for {given.seconds:g} s")
    print(table(result))
    return line(result)


async def run(server: Server, users: int, seconds: float, think: float) -> Result:
    """Pages, changes by chance, changes to new states; then all leave, and one comes by a relay."""
    load = Load(server, [Reader(server.address, seed) for seed in range(users)])
    await before(server, load)
    held = (await counters(server.address))["sessions"]
    memory = {"before": server.group.megabytes()}
    pages = await load.pages()
    await asyncio.sleep(REST)
    memory["loaded"] = server.group.megabytes()
    changes = await load.changes(seconds, think, load.anything)
    memory["changed"] = server.group.megabytes()
    cold = await load.changes(seconds, think, load.unseen)
    await load.leave()
    left = await emptied(server, held)
    memory["left"] = server.group.megabytes()
    return Result(users, pages, changes, cold, memory, left, await relayed(server, load.errors), load.errors)


async def relayed(server: Server, errors: list[str]) -> Wire | None:
    """What one more reader costs on the wire; None if that fails, which is noted."""
    try:
        return await asyncio.wait_for(wire(server.address), 60)
    except Exception as error:
        errors.append(f"wire {type(error).__name__} {error}")
        return None


async def before(server: Server, load: Load) -> None:
    """A few readers come one by one, change something and leave; what they have asked for counts as seen."""
    first = [Load(server, [Reader(server.address, 900 + seed)]) for seed in range(FIRST)]
    for each in first:
        each.seen = load.seen
        await each.pages()
    await asyncio.gather(*(each.changes(0.1, 0.05, each.anything) for each in first))
    await asyncio.gather(*(each.leave() for each in first))
    await emptied(server, 0)
    errors = [error for each in first for error in each.errors]
    if errors:
        raise RuntimeError(f"the first readers fail: {errors[0]}")
