"""Which rows every mark of a chart stands for, found by letting the chart show one row at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from apps.pack.offline.values import Columns, columns
from components.drawn import Drawn
from components.language import ENGLISH
from components.view import Frame, Look
from queries.selection import Clause

MOST = 600
"""Rows up to which a chart is asked what each one of them makes of it."""
PLACED = "level"
"""The column of names beside marks, which move so that they do not cover one another."""
NOWHERE = {"quarter": "0001Q1", "date": "0001-01-01"}
"""What no row has."""


@dataclass(frozen=True)
class Source:
    """The marks of one source: the rows of each, and its values, by column, for the last of them and for none.

    `own` are the columns that follow what is brushed on the chart itself.
    """

    rows: list[list[int]]
    none: dict[str, list[Any]]
    each: dict[str, list[list[Any]]]
    own: list[str]

    def shown(self, on: Sequence[bool]) -> dict[str, list[Any]]:
        """The columns when only the rows that are `on` are there."""
        last = [max((place for place, row in enumerate(rows) if on[row]), default=None) for rows in self.rows]
        return {
            name: [self.none[name][mark] if at is None else each[mark][at] for mark, at in enumerate(last)]
            for name, each in self.each.items()
        }

    def narrowed(self, shown: dict[str, list[Any]], on: Sequence[bool]) -> dict[str, list[Any]]:
        """The columns `shown` when only the rows that are `on` are left of what they show."""
        there = [not rows or any(on[row] for row in rows) for rows in self.rows]
        return {
            name: [value if there[mark] else self.none[name][mark] for mark, value in enumerate(values)]
            for name, values in shown.items()
        }


def followed(drawn: Drawn, frame: Frame, my_ccp: str, language: str = ENGLISH) -> dict[str, Source] | None:
    """The sources of a chart by id; None if its marks are not those of its rows one by one."""
    rows = len(next(iter(frame.values()))) if isinstance(frame, dict) else len(frame)
    if rows > MOST:
        return None

    def shown(places: list[int]) -> Columns:
        return columns(drawn.patch(taken(frame, places), Look(my_ccp), language))

    nothing, all_of_them = shown([]), shown(list(range(rows)))
    ones = [shown([place]) for place in range(rows)]
    if any(lengths(each) != lengths(all_of_them) for each in (nothing, *ones)):
        return None
    own = unlit(drawn, frame, my_ccp)
    given = {name: [one[name] for one in ones] for name in nothing if name in ones[0]}
    made = {name: source(nothing[name], each, own.get(name, [])) for name, each in given.items()}
    whole = {name: each.shown([True] * rows) for name, each in made.items()}
    return {name: each for name, each in made.items() if any(each.rows)} if alike(whole, all_of_them) else None


def taken(frame: Frame, places: list[int]) -> Frame:
    """Some rows of `frame`."""
    if isinstance(frame, pd.DataFrame):
        return frame.iloc[places]
    return {name: column[places] for name, column in frame.items()}


def lengths(shown: Columns) -> dict[tuple[str, str], int]:
    """How many marks each column has."""
    return {(source, name): len(values) for source, own in shown.items() for name, values in own.items()}


def source(nothing: dict[str, list[Any]], ones: list[dict[str, list[Any]]], own: list[str]) -> Source:
    """What the columns of a source are made of."""
    marks = len(next(iter(nothing.values()), []))
    rows = [[row for row, one in enumerate(ones) if differs(nothing, one, mark)] for mark in range(marks)]
    each = {name: [[ones[row][name][mark] for row in rows[mark]] for mark in range(marks)] for name in nothing}
    return Source(rows, nothing, each, own)


def differs(nothing: dict[str, list[Any]], one: dict[str, list[Any]], mark: int) -> bool:
    """Whether a mark is otherwise for one row than for none."""
    return any(one[name][mark] != values[mark] for name, values in nothing.items() if name != PLACED)


def unlit(drawn: Drawn, frame: Frame, my_ccp: str) -> dict[str, list[str]]:
    """The columns that change when what is brushed on the chart itself is none of its marks."""
    clauses = tuple(map(nowhere(drawn), drawn.view.brush))
    lit, off = (columns(drawn.patch(frame, Look(my_ccp, own))) for own in ((), clauses))
    return {
        name: [column for column, values in own.items() if values != lit[name][column]] for name, own in off.items()
    }


def nowhere(drawn: Drawn) -> Callable[[str], Clause]:
    """What makes a clause on a field that no row satisfies."""
    example = {clause.field: clause.kind for clause in drawn.view.example(drawn.context)}

    def clause(field: str) -> Clause:
        none = NOWHERE.get(field, float("nan") if example.get(field) == "interval" else "")
        return Clause(drawn.view.name, field, "interval" if example.get(field) == "interval" else "point", (none, none))

    return clause


def alike(made: Columns, shown: Columns) -> bool:
    """Whether the marks are those that the chart shows, wherever their names stand."""
    return all(
        values == shown[source][name] for source, own in made.items() for name, values in own.items() if name != PLACED
    )
