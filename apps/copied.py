"""A chart as the exact statement that it is the answer to."""

from __future__ import annotations

from apps.board import Board
from apps.state import State
from queries.brushed import copied


def statement(board: Board, view: str, state: State) -> str:
    """The SQL of a chart in `state`, which runs as it stands, under a line that says what it is."""
    query, dataset, arguments, clauses, version = board.asked(board.page.views[view], state)
    text = copied(board.engine.opened(version), query, dataset, query.bind(arguments), clauses)
    title = " ".join(board.page.views[view].title.split())
    return f"-- {title}: {dataset}, data version {version}\n{text}\n"
