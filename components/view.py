"""A view draws one query as one chart, moves its marks when the rows change, and says what a gesture on it brushes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import param
from bokeh.plotting import figure as Figure

from components.cells import Cell
from components.language import say
from components.theme import SAID
from components.words import ENGLISH, amount, amounts, quarter
from queries.query import Query
from queries.selection import Clause

Row = dict[str, Any]
Columns = dict[str, list[Any]]
Frame = pd.DataFrame | Mapping[str, np.ndarray]
"""The rows of an answer: its columns by name, as a data frame or as arrays."""


@dataclass(frozen=True)
class Gesture:
    """A box or a tap, in the axes' own units, from its lower ends to its upper ones.

    On an axis of categories the nth spans n to n + 1. A gesture that is not `final` still goes on.
    """

    kind: str
    x0: float
    x1: float
    y0: float
    y1: float
    final: bool = True

    @classmethod
    def between(cls, kind: str, x0: float, x1: float, y0: float, y1: float, final: bool = True) -> Gesture:
        """The gesture between two corners, whichever was touched first."""
        return cls(kind, min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1), final)


@dataclass(frozen=True)
class Look:
    """What changes how marks are shown and not which: the reader's own CCP, and what is brushed on this very view."""

    my_ccp: str = ""
    own: tuple[Clause, ...] = ()

    def keeps(self, row: Row) -> bool:
        """Whether `row` lies within what is brushed on this view."""
        return all(holds(clause, row) for clause in self.own)


def holds(clause: Clause, row: Row) -> bool:
    """Whether `row` satisfies `clause`; a row without the field does."""
    value = row.get(clause.field)
    if value is None:
        return True
    if clause.kind == "point":
        return value in clause.value
    return bool(clause.value[0] <= value <= clause.value[1])


class Column(param.String):
    """The name of a column of the query's result."""


