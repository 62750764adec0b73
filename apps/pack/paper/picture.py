"""A chart as a figure of matplotlib, as large as its place on the paper: the page's light theme."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.patches import Patch

from apps.pack.paper.colour import colour
from apps.pack.paper.face import BOLD, NAME, REGULAR, written
from apps.pack.paper.marks import Ground, paint, pixels
from apps.pack.paper.narrow import fitting, narrow
from apps.pack.paper.plot import Part, read
from apps.pack.paper.scale import Scale
from apps.pack.paper.ticks import ticks

LARGEST, NARROWEST = 1.4, 390
"""Points that a pixel of the page takes at most, and pixels that a chart is wide at least: its words need them."""
SHARP = 300
QUIET = "#7a828a"
BASE = "#c8ced4"


def settle() -> None:
    """Have the typeface, and let no text be taken for a formula."""
    for path in (REGULAR, BOLD):
        fontManager.addfont(path)
    matplotlib.rcParams.update({"font.family": NAME, "text.parse_math": False, "axes.unicode_minus": False})


def picture(chart: Mapping[str, Any], width: float, height: float, language: str) -> Figure:
    """The chart, so many points wide and high; PaperError if it holds what no chart of a page has."""
    content = read(chart["figure"])
    legend = chart.get("legend", [])
    zoom = min(height / (content.get("height", 228) + (22 if legend else 0)), width / NARROWEST, LARGEST)
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    figure.patch.set_alpha(0)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    ground = Ground(axes, Scale.of(content.get("x_range")), Scale.of(content.get("y_range")), zoom)
    axes.set(xlim=(ground.x.low, ground.x.high), ylim=(ground.y.low, ground.y.high))
    axes.patch.set_alpha(0)
    for renderer in content.parts("renderers"):
        if renderer.kind == "GlyphRenderer":
            paint(ground, renderer)
    _beside(ground, content.parts("center"))
    _axes(ground, content, language)
    for text in axes.texts:
        text.set_text(written(text.get_text()))
    _placed(figure, ground, legend)
    return figure


def png(figure: Figure) -> bytes:
    """The figure as a sharp picture."""
    made = io.BytesIO()
    figure.savefig(made, format="png", dpi=SHARP, metadata={"Software": None})
    return made.getvalue()


def _beside(ground: Ground, parts: Sequence[Part]) -> None:
    """Rules, and what is brushed on the chart."""
    for part in (each for each in parts if each.get("visible", True)):
        edge = colour(part.get("line_color", "black"), part.get("line_alpha", 1.0))
        if part.kind == "Span":
            upright = part.get("dimension", "width") == "height"
            draw = ground.axes.axvline if upright else ground.axes.axhline
            where = (ground.x if upright else ground.y).at(part.get("location"))
            draw(where, color=edge, linewidth=part.get("line_width", 1.0) * ground.zoom, linestyle=(0, (4, 3)))
        elif part.kind == "BoxAnnotation":
            left, right = (_end(part, *each) for each in (("left", ground.x.low), ("right", ground.x.high)))
            low, high = (_end(part, *each) for each in (("bottom", ground.y.low), ("top", ground.y.high)))
            filling = colour(part.get("fill_color", "#fff9ba"), part.get("fill_alpha", 0.4))
            ground.axes.fill([left, right, right, left], [low, low, high, high], facecolor=filling, edgecolor=edge)


def _end(part: Part, name: str, otherwise: float) -> float:
    said = part.get(name)
    return float(said) if isinstance(said, int | float) else otherwise


def _axes(ground: Ground, content: Part, language: str) -> None:
    """Names and figures along both axes; where figures begin at zero, a line there."""
    for each, name, scale in ((ground.axes.xaxis, "below", ground.x), (ground.axes.yaxis, "left", ground.y)):
        axis = next(iter(content.parts(name)), None)
        seen = axis is not None and axis.get("visible", True)
        said = ticks(axis, scale, language) if axis is not None and seen else []
        size = pixels(axis.get("major_label_text_font_size", "11px")) * ground.zoom if axis is not None else 1.0
        each.set_ticks([at for at, _ in said], [written(text) for _, text in said])
        each.set_tick_params(length=0, labelsize=size, labelcolor=QUIET, pad=4 * ground.zoom)
        if axis is not None and axis.get("axis_label"):
            each.set_label_text(written(axis.get("axis_label")), fontsize=10 * ground.zoom, color=QUIET)
        turn = axis.get("major_label_orientation", 0) if axis is not None else 0
        if name == "below" and isinstance(turn, int | float) and turn:
            leaning = {"ha": "right", "rotation_mode": "anchor"} if turn < 1.5 else {"ha": "center"}
            for label in each.get_ticklabels():
                label.set(rotation=turn * 57.3, **leaning)
    ground.axes.spines[:].set_visible(False)
    for scale, draw in ((ground.y, ground.axes.axhline), (ground.x, ground.axes.axvline)):
        if not scale.places and scale.low <= 0 < scale.high:
            draw(0, color=BASE, linewidth=0.7 * ground.zoom, zorder=0.5)


def _placed(figure: Figure, ground: Ground, legend: Sequence[Mapping[str, str]]) -> None:
    """Give the axes all the room that their words leave."""
    wide, high = figure.get_size_inches() * 72
    above = 0.0
    if legend:
        chips = [Patch(facecolor=each["colour"], label=written(each["label"])) for each in legend]
        size = fitting(10.5 * ground.zoom, wide, [each.get_label() for each in chips])
        figure.legend(
            handles=chips, loc="upper left", ncols=len(chips), frameon=False, fontsize=size,
            handlelength=0.8, handleheight=0.8, handletextpad=0.4, columnspacing=1.1, borderpad=0, borderaxespad=0,
        )  # fmt: skip
        above = 20 * ground.zoom
    _set(ground, wide, high, above)
    if narrow(ground, ground.axes.get_position().width * wide):
        _set(ground, wide, high, above)


def _set(ground: Ground, wide: float, high: float, above: float) -> None:
    edge = 3 * ground.zoom
    taken = [box for each in (ground.axes.xaxis, ground.axes.yaxis) if (box := each.get_tightbbox()) is not None]
    within = ground.axes.get_window_extent()
    left = max([edge, *(within.x0 - each.x0 + edge for each in taken)])
    below = max([edge, *(within.y0 - each.y0 + edge for each in taken)])
    right = max([edge, *(each.x1 - within.x1 + edge for each in taken)])
    over = max([edge, *(each.y1 - within.y1 + edge for each in taken)]) + above
    size = max(1 - (left + right) / wide, 0.1), max(1 - (below + over) / high, 0.1)
    ground.axes.set_position((left / wide, below / high, *size))
