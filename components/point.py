"""Every quarter's figure as a mark, CCPs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import pandas as pd
import param
from bokeh.models import Span
from bokeh.plotting import figure as Figure

from components.bar import at_places, places
from components.theme import FAINT, INK, identity, tilt
from components.view import Column, Columns, Frame, Gesture, Look, Row, View, distinct, records


class Point(View):
    """One mark for each CCP and quarter; a CCP's quarters run from left to right within its place on the axis."""

    y = Column(doc="Column measured.")
    needs = ("ccp", "short", "region", "quarter")
    rule = param.Number(default=None, allow_None=True, doc="A value to draw a line at.")
    keys = ("ccp", "quarter")
    fixed = frozenset({"x", "colour", "marker"})

    def rows(self, frame: Frame) -> list[Row]:
        return sorted(records(frame), key=lambda row: str(row["quarter"]))

    def draw(self, context: pd.DataFrame) -> Any:
        return context.assign(x=places(records(context), self.say)).hvplot.scatter("x", self.y, legend=False)

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        tilt(figure, len(distinct(context, "ccp")))
        figure.renderers[0].glyph.update(
            x="x",
            y="y",
            marker="marker",
            size="size",
            fill_color="colour",
            line_color="colour",
            fill_alpha="alpha",
            line_alpha="alpha",
        )
        if self.rule is not None:
            figure.add_layout(
                Span(location=self.rule, dimension="width", line_color=INK, line_dash="dashed", line_alpha=0.6)
            )

    def sources(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[Columns]:
        shown = self.shown(context, live, look)
        looks = [identity(row["short"]) for row in context]
        return [
            {
                "x": [list(at) for at in zip(places(context, self.say), offsets(context), strict=True)],
                "y": [row[self.y] for row, _ in shown],
                "colour": [each.colour for each in looks],
                "marker": [each.marker for each in looks],
                "alpha": [0.9 if on else FAINT for _, on in shown],
                "size": [9.0 if row["ccp"] == look.my_ccp else 7.0 for row in context],
                "who": [self.who(row) for row in context],
                "tip": [self.amount(row[self.y]) for row, _ in shown],
            }
        ]

    def attributes(
        self, figure: Figure, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look
    ) -> list[tuple[Any, str, Any]]:
        values = [row[self.y] for row in context if row[self.y] == row[self.y]]
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = 0.08 * (high - low) or 0.1
        return [(figure.y_range, "start", low - room), (figure.y_range, "end", high + room)]

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        return [(figure.x_range, "factors", list(dict.fromkeys(places(context, self.say))))]

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        return at_places(gesture, context)


def offsets(context: Sequence[Row]) -> list[float]:
    """How far each row's mark stands from the middle of its CCP's place: the first quarter left, the last right."""
    quarters = sorted(distinct(context, "quarter"))
    span = max(len(quarters) - 1, 1)
    return [0.7 * (quarters.index(row["quarter"]) / span - 0.5) for row in context]
