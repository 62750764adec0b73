"""A table on a slide, which can be edited there."""

from __future__ import annotations

from typing import Any

from pptx.dml import color
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from apps.pack.layout import Box
from apps.pack.paper.colour import Colour
from apps.pack.paper.table import Cell, Table

PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The style of a table without any."""
FRAME = "778899"


def put(slide: Any, given: Table, box: Box, title: str) -> None:
    """Put a table there, its names in the first row and column."""
    rows, columns = len(given.down) + 1, len(given.across) + 1
    shape = slide.shapes.add_table(rows, columns, Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    shape.name = title[:200] or "table"
    made = shape.table
    made._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    size = min(max(box.height / rows * 0.36, 4.5), max(box.width / columns / 6.2, 4.5), 15.0)
    for place, name in enumerate(given.across, 1):
        _said(made.cell(0, place), Cell(name), size * 0.9)
    for row, (name, cells) in enumerate(zip(given.down, given.cells, strict=True), 1):
        _said(made.cell(row, 0), Cell(name), size * 0.9)
        for place, cell in enumerate(cells, 1):
            _said(made.cell(row, place), cell, size)
    for row in made.rows:
        row.height = Pt(box.height / rows)


def _said(shape: Any, cell: Cell, size: float) -> None:
    shape.margin_left = shape.margin_right = Pt(3)
    shape.margin_top = shape.margin_bottom = 0
    shape.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    run = paragraph.add_run()
    run.text = cell.text
    run.font.size, run.font.color.rgb = Pt(size), _mixed(cell.ink)
    if cell.ground[3]:
        shape.fill.solid()
        shape.fill.fore_color.rgb = _mixed(cell.ground)
    _edged(shape, FRAME if cell.framed else "FFFFFF", 2.0 if cell.framed else 1.5)


def _mixed(colour: Colour) -> Any:
    """A colour on white."""
    *parts, alpha = colour
    mixed: Any = color.RGBColor
    return mixed(*(round(255 * (each * alpha + 1 - alpha)) for each in parts))


def _edged(shape: Any, colour: str, width: float) -> None:
    """Lines around a cell."""
    about = shape._tc.get_or_add_tcPr()
    for place, side in enumerate(("a:lnL", "a:lnR", "a:lnT", "a:lnB")):
        line = about.makeelement(qn(side), {"w": str(Pt(width))})
        filling = line.makeelement(qn("a:solidFill"), {})
        filling.append(filling.makeelement(qn("a:srgbClr"), {"val": colour}))
        line.append(filling)
        about.insert(place, line)
