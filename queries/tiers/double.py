"""Sums kept as two doubles, so that a small difference of large sums loses nothing."""

from __future__ import annotations

import numpy as np

Pair = tuple[np.ndarray, np.ndarray]


def running(high: np.ndarray, low: np.ndarray, axis: int) -> None:
    """Replace the numbers along an axis by their running sums, in place."""
    above, below = np.moveaxis(high, axis, 0), np.moveaxis(low, axis, 0)
    for step in range(1, len(above)):
        total, rest = add(above[step - 1], above[step])
        below[step] += below[step - 1] + rest
        above[step] = total


def add(one: np.ndarray, other: np.ndarray) -> Pair:
    """The rounded sum, and what the rounding left out."""
    total = one + other
    part = total - one
    return total, (one - (total - part)) + (other - part)


def subtract(one: Pair, other: Pair) -> Pair:
    """The difference of two sums."""
    total, rest = add(one[0], -other[0])
    return total, rest + (one[1] - other[1])
