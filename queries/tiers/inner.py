"""The rows below an aggregate that must see them all, such as a quantile: a brush chooses among complete rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from queries.tiers import dense
from queries.tiers.axis import Span
from queries.tiers.expression import Call
from queries.tiers.groups import Arrays
from queries.tiers.measured import Measured, Measures, header
from queries.tiers.plan import Plan
from queries.tiers.shape import Shape
from queries.tiers.source import Source
from queries.tiers.statement import COUNT, Statement
from queries.tiers.sums import MOST_ROWS
from queries.tiers.tier import COMPLETE_INNER


def wanted(shape: Shape) -> list[str]:
    """The columns that the root aggregates."""
    return list(dict.fromkeys(name for call in shape.calls for name in call.columns))


def build(plan: Plan, statement: Statement) -> Arrays:
    """Each column as [groups, steps, rows of a step], NaN where there is none; how many rows and records a step has."""
    names = wanted(statement.shape)
    sql, values = statement.inner(plan.fields, names)
    rows = statement.fetch(sql, values, MOST_ROWS + 1)
    if len(rows[COUNT]) > MOST_ROWS:
        raise dense.TooLargeError(f"more than {MOST_ROWS:,} rows are to be kept")
    step = dense.Step.of(rows, 0)
    arrays, places, count = header(statement, rows)
    known = step.places >= 0
    cell = (places * max(1, len(step.least)) + step.places)[known]
    order, nth = _nth(cell)
    sizes = dense.bounded(count, len(step.least), int(nth.max(initial=0)) + 1)
    where = (*np.divmod(cell[order], max(1, len(step.least))), nth)
    for place, _ in enumerate(names):
        arrays[f"values:{place}"] = np.full(sizes, np.nan)
        arrays[f"values:{place}"][where] = rows[f"_value_{place}"][known][order]
    present, records = np.zeros(sizes[:2]), np.zeros(sizes[:2])
    np.add.at(present, where[:2], 1)
    np.add.at(records, where[:2], rows[COUNT][known][order])
    return arrays | dense.arrays_of([step]) | {"present": present, "records": records}


def _nth(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The order of rows by cell, and of each the how manieth of its cell it is."""
    order = np.argsort(cells, kind="stable")
    ranked = cells[order]
    fresh = np.flatnonzero(np.diff(ranked, prepend=-1))
    return order, np.arange(len(ranked)) - np.repeat(fresh, np.diff(fresh, append=len(ranked)))


SHARES = {"min": 0.0, "max": 1.0}
Ranked = tuple[np.ndarray, np.ndarray, dict[float, np.ndarray]]


class Kept:
    """The rows that a brush keeps, [groups, rows] of each column, and the aggregates that they give."""

    def __init__(self, columns: Mapping[str, np.ndarray], shares: Mapping[str, list[float]], rows: np.ndarray) -> None:
        self._columns, self._shares, self._rows = columns, shares, rows
        self._ranked: dict[str, Ranked] = {}

    def measure(self, call: Call) -> np.ndarray:
        """An aggregate for each group; NaN where SQL gives NULL."""
        if call.name == "count_star":
            return self._rows
        if call.columns[0] not in self._ranked:
            self._ranked[call.columns[0]] = self._rank(call.columns[0])
        ranked, count, quantiles = self._ranked[call.columns[0]]
        match call.name:
            case "count":
                return count
            case "sum":
                return np.where(count > 0, np.nansum(ranked, axis=1), np.nan)
            case "avg":
                return np.asarray(np.nansum(ranked, axis=1) / count)
        return quantiles[SHARES.get(call.name, call.share)]

    def _rank(self, name: str) -> Ranked:
        """The values of a column in ascending order, how many are known, and their quantiles (type 7)."""
        ranked = np.sort(self._columns[name], axis=1)
        count = ranked.shape[1] - np.isnan(ranked).sum(axis=1)
        shares = self._shares.get(name, [])
        if not ranked.shape[1]:
            return ranked, count, dict.fromkeys(shares, np.full(len(ranked), np.nan))
        rank = np.array(shares)[:, None] * np.maximum(count - 1, 0)
        below = rank.astype("i8")
        rows = np.arange(len(ranked))
        low, high = ranked[rows, below], ranked[rows, np.ceil(rank).astype("i8")]
        return ranked, count, dict(zip(shares, low + (high - low) * (rank - below), strict=True))


class Inner(Measured):
    """Answers from kept rows."""

    def __init__(self, arrays: Mapping[str, np.ndarray], plan: Plan, shape: Shape, source: Source) -> None:
        super().__init__(arrays, plan, shape, source)
        self._values = {name: arrays[f"values:{place}"] for place, name in enumerate(wanted(shape))}
        self._shares: dict[str, list[float]] = {}
        for call in shape.calls:
            if call.name == "quantile_cont" or call.name in SHARES:
                self._shares.setdefault(call.columns[0], []).append(SHARES.get(call.name, call.share))
        self._present, self._records = arrays["present"], arrays["records"]
        self.tier = COMPLETE_INNER

    def measures(self, spans: Sequence[Span]) -> Measures:
        """The rows of the steps that are kept."""
        kept = {name: _flat(values[:, spans[0]]) for name, values in self._values.items()}
        present = self._present[:, spans[0]].sum(axis=1)
        return Measures(Kept(kept, self._shares, present).measure, present, self._records[:, spans[0]].sum(axis=1))


def _flat(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), values.shape[1] * values.shape[2])