class View(param.Parameterized):
    """One chart of a page.

    The frame that the chart is first drawn from, of the whole dataset, is its context: it fixes the marks. A later
    frame, brushed on other views, gives some of the marks new figures; the marks that it lacks fade.
    """

    query = param.ClassSelector(class_=Query, doc="What to draw.")
    title = param.String(doc="What the chart shows, in the reader's words; the query's title if left out.")
    unit = param.String(doc="Unit of the figures: $ bn, %, x, pt, r.")
    arguments = param.Dict(default={}, doc="Values for the query's $names; its own defaults otherwise.")
    brush = param.List(default=["ccp"], item_type=str, doc="Columns that brushing filters on the other views.")
    language = param.String(default=ENGLISH, doc="The language that it speaks.")

    keys: tuple[str, ...] = ("ccp",)
    """The columns that tell one mark from another."""

    needs: tuple[str, ...] = ("ccp", "short")
    """The columns that the query must have, whatever the page says."""

    fixed: frozenset[str] = frozenset()
    """Columns of the sources that never move once the chart is drawn."""

    drag: str = "width"
    """What a dragged box spans: `width`, `height`, or `both` axes."""

    speaks: str = "tip"
    """The column of the sources whose marks say something when they are hovered over."""

    def speaking(self, language: str) -> View:
        """The same view in another language."""
        return self if language == self.language else type(self)(**{**self.param.values(), "language": language})

    def say(self, text: str, /, **values: object) -> str:
        """`text` in the language of the view."""
        return say(self.language, text, **values)

    def amount(self, value: float | None, unit: str | None = None) -> str:
        """A figure in the language of the view, in its unit or another."""
        return amount(value, self.unit if unit is None else unit, self.language)

    def amounts(self, values: np.ndarray, unit: str | None = None) -> list[str]:
        """Figures in the language of the view, in its unit or another."""
        return amounts(values, self.unit if unit is None else unit, self.language)

    @property
    def hover(self) -> dict[str, Any]:
        """What hovering says: attributes of Bokeh's hover tool."""
        return {"tooltips": SAID.format("@who · @tip")}

    def rows(self, frame: Frame) -> list[Row]:
        """The marks of a result, in drawing order."""
        return records(frame)

    def draw(self, context: pd.DataFrame) -> Any:
        """Draw `context` with hvplot. One renderer a source, in the order of `sources`."""
        raise TypeError(f"{type(self).__name__} does not say how it is drawn")

    def sources(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[Columns]:
        """The columns of every source that follow the rows, in the order in which `draw` made them."""
        raise TypeError(f"{type(self).__name__} does not say what its marks are")

    def dress(self, figure: Figure, context: Sequence[Row]) -> None:
        """Let the glyphs read the columns that `sources` adds."""

    def attributes(
        self, figure: Figure, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look
    ) -> list[tuple[Any, str, Any]]:
        """What else follows the rows: (model, attribute, value), such as the end of an axis."""
        return []

    def words(self, figure: Figure, context: Sequence[Row]) -> list[tuple[Any, str, Any]]:
        """What is written on the axes and depends on the language alone: (model, attribute, value)."""
        return []

    def hit(self, gesture: Gesture, context: Sequence[Row]) -> list[Row]:
        """The marks that `gesture` meets."""
        return []

    def brushed(self, gesture: Gesture, context: Sequence[Row]) -> list[Clause]:
        """What `gesture` selects: a clause for each brushed column, quarters as an interval; none if no mark is met."""
        met = self.hit(gesture, context)
        return [self.clause(field, [row[field] for row in met]) for field in self.brush if met]

    def example(self, context: Sequence[Row]) -> list[Clause]:
        """What a gesture might select: fields and kinds are those of every gesture."""
        return [self.clause(field, [context[0][field]]) for field in self.brush if context]

    def clause(self, field: str, values: Sequence[Any]) -> Clause:
        """A clause that `field` is one of `values`, or for quarters that it lies between the first and the last."""
        if field == "quarter":
            return Clause(self.name, field, "interval", (min(values), max(values)))
        return Clause(self.name, field, "point", tuple(dict.fromkeys(values)))

    def standing(self, figure: Figure, context: Sequence[Row], sent: Mapping[Cell, str]) -> Sequence[Row]:
        """The marks that a browser shows to which `sent` was sent: those of the context, where marks do not move."""
        return context

    def legend(self, context: Sequence[Row]) -> list[dict[str, str]]:
        """What the colours stand for, where no label says it: {label, colour, field, value}; a click brushes it."""
        return []

    def who(self, row: Row) -> str:
        """What hovering over a mark says before its figure: the CCP, and the quarter where there is one."""
        parts = [
            row.get("short") or row.get("ccp"),
            quarter(row["quarter"], self.language) if row.get("quarter") else None,
        ]
        return " · ".join(str(part) for part in parts if part)

    def key(self, row: Row) -> tuple[Any, ...]:
        """What tells the mark of `row` from the others."""
        return tuple(row[k] for k in self.keys)

    def shown(self, context: Sequence[Row], live: dict[tuple[Any, ...], Row], look: Look) -> list[tuple[Row, bool]]:
        """Every mark with its present row, the context's where the rows lack it, and whether it stands out."""
        found = ((row, live.get(self.key(row))) for row in context)
        return [(row if now is None else now, now is not None and look.keeps(row)) for row, now in found]


def records(frame: Frame) -> list[Row]:
    """The rows of `frame` as dictionaries."""
    names = list(map(str, frame))
    return [dict(zip(names, values, strict=True)) for values in zip(*(frame[n].tolist() for n in names), strict=True)]


def within(low: float, high: float, categories: Sequence[Any]) -> list[Any]:
    """The categories of an axis that the span from `low` to `high` touches."""
    return [each for place, each in enumerate(categories) if low < place + 1 and place <= high]


def distinct(rows: Sequence[Row], column: str) -> list[Any]:
    """The values of `column` in the order in which they first come."""
    return list(dict.fromkeys(row[column] for row in rows))
