"""The ladder: the steps 1, 2, 5, 10, 20, 50 … above and below zero, by which amounts are binned."""

from __future__ import annotations

from bisect import bisect_right
from math import inf

LEAST, GREATEST = -3, 6
STEPS = tuple(f"{digit}e{power}" for power in range(LEAST, GREATEST + 1) for digit in (1, 2, 5))
WRITTEN = (*(f"-{step}" for step in reversed(STEPS)), "0e0", *STEPS)
EDGES: tuple[float, ...] = tuple(map(float, WRITTEN))
"""Every edge, ascending: the steps from 0.001 to 5,000,000, zero, and the steps mirrored."""

FORK = 4


def rung(value: float) -> float:
    """The greatest edge at or below `value`; the first edge for what lies below all of them."""
    return EDGES[max(bisect_right(EDGES, value) - 1, 0)]


def after(edge: float) -> float:
    """The edge that follows `edge`; infinity after the last."""
    place = bisect_right(EDGES, edge)
    return EDGES[place] if place < len(EDGES) else inf


def macro() -> str:
    """The SQL that makes `rung(x)`: what `rung` is here, and NULL for NULL."""
    return f"CREATE OR REPLACE MACRO rung(x) AS CASE WHEN x IS NOT NULL THEN {_choice(0, len(EDGES))} END"


def _choice(first: int, end: int) -> str:
    """An expression for one of the edges from `first` to before `end`: a tree, since each row pays for its depth."""
    if end - first == 1:
        return WRITTEN[first]
    stride = -(-(end - first) // FORK)
    *starts, last = range(first, end, stride)
    cases = " ".join(f"WHEN x < {WRITTEN[at + stride]} THEN {_choice(at, at + stride)}" for at in starts)
    return f"CASE {cases} ELSE {_choice(last, end)} END"
