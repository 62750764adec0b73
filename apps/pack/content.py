"""A slide as it is given to the process that writes it: what was told of it, and its charts as a browser gets them."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd

from apps.board import Board
from apps.pack.leaf import Column, Drawing, Leaf
from apps.present.telling import Chart, Telling
from apps.rows import plain
from apps.state import State
from apps.words import said
from components.cells import placed
from components.drawn import Drawn
from components.grid import Matrix
from components.language import say
from queries.relations import column_meanings


def leaf(board: Board | None, told: Telling, language: str) -> Leaf:
    """All that is written of a slide. Draws charts that nobody has drawn yet."""
    drawings = [drawing(board, chart, told.state, language) for chart in told.charts] if board else []
    words = [told.narrative, told.narrative_note, *(told.problems if not told.charts else ())]
    about = " · ".join(filter(None, (told.page_title, told.badge, brushed(told.state, language))))
    narrative = "\n".join(filter(None, words))
    return Leaf(told.title or told.page_title, about, narrative, told.points, told.notes, drawings, told.codes)


def brushed(state: State, language: str) -> str:
    """What is brushed."""
    clauses = "; ".join(said(clause, language) for clause in state.selection.clauses)
    return say(language, "brushed: {clauses}", clauses=clauses) if clauses else ""


def drawing(board: Board, chart: Chart, state: State, language: str) -> Drawing:
    """A chart with its figures."""
    view = chart.view.speaking(language)
    drawn = board.drawn(chart.view.name, state) if not chart.empty else None
    figure, legend = None, list[dict[str, str]]()
    if isinstance(drawn, Drawn):
        cells = drawn.words(language) | drawn.patch(chart.frame, chart.look, language)
        figure, legend = placed(json.loads(drawn.text), cells), view.legend(drawn.context)
    asked = [f"{name} = {value}" for name, value in state.arguments.get(chart.view.name, {}).items()]
    asked += [said(clause, language) for clause in state.selection.others(chart.view.name)]
    items = chart.view.query.about["items"]
    return Drawing(
        name=chart.view.name,
        title=chart.title,
        unit=chart.unit,
        note=chart.empty or chart.note,
        code=chart.code,
        query=chart.view.query.name,
        items="" if items == "none" else items,
        asked="; ".join(asked),
        figure=figure,
        legend=legend,
        native=isinstance(chart.view, Matrix),
        columns=columns(chart.frame),
        rows=[[plain(cell) for cell in row] for row in chart.frame.itertuples(index=False, name=None)],
    )


def columns(frame: pd.DataFrame) -> Sequence[Column]:
    """The columns of figures, with what each means."""
    known = column_meanings()
    kinds = {"M": "date", "i": "number", "u": "number", "f": "number"}
    return [
        Column(str(name), known.get(str(name), ""), dated(frame[name]) or kinds.get(kind.kind, "text"))
        for name, kind in zip(frame, frame.dtypes, strict=True)
    ]


def dated(column: pd.Series) -> str:
    """`date` for a column of days that are objects."""
    first = next((each for each in column if each is not None), None)
    return "date" if hasattr(first, "isoformat") else ""
