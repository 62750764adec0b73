"""Several readers who brush at once in one worker, beside plain re-query by as many threads for the same seconds."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from apps.bench.brushes import quick
from apps.bench.gesture import days
from apps.bench.report import share
from apps.bench.requery import Requery, brushed
from apps.bench.tab import Tab
from apps.bench.windows import Window, sweeps

SECONDS = 5.0
RATE = 30.0
"""Updates a second that a browser asks for at most."""


@dataclass
class Crowd:
    """Seconds of each update of all, and of how long they went on."""

    times: list[float] = field(default_factory=list)
    lasted: float = 0.0

    @property
    def rate(self) -> float:
        """Updates a second."""
        return len(self.times) / self.lasted

    def line(self, name: str) -> str:
        """One row of a table."""
        return f"{name:44} {self.rate:8.1f} {share(self.times, 50):8.1f} {share(self.times, 95):8.1f}"


async def crowd(address: str, users: int, first: date, last: date) -> dict[str, Crowd]:
    """So many readers who drag without a pause, and as fast as browsers let them; one of them before, alike."""
    tabs = [Tab(address, seed) for seed in range(users)]
    sweeping = [sweeps(first, last, reader, users) for reader in range(users)]
    try:
        for tab, sweep in zip(tabs, sweeping, strict=True):
            await tab.load()
            await quick(tab, (days("daily", window) for window in sweep))
        made = {}
        for pause, said in ((1 / RATE, f"{RATE:g} a second at most"), (0.0, "without a pause")):
            for count in (1, users):
                pairs = list(zip(tabs, sweeping, strict=True))[:count]
                made[f"{count} reader{'s'[: count - 1]}, {said}"] = await together(pairs, pause)
        return made
    finally:
        await asyncio.gather(*(tab.close() for tab in tabs), return_exceptions=True)


async def together(pairs: list[tuple[Tab, Iterator[Window]]], pause: float) -> Crowd:
    """All drag for SECONDS; each begins a step so many seconds after the one before, or once that has come."""
    made, start = Crowd(), time.perf_counter()

    async def keep(tab: Tab, sweep: Iterator[Window]) -> None:
        while (begun := time.perf_counter()) < start + SECONDS:
            made.times.append((await tab.brush(days("daily", next(sweep)))).seconds)
            await asyncio.sleep(max(0.0, begun + pause - time.perf_counter()))

    await asyncio.gather(*(keep(*pair) for pair in pairs))
    made.lasted = time.perf_counter() - start
    return made


def requeried(plain: Requery, users: int, first: date, last: date) -> Crowd:
    """So many threads, each of which asks for every view again and again."""
    made, start = Crowd(), time.perf_counter()

    def keep(sweep: Iterator[Window]) -> None:
        while (begun := time.perf_counter()) < start + SECONDS:
            plain.frames([brushed(next(sweep))])
            made.times.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=keep, args=[sweeps(first, last, reader, users)]) for reader in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.lasted = time.perf_counter() - start
    return made
