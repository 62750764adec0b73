"""What stands behind a chart: its rows, its SQL, and the cells that its figures come from."""

from __future__ import annotations

import csv
import io
import json
from html import escape

import pandas as pd
import panel as pn

from apps.board import Board
from apps.state import State
from queries.engine import Asker
from queries.query import FOLDER, Query

PROVENANCE = Query.read(FOLDER / "provenance.sql")
SHOWN = 500
TABLE = """
:host { overflow: auto; font-family: var(--tm-font); font-size: 12px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 10px; text-align: left; white-space: nowrap;
  border-bottom: 1px solid var(--tm-line); color: var(--tm-ink); }
pre { white-space: pre-wrap; font-size: 12px; color: var(--tm-ink); }
"""


def behind(board: Board, name: str, what: str, state: State) -> pn.Column:
    """The chart's `data`, `sql` or `provenance` in `state`, for the drawer at the side of the page."""
    view = board.page.views[name]
    badge = board.engine.opened(state.version).badge(state.dataset)
    heading = {"data": "Data", "sql": "SQL", "provenance": "Provenance"}[what]
    body = {"data": data, "sql": sql, "provenance": provenance}[what](board, name, state)
    about = f"{escape(state.dataset)}, version {state.version}{', ' + badge if badge else ''}"
    return pn.Column(
        f"### {heading}: {escape(view.title)}\n{about}", *body, stylesheets=[TABLE], sizing_mode="stretch_width"
    )


def data(board: Board, name: str, state: State) -> list[pn.pane.HTML]:
    """The rows that the chart shows."""
    return table(board.ask(board.page.views[name], state).frame)


def sql(board: Board, name: str, state: State) -> list[pn.pane.HTML]:
    """The statement that the chart's rows come from, and the values bound to it."""
    answer = board.ask(board.page.views[name], state)
    values = json.dumps(dict(answer.values), ensure_ascii=False, indent=2)
    return [html(f"<pre>{escape(answer.sql)}</pre><p>with</p><pre>{escape(values)}</pre>")]


def provenance(board: Board, name: str, state: State) -> list[pn.pane.HTML]:
    """The cells as filed that the chart's figures are worked out from."""
    items = ", ".join(item for choice in board.page.views[name].query.items for item in choice)
    clauses = state.selection.others(name)
    asker = Asker(page=board.page.name, view=name)
    answer = board.engine.run(PROVENANCE, state.dataset, {"items": items}, clauses, state.version, asker)
    return table(answer.frame)


def table(frame: pd.DataFrame) -> list[pn.pane.HTML]:
    """`frame` as a table, with an honest limit."""
    note = f"first {SHOWN:,} of {len(frame):,} rows" if len(frame) > SHOWN else f"{len(frame):,} rows"
    return [
        html(f"<p>{note}</p>"),
        html(frame.head(SHOWN).to_html(index=False, na_rep="–", border=0, float_format=figure)),
    ]


def figure(value: float) -> str:
    """A figure with thousands separators, whole from a thousand on."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.6g}"


def html(text: str) -> pn.pane.HTML:
    """Markup whose texts are escaped already."""
    return pn.pane.HTML(text, stylesheets=[TABLE], sizing_mode="stretch_width")


def file_name(board: Board, name: str, state: State) -> str:
    """What a chart's rows are saved as: chart, dataset, whether it is synthetic, and data version."""
    badge = board.engine.opened(state.version).badge(state.dataset)
    return "_".join(filter(None, (name, state.dataset, badge, f"v{state.version}.csv")))


def as_csv(frame: pd.DataFrame) -> str:
    """`frame` as CSV, with texts that a spreadsheet would run as a formula made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow(
            ["'" + cell if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell for cell in row]
        )
    return text.getvalue()
