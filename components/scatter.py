"""Two figures of each row against one another, as marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import pandas as pd
import param
from bokeh.plotting import figure as Figure

from components.theme import FAINT, NEUTRAL, identity
from components.view import Column, Columns, Gesture, Look, Row, View
from components.words import absent
from queries.selection import Clause


class Scatter(View):
    """One mark for each row, at its figures `x` and `y`; a box brushes what tells the marks apart, or both spans."""

    x = Column(doc="Column across, of numbers.")
    y = Column(doc="Column upwards, of numbers.")
    by = param.List(default=[], item_type=str, doc="Columns that tell one mark from another; both figures if left out.")
    brush = param.List(default=[], item_type=str, doc="Columns that brushing filters on the other views.")
    needs = ()
    fixed = frozenset({"colour", "marker"})
    drag = "both"

    @property
    def keys(self) -> tuple[str, ...]:  # type: ignore[override]
        """A mark is told by what names it, or by where it stands."""
        return tuple(self.by) or (str(self.x), str(self.y))

    def draw(self, context: pd.DataFrame) -> Any:
        return context.hvplot.scatter(self.x, self.y, legend=False)

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        figure.renderers[0].glyph.update(
            **{"x": "x", "y": "y", "marker": "marker", "size": "size"},
            **{"fill_color": "colour", "line_color": "colour", "fill_alpha": "alpha", "line_alpha": "alpha"},
        )
        for axis in figure.axis:
            axis.update(axis_label_standoff=4, axis_label_text_font_size="11px")

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        both = ((figure.xaxis[0], self.x), (figure.yaxis[0], self.y))
        return [(axis, "axis_label", self.named(name)) for axis, name in both]

    def sources(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[Columns]:
        shown = self.shown(context, live, look)
        looks = [identity(row["short"]) if row.get("short") else None for row in context]
        return [
            {
                "x": [row[self.x] for row, _ in shown],
                "y": [row[self.y] for row, _ in shown],
                "colour": [each.colour if each else NEUTRAL for each in looks],
                "marker": [each.marker if each else "circle" for each in looks],
                "alpha": [0.9 if on else FAINT for _, on in shown],
                "size": [10.0 if look.my_ccp and row.get("ccp") == look.my_ccp else 7.0 for row in context],
                "who": [self.who(row) for row in context],
                "tip": [self.told(row) for row, _ in shown],
            }
        ]

    def who(self, row: Row) -> str:
        """What hovering over a mark says before its figures."""
        others = [str(row[name]) for name in self.by if name not in ("ccp", "quarter", "short") and row[name]]
        return " · ".join(filter(None, [super().who(row), *others])) or self.say("row")

    def told(self, row: Row) -> str:
        """What hovering over a mark says of its figures."""
        return ", ".join(f"{self.named(name)} {self.amount(row[name])}" for name in (self.x, self.y))

    def attributes(
        self, figure: Figure, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look
    ) -> list[tuple[Any, str, Any]]:
        ends = []
        for scope, name in ((figure.x_range, self.x), (figure.y_range, self.y)):
            values = [row[name] for row in context if not absent(row[name])]
            low, high = min(values, default=0.0), max(values, default=1.0)
            room = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
            ends += [(scope, "start", low - room), (scope, "end", high + room)]
        return ends

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        if gesture.kind == "tap":
            return []
        return [
            row
            for row in context
            if gesture.x0 <= row[self.x] <= gesture.x1 and gesture.y0 <= row[self.y] <= gesture.y1
        ]

    def clause(self, field: str, values: Sequence[Any]) -> Clause:
        """A clause that `field` is one of `values`; for either figure, that it lies among them."""
        if field in (self.x, self.y):
            return Clause(self.name, field, "interval", (min(values), max(values)))
        return super().clause(field, values)

    def named(self, column: str | None) -> str:
        """A column as an axis calls it."""
        return self.say(str(column).replace("_", " "))
