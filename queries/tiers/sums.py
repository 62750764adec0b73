"""Statistics of each step of the fields that move, as rows of a dense array."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queries.tiers import dense
from queries.tiers.groups import Arrays
from queries.tiers.measured import header
from queries.tiers.plan import Plan
from queries.tiers.shape import Shape
from queries.tiers.source import Source
from queries.tiers.statement import Statement
from queries.tiers.statistic import ROWS, Statistic

MOST_ROWS = 2_000_000


@dataclass(frozen=True)
class Layout:
    """Which statistics are kept, those that count rows first, and those that are extremes apart."""

    counts: tuple[Statistic, ...]
    sums: tuple[Statistic, ...]
    extremes: tuple[Statistic, ...]

    @classmethod
    def of(cls, shape: Shape, source: Source) -> Layout:
        """What the aggregates of a query need."""
        needed = [ROWS, *(one for call in shape.calls for one in source.metrics.needed(call))]
        apart = list(dict.fromkeys(needed))
        counts = tuple(one for one in apart if one.kind == "count")
        extremes = tuple(one for one in apart if one.kind in ("least", "most"))
        return cls(counts, tuple(one for one in apart if one not in counts + extremes), extremes)

    @property
    def every(self) -> tuple[Statistic, ...]:
        """All of them, in order."""
        return self.counts + self.sums + self.extremes

    @property
    def places(self) -> dict[Statistic, int]:
        """The row of each in the array."""
        return {one: place for place, one in enumerate(self.every)}


@dataclass(frozen=True)
class Filled:
    """What a file keeps of groups and axes, and the statistics as [steps …, statistics, groups], zero where none is."""

    arrays: Arrays
    values: np.ndarray


def fill(plan: Plan, statement: Statement, layout: Layout, margin: int, copies: int) -> Filled:
    """The statistics, with `margin` empty steps before each axis, where `copies` numbers will be kept of each."""
    source = statement.source
    axes = [(field, source.columns[field]) for field in plan.fields]
    sql, values = statement.statistics(axes, layout.every)
    rows = statement.fetch(sql, values, MOST_ROWS + 1)
    if len(rows["_value_0"]) > MOST_ROWS:
        raise dense.TooLargeError(f"more than {MOST_ROWS:,} cells are not empty")
    steps = [dense.Step.of(rows, place) for place in range(len(axes))]
    arrays, places, count = header(statement, rows)
    sizes = [len(step.least) + margin for step in steps]
    dense.bounded(*sizes, copies, len(layout.every), count)
    filled = np.zeros((*sizes, len(layout.every), count))
    where = tuple(step.places + margin for step in steps)
    for place, statistic in enumerate(layout.every):
        column = rows[f"_value_{place}"].astype("f8")
        if statistic.kind in ("least", "most"):
            filled[..., place, :] = np.nan
        else:
            column = np.nan_to_num(column)
        filled[(*where, np.full_like(places, place), places)] = column
    return Filled(arrays | dense.arrays_of(steps), filled)
