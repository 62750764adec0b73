"""The same brush by HoloViews link_selections on pandas, over the views that it can filter again.

It cannot those with a limit, quantiles of a sub-aggregate or correlations: it knows no operation that it could repeat.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import holoviews as hv
import numpy as np
import pandas as pd
import panel as pn
from holoviews.selection import link_selections

from apps.bench.outbox import Outbox
from apps.bench.run import Run, paced
from apps.bench.windows import Window

MOST = 1_000_000
"""Rows that are held as a frame: more of them take seconds a step."""
COLUMNS = """date::TIMESTAMP AS date, layer, rung(initial_margin) AS margin_step, rung(stress_loss) AS stress_step,
initial_margin, stress_loss"""

hv.extension("bokeh", logo=False)


def links(connection: duckdb.DuckDBPyConnection, rows: int, windows: Sequence[Window]) -> Run:
    """The series, bars by layer and the density while the series is brushed, at up to a million of the rows."""
    frame = facts(connection, rows)
    run = paced(windows, Drag(frame).step)
    return run.noted(f"{len(frame):,} rows; series, layers and density alone")


def facts(connection: duckdb.DuckDBPyConnection, rows: int) -> pd.DataFrame:
    """The columns that the three views need, of all records or of a million drawn by chance."""
    drawn = f" USING SAMPLE reservoir({MOST} ROWS) REPEATABLE (1)" if rows > MOST else ""
    return connection.cursor().execute(f"SELECT {COLUMNS} FROM main.margin{drawn}").df().astype({"layer": "category"})


class Drag:
    """Three linked elements in a Bokeh document."""

    def __init__(self, frame: pd.DataFrame) -> None:
        records = hv.Dataset(frame, ["date", "layer", "margin_step", "stress_step"], ["initial_margin", "stress_loss"])
        series = hv.Curve(records.aggregate("date", np.sum), "date", "initial_margin")
        layers = hv.Bars(records.aggregate("layer", np.sum), "layer", "stress_loss")
        steps = ["margin_step", "stress_step"]
        density = hv.HeatMap(records.aggregate(steps, np.size), steps, "stress_loss")
        linked = link_selections.instance()
        self.outbox = Outbox(pn.Column(*(linked(element) for element in (series, layers, density))))
        sequence = next(iter(linked._selection_expr_streams.values()))  # that of the series, as a browser drives it
        self.stream = sequence.history_stream.input_stream.input_streams[0]

    def step(self, window: Window) -> int:
        """Brush the series, and give the bytes of the message."""
        low, high = (np.datetime64(day) for day in window)
        self.stream.event(bounds=(low, -np.inf, high, np.inf), x_selection=(low, high), y_selection=None)
        return self.outbox.message()
