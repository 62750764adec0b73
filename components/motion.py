"""How a drawn chart follows its rows: row by row, or by whole columns where it is brushed many times a second."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from bokeh.model import Model
from bokeh.models import GlyphRenderer
from bokeh.plotting import figure as Figure

from components.cells import Cell, Cells, array_text, columns, text
from components.moving import Moved, Moving
from components.view import Frame, Look, Row, View

RECENT = 8
"""Frames whose cells a chart keeps: while readers brush on it, its rows stay the same."""


class ByRow:
    """The motion of a view that makes its columns row by row."""

    def __init__(self, view: View, figure: Figure, context: Sequence[Row]) -> None:
        self.view, self.figure, self.context = view, figure, context
        self.fixed = view.fixed | {"who"}

    def sources(self, frame: Frame) -> list[Mapping[str, Any]]:
        """All columns of each source."""
        return list(self.view.sources(self.context, self.live(frame), Look()))

    def still(self) -> list[Mapping[str, Any]]:
        """The columns of each source that never move."""
        made = self.view.sources(self.context, {}, Look())
        return [{name: column for name, column in each.items() if name in self.fixed} for each in made]

    def attributes(self, frame: Frame) -> list[tuple[Model, str, Any]]:
        """What else follows the rows."""
        return self.view.attributes(self.figure, self.context, self.live(frame), Look())

    def patch(self, frame: Frame, look: Look) -> Cells:
        """What the figure shows of `frame`, in cells."""
        live, cells = self.live(frame), Cells()
        for renderer, source in zip(drawn_by(self.figure), self.view.sources(self.context, live, look), strict=True):
            cells |= columns(renderer.data_source.id, {k: v for k, v in source.items() if k not in self.fixed})
        for model, attribute, value in self.view.attributes(self.figure, self.context, live, look):
            cells[Cell(model.id, attribute)] = text(value)
        return cells

    def live(self, frame: Frame) -> dict[tuple[Any, ...], Row]:
        """The rows of `frame` by what tells their marks apart."""
        return {self.view.key(row): row for row in self.view.rows(frame)}


class ByColumn:
    """The motion of a view that works on columns. What depends on the rows alone is kept for the last frames."""

    def __init__(self, view: Moving, figure: Figure, context: Sequence[Row]) -> None:
        self.view, self.figure = view, figure
        self.ground = view.ground(context)
        self.recent: deque[tuple[Frame, Moved, Cells]] = deque(maxlen=RECENT)
        self.last: tuple[Frame, Look, Cells] | None = None

    @cached_property
    def ids(self) -> list[str]:
        """The sources in drawing order."""
        return [renderer.data_source.id for renderer in drawn_by(self.figure)]

    @cached_property
    def parts(self) -> dict[str, Model]:
        """The models whose attributes move."""
        return self.view.parts(self.figure)

    @cached_property
    def models(self) -> dict[str, str]:
        """The ids of the models whose attributes move."""
        return {name: model.id for name, model in self.parts.items()}

    def sources(self, frame: Frame) -> list[Mapping[str, Any]]:
        """All columns of each source."""
        moved, still = self.view.follow(self.ground, frame), self.view.still(self.ground)
        looks = self.view.looks(self.ground, moved, Look())
        return [{**a, **b, **c} for a, b, c in zip(still, moved.sources, looks.sources, strict=True)]

    def still(self) -> list[Mapping[str, Any]]:
        """The columns of each source that never move."""
        return self.view.still(self.ground)

    def attributes(self, frame: Frame) -> list[tuple[Model, str, Any]]:
        """What else follows the rows."""
        moved = self.view.follow(self.ground, frame)
        both = [*moved.attributes, *self.view.looks(self.ground, moved, Look()).attributes]
        return [(self.parts[name], attribute, value) for name, attribute, value in both]

    def patch(self, frame: Frame, look: Look) -> Cells:
        """What the figure shows of `frame`, in cells: the same cells for the same frame and look."""
        last = self.last
        if last is not None and last[0] is frame and last[1] == look:
            return last[2]
        moved, cells = self.followed(frame)
        cells = cells | self.cells(self.view.looks(self.ground, moved, look))
        self.last = frame, look, cells
        return cells

    def followed(self, frame: Frame) -> tuple[Moved, Cells]:
        """What follows from the rows alone, and its cells."""
        for kept, moved, cells in list(self.recent):
            if kept is frame:
                return moved, cells
        moved = self.view.follow(self.ground, frame)
        cells = self.cells(moved)
        self.recent.append((frame, moved, cells))
        return moved, cells

    def cells(self, moved: Moved) -> Cells:
        """What has moved, as it is sent; columns that are one are written once."""
        made = Cells()
        for name, attribute, value in moved.attributes:
            made[Cell(self.models[name], attribute)] = text(value)
        written: dict[int, str] = {}
        for source, values in zip(self.ids, moved.sources, strict=True):
            for name, column in values.items():
                said = written.get(id(column))
                if said is None:
                    said = written[id(column)] = array_text(column) if isinstance(column, np.ndarray) else text(column)
                made[Cell(source, "data", name)] = said
        return made


def drawn_by(figure: Figure) -> list[GlyphRenderer]:
    """The renderers in drawing order; a source each."""
    return [each for each in figure.renderers if isinstance(each, GlyphRenderer)]
