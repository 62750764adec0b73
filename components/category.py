"""A figure for each value of a category, as bars that lie one below the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import numpy as np
import pandas as pd
import param
from bokeh.model import Model
from bokeh.models import FactorRange
from bokeh.plotting import figure as Figure

from components.cells import Cell
from components.moving import Ground, Moved, Moves, Moving, alpha, chosen, floats, lit, roof
from components.stack import layer_name
from components.theme import BESIDE, FAINT, LAYERS, NEUTRAL, identity
from components.view import Column, Frame, Gesture, Look, Row, within

ROOM = 1.25
"""The axis over what its longest bar takes: a figure stands at its end."""


class Category(Moving):
    """One bar for each value of `x`. Rows: one for each of them.

    The bars stand in the context's order, layers in that of the waterfall, and one that the rows lack fades to nothing;
    where they move, they are those of the rows, in the order of the rows.
    """

    x = Column(doc="Column of the categories.")
    y = Column(doc="Column measured.")
    moves = param.Boolean(default=False, doc="Whether bars come, go and change places with the rows.")
    needs = ()
    drag = "height"

    @property
    def keys(self) -> tuple[str, ...]:  # type: ignore[override]
        """A bar is told by its category."""
        return (str(self.x),)

    def rows(self, frame: Frame) -> list[Row]:
        x, y = self.keys[0], str(self.y)
        rows = [{x: str(name), y: v} for name, v in zip(frame[x], floats(frame, y).tolist(), strict=True)]
        order = {layer: place for place, layer in enumerate(LAYERS)}
        return sorted(rows, key=lambda row: order.get(row[x], len(order))) if x == "layer" else rows

    def draw(self, context: pd.DataFrame) -> Any:
        frame = context.assign(label=[self.label(name) for name in context[str(self.x)]])
        bars = frame.hvplot.barh("label", self.y, legend=False)
        return bars * frame.hvplot.labels("label", self.y, "label").opts(invert_axes=True)

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        bars, figures = (renderer.glyph for renderer in figure.renderers)
        bars.update(y="y", left=0, right="right", height=0.76, line_color=None)
        bars.update(fill_color="colour", fill_alpha="alpha", hatch_color=None)
        figures.update(x="right", y="y", text_font_size="10px", **BESIDE)
        figure.y_range = FactorRange()
        figure.x_range.start = 0
        figure.xaxis.visible = False
        figure.ygrid.visible = False
        figure.axis.major_label_text_font_size = "11px" if len(context) <= 8 else "10px"

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        return [(figure.y_range, "factors", [self.label(row[self.x]) for row in context][::-1])]

    def label(self, name: str) -> str:
        """What the axis calls a category."""
        return self.say(layer_name(name)) if self.x == "layer" else name

    def colours(self, names: Iterable[str]) -> list[str]:
        """The colour of each category, the same wherever it is drawn."""
        match self.x:
            case "ccp":
                return [identity(name).colour for name in names]
            case "layer":
                return [LAYERS.get(name, NEUTRAL) for name in names]
        return [NEUTRAL for _ in names]

    def ground(self, context: Sequence[Row]) -> Ground:
        names = [row[self.x] for row in context]
        figures = np.array([row[self.y] for row in context], float)
        return Ground({name: place for place, name in enumerate(names)}, {self.y: figures})

    def still(self, ground: Ground) -> list[Moves]:
        if self.moves:
            return [{}, {}]
        labels = [self.label(name) for name in ground.places]
        return [{"y": labels, "who": labels, "colour": self.colours(ground.places)}, {"y": labels}]

    def follow(self, ground: Ground, frame: Frame) -> Moved:
        names, figures = list(map(str, frame[self.keys[0]])), floats(frame, str(self.y))
        return self.ranked(names, figures) if self.moves else self.placed(ground, ground.at(names), figures)

    def placed(self, ground: Ground, at: np.ndarray, figures: np.ndarray) -> Moved:
        """Bars that stay in their places, those that are not there without length."""
        found = np.full(len(ground.places), np.nan)
        found[at[at >= 0]] = figures[at >= 0]
        right, said = np.nan_to_num(found), self.amounts(found)
        return Moved([{"right": right, "tip": said}, {"right": right, "text": said}], axis(right), lit(ground, at))

    def ranked(self, names: list[str], figures: np.ndarray) -> Moved:
        """Bars in the order of the rows."""
        right, said = np.nan_to_num(figures), self.amounts(figures)
        bars = {"right": right, "tip": said, "y": names, "who": names, "colour": self.colours(names)}
        moved = [*axis(right), ("y", "factors", names[::-1])]
        return Moved([bars, {"right": right, "text": said, "y": names}], moved, np.ones(len(names), bool))

    def looks(self, ground: Ground, moved: Moved, look: Look) -> Moved:
        names = moved.sources[0]["y"] if self.moves else ground.places
        on = moved.lit & chosen(look, str(self.x), names)
        return Moved([{"alpha": alpha(on)}, {"alpha": alpha(on, 2 * FAINT)}])

    def parts(self, figure: Figure) -> dict[str, Model]:
        return {"x": figure.x_range, "y": figure.y_range}

    def standing(self, figure: Figure, context: Sequence[Row], sent: Mapping[Cell, str]) -> Sequence[Row]:
        factors = sent.get(Cell(figure.y_range.id, "factors")) if self.moves else None
        return context if factors is None else [{self.x: name} for name in json.loads(factors)[::-1]]

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        met = set(within(gesture.y0, gesture.y1, [row[self.x] for row in context][::-1]))
        return [row for row in context if row[self.x] in met]


def axis(figures: np.ndarray) -> list[tuple[str, str, Any]]:
    """The ends of the axis along the bars: it begins at zero unless a figure lies below, and leaves room for texts."""
    low, high = float(figures.min(initial=0.0)), float(figures.max(initial=0.0))
    return [("x", "start", -ROOM * roof(-low) if low < 0 else 0.0), ("x", "end", ROOM * roof(high))]
