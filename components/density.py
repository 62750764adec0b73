"""How many records there are of each size, as a grid over two axes that rise by steps."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, nextafter
from typing import Any

import hvplot.pandas  # noqa: F401
import numpy as np
import pandas as pd
import param
from bokeh.models import FixedTicker, LogColorMapper
from bokeh.plotting import figure as Figure

from components.moving import Moved, Moves, Moving, alpha, floats
from components.theme import NOTHING, SAID, SEQUENTIAL
from components.view import Column, Frame, Gesture, Look, Row
from data.ladder import EDGES, after
from queries.selection import Clause

LADDER = np.array(EDGES)
GREATEST, MANY = sys.float_info.max, 6


@dataclass(frozen=True)
class Cells:
    """The place of the cell of each pair of steps, -1 where the context has none, and the steps of each cell."""

    places: np.ndarray
    steps: tuple[np.ndarray, np.ndarray]
    records: np.ndarray
    """How many records the context has in each cell."""


class Density(Moving):
    """Cells of two amounts by the steps of the ladder, shaded by the number of records. Rows: one for each cell."""

    x = Column(doc="Column across: the step that an amount has reached.")
    y = Column(doc="Column upwards: the step that an amount has reached.")
    value = Column(default="records", doc="Column that counts.")
    labels = param.Dict(default={}, doc="What the axes are called: column to label.")
    needs = ()
    drag = "both"
    speaks = "n"

    @property
    def keys(self) -> tuple[str, ...]:  # type: ignore[override]
        """A cell is told by both its steps."""
        return (str(self.x), str(self.y))

    @property
    def hover(self) -> dict[str, Any]:
        """The number of records of a cell."""
        return {"tooltips": SAID.format(self.say("@who · @n{0,0} records"))}

    def rows(self, frame: Frame) -> list[Row]:
        columns = {name: floats(frame, name).tolist() for name in (self.x, self.y, self.value)}
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    def draw(self, context: pd.DataFrame) -> Any:
        frame = context.assign(
            **{axis: steps_of(context[str(name)]) + 0.5 for axis, name in (("x", self.x), ("y", self.y))}
        )
        return frame.hvplot.heatmap("x", "y", str(self.value), colorbar=False)

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        most = max((row[self.value] for row in context), default=1.0)
        colours = LogColorMapper(palette=SEQUENTIAL, low=1, high=max(most, 2.0), nan_color=NOTHING)
        cells = figure.renderers[0].glyph
        cells.update(x="x", y="y", width=0.94, height=0.94, line_color=None)
        cells.update(fill_color={"field": "n", "transform": colours}, fill_alpha="alpha")
        for axis, scope, name in (
            (figure.xaxis, figure.x_range, self.x),
            (figure.yaxis, figure.y_range, self.y),
        ):
            steps = steps_of([row[name] for row in context])
            low, high = int(steps.min()), int(steps.max()) + 1
            scope.update(start=low, end=high)
            ticks = [each for each in range(low, high + 1) if each < len(EDGES) and decade(EDGES[each])]
            ticks = ticks[:: 2 if len(ticks) > MANY else 1]
            axis.ticker = FixedTicker(ticks=ticks)
            axis.major_label_overrides = {each: f"{EDGES[each]:,.12g}" for each in ticks}
            axis.update(axis_label_standoff=4, axis_label_text_font_size="11px", major_label_text_font_size="10px")
        figure.grid.grid_line_color = None

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        both = ((figure.xaxis[0], self.x), (figure.yaxis[0], self.y))
        return [(axis, "axis_label", self.named(name)) for axis, name in both]

    def named(self, column: str | None) -> str:
        """What an axis is called."""
        return self.say(str(self.labels.get(column, column)))

    def ground(self, context: Sequence[Row]) -> Cells:
        across, up = (steps_of([row[name] for row in context]) for name in (self.x, self.y))
        places = np.full((len(EDGES), len(EDGES)), -1, np.intp)
        places[across, up] = np.arange(len(context))
        return Cells(places, (across, up), np.array([row[self.value] for row in context], float))

    def still(self, ground: Cells) -> list[Moves]:
        spans = [[self.span(each) for each in steps.tolist()] for steps in ground.steps]
        named = [self.named(name) for name in (self.x, self.y)]
        who = [f"{named[0]} {across}; {named[1]} {up}" for across, up in zip(*spans, strict=True)]
        return [{"x": ground.steps[0] + 0.5, "y": ground.steps[1] + 0.5, "who": who}]

    def span(self, step: int) -> str:
        """What amounts a step holds."""
        low, high = EDGES[step], after(EDGES[step])
        if high == inf:
            return self.say("from {low}", low=self.amount(low))
        return self.say("{low} to {high}", low=f"{low:,.12g}", high=f"{high:,.12g}")

    def follow(self, ground: Cells, frame: Frame) -> Moved:
        at = ground.places[steps_of(floats(frame, self.x)), steps_of(floats(frame, self.y))]
        counts = np.full(len(ground.records), np.nan)
        counts[at[at >= 0]] = floats(frame, self.value)[at >= 0]
        return Moved([{"n": counts}], (), ~np.isnan(counts))

    def looks(self, ground: Cells, moved: Moved, look: Look) -> Moved:
        on = np.ones(len(ground.records), bool)
        for clause in look.own:
            steps = LADDER[ground.steps[0 if clause.field == self.x else 1]]
            on &= (steps >= clause.value[0]) & (steps <= clause.value[1])
        return Moved([{"alpha": alpha(on)}])

    def example(self, context: Sequence[Row]) -> list[Clause]:
        """What a gesture might select: an interval on each axis."""
        return [Clause(self.name, name, "interval", (0.0, 1.0)) for name in self.brush]

    def brushed(self, gesture: Gesture, context: Sequence[Row]) -> list[Clause]:
        ends = [(self.x, gesture.x0, gesture.x1), (self.y, gesture.y0, gesture.y1)]
        met = [(name, *spanned(context, name, low, high)) for name, low, high in ends]
        if not all(low <= high for _, low, high in met):
            return []
        made = {name: Clause(self.name, name, "interval", (lowest(low), highest(high))) for name, low, high in met}
        return [made[name] for name in self.brush if name in made]


def spanned(context: Sequence[Row], name: str, low: float, high: float) -> tuple[int, int]:
    """The first and the last step of the axis that the span from `low` to `high` touches; (1, 0) if it touches none."""
    steps = steps_of([row[name] for row in context])
    if not low <= high or low >= steps.max() + 1 or high < steps.min():
        return 1, 0
    return max(floor(max(low, steps.min())), int(steps.min())), min(floor(min(high, steps.max())), int(steps.max()))


def steps_of(amounts: Any) -> np.ndarray:
    """The place on the ladder of amounts that stand on its steps."""
    return np.searchsorted(LADDER, np.asarray(amounts, float)).clip(max=len(EDGES) - 1)


def lowest(step: int) -> float:
    """The least amount that a step holds."""
    return EDGES[step] if step else -GREATEST


def highest(step: int) -> float:
    """The greatest amount that a step holds."""
    return nextafter(after(EDGES[step]), -inf)


def decade(edge: float) -> bool:
    """Whether an edge is named on an axis: 0, 1, 10, 100 …"""
    return f"{abs(edge):e}"[0] in "01"
