"""Aggregates out of sufficient statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from queries.tiers.expression import Call, Measure
from queries.tiers.statistic import MOMENTS, ROWS, Metrics, Statistic

CANCELLED = 1e-6
"""A variance below this share of the mean square about the centre has lost too many digits."""


class CancelledError(ValueError):
    """A figure would have too few digits."""


class Formulas:
    """Where the statistics of each aggregate stand in an array, [statistics, groups]."""

    def __init__(self, metrics: Metrics, places: Mapping[Statistic, int], calls: Sequence[Call], total: bool) -> None:
        self.rows = {call: [places[one] for one in metrics.needed(call)] for call in calls}
        self.moments = {call: place for place, call in enumerate(c for c in calls if c.name in MOMENTS)}
        self.index = np.array([self.rows[call] for call in self.moments], dtype="i8").T
        self.certain = -1 if total else places[ROWS]

    def over(self, values: np.ndarray) -> Measure:
        """The aggregates that statistics give; NaN where SQL gives NULL. Raise CancelledError if digits are lost."""
        moments = self._moments(values) if self.moments else {}

        def measure(call: Call) -> np.ndarray:
            if call in moments:
                return moments[call]
            rows = self.rows[call]
            found = np.asarray(values[rows[-1]])
            if call.name == "avg":
                return np.asarray(found / values[rows[0]])
            if call.name == "sum" and rows[0] != self.certain:
                return np.where(values[rows[0]] > 0, found, np.nan)
            return found

        return measure

    def _moments(self, values: np.ndarray) -> dict[Call, np.ndarray]:
        count, first, second, product, square, other = values[self.index]
        one, two = square - first * first / count, other - second * second / count
        both = product - first * second / count
        several = count > 1
        lost = (one <= CANCELLED * square) | (two <= CANCELLED * other)
        if (lost & several).any():
            raise CancelledError("a variance")
        found = {call: np.where(several[place], 0.0, np.nan) for call, place in self.moments.items()}
        for call, place in self.moments.items():
            if call.name == "corr":
                found[call] += both[place] / np.sqrt(one[place] * two[place])
            else:
                found[call] = _spread(call, both[place], product[place], count[place])
        return found


def _spread(call: Call, both: np.ndarray, product: np.ndarray, count: np.ndarray) -> np.ndarray:
    """A variance or covariance, of the sum of products about the means."""
    if (np.abs(both) <= CANCELLED * np.abs(product))[count > 0].any():
        raise CancelledError(call.name)
    mean = both / (count if call.name.endswith("pop") else np.where(count > 1, count - 1, np.nan))
    return np.asarray(np.sqrt(mean) if call.name.startswith("stddev") else mean)
