"""What following a brush came to, in one way of doing it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from apps.bench.report import share
from apps.bench.windows import Window, spread

AFFORDED = 20.0
"""Seconds that the steps of one way may take together: slow ones are fewer."""
FEWEST = 5


@dataclass(frozen=True)
class Run:
    """One way to follow a brush: seconds and bytes of every step, and what must be known to compare them."""

    seconds: Sequence[float]
    bytes: Sequence[int]
    note: str = ""

    @property
    def p50(self) -> float:
        """The median step in ms."""
        return share(self.seconds, 50)

    @property
    def p95(self) -> float:
        """The step in ms that 95 % do not exceed."""
        return share(self.seconds, 95)

    @property
    def middling(self) -> int:
        """The bytes of the median step."""
        return sorted(self.bytes)[len(self.bytes) // 2]

    def line(self) -> dict[str, float | int]:
        """The run as JSON holds it."""
        return {"p50_ms": round(self.p50, 3), "p95_ms": round(self.p95, 3), "bytes": self.middling}

    def noted(self, note: str) -> Run:
        """The same with a note, which begins with the number of steps."""
        return replace(self, note=f"{len(self.seconds)} steps; {note}" if note else f"{len(self.seconds)} steps")


def paced(windows: Sequence[Window], step: Callable[[Window], int]) -> Run:
    """Seconds of `step`, which gives its bytes, at as many windows as can be afforded, after one that warms up."""
    first = timed(windows[-1], step)[0]
    taken = [timed(window, step) for window in spread(windows, max(FEWEST, int(AFFORDED / first)))]
    return Run([seconds for seconds, _ in taken], [size for _, size in taken]).noted("")


def timed(window: Window, step: Callable[[Window], int]) -> tuple[float, int]:
    """The seconds that a step took, and its bytes."""
    start = time.perf_counter()
    size = step(window)
    return time.perf_counter() - start, size
