"""What matplotlib draws, on a page of a PDF: lines and areas as such, texts as texts of the one typeface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fpdf import FPDF
from fpdf.drawing import PaintedPath
from fpdf.enums import PathPaintRule
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.path import Path

from apps.pack.paper.face import NAME, face

CAPS = {"butt": 0, "round": 1, "projecting": 2}


class Canvas(RendererBase):
    """A place on the page, its upper left corner at `left` and `top`, all in points. Figures have 72 points an inch."""

    def __init__(self, pdf: FPDF, left: float, top: float, height: float) -> None:
        super().__init__()
        self.pdf, self.left, self.bottom = pdf, left, top + height

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        """Lines, areas or both."""
        edge = gc.get_rgb() if gc.get_linewidth() and gc.get_rgb()[3] else None
        filling = rgbFace if rgbFace is not None and (len(rgbFace) < 4 or rgbFace[3]) else None
        if edge is None and filling is None:
            return
        drawn: Any = PaintedPath()
        self._styled(drawn, gc, edge, filling)
        for vertices, code in path.iter_segments(transform, simplify=False):
            self._step(drawn, vertices, code)
        with self._clipped(gc):
            self.pdf.draw_path(drawn, copy=False)

    def _styled(self, drawn: Any, gc: Any, edge: Any, filling: Any) -> None:
        style = drawn.style
        style.auto_close = False
        style.paint_rule = PathPaintRule.AUTO
        style.stroke_color = style.fill_color = None
        if edge is not None:
            style.stroke_color, style.stroke_opacity = _hexed(edge), float(edge[3])
            style.stroke_width = gc.get_linewidth()
            style.stroke_cap_style, style.stroke_join_style = CAPS[gc.get_capstyle()], 1
            offset, dashes = gc.get_dashes()
            if dashes is not None:
                style.stroke_dash_pattern, style.stroke_dash_phase = [float(each) for each in dashes], float(offset)
        if filling is not None:
            style.fill_color = _hexed(filling)
            style.fill_opacity = (
                gc.get_alpha() if gc.get_forced_alpha() else float(filling[3] if len(filling) > 3 else 1)
            )

    def _step(self, drawn: Any, vertices: Any, code: Any) -> None:
        at = [
            (self.left + float(x), self.bottom - float(y)) for x, y in zip(vertices[::2], vertices[1::2], strict=True)
        ]
        if code == Path.MOVETO:
            drawn.move_to(*at[0])
        elif code == Path.LINETO:
            drawn.line_to(*at[0])
        elif code == Path.CURVE3:
            drawn.quadratic_curve_to(*at[0], *at[1])
        elif code == Path.CURVE4:
            drawn.curve_to(*at[0], *at[1], *at[2])
        elif code == Path.CLOSEPOLY:
            drawn.close()

    @contextmanager
    def _clipped(self, gc: Any) -> Iterator[None]:
        bounds = gc.get_clip_rectangle()
        if bounds is None:
            yield
            return
        with self.pdf.rect_clip(self.left + bounds.x0, self.bottom - bounds.y1, bounds.width, bounds.height):
            yield

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False,
        mtext: Any = None,
    ) -> None:  # fmt: skip
        """One line of text."""
        red, green, blue, alpha = gc.get_rgb()
        at = self.left + x, self.bottom - y
        size = prop.get_size_in_points()
        self.pdf.set_font(NAME, "B" if bold(prop) else "", size)
        self.pdf.set_text_color(round(red * 255), round(green * 255), round(blue * 255))
        with self.pdf.local_context(fill_opacity=alpha) if alpha < 1 else _nothing():
            if angle:
                with self.pdf.rotation(angle, *at):
                    self.pdf.text(*at, s)
            else:
                self.pdf.text(*at, s)

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        """How much room a text takes."""
        size = prop.get_size_in_points()
        return face(bold(prop)).width(s, size), size * 0.95, size * 0.22

    def get_canvas_width_height(self) -> tuple[float, float]:
        """The page."""
        return float(self.pdf.w), float(self.pdf.h)

    def points_to_pixels(self, points: Any) -> Any:
        """A figure has a pixel a point."""
        return points

    def flipy(self) -> bool:
        """Figures are upright."""
        return False


def drawn(figure: Figure, pdf: FPDF, left: float, top: float) -> None:
    """Draw a figure on the page."""
    figure.draw(Canvas(pdf, left, top, figure.get_figheight() * 72))


def bold(prop: Any) -> bool:
    """Whether a text stands out."""
    return prop.get_weight() in ("bold", 700)


def _hexed(colour: Any) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in colour[:3])


@contextmanager
def _nothing() -> Iterator[None]:
    yield
