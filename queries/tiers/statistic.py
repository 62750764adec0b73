"""Sufficient statistics: numbers that add up over parts of a relation, and the aggregates that they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from queries.tiers.expression import Call

MOMENTS = {"var_pop": 1, "var_samp": 1, "stddev_pop": 1, "stddev_samp": 1, "covar_pop": 2, "covar_samp": 2, "corr": 2}
ALGEBRAIC = frozenset({"count_star", "count", "sum", "avg", "min", "max", *MOMENTS})


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
