"""What is brushed on a page, as the workspace has it: the strip, the relation `selection`, and an editable WHERE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from apps.board import Board
from apps.copied import statement
from apps.state import State
from apps.where import typed
from apps.words import chips
from components.language import ENGLISH, say
from queries.brushed import selection, spoken
from queries.opened import RECORDS, Opened
from queries.query import QueryError, unknown
from queries.selection import Clause, Selection

SOURCE = "SQL"
"""Who has brushed what was written as a WHERE."""
PRINTED = {"published", "waterfall"}


@dataclass(frozen=True)
class Brush:
    """The state of a page, over the version that it is of."""

    board: Board
    state: State

    @cached_property
    def opened(self) -> Opened:
        """The version of the figures."""
        return self.board.engine.opened(self.state.version)

    @property
    def relation(self) -> str:
        """What the page is about: its margin records, the printed tables that it shows, or the disclosures."""
        read = {name for view in self.board.page.views.values() for name in view.query.relations}
        if read == {RECORDS}:
            return RECORDS
        return min(read) if read and read <= PRINTED else "disclosure"

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """The columns of `selection`, and their types."""
        return self.opened.columns_of(f"main.{self.relation}")

    @cached_property
    def fields(self) -> dict[str, str]:
        """What a clause may be about, with its type: columns that the page's charts brush or can be filtered by."""
        known: dict[str, str] = {}
        for view in self.board.page.views.values():
            known |= self.board.engine.fields(view.query, self.state.version)
        return {**known, **self.columns}

    @cached_property
    def selection(self) -> str:
        """The SQL that the relation `selection` stands for."""
        return selection(self.opened, self.relation, self.state.dataset, self.state.selection.clauses)

    @property
    def unapplied(self) -> list[str]:
        """The brushed fields that `selection` has no column for."""
        fields = dict.fromkeys(clause.field for clause in self.state.selection.clauses)
        return [field for field in fields if field not in self.columns]

    @property
    def address(self) -> str:
        """The way back to the page, as it was."""
        return f"./{self.board.page.name}?{urlencode({'state': self.state.text()})}"

    def checked(self) -> Brush:
        """The brush, if SQL can say it and there is such a dataset; raise QueryError or CatalogError if not."""
        board, state = self.board, self.state
        board.engine.dataset_for(next(iter(board.page.views.values())).query, state.dataset, state.version)
        self.selection, self.strip()
        return self

    def strip(self, language: str = ENGLISH) -> dict[str, Any]:
        """What the workspace is told: the message `brush`."""
        page = self.board.page
        clauses = self.state.selection.clauses
        titles = {name: say(language, view.title) for name, view in page.views.items()}
        return {
            "page": page.name,
            "title": say(language, page.title),
            "dataset": self.state.dataset,
            "version": self.state.version,
            "chips": chips(self.state.selection, titles, language),
            "where": spoken(clauses) if all(clause.value for clause in clauses) else "",
            "relation": self.relation,
            "unapplied": self.unapplied,
            "address": self.address,
            "fields": sorted(self.fields),
        }

    def query(self, view: str) -> str:
        """The exact SQL of one of the page's charts; raise QueryError with the nearest name if there is none."""
        if view not in self.board.page.views:
            raise QueryError(unknown("chart", view, self.board.page.views))
        return statement(self.board, view, self.state)

    def applied(self, found: Sequence[Mapping[str, Any]]) -> State:
        """The state in which the clauses of a WHERE are brushed, as the sandbox has `found` them.

        What a chart has brushed stays its own; the rest is of SOURCE. Raise QueryError for a field that there is not,
        or a value that is none of its column.
        """
        clauses = [self._clause(each) for each in found]
        now = self.state.selection.clauses
        same = {replace(clause, source=SOURCE): clause.source for clause in now}
        owned = {clause.field: clause.source for clause in now}
        made = (replace(each, source=same.get(each) or owned.get(each.field, SOURCE)) for each in clauses)
        return replace(self.state, selection=Selection(tuple(made)))

    def _clause(self, found: Mapping[str, Any]) -> Clause:
        clause = Clause.read({**found, "source": SOURCE})
        if clause.field not in self.fields:
            raise QueryError(unknown("field", clause.field, self.fields))
        kind = self.fields[clause.field]
        values = tuple(typed(clause.field, kind, value) for value in clause.value)
        if kind in ("DATE", "TIMESTAMP") and clause.kind == "point":
            if len(values) > 1:
                raise QueryError(f"{clause.field} is a date: write {clause.field} BETWEEN the first AND the last day")
            return Clause(SOURCE, clause.field, "interval", values * 2)
        return replace(clause, value=values)
