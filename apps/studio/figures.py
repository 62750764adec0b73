"""The figures that a narrative may name: the columns of every shipped query, each with its value in a state."""

from __future__ import annotations

from typing import Any

from apps.board import Board
from apps.pinned import shipped
from apps.present.narrative import inherited
from apps.present.saying import absent, said
from apps.present.template import Format
from apps.state import State
from components.language import say
from components.view import records
from data.catalog import CatalogError
from queries.query import Query, QueryError

OWN = "ccp"
"""The column by which a row is that of the reader's own CCP."""


def figures(board: Board, focus: str, state: State, language: str) -> list[dict[str, Any]]:
    """Queries with rows in `state`: name, title, and for each column its name, value and how a template names it.

    Those of the page's charts come first.
    """
    of_page = {view.query.name for view in board.page.views.values()}
    ordered = sorted(shipped().values(), key=lambda query: (query.name not in of_page, query.name))
    found = (listed(board, query, focus, state, language) for query in ordered)
    return [each for each in found if each]


def listed(board: Board, query: Query, focus: str, state: State, language: str) -> dict[str, Any] | None:
    """One query, None if it has no rows here: of its rows that of the reader's own CCP, else the first."""
    given = inherited(board, query, focus, state)
    try:
        asked = query, state.dataset, given, state.selection.clauses, state.version
        rows = records(board.engine.answer(*asked).frame)
    except (QueryError, CatalogError):
        return None
    own = next((row for row in rows if state.my_ccp and row.get(OWN) == state.my_ccp), None)
    row = own or next(iter(rows), None)
    if row is None:
        return None
    place = f"{query.name}[{OWN}=$my_ccp]" if own else query.name
    columns = [
        {"name": name, "value": said(language, value, Format()), "text": f"{{{place}.{name}}}"}
        for name, value in row.items()
        if not absent(value)
    ]
    return {"name": query.name, "title": say(language, query.about["title"]), "columns": columns}
