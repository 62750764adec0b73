"""Redrawing: a DynamicMap a view whose callback returns what hvplot draws of the step's rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import holoviews as hv
import pandas as pd
import panel as pn
from holoviews.streams import Pipe

from apps.bench.outbox import Outbox
from apps.bench.requery import Frames
from apps.bench.run import Run, paced
from apps.bench.windows import Window
from components.view import View


def redrawn(views: Mapping[str, View], opening: Frames, steps: Mapping[Window, Frames]) -> Run:
    """The patch messages of steps whose rows are there already: only redrawing is counted."""
    pipes = {name: Pipe(data=opening[name]) for name in views}
    outbox = Outbox(pn.Column(*(hv.DynamicMap(partial(drawn, views[n]), streams=[pipes[n]]) for n in views)))

    def step(window: Window) -> int:
        for name, frame in steps[window].items():
            pipes[name].send(frame)
        return outbox.message()

    return paced(list(steps), step).noted("rows given, only drawing counted")


def drawn(view: View, data: pd.DataFrame) -> object:
    """What hvplot draws of the rows, as the view's first drawing is made."""
    return view.draw(pd.DataFrame(view.rows(data)))
