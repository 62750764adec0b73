"""The narrative of a slide: a template whose figures are asked for in the slide's state, as those of its charts are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.board import Board
from apps.pinned import shipped
from apps.present import template, text
from apps.present.deck import Slide
from apps.present.saying import absent, said, same, true
from apps.present.template import Asking, Each, If, Known, Part, TemplateError, Value
from apps.state import State
from apps.words import unapplied
from components.view import records
from components.words import MISSING
from data.catalog import CatalogError
from queries.answer import Answer, Receipt
from queries.query import Query, QueryError, unknown
from queries.wish import LASTING, Wish

Row = Mapping[str, Any]
VIEW = "narrative"
"""What the audit calls the view that a narrative is."""


@dataclass(frozen=True)
class Told:
    """A narrative in words; what was asked for it; what its author should mend; and what its reader should know.

    `note` says which of the brushed fields some of its figures are not filtered by.
    """

    text: str
    receipts: Sequence[tuple[str, Receipt]] = ()
    problems: Sequence[str] = ()
    note: str = ""


def told(board: Board, slide: Slide, state: State, language: str, wish: Wish = LASTING) -> Told:
    """The narrative of `slide` in `state`. Where a figure is missing stands a dash, and a problem says why."""
    written = text.of(slide.narrative, language)
    try:
        parts = template.read(written)
    except TemplateError as error:
        return Told(MISSING, problems=[at(written, error.place, str(error))])
    teller = Teller(board, slide.focus, state, language, written, wish)
    made = tidy("".join(map(teller.said, parts)))
    fields = dict.fromkeys(field for answer in teller.answers.values() for field in answer.statement.unapplied)
    note = unapplied(list(fields), language)
    receipts = [(VIEW, answer.receipt) for answer in teller.answers.values()]
    return Told(made, receipts, list(dict.fromkeys(teller.problems)), note)


def at(written: str, place: int, what: str) -> str:
    """A problem with its line and column in a template."""
    before = written[:place]
    return f"line {before.count(chr(10)) + 1}, column {place - before.rfind(chr(10))}: {what}"


def tidy(made: str) -> str:
    """Words without the spaces that parts which are not there have left."""
    lines = (re.sub(r" +", " ", line).strip() for line in made.splitlines())
    return "\n".join(lines).strip()


@dataclass
class Teller:
    """Tells one template in one state; `focus` is the view of its slide, whose arguments its queries share."""

    board: Board
    focus: str
    state: State
    language: str
    written: str
    wish: Wish = LASTING
    problems: list[str] = field(default_factory=list)
    answers: dict[tuple[Any, ...], Answer] = field(default_factory=dict)

    def said(self, part: Part, row: Row | None = None) -> str:
        """A part in words; `row` is that which a list is at."""
        if isinstance(part, str):
            return part
        try:
            return self._said(part, row)
        except (QueryError, CatalogError) as error:
            self._problem(part.place, str(error).splitlines()[0])
            return MISSING

    def _said(self, part: Value | Known | Each | If, row: Row | None) -> str:
        if isinstance(part, Known):
            return self._known(part.name)
        if isinstance(part, Value):
            return self._value(part, row)
        if isinstance(part, If):
            holds = self._holds(part.condition, row) == part.wanted
            return "".join(self.said(each, row) for each in part.parts) if holds else ""
        rows = self._rows(part.asking)[: part.most]
        if not rows:
            self._problem(part.place, f"{part.asking.query} has no such row here")
        return ", ".join("".join(self.said(each, one) for each in part.parts).strip() for one in rows) or MISSING

    def _value(self, part: Value, row: Row | None) -> str:
        value = self._of(part, row)
        if absent(value):
            self._problem(part.place, f"{part.asking.query if part.asking else 'the row'} has no {part.column} here")
        return said(self.language, value, part.format)

    def _of(self, part: Value, row: Row | None) -> Any:
        """The value of a column, None if there is no such row."""
        if part.asking is None:
            if row is None:
                raise QueryError(f".{part.column} stands in no list: write {{each query: … {{.{part.column}}}}}")
            if part.column not in row:
                raise QueryError(unknown("column", part.column, row))
            return row[part.column]
        columns = self._columns(part.asking)
        if part.column not in columns:
            raise QueryError(unknown(f"{part.asking.query}: column", part.column, columns))
        rows = self._rows(part.asking)
        return rows[0][part.column] if rows else None

    def _holds(self, condition: Asking | Value, row: Row | None) -> bool:
        return bool(self._rows(condition)) if isinstance(condition, Asking) else true(self._of(condition, row))

    def _known(self, name: str) -> str:
        if name not in self._state:
            raise QueryError(unknown("what the state says", f"${name}", [f"${each}" for each in self._state]))
        return said(self.language, self._state[name], template.Format())

    @property
    def _state(self) -> Mapping[str, Any]:
        """What a template may name of the state."""
        state = self.state
        short = self.board.ccps(state).get(state.my_ccp, state.my_ccp)
        return {"my_ccp": short or None, "dataset": state.dataset, "version": state.version}

    def _rows(self, asking: Asking) -> list[Row]:
        """The rows that are asked for, in the order of the query."""
        columns = self._columns(asking)
        wanted = {name: self._meant(value) for name, value in asking.row.items()}
        for name in wanted:
            if name not in columns:
                raise QueryError(unknown(f"{asking.query}: column", name, columns))
        rows: list[Row] = list(records(self._answer(asking).frame))
        return [row for row in rows if all(same(row[name], value) for name, value in wanted.items())]

    def _columns(self, asking: Asking) -> list[str]:
        return list(self._answer(asking).frame.columns)

    def _meant(self, value: str) -> str:
        """A value as it is meant: $my_ccp stands for the name of the reader's own CCP."""
        if not value.startswith("$"):
            return value
        names = {"my_ccp": self.state.my_ccp, "dataset": self.state.dataset}
        if value[1:] not in names:
            raise QueryError(unknown("what the state says", value, [f"${each}" for each in names]))
        return names[value[1:]]

    def _answer(self, asking: Asking) -> Answer:
        query = shipped().get(asking.query)
        if query is None:
            raise QueryError(unknown("query", asking.query, shipped()))
        given = {name: self._meant(value) for name, value in asking.given.items()}
        arguments = {**inherited(self.board, query, self.focus, self.state), **given}
        key = query.name, *sorted(arguments.items())
        if key not in self.answers:
            state = self.state
            asked = query, state.dataset, arguments, state.selection.clauses, state.version
            self.answers[key] = self.board.engine.answer(*asked, self.wish)
        return self.answers[key]

    def _problem(self, place: int, what: str) -> None:
        self.problems.append(at(self.written, place, what))


def inherited(board: Board, query: Query, focus: str, state: State) -> dict[str, Any]:
    """The arguments that a query of a narrative shares with what is shown: the reader's own CCP, and those of charts.

    Those of the chart in focus come before those of the others.
    """
    views = board.page.views
    shown = [name for name in views if name != focus] + ([focus] if focus in views else [])
    known = {"my_ccp": state.my_ccp} if state.my_ccp else {}
    for name in shown:
        known |= {**views[name].arguments, **state.arguments.get(name, {})}
    return {name: value for name, value in known.items() if name in query.arguments}
