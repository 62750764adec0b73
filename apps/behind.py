"""What stands behind a chart: its rows, its SQL, and the cells that its figures come from."""

from __future__ import annotations

import csv
import io
import json
from html import escape

import pandas as pd

from apps.board import Board
from apps.state import State
from queries.answer import Asker
from queries.query import FOLDER, Query

PROVENANCE = Query.read(FOLDER / "provenance.sql")
SHOWN = 500


def behind(board: Board, name: str, what: str, state: State, actor: str = "local") -> str:
    """The chart's `data`, `sql` or `provenance` in `state`, as markup for the drawer at the side of the page."""
    view = board.page.views[name]
    badge = board.engine.opened(state.version).badge(state.dataset)
    heading = {"data": "Data", "sql": "SQL", "provenance": "Provenance"}[what]
    body = {"data": data, "sql": sql, "provenance": provenance}[what](board, name, state, actor)
    about = f"{escape(state.dataset)}, version {state.version}{', ' + badge if badge else ''}"
    return f"<h3>{heading}: {escape(view.title)}</h3><p>{about}</p>{body}"


def data(board: Board, name: str, state: State, actor: str) -> str:
    """The rows that the chart shows."""
    return table(board.ask(board.page.views[name], state, actor).frame)


def sql(board: Board, name: str, state: State, actor: str) -> str:
    """The statement that the chart's rows come from, and the values bound to it."""
    answer = board.ask(board.page.views[name], state, actor)
    values = json.dumps(dict(answer.statement.values), ensure_ascii=False, indent=2)
    return f"<pre>{escape(answer.statement.sql)}</pre><p>with</p><pre>{escape(values)}</pre>"


def provenance(board: Board, name: str, state: State, actor: str) -> str:
    """The cells as filed that the chart's figures are worked out from."""
    items = ", ".join(item for choice in board.page.views[name].query.items for item in choice)
    clauses = state.selection.others(name)
    asker = Asker(actor, board.page.name, name)
    answer = board.engine.run(PROVENANCE, state.dataset, {"items": items}, clauses, state.version, asker)
    return table(answer.frame)


def table(frame: pd.DataFrame) -> str:
    """`frame` as a table, with an honest limit."""
    note = f"first {SHOWN:,} of {len(frame):,} rows" if len(frame) > SHOWN else f"{len(frame):,} rows"
    rows = frame.head(SHOWN).to_html(index=False, na_rep="–", border=0, float_format=figure)
    return f"<p>{note}</p>{rows}"


def figure(value: float) -> str:
    """A figure with thousands separators, whole from a thousand on."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.6g}"


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
