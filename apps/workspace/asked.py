"""One wish to run a statement: as the browser asks for it, and what comes of it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.state import State
from apps.workspace.message import Message, MessageError, place, statement, values, word
from data.catalog import Version
from queries.answer import Receipt
from queries.figures import Figures, distinct
from queries.library.drafts import Values
from queries.query import Query
from queries.sandbox.event import Column, Columns, Done, Event, Rows, Started
from queries.sandbox.job import Kind, Reach
from queries.sandbox.table import table

ID = re.compile(r"[\w-]{16,64}", re.ASCII)
SELECTION, OWN = "selection", "work."
SHOWN = 200
"""Characters of a statement that stand in the audit; its hash says the rest."""


@dataclass
class Asked:
    """A statement of a tab that is to be run, and what is known of its result so far. `id` is made by the browser."""

    id: str
    tab: str
    kind: Kind
    text: str
    start: int
    end: int
    given: Values
    began: float = field(default_factory=time.time)
    columns: tuple[Column, ...] = ()
    tables: tuple[str, ...] = ()
    rows: list[list[Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """The rows as they were told, in parts."""

    @classmethod
    def read(cls, kind: Kind, message: Message) -> Asked:
        """What the browser asks for; raise MessageError for what makes no sense."""
        id, tab = word(message, "run"), word(message, "tab")
        if not ID.fullmatch(id) or not tab:
            raise MessageError("a run needs an id that cannot be guessed, and a tab")
        start, end = place(message, "start"), place(message, "end")
        return cls(id, tab, kind, statement(message), start, end, values(message))

    def take(self, event: Event) -> None:
        """Know what the sandbox tells of the run: which statement it is, what its rows are like, some of the rows."""
        if isinstance(event, Started):
            self.start, self.end = event.start, event.end
        elif isinstance(event, Columns):
            self.columns, self.tables = event.columns, event.tables
        elif isinstance(event, Rows):
            self.rows += event.rows

    @property
    def statement(self) -> str:
        """The statement that runs; all that stands in the editor as long as it is not known which."""
        return self.text[self.start : self.end] if self.end > self.start else self.text

    @property
    def query(self) -> Query:
        """The statement as a query of its own, as far as it is known."""
        about = {"title": "SQL", "filters": ", ".join(self.tables)}
        columns = {column.name: column.type for column in self.columns}
        return Query.written("sql", self.statement, about, {}, columns)

    @property
    def brushed(self) -> bool:
        """Whether the statement reads what is brushed."""
        return SELECTION in self.tables

    @property
    def owned(self) -> bool:
        """Whether the statement reads a table of the reader's own."""
        return any(name.startswith(OWN) for name in self.tables)

    @property
    def about(self) -> dict[str, Any]:
        """What the audit says of the statement."""
        return {"query": "sql", "query_hash": self.query.hash, "text": self.query.sql[:SHOWN]}


@dataclass(frozen=True)
class Ground:
    """What a statement reads: a version of a part of the catalog, own tables, and what is brushed."""

    entitlement: str
    version: Version
    reach: Reach
    state: State | None
    relation: str = ""
    """The relation that is brushed."""

    def receipt(self, asked: Asked, bound: Mapping[str, Any]) -> Receipt:
        """What the audit says of the rows that came; a brush counts where the statement reads it."""
        state = self.state if asked.brushed else None
        clauses = state.selection.clauses if state else ()
        frame = distinct(table(asked.columns, asked.rows))
        about = asked.query, state.dataset if state else None, self.version, bound, clauses, len(asked.rows)
        return Receipt(*about, self.entitlement, Figures(frame))


def figures(done: Done, version: int) -> dict[str, Any]:
    """The end of a result as the browser is told it."""
    return {
        "rows": done.rows,
        "more": done.more,
        "total": done.total,
        "seconds": round(done.seconds, 4),
        "version": version,
    }
