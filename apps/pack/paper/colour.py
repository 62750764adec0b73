"""Colours as a page writes them, and the scales that make colours of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import floor, isfinite, log
from typing import Any

from matplotlib.colors import to_rgb

from apps.pack.paper.plot import PaperError, Part

Colour = tuple[float, float, float, float]
NONE: Colour = (0.0, 0.0, 0.0, 0.0)
RGBA = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)")


def colour(text: str | None, alpha: float = 1.0) -> Colour:
    """What `text` means (#rgb, #rrggbb, rgba(…), a name), at most as strong as `alpha`; nothing for None."""
    alpha = min(max(alpha, 0.0), 1.0)
    if text is None:
        return NONE
    if said := RGBA.fullmatch(text):
        red, green, blue = (int(each) / 255 for each in said.groups()[:3])
        return red, green, blue, float(said[4] or 1) * alpha
    return (*to_rgb(text), alpha)


def mapped(mapper: Part, figures: Sequence[Any]) -> list[str]:
    """The colours of figures on a scale, as Bokeh maps them."""
    palette, low, high = mapper.get("palette"), float(mapper.get("low")), float(mapper.get("high"))
    if mapper.kind not in ("LinearColorMapper", "LogColorMapper"):
        raise PaperError(f"a scale of colours of the kind {mapper.kind} is not drawn on paper")
    steep = mapper.kind == "LogColorMapper"
    return [_shade(float(each), low, high, palette, steep) or mapper.get("nan_color", "gray") for each in figures]


def _shade(figure: float, low: float, high: float, palette: Sequence[str], steep: bool) -> str | None:
    if not isfinite(figure):
        return None
    if steep:
        if figure <= 0:
            return palette[0]
        figure, low, high = log(figure), log(low), log(high)
    share = (figure - low) / (high - low) if high > low else 0.0
    return palette[min(max(floor(share * len(palette)), 0), len(palette) - 1)]
