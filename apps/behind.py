"""What stands behind a chart: its rows, its SQL, and the cells that its figures come from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from apps.board import Board
from apps.rows import plain
from apps.state import State
from components.language import ENGLISH, say
from components.markup import Markup, element, joined
from components.words import MISSING
from queries.answer import Asker
from queries.query import FOLDER, Query

PROVENANCE = Query.read(FOLDER / "provenance.sql")
SHOWN = 500


def behind(board: Board, name: str, what: str, state: State, actor: str = "local", language: str = ENGLISH) -> Markup:
    """The chart's `data`, `sql` or `provenance` in `state`, as markup for the drawer at the side of the page."""
    view = board.page.views[name]
    badge = board.engine.opened(state.version).badge(state.dataset)
    heading, shown = BEHIND[what]
    body, code = shown(board, name, state, actor, language)
    about = [state.dataset, say(language, "version {version}", version=state.version), say(language, badge)]
    receipt = [element("p", say(language, "receipt"), " ", element("b", code))] if code else []
    title = f"{say(language, heading)}: {say(language, view.title)}"
    return joined(element("h3", title), element("p", ", ".join(filter(None, about))), *receipt, body)


def data(board: Board, name: str, state: State, actor: str, language: str) -> tuple[Markup, str]:
    """The rows that the chart shows, and their receipt code."""
    answer, code = board.ask(board.page.views[name], state, actor)
    return table(answer.frame, language), code


def sql(board: Board, name: str, state: State, actor: str, language: str) -> tuple[Markup, str]:
    """The statement that the chart's rows come from with the values bound to it, and the receipt code."""
    answer, code = board.ask(board.page.views[name], state, actor)
    values = json.dumps(dict(answer.statement.values), ensure_ascii=False, indent=2)
    return joined(
        element("pre", answer.statement.sql), element("p", say(language, "with")), element("pre", values)
    ), code


def provenance(board: Board, name: str, state: State, actor: str, language: str) -> tuple[Markup, str]:
    """The cells as filed that the chart's figures are worked out from, and their receipt code."""
    items = ", ".join(item for choice in board.page.views[name].query.items for item in choice)
    clauses = state.selection.others(name)
    answer = board.engine.answer(PROVENANCE, state.dataset, {"items": items}, clauses, state.version)
    (code,) = board.engine.record([(Asker(actor, board.page.name, name), answer.receipt)])
    return table(answer.frame, language), code


def table(frame: pd.DataFrame, language: str = ENGLISH) -> Markup:
    """`frame` as a table, with an honest limit."""
    text = "first {shown} of {rows} rows" if len(frame) > SHOWN else "{rows} rows"
    note = say(language, text, shown=f"{SHOWN:,}", rows=f"{len(frame):,}")
    head = element("thead", element("tr", *(element("th", str(name)) for name in frame.columns)))
    body = (element("tr", *map(cell, row)) for row in frame.head(SHOWN).itertuples(index=False, name=None))
    return joined(element("p", note), element("table", head, element("tbody", *body)))


def cell(value: Any) -> Markup:
    """A cell of a table; a dash where there is nothing."""
    value = plain(value)
    text = MISSING if value is None else figure(value) if isinstance(value, float) else str(value)
    return element("td", text)


def figure(value: float) -> str:
    """A figure with thousands separators, whole from a thousand on."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.6g}"


def file_name(board: Board, name: str, state: State, code: str = "") -> str:
    """What a chart's rows are saved as: chart, dataset, whether it is synthetic, data version and receipt code."""
    badge = board.engine.opened(state.version).badge(state.dataset)
    said = "_".join(filter(None, (name, state.dataset, badge, f"v{state.version}", code)))
    return re.sub(r"[^\w.-]+", "_", said, flags=re.ASCII) + ".csv"


BEHIND: dict[str, tuple[str, Callable[[Board, str, State, str, str], tuple[Markup, str]]]] = {
    "data": ("Data", data),
    "sql": ("SQL", sql),
    "provenance": ("Provenance", provenance),
}
"""What can be shown, by the action that it takes: its heading, and the markup."""
