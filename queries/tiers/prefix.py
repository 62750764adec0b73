"""Running sums along one or two ordered fields: an interval is a difference, however long it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from queries.tiers import double
from queries.tiers.axis import Span
from queries.tiers.groups import Arrays
from queries.tiers.measured import Measured, Measures
from queries.tiers.plan import Plan
from queries.tiers.shape import Shape
from queries.tiers.source import Source
from queries.tiers.statement import Statement
from queries.tiers.statistic import ROWS
from queries.tiers.sums import Layout, fill
from queries.tiers.tier import CUBE, PREFIX_SUMS
from queries.tiers.totals import Formulas


def build(plan: Plan, statement: Statement) -> Arrays:
    """Running sums as [steps + 1 …, statistics, groups]; below them, what each sum lost by rounding."""
    layout = Layout.of(statement.shape, statement.source)
    filled = fill(plan, statement, layout, 1, 2 if layout.sums else 1)
    whole, count = filled.values, len(layout.counts)
    for axis in range(len(plan.fields)):
        np.cumsum(whole[..., :count, :], axis=axis, out=whole[..., :count, :])
    if not layout.sums:
        return filled.arrays | {"sums": whole}
    high = np.ascontiguousarray(whole[..., count:, :])
    low = np.zeros_like(high)
    for axis in range(len(plan.fields)):
        double.running(high, low, axis)
    return filled.arrays | {"sums": np.concatenate([whole[..., :count, :], high, low], axis=-2)}


class Prefix(Measured):
    """Answers from running sums."""

    def __init__(self, arrays: Mapping[str, np.ndarray], plan: Plan, shape: Shape, source: Source) -> None:
        super().__init__(arrays, plan, shape, source)
        layout = Layout.of(shape, source)
        self._formulas = Formulas(source.metrics, layout.places, shape.calls, shape.root.total)
        self._sums, self._rows = arrays["sums"], layout.places[ROWS]
        self._high, self._all = len(layout.counts), len(layout.every)
        self.tier = PREFIX_SUMS if len(plan.fields) == 1 else CUBE

    def measures(self, spans: Sequence[Span]) -> Measures:
        """The sums at the ends of each interval, subtracted."""
        high, low = self._between(self._sums, [span for span in spans if isinstance(span, slice)])
        high[self._high :] += low
        return Measures(self._formulas.over(high), high[self._rows], high[self._rows])

    def _between(self, sums: np.ndarray, spans: Sequence[slice]) -> double.Pair:
        if not spans:
            return sums[: self._all], sums[self._all :]
        first, rest = spans[0], spans[1:]
        upper, lower = self._between(sums[first.stop], rest), self._between(sums[first.start], rest)
        if not self._all - self._high:
            return upper[0] - lower[0], upper[1]
        total, left = double.add(upper[0], -lower[0])
        return total, left[self._high :] + (upper[1] - lower[1])
