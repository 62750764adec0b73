"""Where the marks of a chart lie, so that a gesture meets in a file what it meets on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.bar import Bar
from components.box import Box
from components.category import Category
from components.density import Density, highest, lowest, steps_of
from components.grid import Grid
from components.heat import Heat
from components.line import Line, moment
from components.point import Point
from components.scatter import Scatter
from components.series import Series
from components.stack import Stack
from components.view import Row, View, distinct
from data.ladder import EDGES

Span = tuple[float, float] | None
"""From where to where a mark reaches along an axis; None: wherever the gesture is."""
EIGHTH = 0.125
"""Half of what a quarter takes of an axis of years."""
DAY = 86_400_000.0
"""Milliseconds."""


def places(view: View, context: Sequence[Row]) -> dict[str, Any]:
    """What a gesture on `view` meets.

    `marks` has for each mark its span on both axes and its values of the brushed columns, `steps` which axes have
    categories, `taps` whether a tap meets anything. `ladder`, `ranked` and `band` are of the charts that brush other
    than by their marks.
    """
    x, y = spans(view, context)
    met = [[across, up, [row.get(name) for name in view.brush]] for across, up, row in zip(x, y, context, strict=True)]
    made = {"marks": met, "steps": steps(view), "taps": not isinstance(view, Line | Scatter | Series)}
    return made | special(view, context)


def special(view: View, context: Sequence[Row]) -> dict[str, Any]:
    """What the charts need that brush other than by their marks, or show a brush as a band."""
    match view:
        case Density():
            return {"marks": [], "ladder": {name: ladder(context, str(name)) for name in (view.x, view.y)}}
        case Category() if view.moves:
            return {"marks": [], "ranked": view.x}
        case Line():
            return {"band": {"field": "quarter", "room": EIGHTH}}
        case Series():
            return {"band": {"field": "date", "room": DAY / 2}}
    return {}


def spans(view: View, context: Sequence[Row]) -> tuple[list[Span], list[Span]]:
    """From where to where each mark reaches, across and upwards."""
    anywhere: list[Span] = [None] * len(context)
    match view:
        case Grid():
            return cells(view, context, view.x, False), cells(view, context, view.y, True)
        case Line():
            return [around(moment(row["quarter"]), EIGHTH) for row in context], anywhere
        case Series():
            return [around(row["at"], 0.0) for row in context], anywhere
        case Scatter():
            return [around(row[view.x], 0.0) for row in context], [around(row[view.y], 0.0) for row in context]
    return barred(view, context, anywhere)


def barred(view: View, context: Sequence[Row], anywhere: list[Span]) -> tuple[list[Span], list[Span]]:
    """The same of marks that stand beside or below one another."""
    match view:
        case Stack():
            return named(context, distinct(context, "ccp"), "ccp"), stacked(view, context)
        case Bar() | Box() | Point():
            return named(context, distinct(context, "ccp"), "ccp"), anywhere
        case Heat():
            across: Span = (0.0, float(len(view.columns)))
            return [across] * len(context), named(context, [row["ccp"] for row in context][::-1], "ccp")
        case Category():
            return anywhere, named(context, [row[view.x] for row in context][::-1], view.x)
    return anywhere, anywhere


def steps(view: View) -> list[bool]:
    """Whether the axis across, and the one upwards, has categories."""
    return [isinstance(view, Stack | Bar | Box | Point | Grid | Heat), isinstance(view, Grid | Heat | Category)]


def named(context: Sequence[Row], names: Sequence[Any], column: str) -> list[Span]:
    """Where the category of each row stands among `names`."""
    at = {name: float(place) for place, name in enumerate(names)}
    return [(at[row[column]], at[row[column]] + 1) for row in context]


def cells(view: Grid, context: Sequence[Row], column: str, upwards: bool) -> list[Span]:
    """Where the cell of each row stands along one axis of a grid, of which the first is on top."""
    names = list(view.labels(context, column))
    return named(context, names[::-1] if upwards else names, column)


def around(value: float | None, room: float) -> Span:
    """The span of `room` on both sides of a figure; one that nothing meets where there is none."""
    return (1.0, 0.0) if value is None or value != value else (value - room, value + room)


def stacked(view: Stack, context: Sequence[Row]) -> list[Span]:
    """From where to where each layer reaches within its bar."""
    reached: dict[str, float] = {}
    made: list[Span] = []
    for row in context:
        low = reached.get(row["ccp"], 0.0)
        reached[row["ccp"]] = low + (row[view.y] or 0.0)
        made.append((low, reached[row["ccp"]]))
    return made


def ladder(context: Sequence[Row], name: str) -> dict[str, Any]:
    """The steps of an axis that the context reaches: the first, and the least and greatest amount of each."""
    taken = steps_of([row[name] for row in context])
    first, last = int(taken.min()), min(int(taken.max()), len(EDGES) - 1)
    ends = [[lowest(step), highest(step)] for step in range(first, last + 1)]
    return {"first": first, "ends": ends}
