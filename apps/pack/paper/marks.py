"""Every kind of mark that a page draws, on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from apps.pack.paper.column import Columns
from apps.pack.paper.plot import PaperError, Part
from apps.pack.paper.scale import Scale

MARKERS = {
    **{"circle": "o", "square": "s", "triangle": "^", "diamond": "d", "inverted_triangle": "v"},
    **{"hex": "h", "star": "*", "plus": "P", "cross": "P", "x": "X"},
}
ALIGNED = {"left": "left", "center": "center", "right": "right"}
BASED = {"bottom": "bottom", "middle": "center", "top": "top", "alphabetic": "baseline"}
SMALL = 5.0


@dataclass(frozen=True)
class Ground:
    """Where marks are drawn: the axes, both scales, and how many points a pixel of the page takes."""

    axes: Axes
    x: Scale
    y: Scale
    zoom: float

    def across(self, values: list[Any]) -> list[float]:
        """Where values stand across."""
        return [self.x.at(each) for each in values]

    def upwards(self, values: list[Any]) -> list[float]:
        """Where values stand upwards."""
        return [self.y.at(each) for each in values]


def paint(ground: Ground, renderer: Part) -> None:
    """Draw the marks of one glyph; PaperError for a kind that no chart of ours has."""
    columns = Columns(renderer)
    painter = PAINTERS.get(columns.glyph.kind)
    if painter is None:
        raise PaperError(f"marks of the kind {columns.glyph.kind} are not drawn on paper")
    if columns.count and renderer.get("visible", True):
        painter(ground, columns)


def _boxes(ground: Ground, columns: Columns, corners: list[tuple[float, float, float, float]]) -> None:
    looks = zip(corners, columns.colours("fill", "gray"), columns.colours("line", "black"), strict=True)
    widths = columns.numbers("line_width", 1.0)
    for ((left, bottom, right, top), filling, edge), width in zip(looks, widths, strict=True):
        if left == left and bottom == bottom and right == right and top == top:
            shape = Rectangle((left, bottom), right - left, top - bottom, facecolor=filling, edgecolor=edge)
            shape.set_linewidth(width * ground.zoom if edge[3] else 0)
            ground.axes.add_patch(shape)


def _upright(ground: Ground, columns: Columns) -> None:
    places = zip(ground.across(columns.of("x")), columns.numbers("width", 1.0), strict=True)
    ends = zip(ground.upwards(columns.of("bottom", 0)), ground.upwards(columns.of("top")), strict=True)
    given = zip(places, ends, strict=True)
    _boxes(ground, columns, [(x - w / 2, low, x + w / 2, high) for (x, w), (low, high) in given])


def _lying(ground: Ground, columns: Columns) -> None:
    places = zip(ground.upwards(columns.of("y")), columns.numbers("height", 1.0), strict=True)
    ends = zip(ground.across(columns.of("left", 0)), ground.across(columns.of("right")), strict=True)
    given = zip(places, ends, strict=True)
    _boxes(ground, columns, [(low, y - h / 2, high, y + h / 2) for (y, h), (low, high) in given])


def _cells(ground: Ground, columns: Columns) -> None:
    middles = zip(ground.across(columns.of("x")), ground.upwards(columns.of("y")), strict=True)
    sizes = zip(columns.numbers("width", 1.0), columns.numbers("height", 1.0), strict=True)
    given = zip(middles, sizes, strict=True)
    _boxes(ground, columns, [(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for (x, y), (w, h) in given])


def _line(ground: Ground, columns: Columns) -> None:
    x, y = ground.across(columns.of("x")), ground.upwards(columns.of("y"))
    width = columns.numbers("line_width", 1.0)[0] * ground.zoom
    ground.axes.plot(x, y, color=columns.colours("line", "black")[0], linewidth=width, solid_joinstyle="round")


def _strokes(ground: Ground, columns: Columns) -> None:
    begun = zip(ground.across(columns.of("x0")), ground.upwards(columns.of("y0")), strict=True)
    ended = zip(ground.across(columns.of("x1")), ground.upwards(columns.of("y1")), strict=True)
    widths = [width * ground.zoom for width in columns.numbers("line_width", 1.0)]
    strokes = list(zip(begun, ended, strict=True))
    ground.axes.add_collection(LineCollection(strokes, colors=columns.colours("line", "black"), linewidths=widths))


def _points(ground: Ground, columns: Columns) -> None:
    x, y = ground.across(columns.of("x")), ground.upwards(columns.of("y"))
    sizes, kinds = columns.numbers("size", 4.0), columns.of("marker", "circle")
    fillings, edges = columns.colours("fill", "gray"), columns.colours("line", "black")
    for kind in dict.fromkeys(kinds):
        at = [place for place, each in enumerate(kinds) if each == kind]
        ground.axes.scatter(
            [x[n] for n in at],
            [y[n] for n in at],
            s=[(sizes[n] * ground.zoom) ** 2 for n in at],
            c=[fillings[n] for n in at],
            edgecolors=[edges[n] for n in at],
            linewidths=0.5 * ground.zoom,
            marker=MARKERS.get(kind, "o"),
            zorder=3,
        )


def _circles(ground: Ground, columns: Columns) -> None:
    x, y = ground.across(columns.of("x")), ground.upwards(columns.of("y"))
    ground.axes.scatter(x, y, s=(SMALL * ground.zoom) ** 2, c=columns.colours("fill", "gray"), linewidths=0)


def _texts(ground: Ground, columns: Columns) -> None:
    size = pixels(columns.of("text_font_size", "16px")[0]) * ground.zoom
    if not size:
        return
    bold = "bold" if "bold" in str(columns.of("text_font_style", "normal")[0]) else "normal"
    about: dict[str, Any] = {"fontsize": size, "fontweight": bold, "zorder": 4, "annotation_clip": False}
    about["ha"] = ALIGNED[columns.of("text_align", "left")[0]]
    about["va"] = BASED[columns.of("text_baseline", "bottom")[0]]
    places = zip(ground.across(columns.of("x")), ground.upwards(columns.of("y")), strict=True)
    beside = zip(columns.numbers("x_offset", 0.0), columns.numbers("y_offset", 0.0), strict=True)
    said = zip(columns.of("text"), columns.colours("text", "#444444"), strict=True)
    for place, (right, down), (text, ink) in zip(places, beside, said, strict=True):
        if text and ink[3] and place[0] == place[0] and place[1] == place[1]:
            away = (right * ground.zoom, -down * ground.zoom)
            ground.axes.annotate(str(text), place, xytext=away, textcoords="offset points", color=ink, **about)


def pixels(size: str) -> float:
    """A size of type in pixels: 11px, or 0.9em of the 13 that a chart has."""
    return float(size[:-2]) * (1 if size.endswith("px") else 13 if size.endswith("em") else 4 / 3)


PAINTERS: Mapping[str, Callable[[Ground, Columns], None]] = {
    "VBar": _upright,
    "HBar": _lying,
    "Rect": _cells,
    "Line": _line,
    "Segment": _strokes,
    "Scatter": _points,
    "Circle": _circles,
    "Text": _texts,
}
