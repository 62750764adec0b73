"""Figures along an axis as a reader says them: 350 bn, 16,200, never a power of ten."""

from __future__ import annotations

from bokeh.models import BasicTickFormatter, NumeralTickFormatter, Range1d
from bokeh.plotting import figure as Figure

GROUPED = 10_000
"""From here on digits stand in groups of three."""
SCALES = {1e12: "0,0.[00] aT{n}", 1e9: "0,0.[00] aB{n}", 1e6: "0,0.[00] aM{n}"}
"""How figures without a unit are written from a size on: Bokeh writes t, b or m, to which an n is added."""


def tick(figure: Figure, unit: str) -> None:
    """Write the figures of both axes, which are in `unit`, by how large they are where the axes end."""
    for axes, extent in ((figure.xaxis, figure.x_range), (figure.yaxis, figure.y_range)):
        for axis in axes if isinstance(extent, Range1d) else ():
            top = max(abs(extent.start), abs(extent.end))
            if isinstance(axis.formatter, BasicTickFormatter):
                axis.formatter.use_scientific = False
            if isinstance(axis.formatter, BasicTickFormatter | NumeralTickFormatter) and top >= GROUPED:
                axis.formatter = NumeralTickFormatter(format=pattern(top, unit))


def pattern(top: float, unit: str) -> str:
    """How the browser writes figures of an axis whose largest is `top`."""
    return next((scaled for size, scaled in SCALES.items() if not unit and top >= size), "0,0.[00]")
