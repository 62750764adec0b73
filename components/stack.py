"""The layers of each CCP's default waterfall, one on top of the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import pandas as pd
import param
from bokeh.plotting import figure as Figure

from components.bar import at_places
from components.theme import FAINT, LAYERS, OVER, tilt
from components.view import Column, Columns, Frame, Gesture, Look, Row, View, distinct, records

ROOMY = 8
NAMES = {
    "sitg": "skin in the game",
    "ccp_capital": "CCP's remaining capital",
    "defaulter_contribution": "defaulter's contribution",
}


class Stack(View):
    """One bar of 100 % for each CCP, cut into layers in its own order. Rows: one for each CCP and layer."""

    y = Column(doc="Column measured: the layer's share.")
    needs = ("ccp", "short", "layer", "layer_order", "amount_usd_bn")
    brush = param.List(default=["ccp", "layer"], item_type=str, doc="Columns that brushing filters on the other views.")
    keys = ("ccp", "layer")
    fixed = frozenset({"x", "colour"})

    def draw(self, context: pd.DataFrame) -> Any:
        tops = context.groupby("short", sort=False)[self.y].sum().reset_index()
        bars = context.hvplot.bar("short", self.y, by="layer", stacked=True, legend=False)
        return bars * tops.hvplot.labels("short", self.y, "short")

    def rows(self, frame: Frame) -> list[Row]:
        return sorted(records(frame), key=lambda row: (row["ccp"], row["layer_order"]))

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        tilt(figure, len(distinct(context, "ccp")))
        bars, names = (renderer.glyph for renderer in figure.renderers)
        bars.update(
            x="x",
            top="top",
            bottom="bottom",
            fill_color="colour",
            fill_alpha="alpha",
            hatch_color=None,
            line_color="white",
            line_alpha="alpha",
            line_width="edge",
        )
        names.update(
            x="x",
            y="y",
            text_font_size="10px",
            **OVER,
        )
        figure.y_range.update(start=0, end=116)

    def sources(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[Columns]:
        shown = self.shown(context, live, look)
        bottoms: list[float] = []
        reached: dict[str, float] = {}
        for row, _ in shown:
            bottoms.append(reached.get(row["ccp"], 0.0))
            reached[row["ccp"]] = bottoms[-1] + (row[self.y] if row[self.y] == row[self.y] else 0.0)
        bars: Columns = {
            "x": [row["short"] for row in context],
            "bottom": bottoms,
            "top": [
                low + (row[self.y] if row[self.y] == row[self.y] else 0.0)
                for low, (row, _) in zip(bottoms, shown, strict=True)
            ],
            "colour": [LAYERS[row["layer"]] for row in context],
            "alpha": [1.0 if on else FAINT for _, on in shown],
            "edge": [1.0 if row["ccp"] == look.my_ccp else 0.0 for row in context],
            "who": [self.who(row) for row in context],
            "tip": [self.spoken(row) for row, _ in shown],
        }
        return [bars, self.tops(shown, reached)]

    def spoken(self, row: Row) -> str:
        """What hovering over a layer says."""
        share, held = self.amount(row[self.y]), self.amount(row["amount_usd_bn"], "$ bn")
        return f"{self.say(layer_name(row['layer']))} {share}, {held}"

    def tops(self, shown: Sequence[tuple[Row, bool]], reached: dict[str, float]) -> Columns:
        """Over each bar, what the members and the CCP put up beside initial margin."""
        ccps = distinct([row for row, _ in shown], "ccp")
        rest = {
            ccp: sum(row[self.y] for row, _ in shown if row["ccp"] == ccp and row["layer"] != "initial_margin")
            for ccp in ccps
        }
        names = {row["ccp"]: row["short"] for row, _ in shown}
        return {
            "x": [names[ccp] for ccp in ccps],
            "y": [reached[ccp] for ccp in ccps],
            "text": [self.amount(rest[ccp]) if len(ccps) <= ROOMY else "" for ccp in ccps],
            "alpha": [1.0 if any(on for row, on in shown if row["ccp"] == ccp) else 2 * FAINT for ccp in ccps],
        }

    def legend(self, context: Sequence[Row]) -> list[dict[str, str]]:
        ordered = [layer for layer in LAYERS if layer in distinct(context, "layer")]
        return [
            {"label": self.say(layer_name(each)), "colour": LAYERS[each], "field": "layer", "value": each}
            for each in ordered
        ]

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        met = at_places(gesture, context)
        bottom: dict[str, float] = {}
        inside = []
        for row in met:
            low = bottom.get(row["ccp"], 0.0)
            bottom[row["ccp"]] = low + (row[self.y] or 0.0)
            if low <= gesture.y1 and gesture.y0 <= bottom[row["ccp"]]:
                inside.append(row)
        return inside


def layer_name(layer: str) -> str:
    """`default_fund` as the field says it."""
    return NAMES.get(layer, layer.replace("_", " "))
