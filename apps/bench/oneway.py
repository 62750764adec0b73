"""The bus of meetings alone: how long a message is on its way from one worker to another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from random import Random

from apps.bench.ear import END, listening, stamped
from apps.bench.report import timed
from apps.meeting.bus import bus

SIZES = {"4 kB": 4_000, "60 kB": 60_000}
TIMES, PAUSE = 200, 0.005
"""Messages of a size, and seconds between two."""
QUIET = 0.1
"""Seconds before the first message."""


async def oneway(address: str, folder: Path, size: int, times: int) -> list[float]:
    """Seconds of so many messages of so many bytes, one way."""
    async with listening(address, folder) as ear:
        here = bus(address, folder)
        await here.open(lambda *_: None)
        await asyncio.sleep(QUIET)
        for number in range(times):
            here.publish("meeting", stamped(figures(size, number)))
            await asyncio.sleep(PAUSE)
        here.publish(END, b"")
        heard = await ear.heard()
        await here.close()
        return heard


def figures(size: int, seed: int) -> bytes:
    """JSON as charts are sent in: numbers with many digits."""
    chance = Random(seed)
    return json.dumps([round(chance.random() * 1e4, 9) for _ in range(size // 15)]).encode().ljust(size)[:size]


async def oneways(transports: Mapping[str, str], folder: Path) -> dict[str, list[float]]:
    """Seconds by transport and size; `transports` are addresses by name, none for the datagrams of one host."""
    made = {}
    for name, address in transports.items():
        for said, size in SIZES.items():
            made[f"{name}, {said}"] = await oneway(address, folder, size, TIMES)
    return made


def table(measured: Mapping[str, list[float]]) -> str:
    """A row for each transport and size."""
    rows = [timed(f"one way, {name}", times) for name, times in measured.items()]
    return "\n".join([f"{'the bus alone':36} {'n':>6} {'p50 ms':>8} {'p95 ms':>8}", *rows])
