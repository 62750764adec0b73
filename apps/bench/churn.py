"""Sessions opened and closed, wave after wave: memory that is given back stays flat."""

from __future__ import annotations

from typing import Any

from apps.bench.counters import counters
from apps.bench.load import Load, emptied
from apps.bench.reader import Reader
from apps.bench.report import known
from apps.bench.served import Server

WAVE = 50


async def churn(server: Server, sessions: int) -> dict[str, Any]:
    """Print the memory after each wave of 50. Every reader makes the same change, so no cache grows."""
    held = (await counters(server.address))["sessions"]
    memory: list[float] = []
    errors: list[str] = []
    print(f"{'sessions so far':>15} {'still held':>10} {'memory MB':>10}")
    for start in range(0, sessions, WAVE):
        count = min(WAVE, sessions - start)
        errors += await wave(server, count)
        left = await emptied(server, held)
        memory.append(server.group.megabytes())
        print(f"{start + count:15} {left:10.0f} {memory[-1]:10.1f}", flush=True)
    told = {"first_MB": known(memory[0], 1), "last_MB": known(memory[-1], 1), "held": int(left)}
    return {"name": "tidemark", "churned": sessions, **told, "err": len(errors), "e": errors[:2]}


async def wave(server: Server, count: int) -> list[str]:
    """What went wrong while so many readers came, made one change and left."""
    load = Load(server, [Reader(server.address) for _ in range(count)])
    await load.pages()
    await load.changes(0.5, 0.4, load.anything)
    await load.leave()
    return load.errors
