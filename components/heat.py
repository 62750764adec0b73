"""Several figures of each CCP side by side on one scale of colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import numpy as np
import pandas as pd
import param
from bokeh.model import Model
from bokeh.models import FactorRange, LinearColorMapper
from bokeh.plotting import figure as Figure

from components.moving import Ground, Moved, Moves, Moving, alpha, chosen, lit, shown
from components.theme import DIVERGING, FACE, INK, NOTHING, text_on
from components.view import Frame, Gesture, Look, Row, records, within


class Heat(Moving):
    """Cells of CCP by measure, the first CCP on top, all measures on one scale. Rows: one a CCP."""

    columns = param.Dict(default={}, doc="Columns to show: name to {label, unit}.")
    low = param.Number(default=-1.0, doc="Value of the first colour.")
    high = param.Number(default=1.0, doc="Value of the last colour.")
    needs = ("ccp", "short")
    drag = "both"

    @property
    def labels(self) -> list[str]:
        """What the columns are called."""
        return [self.say(str(about["label"])) for about in self.columns.values()]

    def rows(self, frame: Frame) -> list[Row]:
        return records({name: frame[name] for name in ("ccp", "short", *self.columns)})

    def draw(self, context: pd.DataFrame) -> Any:
        cells = context.melt(["ccp", "short"], list(self.columns), "measure", "figure")
        return cells.hvplot.heatmap("measure", "short", "figure", colorbar=False) * cells.hvplot.labels(
            "measure", "short", "figure"
        )

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        ends = {"low": self.low, "high": self.high}
        colours = LinearColorMapper(palette=DIVERGING, nan_color=NOTHING, **ends)
        inks = LinearColorMapper(palette=[text_on(each) for each in DIVERGING], nan_color=INK, **ends)
        cells, figures = (renderer.glyph for renderer in figure.renderers)
        cells.update(x="x", y="y", width=0.94, height=0.9, line_color=None)
        cells.update(fill_color={"field": "figure", "transform": colours}, fill_alpha="alpha")
        figures.update(x="x", y="y", text="text", text_align="center", text_baseline="middle", text_font=FACE)
        figures.update(text_font_size="10px", text_color={"field": "figure", "transform": inks}, text_alpha="alpha")
        figure.x_range = FactorRange()
        figure.y_range = FactorRange(factors=[row["short"] for row in context][::-1])
        figure.axis.major_label_text_font_size = "10px"

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        return [(figure.x_range, "factors", self.labels)]

    def ground(self, context: Sequence[Row]) -> Ground:
        figures = {name: np.array([row[name] for row in context], float) for name in self.columns}
        return Ground(
            {row["ccp"]: place for place, row in enumerate(context)}, figures, [row["short"] for row in context]
        )

    def still(self, ground: Ground) -> list[Moves]:
        across, down = self.labels, list(ground.names)
        place = {"x": across * len(down), "y": [name for name in down for _ in across]}
        who = [f"{name}, {label.replace(chr(10), ' ')}" for name in down for label in across]
        return [{**place, "who": who}, place]

    def follow(self, ground: Ground, frame: Frame) -> Moved:
        at = ground.at(list(frame["ccp"]))
        columns = {name: shown(ground, frame, name, at) for name in self.columns}
        figures = np.stack(list(columns.values()), axis=1).ravel()
        texts = [self.amounts(column, self.columns[name]["unit"]) for name, column in columns.items()]
        said = [text for row in zip(*texts, strict=True) for text in row]
        return Moved([{"figure": figures, "tip": said}, {"figure": figures, "text": said}], (), lit(ground, at))

    def looks(self, ground: Ground, moved: Moved, look: Look) -> Moved:
        on = np.repeat(moved.lit & chosen(look, "ccp", ground.places), len(self.columns))
        return Moved([{"alpha": alpha(on)}, {"alpha": alpha(on, 0.35)}])

    def parts(self, figure: Figure) -> dict[str, Model]:
        return {}

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        if not within(gesture.x0, gesture.x1, list(self.columns)):
            return []
        met = set(within(gesture.y0, gesture.y1, [row["ccp"] for row in context][::-1]))
        return [row for row in context if row["ccp"] in met]
