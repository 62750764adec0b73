"""A view drawn once for a dataset, and the events that move its marks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import holoviews as hv
import pandas as pd
from bokeh.models import BoxSelectTool, GlyphRenderer, HoverTool
from bokeh.plotting import figure as Figure

from components.cells import Cell, Cells, columns, encode, text
from components.theme import HEIGHT, dress
from components.view import Look, View

hv.extension("bokeh", logo=False)

TIP = '<div style="padding:2px 4px;font-size:12px">@who · @tip</div>'


class Drawn:
    """One figure, drawn by hvplot from the whole dataset and shared by all sessions of the process."""

    def __init__(self, view: View, frame: pd.DataFrame, ccps: Sequence[str] = (), height: int = HEIGHT) -> None:
        """Draw `view` from `frame`, with `ccps` in this order, so many pixels high."""
        self.view = view
        place = {ccp: i for i, ccp in enumerate(ccps)}
        self.context = sorted(view.rows(frame), key=lambda row: place.get(row.get("ccp", ""), len(place)))
        self.figure = drawing(view, self.context)
        sources = view.sources(self.context, self.live(frame), Look())
        for renderer, source in zip(self.renderers, sources, strict=True):
            renderer.data_source.data = source
        view.dress(self.figure, self.context)
        for model, attribute, value in view.attributes(self.figure, self.context, self.live(frame), Look()):
            setattr(model, attribute, value)
        equip(self.figure, view.drag, self.renderers)
        self.figure.height = height

    @property
    def renderers(self) -> list[GlyphRenderer]:
        """The renderers in drawing order; a source each."""
        return [each for each in self.figure.renderers if isinstance(each, GlyphRenderer)]

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

    def live(self, frame: pd.DataFrame) -> dict[tuple[Any, ...], dict[str, Any]]:
        """The rows of `frame` by what tells their marks apart."""
        return {self.view.key(row): row for row in self.view.rows(frame)}

    def patch(self, frame: pd.DataFrame, look: Look) -> Cells:
        """What the figure shows of `frame`, in cells."""
        live, cells, fixed = self.live(frame), Cells(), self.view.fixed | {"who"}
        for renderer, source in zip(self.renderers, self.view.sources(self.context, live, look), strict=True):
            cells |= columns(renderer.data_source.id, {k: v for k, v in source.items() if k not in fixed})
        for model, attribute, value in self.view.attributes(self.figure, self.context, live, look):
            cells[Cell(model.id, attribute)] = text(value)
        return cells


def drawing(view: View, context: list[dict[str, Any]]) -> Figure:
    """What hvplot draws of `context`, before it is dressed."""
    return hv.renderer("bokeh").get_plot(view.draw(pd.DataFrame(context))).state


def equip(figure: Figure, drag: str, renderers: list[GlyphRenderer]) -> None:
    """Brushing is the default drag; hovering says the figure; what is brushed comes back from the server."""
    dress(figure)
    for renderer in renderers:
        renderer.selection_glyph = renderer.nonselection_glyph = renderer.muted_glyph = None
        renderer.level = "glyph"
    box = BoxSelectTool(dimensions=drag, renderers=[])
    box.overlay.update(fill_alpha=0.08, line_alpha=0.5, line_dash="solid")
    told = [each for each in renderers if "tip" in each.data_source.data]
    figure.tools = [box, HoverTool(renderers=told, tooltips=TIP, point_policy="follow_mouse")]
    figure.toolbar.update(active_drag=box, active_scroll=None)
    figure.toolbar_location = None
    figure.update(sizing_mode="stretch_width", width=None, output_backend="canvas")
    figure.subscribed_events = {"selectiongeometry", "tap"}
