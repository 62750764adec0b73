"""How long a brush takes until the patch for the review's eight charts is ready to leave, against drawing them anew."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd
import panel as pn
from bokeh.document import Document
from bokeh.protocol import Protocol

from apps.board import Board
from apps.page import FOLDER, Page, read
from apps.state import State
from components.cells import Cells, difference, message
from components.drawn import Drawn
from queries.engine import Engine
from queries.query import read_all
from queries.selection import Clause, Selection

Steps = list[State]
Timed = dict[str, list[float]]


def bench(engine: Engine, steps: int, seed: int = 1) -> str:
    """A table of milliseconds: p50 and p95 by chart and for all, ours and redrawn, and their ratio in this run."""
    page = read(FOLDER / "benchmark.yaml", engine, read_all())
    states = brushes(Board(page, engine), steps, random.Random(seed))
    ours = timed_patches(Board(page, Engine(engine.catalog)), states)
    redrawn = timed_redraws(page, Board(page, Engine(engine.catalog)), states)
    rows = [line(name, ours[name], redrawn[name]) for name in ours]
    columns = ["chart", "ours p50", "ours p95", "redrawn p50", "redrawn p95", "ratio p50", "ratio p95"]
    heading = f"From brush to patch message, ms, SQL included; {steps} brushes, each a state not seen before\n"
    return heading + pd.DataFrame(rows, columns=columns).to_string(index=False, float_format=lambda v: f"{v:.1f}")


def line(name: str, ours: list[float], redrawn: list[float]) -> list[str | float]:
    """One row of the table."""
    mine, theirs = (np.percentile(np.array(times) * 1e3, [50, 95]) for times in (ours, redrawn))
    return [name, *mine, *theirs, *(theirs / mine)]


def brushes(board: Board, steps: int, chance: random.Random) -> Steps:
    """Different brushes on the trend, the bars, the cells and the layers, as a reader would make them."""
    start = State("benchmark", board.page.dataset, board.page.my_ccp, board.engine.opened().version.number)
    quarters = sorted(board.answer(board.page.views["im_trend"], start).frame["quarter"].unique())
    ccps = list(board.ccps(start))
    made: dict[Selection, State] = {}
    while len(made) < steps:
        low, high = sorted(chance.sample(range(len(quarters)), 2))
        some = tuple(chance.sample(ccps, chance.randint(1, len(ccps))))
        clauses = {
            "im_trend": Clause("im_trend", "quarter", "interval", (quarters[low], quarters[high])),
            "im_ranking": Clause("im_ranking", "ccp", "point", some),
            "cover2": Clause("cover2", "ccp", "point", some),
            "waterfall": Clause("waterfall", "ccp", "point", some[:1]),
        }
        chosen = chance.sample(sorted(clauses), chance.randint(1, 2))
        selection = Selection(tuple(clauses[name] for name in chosen))
        made.setdefault(selection, replace(start, selection=selection))
    return list(made.values())


def timed_patches(board: Board, states: Steps) -> Timed:
    """Seconds of our way: rows, then columns of the drawn figure, then one message with those that differ."""
    for name in board.page.views:
        board.drawn(name, states[0])
    times: Timed = {name: [] for name in [*board.page.views, "all"]}
    before = Cells()
    for state in states:
        start = time.perf_counter()
        cells = Cells()
        for name in board.page.views:
            cells |= clocked(times[name], partial(board.patch, name, state)).cells
        assert message(difference(before, cells))
        times["all"].append(time.perf_counter() - start)
        before = cells
    return times


def timed_redraws(page: Page, board: Board, states: Steps) -> Timed:
    """Seconds of the plain way: rows, then a new hvplot object in the session's pane, then one message."""
    document, protocol = Document(), Protocol()
    drawings = {name: board.drawn(name, states[0]) for name in page.views}
    panes = {
        name: pn.pane.HoloViews(page.views[name].draw(pd.DataFrame(drawn.context)))
        for name, drawn in drawings.items()
        if isinstance(drawn, Drawn)
    }
    document.add_root(pn.Column(*panes.values()).get_root(document))
    sent: list[object] = []
    document.on_change(lambda event: sent.append(event))

    def redraw(name: str, state: State) -> None:
        view = page.views[name]
        panes[name].object = view.draw(pd.DataFrame(view.rows(board.answer(view, state).frame)))

    times: Timed = {name: [] for name in [*panes, "all"]}
    for state in states:
        sent.clear()
        start = time.perf_counter()
        for name in panes:
            clocked(times[name], partial(redraw, name, state))
        assert protocol.create("PATCH-DOC", sent).content_json
        times["all"].append(time.perf_counter() - start)
    return times


T = TypeVar("T")


def clocked(into: list[float], work: Callable[[], T]) -> T:
    """What `work` gives, its seconds noted."""
    start = time.perf_counter()
    made = work()
    into.append(time.perf_counter() - start)
    return made
