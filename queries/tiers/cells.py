"""Sums of each value of one or two fields: points are picked, intervals added up, extremes compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from queries.tiers.axis import Span
from queries.tiers.groups import Arrays
from queries.tiers.measured import Measured, Measures
from queries.tiers.plan import Plan
from queries.tiers.shape import Shape
from queries.tiers.source import Source
from queries.tiers.statement import Statement
from queries.tiers.statistic import ROWS
from queries.tiers.sums import Layout, fill
from queries.tiers.tier import CUBE
from queries.tiers.totals import Formulas


def build(plan: Plan, statement: Statement) -> Arrays:
    """Sums as [steps …, statistics, groups]."""
    filled = fill(plan, statement, Layout.of(statement.shape, statement.source), 0, 1)
    return filled.arrays | {"sums": filled.values}


class Cells(Measured):
    """Answers from sums of each value."""

    def __init__(self, arrays: Mapping[str, np.ndarray], plan: Plan, shape: Shape, source: Source) -> None:
        super().__init__(arrays, plan, shape, source)
        places = Layout.of(shape, source).places
        self._formulas = Formulas(source.metrics, places, shape.calls, shape.root.total)
        self._sums, self._rows = arrays["sums"], places[ROWS]
        self._extremes = [(place, one.kind) for one, place in places.items() if one.kind in ("least", "most")]
        self.tier = CUBE

    def measures(self, spans: Sequence[Span]) -> Measures:
        """The sums over the values that are kept."""
        picked = self._sums
        for axis, span in enumerate(spans):
            picked = picked[(slice(None),) * axis + (span,)]
        around = tuple(range(len(spans)))
        values = picked.sum(axis=around)
        for place, kind in self._extremes:
            compare = np.fmin if kind == "least" else np.fmax
            values[place] = compare.reduce(picked[..., place, :], axis=around, initial=np.nan)
        return Measures(self._formulas.over(values), values[self._rows], values[self._rows])
