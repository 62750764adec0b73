"""What following a brush came to, in one way of doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.bench.report import share


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
