"""Figures along an axis as a reader says them: 350 bn, 16,200, never a power of ten."""

from __future__ import annotations

from bokeh.models import Axis, BasicTickFormatter, NumeralTickFormatter, Range1d
from bokeh.plotting import figure as Figure

from components.words import ENGLISH

GROUPED = 10_000
"""From here on digits stand in groups of three."""
SCALES = {1e12: "0,0.[00] aT{n}", 1e9: "0,0.[00] aB{n}", 1e6: "0,0.[00] aM{n}"}
"""How figures without a unit are written from a size on: Bokeh writes t, b or m, to which an n is added."""


def tick(figure: Figure, unit: str) -> None:
    """Write the figures of both axes, which are in `unit`, by how large they are where the axes end."""
    for axis, top in measured(figure):
        if isinstance(axis.formatter, BasicTickFormatter):
            axis.formatter.use_scientific = False
        if isinstance(axis.formatter, BasicTickFormatter | NumeralTickFormatter) and top >= GROUPED:
            axis.formatter = NumeralTickFormatter(format=pattern(top, unit))


def ticks(figure: Figure, unit: str, language: str) -> list[tuple[NumeralTickFormatter, str, str]]:
    """How figures without a unit are written in a language; Bokeh knows no 억, so in Korean all digits stand there."""
    if unit:
        return []
    large = [(axis.formatter, top) for axis, top in measured(figure) if top >= min(SCALES)]
    known = [(each, top) for each, top in large if isinstance(each, NumeralTickFormatter)]
    return [(each, "format", pattern(top, unit if language == ENGLISH else language)) for each, top in known]


def measured(figure: Figure) -> list[tuple[Axis, float]]:
    """The axes of figures, each with the size of its larger end."""
    found: list[tuple[Axis, float]] = []
    for axes, extent in ((figure.xaxis, figure.x_range), (figure.yaxis, figure.y_range)):
        if isinstance(extent, Range1d):
            found += [(axis, max(abs(extent.start), abs(extent.end))) for axis in axes]
    return found


def pattern(top: float, unit: str) -> str:
    """How the browser writes figures of an axis whose largest is `top`."""
    return next((scaled for size, scaled in SCALES.items() if not unit and top >= size), "0,0.[00]")
