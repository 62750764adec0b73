"""One chart of a page, asked what it shows under a brush: of the engine, or of the rows that a file has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from apps.board import Board
from apps.pack.offline.marks import PLACED, Source, followed
from apps.pack.offline.values import Columns, columns
from apps.state import State
from components.cells import Cells
from components.drawn import Drawn
from components.language import ENGLISH
from components.view import Frame, Look, Row, View, holds, records
from queries.answer import Answer
from queries.selection import Clause, Selection


@dataclass(frozen=True)
class Asking:
    """The view of a page over the dataset and version of `state`, with its arguments; brushes are given later.

    What was answered is kept: it is said in several languages.
    """

    board: Board
    drawn: Drawn
    state: State
    answers: dict[tuple[Clause, ...], Answer] = field(default_factory=dict)
    marks: dict[str, dict[str, Source] | None] = field(default_factory=dict)

    @property
    def view(self) -> View:
        """What is drawn."""
        return self.drawn.view

    @property
    def whole(self) -> Answer:
        """The rows that no brush filters."""
        return self.answer(())

    @cached_property
    def rows(self) -> list[Row]:
        """The same, as the file has them."""
        table: Frame = self.whole.table
        return records(table) if isinstance(table, pd.DataFrame) else records(pd.DataFrame(dict(table)))

    @property
    def sources(self) -> dict[str, Source] | None:
        """Which rows the marks stand for; None if they are not those of the rows one by one."""
        return self.spoken(ENGLISH)

    def spoken(self, language: str) -> dict[str, Source] | None:
        """The same with the texts of a language."""
        if language not in self.marks:
            self.marks[language] = followed(self.drawn, self.whole.table, self.state.my_ccp, language)
        return self.marks[language]

    def answer(self, clauses: Sequence[Clause]) -> Answer:
        """The rows under `clauses` that others have brushed."""
        others = tuple(replace(clause, source=f"{self.view.name} ") for clause in clauses)
        if others not in self.answers:
            self.answers[others] = self.board.answer(self.view, replace(self.state, selection=Selection(others)))
        return self.answers[others]

    def cells(self, clauses: Sequence[Clause], language: str = ENGLISH) -> Cells:
        """What the chart shows under `clauses`, in cells."""
        return self.drawn.patch(self.answer(clauses).table, Look(self.state.my_ccp), language)

    def filtered(self, clauses: Sequence[Clause]) -> Columns:
        """What the file would make of `clauses`: the marks of rows that do not satisfy them are not there."""
        on = [all(holds(clause, row) for clause in clauses) for row in self.rows]
        return {name: source.shown(on) for name, source in (self.sources or {}).items()}

    def agrees(self, clauses: Sequence[Clause]) -> bool:
        """Whether filtering the rows gives every mark as the engine does."""
        found, made = columns(self.cells(clauses)), self.filtered(clauses)
        return all(values == found[name][column] for name, own in made.items() for column, values in placed(own))

    def narrows(self, known: Sequence[Clause], clause: Clause) -> bool:
        """Whether the marks of the answer to `known`, without those that `clause` excludes, are those of both."""
        answered, both = columns(self.cells(known)), columns(self.cells([*known, clause]))
        on = [holds(clause, row) for row in self.rows]
        return all(
            source.narrowed(answered[name], on)[column] == values
            for name, source in (self.sources or {}).items()
            for column, values in placed(both[name])
        )


def placed(own: dict[str, list[Any]]) -> list[tuple[str, list[Any]]]:
    """The columns but that of names, which move out of one another's way."""
    return [(column, values) for column, values in own.items() if column != PLACED]
