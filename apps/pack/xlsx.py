"""The figures behind every slide as a workbook: a sheet for each query, and an index of them."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from apps.pack.leaf import Column, Drawing, Leaf, Order, PackError
from queries.export.asked import SHEET_ROWS
from queries.export.workbook import FIRST, LAST, LONGEST, PLAIN

NAME = 31
"""Characters of the name of a sheet."""
TAKEN = re.compile(r"[\[\]:*?/\\']")
WIDE = (5, 40, 40, 22, 30, 9, 14, 40, 30, 20, 8)
"""Characters of the columns of the index."""


class Xlsx:
    """One file that is being written."""

    def __init__(self, order: Order) -> None:
        self.order, self.slide = order, 0
        self.path = Path(order.work) / "deck.xlsx"
        self.book = xlsxwriter.Workbook(str(self.path), PLAIN | {"tmpdir": order.work})
        self.book.set_properties({"title": order.title[:255], "created": datetime.fromisoformat(order.made)})
        self.bold, self.quiet = self.book.add_format({"bold": True}), self.book.add_format({"font_color": "#6E7781"})
        self.head = self.book.add_format({"bold": True, "bottom": 1})
        self.link = self.book.add_format({"font_color": "#3F51B5", "underline": 1})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.names: set[str] = set()
        self.heads = heads(order)
        self.index = self._sheet(order.say("Index"))
        self._text(self.index, 0, 0, order.title, self.bold)
        named = zip((order.say("No."), *self.heads, order.say("Rows")), WIDE, strict=True)
        for place, (name, wide) in enumerate(named):
            self.index.set_column(place, place, wide)
            self._text(self.index, 2, place, name, self.head)
        self.listed = 2

    def add(self, leaf: Leaf) -> None:
        """Add the sheets of a slide; one without charts stands in the index alone."""
        self.slide += 1
        for drawing in leaf.drawings:
            self._figures(leaf, drawing)
        if not leaf.drawings:
            self._listed(leaf, Drawing("", "", ""), "")

    def _sheet(self, name: str) -> Any:
        """A new sheet; its name is cut and numbered where it has to be."""
        base = TAKEN.sub(" ", name).strip() or "sheet"
        tries = (base[:NAME], *(f"{base[: NAME - 4]} {number}" for number in range(2, 999)))
        free = next(each for each in tries if each.lower() not in self.names)
        self.names.add(free.lower())
        return self.book.add_worksheet(free)

    def _figures(self, leaf: Leaf, drawing: Drawing) -> None:
        if len(drawing.rows) > SHEET_ROWS - 20:
            raise PackError(f"{drawing.title} has {len(drawing.rows):,} rows, more than a sheet holds: brush fewer")
        sheet = self._sheet(f"{self.slide} {drawing.name}")
        self._listed(leaf, drawing, sheet.get_name())
        for row, (name, what) in enumerate(zip(self.heads, self._about(leaf, drawing), strict=True)):
            self._text(sheet, row, 0, name, self.bold)
            self._text(sheet, row, 1, what)
        top = len(self.heads) + 1
        for place, column in enumerate(drawing.columns):
            sheet.set_column(place, place, max(16, min(len(column.name) + 2, 30)))
            self._text(sheet, top, place, column.meaning, self.quiet)
            self._text(sheet, top + 1, place, column.name, self.head)
            for row, figures in enumerate(drawing.rows, top + 2):
                self._put(sheet, row, place, column, figures[place])
        sheet.freeze_panes(top + 2, 0)

    def _about(self, leaf: Leaf, drawing: Drawing) -> tuple[str, ...]:
        said = drawing.query, drawing.asked, drawing.unit, drawing.items, leaf.about, drawing.note, drawing.code
        return f"{self.slide}. {leaf.title}", drawing.title, *said

    def _listed(self, leaf: Leaf, drawing: Drawing, sheet: str) -> None:
        """A line of the index."""
        self.listed += 1
        self.index.write_number(self.listed, 0, self.slide)
        for place, what in enumerate((leaf.title, *self._about(leaf, drawing)[1:]), 1):
            self._text(self.index, self.listed, place, what)
        if sheet:
            said = (drawing.title or sheet)[:LONGEST]
            self.index.write_url(self.listed, 2, f"internal:'{sheet}'!A1", self.link, said)
            self.index.write_number(self.listed, len(self.heads) + 1, len(drawing.rows))

    def _text(self, sheet: Any, row: int, place: int, text: str, form: Any = None) -> None:
        sheet.write_string(row, place, text[:LONGEST], form)

    def _put(self, sheet: Any, row: int, place: int, column: Column, cell: Any) -> None:
        """A figure as a figure, a day as a day, a text as a text, whatever it begins with."""
        if cell is None:
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, place, cell)
        elif isinstance(cell, int | float) and abs(cell) <= 2**53:
            sheet.write_number(row, place, cell)
        elif (when := _when(column, cell)) is not None:
            sheet.write_datetime(row, place, when, self.moment if isinstance(when, datetime) else self.day)
        else:
            self._text(sheet, row, place, str(cell))

    def end(self, path: Path) -> None:
        """Add the minutes, and write the file."""
        if self.order.minutes:
            sheet = self._sheet(self.order.say("Minutes"))
            sheet.set_column(0, 0, 120)
            lines = [(text, form) for head, said in self.order.minutes for text, form in _block(head, said, self.bold)]
            for row, (text, form) in enumerate(lines):
                self._text(sheet, row, 0, text, form)
        self.book.close()
        self.path.replace(path)


def heads(order: Order) -> list[str]:
    """What stands over or before the facts about a sheet."""
    first = [order.say("Slide"), order.say("Chart"), order.say("Query"), order.say("Asked"), order.say("Unit")]
    return [*first, order.say("PQD items"), order.say("Stands on"), order.say("Note"), order.say("Receipt")]


def _block(head: str, said: Any, bold: Any) -> list[tuple[str, Any]]:
    return [(head, bold), *((line, None) for line in said)]


def _when(column: Column, cell: Any) -> date | datetime | None:
    """The day or moment that a text says, where every spreadsheet counts it alike."""
    if column.type != "date" or not isinstance(cell, str):
        return None
    try:
        when = date.fromisoformat(cell) if len(cell) == 10 else datetime.fromisoformat(cell)
    except ValueError:
        return None
    day = when.date() if isinstance(when, datetime) else when
    return when if FIRST <= day <= LAST and getattr(when, "tzinfo", None) is None else None
