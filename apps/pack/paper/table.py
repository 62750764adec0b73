"""A chart of cells as a table: what its axes are called, and the text, the colours and the frame of each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.pack.paper.colour import NONE, Colour
from apps.pack.paper.column import Columns
from apps.pack.paper.face import written
from apps.pack.paper.plot import read


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and the colours behind it, of the text and of its frame, each as strong as its last number."""

    text: str = ""
    ground: Colour = NONE
    ink: Colour = (0.0, 0.0, 0.0, 1.0)
    framed: bool = False


@dataclass(frozen=True)
class Table:
    """Cells by row and column."""

    across: Sequence[str]
    down: Sequence[str]
    cells: Sequence[Sequence[Cell]]


def table(content: Mapping[str, Any]) -> Table:
    """The table that a chart of cells is: its first row on top."""
    figure = read(content)
    shapes, texts = (Columns(each) for each in figure.parts("renderers")[:2])
    across, down = figure.get("x_range").get("factors", []), figure.get("y_range").get("factors", [])[::-1]
    shown = zip(
        shapes.colours("fill"), shapes.numbers("line_alpha", 1.0), shapes.numbers("line_width", 1.0), strict=True
    )
    said = zip(texts.of("text"), texts.colours("text"), strict=True)
    keys = zip(shapes.of("x"), shapes.of("y"), strict=True)
    made = {
        key: Cell(written(str(text)), ground, ink, alpha > 0 and width > 0)
        for key, (ground, alpha, width), (text, ink) in zip(keys, shown, said, strict=True)
    }
    cells = [[made.get((column, row), Cell()) for column in across] for row in down]
    return Table([written(name.replace("\n", " ")) for name in across], [written(name) for name in down], cells)
