"""A view drawn once for a dataset, and the events that move its marks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import holoviews as hv
import pandas as pd
from bokeh.models import BoxSelectTool, GlyphRenderer, HoverTool
from bokeh.plotting import figure as Figure

from components.cells import Cell, Cells, columns, encode, text
from components.language import LANGUAGES
from components.motion import ByColumn, ByRow, drawn_by
from components.moving import Moving
from components.theme import HEIGHT, dress
from components.ticks import tick, ticks
from components.view import Frame, Gesture, Look, Row, View
from components.words import ENGLISH
from queries.selection import Clause

hv.extension("bokeh", logo=False)

Motion = ByRow | ByColumn


class Drawn:
    """One figure, drawn by hvplot from the whole dataset and shared by all sessions of the process."""

    def __init__(self, view: View, frame: Frame, ccps: Sequence[str] = (), height: int = HEIGHT) -> None:
        """Draw `view` from `frame`, with `ccps` in this order, so many pixels high."""
        self.view = view
        frame = told_apart(view, frame)
        place = {ccp: i for i, ccp in enumerate(ccps)}
        self.context = sorted(view.rows(frame), key=lambda row: place.get(row.get("ccp", ""), len(place)))
        self.figure = drawing(view, self.context)
        self.motions = {view.language: moving(view, self.figure, self.context)}
        for renderer, source in zip(self.renderers, self.motion.sources(frame), strict=True):
            renderer.data_source.data = dict(source)
        equip(self.figure, view, self.renderers)
        view.dress(self.figure, self.context)
        for model, attribute, value in [*self.motion.attributes(frame), *view.words(self.figure, self.context)]:
            setattr(model, attribute, value)
        tick(self.figure, view.unit)
        self.figure.height = height
        self.spoken: dict[str, Cells] = {}

    @property
    def motion(self) -> Motion:
        """How it moves in the language that it was drawn in."""
        return self.motions[self.view.language]

    @property
    def renderers(self) -> list[GlyphRenderer]:
        """The renderers in drawing order; a source each."""
        return drawn_by(self.figure)

    @cached_property
    def content(self) -> dict[str, Any]:
        """The figure as it is sent to a browser."""
        return dict(encode(self.figure))

    @cached_property
    def text(self) -> str:
        """The figure as JSON."""
        return json.dumps(self.content, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def ids(self) -> frozenset[str]:
        """The models of the figure."""
        return frozenset(model.id for model in self.figure.references())

    def live(self, frame: Frame) -> dict[tuple[Any, ...], Row]:
        """The rows of `frame` by what tells their marks apart."""
        return {self.view.key(row): row for row in self.view.rows(frame)}

    def patch(self, frame: Frame, look: Look, language: str = ENGLISH) -> Cells:
        """What the figure shows of `frame`, in cells; in another language, with what is written on it."""
        if language == self.view.language:
            return self.motion.patch(frame, look)
        return self.words(language) | self.moved(language).patch(frame, look)

    def moved(self, language: str) -> Motion:
        """How it moves in a language."""
        if language not in self.motions:
            self.motions[language] = moving(self.view.speaking(language), self.figure, self.context)
        return self.motions[language]

    def words(self, language: str) -> Cells:
        """What is written on the figure and does not move, in cells; only what is otherwise in another language."""
        if language not in self.spoken:
            said = {each: self.written(each) for each in LANGUAGES}
            own = said[self.view.language]
            differing = [cell for cell in own if any(each[cell] != own[cell] for each in said.values())]
            self.spoken = {each: {cell: cells[cell] for cell in differing} for each, cells in said.items()}
        return self.spoken[language]

    def written(self, language: str) -> Cells:
        """All that is written on the figure and does not move, in a language."""
        view, motion = self.view.speaking(language), self.moved(language)
        hover = next(tool for tool in self.figure.tools if isinstance(tool, HoverTool))
        words = view.words(self.figure, self.context) + ticks(self.figure, view.unit, language)
        given = {Cell(model.id, name): text(value) for model, name, value in words}
        given |= {Cell(hover.id, name): text(value) for name, value in view.hover.items() if isinstance(value, str)}
        for renderer, still in zip(self.renderers, motion.still(), strict=True):
            texts = {name: list(column) for name, column in still.items() if worded(column)}
            given |= columns(renderer.data_source.id, texts)
        return given

    def brushed(self, gesture: Gesture, sent: Mapping[Cell, str]) -> list[Clause]:
        """What `gesture` selects in a browser to which `sent` was sent; none if no mark is met."""
        return self.view.brushed(gesture, self.view.standing(self.figure, self.context, sent))


def moving(view: View, figure: Figure, context: Sequence[Row]) -> Motion:
    """How a drawn chart follows its rows, in the language of `view`."""
    return ByColumn(view, figure, context) if isinstance(view, Moving) else ByRow(view, figure, context)


def worded(column: Sequence[Any]) -> bool:
    """Whether a column holds texts, or texts with numbers beside them."""
    return len(column) > 0 and isinstance(column[0], str | list)


def told_apart(view: View, frame: Frame) -> Frame:
    """`frame` without the rows that lack what tells their marks from others."""
    if not isinstance(frame, pd.DataFrame):
        return frame
    keys = [key for key in view.keys if key in frame]
    return frame.dropna(subset=keys) if keys and frame[keys].isna().any(axis=None) else frame


def drawing(view: View, context: list[Row]) -> Figure:
    """What hvplot draws of `context`, before it is dressed."""
    return hv.renderer("bokeh").get_plot(view.draw(pd.DataFrame(context))).state


def equip(figure: Figure, view: View, renderers: list[GlyphRenderer]) -> None:
    """Brushing is the default drag; hovering says the figure; what is brushed comes back from the server."""
    dress(figure)
    for renderer in renderers:
        renderer.selection_glyph = renderer.nonselection_glyph = renderer.muted_glyph = None
        renderer.level = "glyph"
    box = BoxSelectTool(dimensions=view.drag, renderers=[], continuous=True)
    box.overlay.update(fill_alpha=0.08, line_alpha=0.5, line_dash="solid")
    told = [each for each in renderers if view.speaks in each.data_source.data]
    figure.tools = [box, HoverTool(renderers=told, point_policy="follow_mouse", **view.hover)]
    figure.toolbar.update(active_drag=box, active_scroll=None)
    figure.toolbar_location = None
    figure.update(sizing_mode="stretch_width", width=None, output_backend="canvas")
    figure.subscribed_events = {"selectiongeometry", "tap"}
