"""A figure for every pair of two categories, as coloured cells with the figure in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import pandas as pd
import param
from bokeh.models import FactorRange
from bokeh.plotting import figure as Figure

from components.stack import layer_name
from components.theme import DIVERGING, FACE, FAINT, INK, SEQUENTIAL, shade, text_on
from components.view import Column, Columns, Frame, Gesture, Look, Row, View, distinct, records, within
from components.words import ENGLISH, absent, quarter

MANY, INVISIBLE = 16, "\u200b"
WIDE = 72
"""Characters that a row of cells has room for."""
SCALES = {"sequential": SEQUENTIAL, "diverging": DIVERGING}


class Grid(View):
    """Cells of x by y, the first y on top. Rows: one for each pair."""

    x = Column(doc="Column across.")
    y = Column(doc="Column down.")
    value = Column(doc="Column that colours a cell and stands in it.")
    scale = param.Selector(default="sequential", objects=list(SCALES), doc="How values become colours.")
    low = param.Number(default=None, allow_None=True, doc="Value of the first colour; the least if left out.")
    high = param.Number(default=None, allow_None=True, doc="Value of the last colour; the greatest if left out.")
    flag = Column(default="", doc="Column that is 1 where a cell is framed.")
    needs: tuple[str, ...] = ()
    fixed = frozenset({"x", "y"})
    drag = "both"

    @property
    def keys(self) -> tuple[str, ...]:  # type: ignore[override]
        """A cell is told by both its categories."""
        return (self.x, self.y)

    def draw(self, context: pd.DataFrame) -> Any:
        frame = context.assign(x=context[str(self.x)], y=context[str(self.y)])
        return frame.hvplot.heatmap("x", "y", self.value, colorbar=False) * frame.hvplot.labels("x", "y", self.value)

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        cells, figures = (renderer.glyph for renderer in figure.renderers)
        cells.update(
            x="x",
            y="y",
            width=0.94,
            height=0.9,
            fill_color="colour",
            fill_alpha="alpha",
            line_color=INK,
            line_alpha="alpha",
            line_width="edge",
        )
        figures.update(
            x="x",
            y="y",
            text="text",
            text_font=FACE,
            text_color="ink",
            text_font_size=self.type_size(context),
            text_alpha="alpha",
        )
        figure.x_range, figure.y_range = FactorRange(), FactorRange()

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        across, down = list(self.across(context).values()), list(self.labels(context, self.y).values())
        return [
            (figure.x_range, "factors", across),
            (figure.y_range, "factors", down[::-1]),
            (figure.xaxis[0], "major_label_orientation", slant(across)),
        ]

    def across(self, context: Sequence[Row]) -> dict[Any, str]:
        """The categories across with their labels, words below one another so that they stay narrow."""
        names = self.labels(context, self.x)
        whole = self.x == "quarter" and self.language == ENGLISH
        return names if whole else {each: re.sub("년? ", "\n", name) for each, name in names.items()}

    def labels(self, context: Sequence[Row], column: str) -> dict[Any, str]:
        """The categories of an axis in order, with their labels; of many quarters, only years are named."""
        names = {row[column]: self.named(row, column) for row in context}
        if column != "quarter":
            return names
        quarters = sorted(names)
        if len(quarters) <= MANY:
            return {each: names[each] for each in quarters}
        return {each: each[:4] if each.endswith("Q1") else INVISIBLE * (n + 1) for n, each in enumerate(quarters)}

    def named(self, row: Row, column: str) -> str:
        """What an axis calls the category of `row`."""
        if column == "ccp":
            return str(row["short"])
        return quarter(row[column], self.language) if column == "quarter" else self.say(layer_name(str(row[column])))

    def type_size(self, context: Sequence[Row]) -> str:
        """Figures stand in the cells while they fit."""
        across = len(distinct(context, self.x))
        if across * max((len(self.said(row)) for row in context), default=0) > WIDE:
            return "0px"
        return "11px" if across <= 8 else "10px" if across <= 14 else "0px"

    def sources(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[Columns]:
        shown = self.shown(context, live, look)
        colours = self.colours(context, [row for row, _ in shown])
        said = [self.said(row) for row, _ in shown]
        alpha = [1.0 if on else FAINT for _, on in shown]
        frame = 2.0 if len(distinct(context, self.x)) <= MANY else 1.0
        across, down = self.across(context), self.labels(context, self.y)
        place = {"x": [across[row[self.x]] for row in context], "y": [down[row[self.y]] for row in context]}
        cells: Columns = {
            **place,
            "colour": colours,
            "alpha": alpha,
            "edge": [frame if self.framed(row, look) else 0.0 for row, _ in shown],
            "who": [self.who(row) for row in context],
            "tip": [self.told(row, figure) for (row, _), figure in zip(shown, said, strict=True)],
        }
        ink = [text_on(colour) if on else INK for colour, (_, on) in zip(colours, shown, strict=True)]
        return [cells, {**place, "text": said, "ink": ink, "alpha": [max(each, 0.35) for each in alpha]}]

    def colours(self, context: Sequence[Row], rows: Sequence[Row]) -> list[str]:
        """The colour of each row, on a scale that the page or the context fixes."""
        known = [row[self.value] for row in context if not absent(row[self.value])]
        low = min(known, default=0.0) if self.low is None else self.low
        high = max(known, default=1.0) if self.high is None else self.high
        return shades([low, high], [row[self.value] for row in rows], SCALES[self.scale])

    def said(self, row: Row) -> str:
        """What stands in a cell."""
        return self.amount(row[self.value]).rstrip("x배")

    def told(self, row: Row, said: str) -> str:
        """What hovering over a cell says of its figure."""
        return (
            " · ".join(filter(None, (said, self.say(row.get("event") or ""))))
            if "ccp" in row
            else f"{said} (n = {row.get('n', '')})"
        )

    def who(self, row: Row) -> str:
        """What hovering over a cell says before its figure."""
        if "ccp" in row:
            return super().who(row)
        return self.say("{one} and {other}", one=self.named(row, self.x), other=self.named(row, self.y))

    def framed(self, row: Row, look: Look) -> bool:
        """Whether a cell has a frame."""
        return bool(self.flag) and row[self.flag] == 1

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        across = within(gesture.x0, gesture.x1, list(self.labels(context, self.x)))
        down = within(gesture.y0, gesture.y1, list(self.labels(context, self.y))[::-1])
        return [row for row in context if row[self.x] in across and row[self.y] in down]


class Matrix(Grid):
    """Several figures of each CCP side by side, each measure shaded by its own ends. Rows: one a CCP."""

    x = param.String(default="measure", constant=True, doc="The measures stand across.")
    y = param.String(default="ccp", constant=True, doc="The CCPs stand down.")
    value = param.String(default="figure", constant=True, doc="The figure of a CCP and measure.")
    columns = param.Dict(default={}, doc="Columns to show: name to {label, unit}.")
    needs = ("ccp", "short", "region")

    def rows(self, frame: Frame) -> list[Row]:
        return [
            {**row, "measure": about["label"], "unit": about["unit"], "figure": row[column]}
            for column, about in self.columns.items()
            for row in records(frame)
        ]

    def said(self, row: Row) -> str:
        return self.amount(row["figure"], row["unit"]).removesuffix(" 달러")

    def told(self, row: Row, said: str) -> str:
        return self.amount(row["figure"], row["unit"])

    def framed(self, row: Row, look: Look) -> bool:
        return bool(row["ccp"] == look.my_ccp)

    def colours(self, context: Sequence[Row], rows: Sequence[Row]) -> list[str]:
        """Each measure on its own scale; the darkest shades are left to the other charts."""
        ends = {m: [r["figure"] for r in context if r["measure"] == m] for m in distinct(context, "measure")}
        return [shades(ends[row["measure"]], [row["figure"]], SEQUENTIAL[:5])[0] for row in rows]


def shades(ends: Sequence[float], values: Sequence[float], scale: tuple[str, ...]) -> list[str]:
    """The colours of `values` on `scale`, from the least to the greatest of `ends`."""
    known = [value for value in ends if not absent(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    return [scale[0] if absent(value) else shade(value, low, high, scale) for value in values]


def slant(labels: Sequence[str]) -> float:
    """How far the labels across are turned so that they fit."""
    if sum(max(map(len, each.split("\n"))) for each in labels) < 62:
        return 0
    return 0.9 if len(labels) < 16 else 1.57
