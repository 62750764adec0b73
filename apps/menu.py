"""What the menu of a chart does beside setting its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from apps.behind import BEHIND, behind
from apps.copied import statement
from apps.rights import COPY, PIN, demand
from apps.state import State
from queries.query import QueryError

if TYPE_CHECKING:
    from apps.reader import Reader

Pinning = Callable[["Reader", str], str]
"""Pins a chart to the reader's own board; what is then said."""


Taking = Callable[["Reader", Mapping[str, Any]], None]
"""Makes slides of what the reader sees, or says of which decks."""


def unpinned(reader: Reader, name: str) -> str:
    """Where nothing can be pinned."""
    raise QueryError("there is no board here that a chart could be pinned to")


def untaken(reader: Reader, told: Mapping[str, Any]) -> None:
    """Where no deck can be made."""
    raise QueryError("there are no decks here that a slide could be added to")


def choose(reader: Reader, name: str, what: str) -> None:
    """Do what an entry of the menu of the chart `name` says; raise Denied for what the reader may not do."""
    board, state = reader.stage.board, reader.state
    if what in BEHIND:
        demand(reader.actor, what, reader.page)
        reader.beside = lambda: reader.tell("drawer", markup=shown(reader, name, what, state))
        reader.beside()
        reader.tell("page", contextbar_open=True)
    elif what == COPY:
        demand(reader.actor, "sql", reader.page)
        reader.copies += 1
        reader.tell(f"card {name}", copied=[{"text": statement(board, name, state), "number": reader.copies}])
    elif what == PIN:
        demand(reader.actor, PIN, "")
        reader.tell("strip", message=reader.pin(reader, name))


def shown(reader: Reader, name: str, what: str, state: State) -> str:
    """What stands behind a chart, for a reader."""
    return behind(reader.stage.board, name, what, state, reader.actor.name, reader.language)
