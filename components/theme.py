"""The look: one colour and one marker a CCP, colours of layers, scales, and how a figure is dressed."""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

from bokeh.core import properties
from bokeh.models import Axis
from bokeh.plotting import figure as Figure

HEIGHT = 228
FONT = "Inter, 'Noto Sans', 'Noto Sans KR', 'Noto Sans CJK KR', system-ui, sans-serif"
INK, FAINT = "#789", 0.2
NEUTRAL = "#7488A0"
"""The colour of marks that stand for all CCPs."""
NOTHING = "rgba(128, 128, 128, 0.12)"
"""The colour of a cell without a figure."""
ACCENT = "#3f51b5"
FACE = properties.value(FONT)
"""FONT for a text glyph, which takes a bare text for the name of a column."""

OVER = {
    "text": "text",
    "text_font": FACE,
    "text_color": INK,
    "text_baseline": "bottom",
    "text_alpha": "alpha",
    "y_offset": -2,
}
"""A text glyph that stands over a mark."""

BESIDE = {**OVER, "text_align": "left", "text_baseline": "middle", "y_offset": 0, "x_offset": 4}
"""A text glyph that stands at the end of a bar."""

SAID = '<div style="padding:2px 4px;font-size:12px">{}</div>'
"""What hovering shows."""

AXIS = {
    **dict.fromkeys(("axis_line_color", "major_tick_line_color", "minor_tick_line_color"), "rgba(0, 0, 0, 0.22)"),
    **dict.fromkeys(("axis_line_alpha", "major_tick_line_alpha", "minor_tick_line_alpha"), 0),
    "major_label_text_color": "rgba(0, 0, 0, 0.6)",
    "major_label_text_font": FONT,
    "major_label_text_font_size": "0.925em",
    "axis_label_text_color": "#1f262e",
    "axis_label_text_font": FONT,
    "axis_label_text_font_size": "1em",
    "axis_label_text_font_style": "normal",
    "axis_label_standoff": 12,
}
"""A quiet axis, as the light theme of the page makes it: the browser has nothing to change, and tells of no change."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D31", "#7A68C6")
MARKERS = ("circle", "square", "triangle", "diamond", "inverted_triangle", "hex", "star", "plus")
KNOWN = (
    *("LCH", "CME", "ICE", "JSCC", "KRX", "ASX", "Eurex", "BME"),
    *("KDPW", "OMI", "EuroCCP", "Nasdaq", "CCG", "LCH SA", "LCH Ltd", "KDPW_CCP"),
    *("ECC", "Keler", "CCP.A", "LME Clear", "OMIClear", "ICE NL", "ICE EU", "ASX Futures"),
)

LAYERS = {
    "initial_margin": "#5B8DB8",
    "defaulter_contribution": "#3E9C8F",
    "sitg": "#D55E00",
    "default_fund": "#E0A63C",
    "prefunded": "#E0A63C",
    "ccp_capital": "#8B5FA8",
    "assessments": "#9AA5B1",
    "non_prefunded": "#9AA5B1",
}
SEQUENTIAL = ("#EAF1F7", "#C3D9EA", "#8DB9D9", "#4F93C1", "#1F6BA0", "#0B4675")
DIVERGING = ("#B2632A", "#D79A6B", "#EFD3BE", "#F4F4F2", "#BFD5E4", "#7BA9C8", "#2F74A3")


class Identity(NamedTuple):
    """How one CCP is recognised on every chart."""

    colour: str
    marker: str


def identity(short: str) -> Identity:
    """The colour and marker of a CCP. They follow from its name alone: hiding another CCP changes nothing."""
    index = KNOWN.index(short) if short in KNOWN else crc32(short.encode()) % 64 + len(KNOWN)
    return Identity(COLOURS[index % 8], MARKERS[(index + index // 8) % 8])


def shade(value: float, low: float, high: float, scale: tuple[str, ...]) -> str:
    """The colour of `value` on `scale` between `low` and `high`."""
    share = 0.5 if high <= low else (min(max(value, low), high) - low) / (high - low)
    return scale[min(int(share * len(scale)), len(scale) - 1)]


def text_on(colour: str) -> str:
    """Dark or light text, whichever reads better on `colour`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#222" if red * 299 + green * 587 + blue * 114 > 125_000 else "#fff"


def tilt(figure: Figure, labels: int) -> None:
    """Slant the names along the axis where there are too many to stand side by side."""
    if labels > 8:
        figure.xaxis.major_label_orientation = 0.9


def dress(figure: Figure) -> None:
    """Make a figure that hvplot drew one of ours: quiet axes and no title, which its card has."""
    figure.title = None
    figure.min_border_left = figure.min_border_right = 8
    figure.outline_line_color = None
    figure.background_fill_alpha = figure.border_fill_alpha = 0
    figure.grid.grid_line_alpha = 0.35
    figure.xgrid.grid_line_color = None
    for axis in figure.select(Axis):
        axis.update(axis_label=None, **AXIS)
