"""What a reader of the margin page does, in the form of Bokeh's protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

from apps.bench.offer import Model, message
from apps.bench.windows import Window

HALF_DAY = 43_200_000.0
"""Milliseconds by which a box reaches beyond the days that it brushes."""
EVERYWHERE = (-1e12, 1e12)

Span = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A box over a view's figure, in the units of its axes."""

    view: str
    across: Span
    up: Span

    def event(self, figure: str, final: bool = False) -> Model:
        """The box as BokehJS sends it, while it is still dragged or at its end."""
        (x0, x1), (y0, y1) = self.across, self.up
        ends = mapped({"type": "rect", "x0": x0, "x1": x1, "y0": y0, "y1": y1})
        return told("selectiongeometry", figure, {"geometry": ends, "final": final})


def days(view: str, window: Window) -> Box:
    """A box over the days of an interval, on an axis in milliseconds."""
    low, high = (1000 * datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() for day in window)
    return Box(view, (low - HALF_DAY, high + HALF_DAY), EVERYWHERE)


def spans(places: int) -> Iterator[Span]:
    """A box over each run of categories but all of them, the nth from n to n + 1: short runs first."""
    for width in range(1, places):
        for first in range(places - width + 1):
            yield first + 0.1, first + width - 0.1


def rectangles(across: Span, up: Span) -> Iterator[tuple[Span, Span]]:
    """Boxes over the cells of a grid, each a third of it or more."""
    yield from product(list(parts(across)), list(parts(up)))


def parts(span: Span) -> Iterator[Span]:
    """Spans of whole cells within one."""
    low, high = int(span[0]), int(span[1])
    least = max(1, (high - low) // 3)
    for first in range(low, high - least):
        yield first + 0.1, min(first + least + (first - low) % least, high) - 0.1


def said(model: str, **words: Any) -> Model:
    """What one of our own components tells the server."""
    return told("data_event", model, {"data": mapped(words)})


def told(name: str, model: str, values: dict[str, Any]) -> Model:
    """A user-interface event about a model."""
    return message({"type": "event", "name": name, "values": mapped({"model": {"id": model}, **values})})


def mapped(values: dict[str, Any]) -> Model:
    """A mapping in Bokeh's protocol."""
    return {"type": "map", "entries": [[name, value] for name, value in values.items()]}
