"""Counters and gauges of all workers, in memory that the workers share."""

from __future__ import annotations

import mmap
import time
from bisect import bisect_left
from collections.abc import Mapping
from difflib import get_close_matches

COUNTS = (
    "sessions_total",
    "pages_total",
    "updates_total",
    "updates_cached_total",
    "superseded_total",
    "drawn_total",
    "handovers_total",
    "refused_total",
    "restarts_total",
    "sql_runs_total",
    "sql_stopped_total",
    "sql_denied_total",
)
"""What only grows, for as long as the supervisor lives."""

GAUGES = (
    "sessions",
    "cache_bytes",
    "drawings",
    "patches",
    "cubes",
    "cubes_bytes",
    "memory_bytes",
    "up",
    "sql_running",
    "sql_queued",
    "lake_away",
)
"""What holds now; a worker's gauges are 0 once it has ended."""

TIMES = ("update_seconds", "page_seconds")
"""Latencies in seconds, counted by BUCKETS."""

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of the buckets in seconds; what is slower stands in one more."""

PROMISE = 5.0
"""Seconds that a page may take until its websocket opens."""

_WIDTH = len(BUCKETS) + 2
_SINGLE = {name: place for place, name in enumerate(COUNTS + GAUGES)}
_TIME = {name: len(_SINGLE) + number * _WIDTH for number, name in enumerate(TIMES)}
_CELLS = len(_SINGLE) + len(TIMES) * _WIDTH


class Row:
    """What one worker counts; only that worker writes here, and the supervisor once it has ended."""

    def __init__(self, cells: memoryview[float]) -> None:
        self.cells = cells

    def add(self, name: str, by: float = 1) -> None:
        """Move a count or a gauge by `by`."""
        self.cells[_found(name, _SINGLE)] += by

    def set(self, name: str, value: float) -> None:
        """Say what a gauge is."""
        self.cells[_found(name, _SINGLE)] = value

    def seconds(self, name: str, value: float) -> None:
        """Count one latency of `value` seconds."""
        first = _found(name, _TIME)
        self.cells[first + bisect_left(BUCKETS, value)] += 1
        self.cells[first + _WIDTH - 1] += value

    def clear_gauges(self) -> None:
        """Forget what held while the worker lived."""
        for name in GAUGES:
            self.set(name, 0)

    def values(self) -> dict[str, float]:
        """All that the row says: a latency as NAME_sum, NAME_count and NAME_le_BUCKET, up to and with that bucket."""
        said: dict[str, float] = {name: self.cells[cell] for name, cell in _SINGLE.items()}
        for name, first in _TIME.items():
            reached = 0.0
            for number, bucket in enumerate((*BUCKETS, "count")):
                reached += self.cells[first + number]
                said[f"{name}_count" if bucket == "count" else f"{name}_le_{bucket}"] = reached
            said[f"{name}_sum"] = self.cells[first + _WIDTH - 1]
        return said


class Ledger:
    """Counters of all workers, in memory that they share. A dead worker's counts stay, its gauges are cleared."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._cells = memoryview(mmap.mmap(-1, workers * _CELLS * 8)).cast("d")
        self._promised: list[tuple[float, int]] = []

    def row(self, worker: int) -> Row:
        """The row of one worker."""
        return Row(self._cells[worker * _CELLS : (worker + 1) * _CELLS])

    def rows(self) -> list[Mapping[str, float]]:
        """What each worker has counted, in the order of the workers."""
        return [self.row(worker).values() for worker in range(self.workers)]

    def emptiest(self) -> int:
        """The live worker with the fewest sessions; those that this process sent there and that may still come count.

        Without them, all pages of one moment would go to one worker: its sessions show only once they open.
        """
        now = time.monotonic()
        self._promised = [(made, worker) for made, worker in self._promised if now - made < PROMISE]
        load = [self.row(worker).cells[_SINGLE["sessions"]] for worker in range(self.workers)]
        for _, worker in self._promised:
            load[worker] += 1
        alive = [n for n in range(self.workers) if self.row(n).cells[_SINGLE["up"]]] or range(self.workers)
        chosen = min(alive, key=load.__getitem__)
        self._promised.append((now, chosen))
        return chosen


def _found(name: str, known: Mapping[str, int]) -> int:
    try:
        return known[name]
    except KeyError:
        near = get_close_matches(name, known, 1, 0)
        raise KeyError(f"the ledger counts no {name!r}; the nearest is {near[0]!r}") from None
