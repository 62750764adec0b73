"""A figure over time, one line a CCP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import pandas as pd
import param
from bokeh.models import BoxAnnotation, FixedTicker
from bokeh.plotting import figure as Figure

from components.theme import ACCENT, FACE, FAINT, identity
from components.view import Column, Columns, Frame, Gesture, Look, Row, View, distinct, records

ALL = "all"
"""What a line is called that is of no CCP."""


class Line(View):
    """One line for each CCP over quarters, with its name at its end. Rows: one for each CCP and quarter.

    Rows without a CCP are those of one line.
    """

    y = Column(doc="Column measured.")
    needs = ("quarter",)
    brush = param.List(default=["quarter"], item_type=str, doc="Columns that brushing filters on the other views.")
    keys = ("ccp", "quarter")
    fixed = frozenset({"x", "colour", "marker"})

    def rows(self, frame: Frame) -> list[Row]:
        rows = [{"ccp": ALL, "short": row.get("ccp", ALL), **row} for row in records(frame)]
        return sorted(rows, key=lambda row: str(row["quarter"]))

    def draw(self, context: pd.DataFrame) -> Any:
        frame = context.assign(x=[moment(q) for q in context["quarter"]])
        last = frame.groupby("ccp", sort=False).tail(1)
        faint = frame.hvplot.line("x", self.y, by="ccp", legend=False, alpha=FAINT, line_width=1)
        bright = frame.hvplot.line("x", self.y, by="ccp", legend=False)
        ends = last.hvplot.scatter("x", self.y) * last.hvplot.labels("x", self.y, "short", text_align="left")
        return faint * bright * ends

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        ccps = distinct(context, "ccp")
        lines, (dots, names) = figure.renderers[: 2 * len(ccps)], figure.renderers[-2:]
        for renderer, ccp in zip(lines, ccps * 2, strict=True):
            renderer.glyph.line_color = identity(short_of(context, ccp)).colour
        for glyph in (r.glyph for r in lines):
            glyph.x, glyph.y = "x", "y"
        dots.glyph.update(
            x="at",
            y="y",
            marker="marker",
            size=7,
            fill_color="colour",
            line_color="colour",
            fill_alpha="alpha",
            line_alpha="alpha",
        )
        names.glyph.update(
            x="at",
            y="level",
            text="text",
            text_font=FACE,
            text_color="colour",
            text_font_size="11px",
            text_font_style="bold",
            text_alpha="alpha",
            x_offset=7,
        )
        quarters = sorted({row["quarter"] for row in context})
        years = sorted({q[:4] for q in quarters})
        figure.xaxis.ticker = FixedTicker(ticks=[int(y) for y in years], minor_ticks=[moment(q) for q in quarters])
        figure.xaxis.major_label_overrides = {int(y): y for y in years}
        span = moment(quarters[-1]) - moment(quarters[0])
        figure.x_range.update(
            start=moment(quarters[0]) - 0.02 * span - 0.05, end=moment(quarters[-1]) + 0.19 * span + 0.1
        )
        figure.add_layout(
            BoxAnnotation(
                left=0,
                right=0,
                fill_color=ACCENT,
                fill_alpha=0.08,
                line_color=ACCENT,
                line_alpha=0.4,
                visible=False,
                propagate_hover=True,
            )
        )

    def sources(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[Columns]:
        ccps, top = distinct(context, "ccp"), highest(context, live, self.y)
        faint: list[Columns] = []
        bright: list[Columns] = []
        ends: list[Row] = []
        for ccp in ccps:
            rows = [row for row in context if row["ccp"] == ccp]
            now = [live.get(self.key(row)) for row in rows]
            x = [moment(row["quarter"]) for row in rows]
            faint.append({"x": x, "y": [row[self.y] for row in rows], **self.tips(rows)})
            bright.append({"x": x, "y": [row[self.y] if row else float("nan") for row in now], **self.tips(rows)})
            ends.append(([row for row in now if row] or rows)[-1])
        levels = apart([row[self.y] for row in ends], 0.075 * top)
        lit = [any(self.key(row) in live for row in context if row["ccp"] == ccp) for ccp in ccps]
        looks = [identity(row["short"]) for row in ends]
        end: Columns = {
            "at": [moment(row["quarter"]) for row in ends],
            "y": [row[self.y] for row in ends],
            "level": levels,
            "text": [row["short"] + (" ◂" if row["ccp"] == look.my_ccp else "") for row in ends],
            "colour": [each.colour for each in looks],
            "marker": [each.marker for each in looks],
            "alpha": [1.0 if on else 2 * FAINT for on in lit],
            **self.tips(ends),
        }
        return [*faint, *bright, end, dict(end)]

    def tips(self, rows: Sequence[Row]) -> Columns:
        """What hovering says."""
        return {"who": [self.who(row) for row in rows], "tip": [self.amount(row[self.y]) for row in rows]}

    def attributes(
        self, figure: Figure, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look
    ) -> list[tuple[Any, str, Any]]:
        ccps = distinct(context, "ccp")
        top = highest(context, live, self.y)
        moved: list[tuple[Any, str, Any]] = [
            (figure.y_range, "start", min(-0.05 * top, lowest(live, self.y))),
            (figure.y_range, "end", 1.08 * top),
        ]
        for renderer, ccp in zip(figure.renderers[len(ccps) : 2 * len(ccps)], ccps, strict=True):
            moved.append((renderer.glyph, "line_width", 3.5 if ccp == look.my_ccp else 1.8))
        box = next(each for each in figure.center if isinstance(each, BoxAnnotation))
        brushed = next((clause.value for clause in look.own if clause.field == "quarter"), None)
        moved.append((box, "visible", brushed is not None))
        if brushed:
            moved += [(box, "left", moment(str(brushed[0])) - 0.125), (box, "right", moment(str(brushed[1])) + 0.125)]
        return moved

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        if gesture.kind == "tap":
            return []
        return [row for row in context if gesture.x0 - 0.125 <= moment(row["quarter"]) <= gesture.x1 + 0.125]


def moment(quarter: str) -> float:
    """Where a quarter stands on the axis, in years: 2024Q3 at 2024.5."""
    return int(quarter[:4]) + (int(quarter[5]) - 1) / 4


def short_of(context: Sequence[Row], ccp: str) -> str:
    """The short name of `ccp`."""
    return str(next(row["short"] for row in context if row["ccp"] == ccp))


def highest(context: Sequence[Row], live: dict[tuple[Any, ...], Row], column: str) -> float:
    """The greatest figure among the rows, or of the context if there are none."""
    values = [row[column] for row in live.values() or context if row[column] == row[column]]
    return max(values, default=1.0) or 1.0


def lowest(live: dict[tuple[Any, ...], Row], column: str) -> float:
    """The least figure among the rows, or zero if there are none."""
    return min((row[column] for row in live.values() if row[column] == row[column]), default=0.0)


def apart(levels: Sequence[float], gap: float) -> list[float]:
    """`levels` moved up as little as makes every two of them differ by `gap`; their order stays."""
    placed = list(levels)
    floor = float("-inf")
    for i in sorted(range(len(levels)), key=lambda i: levels[i]):
        placed[i] = max(levels[i], floor)
        floor = placed[i] + gap
    return placed
