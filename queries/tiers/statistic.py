"""Sufficient statistics: numbers that add up over parts of a relation, and the aggregates that they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from queries.tiers.expression import Call

CANCELLED = 1e-6
"""A variance below this share of the mean square about the centre has lost too many digits."""

MOMENTS = {"var_pop": 1, "var_samp": 1, "stddev_pop": 1, "stddev_samp": 1, "covar_pop": 2, "covar_samp": 2, "corr": 2}
ALGEBRAIC = frozenset({"count_star", "count", "sum", "avg", "min", "max", *MOMENTS})


class CancelledError(ValueError):
    """The figure would have too few digits."""


@dataclass(frozen=True)
class Statistic:
    """One number of a group of rows.

    count: rows in which `one` and `two` are known; sum: of `one`; least, most: of `one`; about: sum of the distances of
    `one` from its centre, over rows in which `two` is known too; product: sum of products of both distances.
    """

    kind: Literal["count", "sum", "least", "most", "about", "product"]
    one: str = ""
    two: str = ""
    given: str = ""

    @property
    def metrics(self) -> set[str]:
        """The metrics that it is of."""
        return {self.one, self.two} - {""}


ROWS = Statistic("count")


@dataclass(frozen=True)
class Metrics:
    """What is known of the metrics as a whole: those that are never unknown."""

    complete: frozenset[str]

    def needed(self, call: Call) -> list[Statistic]:
        """The statistics that an aggregate is computed of."""
        if call.name in MOMENTS:
            return self._moments(call.columns[0], call.columns[-1])
        if call.name == "count_star":
            return [ROWS]
        of = call.columns[0]
        counted = [self.count(of)]
        match call.name:
            case "count":
                return counted
            case "min":
                return [Statistic("least", of)]
            case "max":
                return [Statistic("most", of)]
        return [*counted, Statistic("sum", of)]

    def count(self, one: str, two: str = "") -> Statistic:
        """Rows in which both are known."""
        names = sorted({one, two} - self.complete - {""})
        return Statistic("count", *names)

    def about(self, one: str, two: str) -> Statistic:
        """Distances of `one` where `two` is known."""
        return Statistic("about", one, "" if one == two or two in self.complete else two)

    def product(self, one: str, two: str, given: str = "") -> Statistic:
        """Products of distances, where `given` is known."""
        first, second = sorted((one, two))
        return Statistic("product", first, second, "" if given in (one, two) or given in self.complete else given)

    def _moments(self, one: str, two: str) -> list[Statistic]:
        return [
            self.count(one, two),
            self.about(one, two),
            self.about(two, one),
            self.product(one, two),
            self.product(one, one, two),
            self.product(two, two, one),
        ]


@dataclass
class Totals:
    """Statistics of each group as rows of one array, [statistics, groups], and the aggregates that they give."""

    metrics: Metrics
    places: Mapping[Statistic, int]
    values: np.ndarray

    def __post_init__(self) -> None:
        self._centred: dict[tuple[str, str], np.ndarray] = {}

    def __getitem__(self, statistic: Statistic) -> np.ndarray:
        return np.asarray(self.values[self.places[statistic]])

    def measure(self, call: Call) -> np.ndarray:
        """An aggregate for each group; NaN where SQL gives NULL. Raise CancelledError where digits are lost."""
        if call.name in MOMENTS:
            return self._moment(call.name, call.columns[0], call.columns[-1])
        found = [self[statistic] for statistic in self.metrics.needed(call)]
        if call.name == "avg":
            return np.asarray(found[1] / found[0])
        if call.name == "sum":
            return found[1] if found[0].all() else np.where(found[0] > 0, found[1], np.nan)
        return found[0]

    def _moment(self, name: str, one: str, two: str) -> np.ndarray:
        count = self[self.metrics.count(one, two)]
        if name == "corr":
            return self._corr(one, two, count)
        spread = self._spread(one, one, count) if one == two else self._covariance(one, two, count)
        mean = spread / (count if name.endswith("pop") else np.where(count > 1, count - 1, np.nan))
        return np.asarray(np.sqrt(mean) if name.startswith("stddev") else mean)

    def _corr(self, one: str, two: str, count: np.ndarray) -> np.ndarray:
        first, second = self._spread(one, two, count), self._spread(two, one, count)
        return np.asarray(self._centre(one, two, count) / np.sqrt(first * second))

    def _spread(self, one: str, given: str, count: np.ndarray) -> np.ndarray:
        """The sum of squares of `one` about its mean, where `given` is known; NaN for one row or none."""
        key = (one, "" if given in self.metrics.complete else given)
        if key not in self._centred:
            square = self[self.metrics.product(one, one, given)]
            about = self[self.metrics.about(one, given)]
            found = square - about * about / count
            several = count > 1
            if (found[several] <= CANCELLED * square[several]).any():
                raise CancelledError(one)
            self._centred[key] = found if several.all() else np.where(several, found, np.nan)
        return self._centred[key]

    def _centre(self, one: str, two: str, count: np.ndarray) -> np.ndarray:
        about = self[self.metrics.about(one, two)] * self[self.metrics.about(two, one)]
        return np.asarray(self[self.metrics.product(one, two)] - about / count)

    def _covariance(self, one: str, two: str, count: np.ndarray) -> np.ndarray:
        """As `_centre`, with as many digits as the product has."""
        found = self._centre(one, two, count)
        if (np.abs(found) <= CANCELLED * np.abs(self[self.metrics.product(one, two)]))[count > 0].any():
            raise CancelledError(f"{one}, {two}")
        return found


Text = Callable[[Statistic], str]


def over_facts(statistic: Statistic) -> str:
    """A statistic as SQL over the relation; centres are bound as `$centre_<metric>`."""
    one, two = f'"{statistic.one}"', f'"{statistic.two or statistic.one}"'
    match statistic.kind:
        case "count":
            names = [name for name in (statistic.one, statistic.two) if name]
            known = " AND ".join(f'"{name}" IS NOT NULL' for name in names)
            return f"count(*) FILTER (WHERE {known})" if known else "count(*)"
        case "sum":
            return f"sum({one})"
        case "least":
            return f"min({one})"
        case "most":
            return f"max({one})"
        case "about":
            known = f' FILTER (WHERE "{statistic.two}" IS NOT NULL)' if statistic.two else ""
            return f"sum({one} - $centre_{statistic.one}){known}"
    known = f' FILTER (WHERE "{statistic.given}" IS NOT NULL)' if statistic.given else ""
    distances = f"({one} - $centre_{statistic.one}) * ({two} - $centre_{statistic.two or statistic.one})"
    return f"sum({distances}){known}"


def over_rollup(statistic: Statistic, order: list[str]) -> str | None:
    """A statistic as SQL over a roll-up, with metrics in their `order`; None if no column has it."""
    if statistic.given or (statistic.kind in ("count", "about") and statistic.two):
        return None
    match statistic.kind:
        case "count":
            return f'sum("n_{statistic.one}")' if statistic.one else "sum(n)"
        case "sum":
            return f'sum("s_{statistic.one}")'
        case "least":
            return f'min("least_{statistic.one}")'
        case "most":
            return f'max("most_{statistic.one}")'
        case "about":
            return f'sum("d_{statistic.one}")'
    first, second = sorted((statistic.one, statistic.two or statistic.one), key=order.index)
    return f'sum("p_{first}_{second}")'
