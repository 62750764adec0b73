"""A figure for each CCP, as bars that start at zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import pandas as pd
from bokeh.plotting import figure as Figure

from components.line import highest
from components.theme import FAINT, INK, OVER, identity, tilt
from components.view import Column, Columns, Gesture, Look, Row, View, distinct, records, within


class Bar(View):
    """One bar for each CCP, regions side by side with the largest first. Rows: one for each CCP."""

    y = Column(doc="Column measured.")
    needs = ("ccp", "short", "region")
    fixed = frozenset({"x", "colour"})

    def draw(self, context: pd.DataFrame) -> Any:
        frame = context.assign(x=places(records(context), self.say))
        return frame.hvplot.bar("x", self.y, legend=False) * frame.hvplot.labels("x", self.y, "short")

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        tilt(figure, len(distinct(context, "ccp")))
        bars, names = (renderer.glyph for renderer in figure.renderers)
        bars.update(
            x="x",
            top="y",
            fill_color="colour",
            fill_alpha="alpha",
            line_color=INK,
            line_width="edge",
            line_alpha="edge",
        )
        names.update(
            x="x",
            y="y",
            text_font_size="11px",
            **OVER,
        )
        figure.y_range.start = 0

    def sources(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[Columns]:
        shown = self.shown(context, live, look)
        said = [self.amount(row[self.y]) for row, _ in shown]
        bars: Columns = {
            "x": places(context, self.say),
            "y": [row[self.y] for row, _ in shown],
            "colour": [identity(row["short"]).colour for row in context],
            "alpha": [1.0 if on else FAINT for _, on in shown],
            "edge": [2.0 if row["ccp"] == look.my_ccp else 0.0 for row in context],
            "text": said,
            "who": [self.who(row) for row in context],
            "tip": said,
        }
        return [bars, {**bars, "alpha": [1.0 if on else 2 * FAINT for _, on in shown]}]

    def attributes(
        self, figure: Figure, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look
    ) -> list[tuple[Any, str, Any]]:
        return [(figure.y_range, "end", 1.14 * max(highest(context, live, self.y), highest(context, {}, self.y)))]

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        return [(figure.x_range, "factors", list(dict.fromkeys(places(context, self.say))))]

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        return at_places(gesture, context)


def places(rows: Sequence[Row], say: Callable[[str], str]) -> list[str]:
    """What stands on the axis under each row: the CCP's short name, and its region below while there is room."""
    roomy = len(distinct(rows, "ccp")) <= 8
    return [f"{row['short']}\n{say(row['region'])}" if roomy and row.get("region") else row["short"] for row in rows]


def at_places(gesture: Gesture, context: Sequence[Row]) -> list[Row]:
    """The rows whose place on the axis `gesture` touches."""
    met = set(within(gesture.x0, gesture.x1, distinct(context, "ccp")))
    return [row for row in context if row["ccp"] in met]
