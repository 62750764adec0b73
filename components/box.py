"""The range of a figure over time, one box a CCP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hvplot.pandas  # noqa: F401
import numpy as np
import pandas as pd
from bokeh.model import Model
from bokeh.plotting import figure as Figure

from components.bar import at_places
from components.language import filled
from components.moving import Ground, Moved, Moves, Moving, alpha, bounds, chosen, ends, lit, shown
from components.theme import FAINT, INK, OVER, identity, tilt
from components.view import Frame, Gesture, Look, Row, distinct, records

FIVE = ("whisker_low", "q1", "median", "q3", "whisker_high")
CAP, ROOMY = 0.18, 8


class Box(Moving):
    """Quartiles and whiskers for each CCP. Rows: one for each CCP, with whisker_low, q1, median, q3, whisker_high."""

    needs = ("ccp", "short", "iqr_pt", *FIVE)
    fixed = frozenset({"index", "colour"})

    def rows(self, frame: Frame) -> list[Row]:
        return records(frame)

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

    def ground(self, context: Sequence[Row]) -> Ground:
        figures = {name: np.array([row[name] for row in context], float) for name in (*FIVE, "iqr_pt")}
        places = {row["ccp"]: place for place, row in enumerate(context)}
        return Ground(places, figures, [row["short"] for row in context], [self.who(row) for row in context])

    def still(self, ground: Ground) -> list[Moves]:
        names = list(ground.names)
        caps = {"x0": [[name, -CAP] for name in names], "x1": [[name, CAP] for name in names]}
        colours = [identity(name).colour for name in names]
        box = {"index": names, "colour": colours, "who": ground.who}
        stems = {"x0": names, "x1": names}
        return [{"index": [], "value": []}, stems, stems, caps, caps, box, box, {"index": names}]

    def follow(self, ground: Ground, frame: Frame) -> Moved:
        at = ground.at(list(frame["ccp"]))
        low, q1, median, q3, high, spread = (shown(ground, frame, name, at) for name in (*FIVE, "iqr_pt"))
        axis = bounds(*ends(np.concatenate([low, high])))
        said = self.amounts(spread, "pt" if self.unit == "%" else self.unit)
        tip = self.spoken(median, q1, q3)
        return Moved(
            [
                {},
                {"y0": high, "y1": q3},
                {"y0": low, "y1": q1},
                {"y0": low, "y1": low},
                {"y0": high, "y1": high},
                {"top": median, "bottom": q3, "tip": tip},
                {"top": q1, "bottom": median, "tip": tip},
                {"y": high, "text": said if len(said) <= ROOMY else [""] * len(said)},
            ],
            [("y", name, end) for name, end in zip(("start", "end"), axis, strict=True)],
            lit(ground, at),
        )

    def looks(self, ground: Ground, moved: Moved, look: Look) -> Moved:
        on = moved.lit & chosen(look, "ccp", ground.places)
        edge = np.array([2.5 if ccp == look.my_ccp else 1.0 for ccp in ground.places])
        stem, text = {"alpha": alpha(on)}, {"alpha": alpha(on, 2 * FAINT)}
        return Moved([{}, stem, stem, stem, stem, {**stem, "edge": edge}, {**stem, "edge": edge}, text])

    def parts(self, figure: Figure) -> dict[str, Model]:
        return {"y": figure.y_range}

    def spoken(self, *three: np.ndarray) -> list[str]:
        """What hovering over each box says of its median, its lower and its upper quartile."""
        said = zip(*(self.amounts(each) for each in three), strict=True)
        text = self.say("median {median}, quartiles {low} to {high}")
        return [filled(text, {"median": median, "low": low, "high": high}) for median, low, high in said]

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        return at_places(gesture, context)


def rank(context: pd.DataFrame) -> dict[str, int]:
    """The place of each CCP on the axis."""
    return {short: place for place, short in enumerate(context["short"])}
