"""The marks of a chart, told by their keys, from a patched copy and from what hvplot draws afresh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from components.drawn import Drawn, drawing
from components.line import moment
from components.view import Row, distinct
from tests.components.patched import Columns

Marks = dict[tuple[Any, ...], tuple[Any, ...]]
Read = Callable[[Drawn, list[Columns]], Marks]


def fresh(drawn: Drawn, frame: pd.DataFrame) -> list[tuple[str, Columns]]:
    """The kind of glyph and the source of everything that hvplot draws of `frame`, in the chart's own order."""
    live = drawn.live(frame)
    rows = [live[key] for key in map(drawn.view.key, drawn.context) if key in live]
    made = [(type(each.glyph).__name__, columns_of(each)) for each in drawing(drawn.view, rows).renderers]
    if len(made[0][1][next(iter(made[0][1]))]) == len(rows):
        made[0][1]["key"] = [drawn.view.key(row) for row in rows]
    return made


def columns_of(renderer: Any) -> Columns:
    return {k: [scalar(v) for v in values] for k, values in renderer.data_source.data.items()}


def scalar(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def zipped(columns: Columns, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(columns[name] for name in names), strict=True)


def by_key(drawn: Drawn, columns: Columns, *names: str) -> Marks:
    """The values of each mark of a source that has a row for each row of the context."""
    keys = [drawn.view.key(row) for row in drawn.context]
    return dict(zip(keys, zipped(columns, *names), strict=True))


def line_patched(drawn: Drawn, sources: list[Columns]) -> Marks:
    ccps = distinct(drawn.context, "ccp")
    bright = sources[len(ccps) : 2 * len(ccps)]
    rows = {ccp: [row for row in drawn.context if row["ccp"] == ccp] for ccp in ccps}
    lines = {
        drawn.view.key(row): mark
        for ccp, columns in zip(ccps, bright, strict=True)
        for row, mark in zip(rows[ccp], zipped(columns, "x", "y"), strict=True)
    }
    ends = {("end", ccp): mark for ccp, mark in zip(ccps, zipped(sources[-2], "at", "y", "alpha"), strict=True)}
    return lines | {key: (x, y) for key, (x, y, alpha) in ends.items() if alpha == 1.0}


def line_fresh(drawn: Drawn, made: list[tuple[str, Columns]]) -> Marks:
    y = drawn.view.y
    lines = [columns for kind, columns in made if kind == "Line"]
    marks: Marks = {}
    for columns in lines[len(lines) // 2 :]:
        for ccp, x, value in zipped(columns, "ccp", "x", y):
            marks[ccp, code(x)] = (x, value)
            marks["end", ccp] = (x, value)
    scattered = next(columns for kind, columns in made if kind == "Scatter")
    assert sorted(zipped(scattered, "x", y)) == sorted(mark for key, mark in marks.items() if key[0] == "end")
    return marks


def code(x: float) -> str:
    quarter = f"{int(x)}Q{round(4 * (x - int(x))) + 1}"
    assert moment(quarter) == x
    return quarter


def bar_patched(drawn: Drawn, sources: list[Columns]) -> Marks:
    return by_key(drawn, sources[0], "x", "y")


def bar_fresh(drawn: Drawn, made: list[tuple[str, Columns]]) -> Marks:
    ccps = {row["short"]: row["ccp"] for row in drawn.context}
    return {(ccps[x.split("\n")[0]],): (x, y) for x, y in zipped(made[0][1], "x", drawn.view.y)}


def stack_patched(drawn: Drawn, sources: list[Columns]) -> Marks:
    return by_key(drawn, sources[0], "x", "bottom", "top")


def stack_fresh(drawn: Drawn, made: list[tuple[str, Columns]]) -> Marks:
    ccps = {row["short"]: row["ccp"] for row in drawn.context}
    rows = zipped(made[0][1], "short", "layer", "bottom", "top")
    return {(ccps[short], layer): (short, low, high) for short, layer, low, high in rows}


def point_patched(drawn: Drawn, sources: list[Columns]) -> Marks:
    return {key: (x[0], y) for key, (x, y) in by_key(drawn, sources[0], "x", "y").items()}


def point_fresh(drawn: Drawn, made: list[tuple[str, Columns]]) -> Marks:
    """hvplot puts the quarters of a CCP above one another; they come in the order of the rows."""
    return dict(zip(made[0][1]["key"], zipped(made[0][1], "x", drawn.view.y), strict=True))


def box_patched(drawn: Drawn, sources: list[Columns]) -> Marks:
    ccps = distinct(drawn.context, "ccp")
    shapes = box_shapes(sources[1:7])
    return {(ccp,): shape for ccp, shape in zip(ccps, shapes, strict=True)}


def box_fresh(drawn: Drawn, made: list[tuple[str, Columns]]) -> Marks:
    ccps = {row["short"]: row["ccp"] for row in drawn.context}
    return {(ccps[shape[0]],): shape for shape in box_shapes([columns for _, columns in made[1:7]])}


def box_shapes(sources: list[Columns]) -> list[tuple[Any, ...]]:
    """Each box's name and figures: upper and lower whisker, their caps, and both halves."""
    upper, lower, bottom, top, above, below = sources
    assert upper["x0"] == upper["x1"] == lower["x0"] == above["index"] == below["index"]
    assert [name for name, _ in bottom["x0"]] == [name for name, _ in top["x1"]] == upper["x0"]
    columns = [
        upper["x0"], upper["y0"], upper["y1"], lower["y0"], lower["y1"], bottom["y0"], bottom["y1"],
        top["y0"], top["y1"], above["top"], above["bottom"], below["top"], below["bottom"],
    ]  # fmt: skip
    return list(zip(*columns, strict=True))


def grid_patched(drawn: Drawn, sources: list[Columns]) -> Marks:
    cells, figures = sources
    assert cells["x"] == figures["x"] and cells["y"] == figures["y"]
    colours, texts = (by_key(drawn, *each) for each in ((cells, "colour"), (figures, "text")))
    return {key: colours[key] + texts[key] for key in colours}


def grid_fresh(drawn: Drawn, made: list[tuple[str, Columns]]) -> Marks:
    """What the value that hvplot puts in a cell is to be coloured and said as."""
    values = {(x, y): value for x, y, value in zipped(made[0][1], "x", "y", "zvalues")}
    marks: Marks = {}
    for row in drawn.context:
        at = (row[str(drawn.view.x)], row[str(drawn.view.y)])
        if at in values:
            stood: Row = {**row, drawn.view.value: values[at]}
            marks[drawn.view.key(row)] = (*drawn.view.colours(drawn.context, [stood]), drawn.view.said(stood))
    return marks


READ: dict[str, tuple[Read, Callable[[Drawn, list[tuple[str, Columns]]], Marks]]] = {
    "line": (line_patched, line_fresh),
    "bar": (bar_patched, bar_fresh),
    "stack": (stack_patched, stack_fresh),
    "point": (point_patched, point_fresh),
    "box": (box_patched, box_fresh),
    "grid": (grid_patched, grid_fresh),
    "matrix": (grid_patched, grid_fresh),
}


def patched(drawn: Drawn, sources: list[Columns]) -> Marks:
    """The marks of a patched copy of the chart."""
    return READ[type(drawn.view).__name__.lower()][0](drawn, sources)


def drawn_afresh(drawn: Drawn, frame: pd.DataFrame) -> Marks:
    """The marks that hvplot draws of `frame`."""
    return READ[type(drawn.view).__name__.lower()][1](drawn, fresh(drawn, frame))
