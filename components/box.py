"""The range of a figure over time, one box a CCP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import pandas as pd
from bokeh.plotting import figure as Figure

from components.bar import at_places
from components.theme import FAINT, INK, OVER, identity, tilt
from components.view import Columns, Gesture, Look, Row, View, distinct, who
from components.words import amount

FIVE = ("whisker_low", "q1", "median", "q3", "whisker_high")
CAP = 0.18


class Box(View):
    """Quartiles and whiskers for each CCP. Rows: one for each CCP, with whisker_low, q1, median, q3, whisker_high."""

    needs = ("ccp", "short", "iqr_pt", *FIVE)
    fixed = frozenset({"index", "colour"})

    def draw(self, context: pd.DataFrame) -> Any:
        five = context.melt(["short"], list(FIVE), value_name="value").sort_values(
            "short", key=lambda s: s.map(rank(context)), kind="stable"
        )
        boxes = five.hvplot.box("value", by="short", legend=False)
        return boxes * context.hvplot.labels("short", "q3", "short")

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        tilt(figure, len(distinct(context, "ccp")))
        for renderer in figure.renderers[1:5]:
            renderer.glyph.update(line_color=INK, line_alpha="alpha")
        for renderer in figure.renderers[5:7]:
            renderer.glyph.update(
                fill_color="colour", fill_alpha="alpha", line_color=INK, line_alpha="alpha", line_width="edge"
            )
        figure.renderers[7].glyph.update(
            x="index",
            y="y",
            text_font_size="11px",
            **OVER,
        )

    def sources(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[Columns]:
        shown = self.shown(context, live, look)
        names = [row["short"] for row in context]
        low, q1, median, q3, high = ([row[column] for row, _ in shown] for column in FIVE)
        alpha = [1.0 if on else FAINT for _, on in shown]
        caps = [[name, -CAP] for name in names], [[name, CAP] for name in names]
        said = [amount(row["iqr_pt"], "pt") for row, _ in shown]
        box = {
            "index": names,
            "colour": [identity(name).colour for name in names],
            "alpha": alpha,
            "edge": [2.5 if row["ccp"] == look.my_ccp else 1.0 for row in context],
            "who": [who(row) for row in context],
            "tip": [self.spoken(row) for row, _ in shown],
        }
        return [
            {"index": [], "value": []},
            {"x0": names, "y0": high, "x1": names, "y1": q3, "alpha": alpha},
            {"x0": names, "y0": low, "x1": names, "y1": q1, "alpha": alpha},
            {"x0": caps[0], "y0": low, "x1": caps[1], "y1": low, "alpha": alpha},
            {"x0": caps[0], "y0": high, "x1": caps[1], "y1": high, "alpha": alpha},
            {**box, "top": median, "bottom": q3},
            {**box, "top": q1, "bottom": median},
            {"index": names, "y": high, "text": said, "alpha": [max(each, 2 * FAINT) for each in alpha]},
        ]

    def spoken(self, row: Row) -> str:
        """What hovering over a box says."""
        median, q1, q3 = (amount(row[column], self.unit) for column in ("median", "q1", "q3"))
        return f"median {median}, quartiles {q1} to {q3}"

    def attributes(
        self, figure: Figure, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look
    ) -> list[tuple[Any, str, Any]]:
        ends = [
            row[end]
            for row in (*context, *live.values())
            for end in ("whisker_low", "whisker_high")
            if row[end] == row[end]
        ]
        low, high = min(ends, default=0.0), max(ends, default=1.0)
        room = 0.12 * (high - low) or 1.0
        return [(figure.y_range, "start", low - room / 2), (figure.y_range, "end", high + room)]

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        return at_places(gesture, context)


def rank(context: pd.DataFrame) -> dict[str, int]:
    """The place of each CCP on the axis."""
    return {short: place for place, short in enumerate(context["short"])}
