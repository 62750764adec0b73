"""A figure of every day, as one line that stands before the line of the whole dataset."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import hvplot.pandas  # noqa: F401
import numpy as np
import pandas as pd
import param
from bokeh.model import Model
from bokeh.models import BoxAnnotation, DatetimeTickFormatter, NumeralTickFormatter
from bokeh.plotting import figure as Figure

from components.moving import Moved, Moves, Moving, days, ends, floats, roof
from components.theme import ACCENT, FAINT, NEUTRAL, SAID
from components.view import Column, Frame, Gesture, Look, Row
from components.words import pattern
from queries.selection import Clause

DAY = 86_400_000.0
"""Milliseconds, the unit of the axis."""
DAYS = {"en": "%e %b %Y", "ko": "%Y년 %m월 %d일"}
"""How a day is written, by language."""
TICKS = {"en": {"days": "%e %b", "months": "%b %Y"}, "ko": {"days": "%m월 %d일", "months": "%Y년 %m월"}}
"""How days and months are written on the axis, by language."""


@dataclass(frozen=True)
class Days:
    """The days of the context, the same in milliseconds, and the figure of each."""

    days: np.ndarray
    at: np.ndarray
    figures: np.ndarray


class Series(Moving):
    """A line over days; dragging across brushes the days between. Rows: one for each date."""

    y = Column(doc="Column measured.")
    brush = param.List(default=["date"], item_type=str, doc="Columns that brushing filters on the other views.")
    needs = ("date",)
    keys = ("date",)
    fixed = frozenset({"x", "all"})
    speaks = "y"

    @property
    def hover(self) -> dict[str, Any]:
        """The day under the pointer, wherever on the chart it is."""
        said = SAID.format(f"@x{{{DAYS[self.language]}}} · {pattern('y', self.unit, self.language)}")
        return {"mode": "vline", "tooltips": said, "formatters": {"@x": "datetime"}}

    def rows(self, frame: Frame) -> list[Row]:
        at, figures = days(frame, "date"), floats(frame, self.y)
        order = np.argsort(at, kind="stable")
        millis = at[order].astype(np.int64) * DAY
        given = zip(at[order].astype(str).tolist(), millis.tolist(), figures[order].tolist(), strict=True)
        return [{"date": date, "at": x, self.y: figure} for date, x, figure in given]

    def draw(self, context: pd.DataFrame) -> Any:
        frame = context.assign(x=pd.to_datetime(context["at"], unit="ms"))
        return frame.hvplot.line("x", self.y) * frame.hvplot.line("x", self.y)

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        faint, bright = (renderer.glyph for renderer in figure.renderers)
        faint.update(x="x", y="all", line_color=NEUTRAL, line_alpha=1.5 * FAINT, line_width=1)
        bright.update(x="x", y="y", line_color=NEUTRAL, line_alpha=1.0, line_width=1.2)
        first, last = context[0]["at"], context[-1]["at"]
        room = max(0.01 * (last - first), DAY)
        figure.x_range.update(start=first - room, end=last + room)
        figure.y_range.start = 0
        figure.xaxis.formatter = DatetimeTickFormatter(years="%Y", context="", hide_repeats=True)
        figure.xaxis.ticker.update(desired_num_ticks=6, num_minor_ticks=0)
        figure.yaxis.formatter = NumeralTickFormatter(format="0,0.[00]")
        figure.yaxis.ticker.desired_num_ticks = 4
        figure.add_layout(
            BoxAnnotation(
                **{"left": 0, "right": 0, "visible": False, "propagate_hover": True},
                **{"fill_color": ACCENT, "fill_alpha": 0.16, "line_color": None},
            )
        )

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        formatter = figure.xaxis[0].formatter
        return [(formatter, name, pattern) for name, pattern in TICKS[self.language].items()]

    def ground(self, context: Sequence[Row]) -> Days:
        at = np.array([row["at"] for row in context])
        return Days((at / DAY).astype(np.int64).astype("datetime64[D]"), at, np.array([row[self.y] for row in context]))

    def still(self, ground: Days) -> list[Moves]:
        return [{"x": ground.at, "all": ground.figures}, {"x": ground.at}]

    def follow(self, ground: Days, frame: Frame) -> Moved:
        at, found = days(frame, "date"), floats(frame, self.y)
        if not np.array_equal(at, ground.days):
            place = np.searchsorted(ground.days, at).clip(max=max(len(ground.days) - 1, 0))
            known = ground.days[place] == at
            figures, found = found[known], np.full(len(ground.days), np.nan)
            found[place[known]] = figures
        low, high = ends(found if np.isfinite(found).any() else ground.figures)
        return Moved([{}, {"y": found}], [("y", "start", -roof(-low) if low < 0 else 0.0), ("y", "end", roof(high))])

    def looks(self, ground: Days, moved: Moved, look: Look) -> Moved:
        brushed = next((clause.value for clause in look.own if clause.field == "date"), None)
        low, high = (np.datetime64(str(end), "D").astype(np.int64) * DAY for end in brushed or ("1970-01-01",) * 2)
        box = [("visible", brushed is not None), ("left", float(low) - DAY / 2), ("right", float(high) + DAY / 2)]
        return Moved([{}, {}], [("box", name, value) for name, value in box])

    def parts(self, figure: Figure) -> dict[str, Model]:
        box = next(each for each in figure.center if isinstance(each, BoxAnnotation))
        return {"y": figure.y_range, "box": box}

    def example(self, context: Sequence[Row]) -> list[Clause]:
        """What a gesture might select: an interval of days."""
        return [Clause(self.name, "date", "interval", (context[0]["date"], context[-1]["date"]))] if context else []

    def brushed(self, gesture: Gesture, context: Sequence[Row]) -> list[Clause]:
        if gesture.kind == "tap" or not gesture.x0 <= gesture.x1:
            return []
        met = context[bisect_left(context, gesture.x0, key=moment) : bisect_right(context, gesture.x1, key=moment)]
        return [Clause(self.name, "date", "interval", (met[0]["date"], met[-1]["date"]))] if met else []


def moment(row: Row) -> float:
    """Where a row stands on the axis."""
    return float(row["at"])
