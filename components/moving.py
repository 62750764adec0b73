"""Views that follow a brush thirty times a second: they work on whole columns, and on the context only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from typing import Any

import numpy as np
from bokeh.model import Model
from bokeh.plotting import figure as Figure

from components.theme import FAINT
from components.view import Frame, Look, Row, View

Moves = Mapping[str, Any]
"""Columns of one source: numbers as an array, texts as a list."""
STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Ground:
    """The context in columns, in drawing order: the place of each mark by its key, its figures, and what it is called.

    `names` stand on an axis, `who` before what hovering says.
    """

    places: Mapping[Any, int]
    columns: Mapping[str, np.ndarray]
    names: Sequence[str] = ()
    who: Sequence[str] = ()

    def at(self, keys: Iterable[Any]) -> np.ndarray:
        """The place of each key, -1 for one that the context lacks."""
        return np.array([self.places.get(key, -1) for key in keys], dtype=np.intp)


@dataclass(frozen=True)
class Moved:
    """What moves in a chart: columns of each source in drawing order, attributes of named models, which marks are lit.

    An attribute is (model, attribute, value).
    """

    sources: Sequence[Moves]
    attributes: Sequence[tuple[str, str, Any]] = ()
    lit: np.ndarray = field(default_factory=lambda: np.ones(0, bool))


class Moving(View):
    """A view whose columns are made in three parts: what stands still, what follows the rows, and what the look."""

    speaks: str = "tip"

    def ground(self, context: Sequence[Row]) -> Any:
        """What rests on the context alone."""
        raise TypeError(f"{type(self).__name__} does not say what it stands on")

    def still(self, ground: Any) -> list[Moves]:
        """The columns of each source that never move."""
        raise TypeError(f"{type(self).__name__} does not say what stands still")

    def follow(self, ground: Any, frame: Frame) -> Moved:
        """What follows the rows."""
        raise TypeError(f"{type(self).__name__} does not say what follows the rows")

    def looks(self, ground: Any, moved: Moved, look: Look) -> Moved:
        """What follows the look, where the rows are those of `moved`."""
        return Moved([{} for _ in moved.sources])

    def parts(self, figure: Figure) -> dict[str, Model]:
        """The models, by name, whose attributes move."""
        return {}


def floats(frame: Frame, name: str) -> np.ndarray:
    """A column of figures, NaN where there is none."""
    column = frame[name]
    if isinstance(column, np.ma.MaskedArray):
        return np.ma.filled(column.astype(float), np.nan)
    return np.asarray(column, dtype=float)


def days(frame: Frame, name: str) -> np.ndarray:
    """A column of dates as whole days."""
    return np.asarray(frame[name]).astype("datetime64[D]")


def shown(ground: Ground, frame: Frame, name: str, at: np.ndarray) -> np.ndarray:
    """The figures of all marks: the frame's at their places, the context's where the frame lacks the mark."""
    figures = ground.columns[name].copy()
    figures[at[at >= 0]] = floats(frame, name)[at >= 0]
    return figures


def lit(ground: Ground, at: np.ndarray) -> np.ndarray:
    """Which marks the frame has."""
    found = np.zeros(len(ground.places), bool)
    found[at[at >= 0]] = True
    return found


def chosen(look: Look, name: str, values: Iterable[Any]) -> np.ndarray:
    """Which of `values` lie within what is brushed on this very view on the field `name`."""
    kept = np.array([each.value for each in look.own if each.field == name and each.kind == "point"], dtype=object)
    values = list(values)
    return np.array([all(value in one for one in kept) for value in values], bool)


def alpha(on: np.ndarray, off: float = FAINT) -> np.ndarray:
    """How strongly each mark shows."""
    return np.where(on, 1.0, off)


def ends(figures: np.ndarray) -> tuple[float, float]:
    """The least and the greatest of the figures that are there, 0 and 1 if none is."""
    known = figures[np.isfinite(figures)]
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)


def roof(value: float) -> float:
    """The end of an axis that holds `value`: it stays while the value moves a little."""
    if not 0 < value < float("inf"):
        return 1.0
    size = 10.0 ** floor(log10(value))
    return next(size * step for step in STEPS if size * step >= value * (1 - 1e-12))


def bounds(low: float, high: float, room: float = 0.12) -> tuple[float, float]:
    """Both ends of an axis that holds `low` to `high` with room above, on round figures so that it seldom moves."""
    span = (high - low) or abs(high) or 1.0
    step = roof(span / 8)
    return step * floor(low / step), step * ceil((high + room * span) / step)
