"""One meeting that is measured: what its steps came to, and what a follower costs beside a reader who does it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.bench.audience import Steps
from apps.bench.report import share, timed

COLD, WARM = "brush, new to all", "brush, shown before"
GESTURE = "all make the brush, asked before"
"""Its cost is compared with that of a warm brush."""


@dataclass(frozen=True)
class Followed:
    """Steps of the host by what they were; the warm brushes of a host alone; and what readers did themselves.

    `anew` are processor seconds that a brush takes where nothing is kept.
    """

    followers: int
    steps: Mapping[str, Steps]
    alone: Steps
    readers: int
    gestures: Mapping[str, Steps]
    anew: float

    @property
    def follower(self) -> float:
        """Processor seconds of the server for one follower at a brush."""
        return max(0.0, self.steps[WARM].each - self.alone.each) / self.followers

    @property
    def reader(self) -> float:
        """Processor seconds of the server for one reader who brushes, to a state that it has answered before."""
        return self.gestures[GESTURE].each / self.readers

    def table(self) -> str:
        """A row for each kind of step, and what a follower costs."""
        heading = f"{f'until the last of {self.followers} sees it':36} {'n':>6} {'p50 ms':>8} {'p95 ms':>8}"
        rows = [timed(name, each.times) for name, each in self.steps.items()]
        beside = f"{f'until the last of {self.readers} readers':36}"
        own = [timed(name, each.times) for name, each in self.gestures.items()]
        costs = {"a follower": self.follower, "a reader": self.reader, "worked out anew": self.anew}
        said = ", ".join(f"{name} {seconds * 1e3:.2f}" for name, seconds in costs.items())
        return "\n".join([heading, *rows, beside, *own, f"processor ms a brush: {said}"])

    def line(self) -> dict[str, Any]:
        """The meeting as JSON holds it: milliseconds, and how many times a follower's cost the others' are."""
        every = {**self.steps, **self.gestures}
        costs = {"follower": self.follower, "reader": self.reader, "anew": self.anew}
        ratios = {f"{name}_ratio": ratio(costs[name], self.follower) for name in ("reader", "anew")}
        return {
            **{name: summed(each.times) for name, each in every.items()},
            **{f"{name}_cpu_ms": round(seconds * 1e3, 3) for name, seconds in costs.items()},
            **ratios,
        }


def summed(times: list[float]) -> dict[str, float]:
    """The median and the time that 95 % do not exceed, in ms."""
    return {"n": len(times), "p50_ms": round(share(times, 50), 2), "p95_ms": round(share(times, 95), 2)}


def ratio(theirs: float, ours: float) -> float | None:
    """How many times as much; None if ours cannot be told from nothing."""
    return round(theirs / ours, 1) if ours > 0 else None
