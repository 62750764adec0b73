"""A figure for each value of a category, as bars that lie one below the other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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
from components.words import amount


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
        figure.y_range = FactorRange(factors=[self.label(row[self.x]) for row in context][::-1])
        figure.x_range.start = 0
        figure.xaxis.visible = False
        figure.ygrid.visible = False
        figure.axis.major_label_text_font_size = "11px" if len(context) <= 8 else "10px"

    def label(self, name: str) -> str:
        """What the axis calls a category."""
        return layer_name(name) if self.x == "layer" else name

    def colour(self, name: str) -> str:
        """The colour of a category, wherever it is drawn."""
        if self.x == "ccp":
            return identity(name).colour
        return LAYERS.get(name, NEUTRAL) if self.x == "layer" else NEUTRAL

    def ground(self, context: Sequence[Row]) -> Ground:
        names = [row[self.x] for row in context]
        figures = np.array([row[self.y] for row in context], float)
        return Ground({name: place for place, name in enumerate(names)}, {self.y: figures})

    def still(self, ground: Ground) -> list[Moves]:
        if self.moves:
            return [{}, {}]
        labels = [self.label(name) for name in ground.places]
        return [{"y": labels, "who": labels, "colour": list(map(self.colour, ground.places))}, {"y": labels}]

    def follow(self, ground: Ground, frame: Frame) -> Moved:
        names, figures = list(map(str, list(frame[self.x]))), floats(frame, self.y)
        if not self.moves:
            at, found = ground.at(names), np.zeros(len(ground.places))
            found[at[at >= 0]] = figures[at >= 0]
            figures, on = found, lit(ground, at)
            names = list(ground.places)
        else:
            on = np.ones(len(names), bool)
        said = [amount(v, self.unit) if there else "" for v, there in zip(figures.tolist(), on.tolist(), strict=True)]
        right = np.nan_to_num(figures)
        bars: dict[str, Any] = {"right": right, "tip": said}
        texts: dict[str, Any] = {"right": right, "text": said}
        ends: list[tuple[str, str, Any]] = [
            ("x", "end", 1.25 * roof(max(right.max(initial=0.0), 0.0))),
            ("x", "start", least(right)),
        ]
        if self.moves:
            bars |= {"y": names, "who": names, "colour": list(map(self.colour, names))}
            texts |= {"y": names}
            ends.append(("y", "factors", names[::-1]))
        return Moved([bars, texts], ends, on)

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


def least(figures: np.ndarray) -> float:
    """Where the axis begins: at zero unless a figure lies below."""
    low = float(figures.min(initial=0.0))
    return -1.25 * roof(-low) if low < 0 else 0.0
