"""Redrawing: a DynamicMap a view whose callback returns what hvplot draws of the step's rows."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from functools import partial

import holoviews as hv
import pandas as pd
import panel as pn
from holoviews.streams import Pipe

from apps.bench.outbox import Outbox
from apps.bench.requery import Frames
from apps.bench.run import Run
from components.view import View


def redrawn(views: Mapping[str, View], opening: Frames, steps: Iterable[Frames]) -> Run:
    """The patch messages of steps whose rows are there already: only redrawing is counted."""
    pipes = {name: Pipe(data=opening[name]) for name in views}
    maps = [hv.DynamicMap(partial(drawn, view), streams=[pipes[name]]) for name, view in views.items()]
    outbox = Outbox(pn.Column(*maps))
    times, sizes = [], []
    for frames in steps:
        start = time.perf_counter()
        for name, frame in frames.items():
            pipes[name].send(frame)
        sizes.append(outbox.message())
        times.append(time.perf_counter() - start)
    return Run(times, sizes, f"{len(times)} steps; the rows given, so that only drawing is counted")


def drawn(view: View, data: pd.DataFrame) -> object:
    """What hvplot draws of the rows, as the view's first drawing is made."""
    return view.draw(pd.DataFrame(view.rows(data)))
