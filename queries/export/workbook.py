"""A result as a workbook (.xlsx): numbers and dates as such, texts as texts, and a sheet that says where it is from."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter

from queries.export.asked import SHEET_ROWS, Asked, ExportError
from queries.export.column import FRACTIONS, WHOLE, Column

EXACT, DIGITS = 2**53, 15
"""Up to where a spreadsheet keeps every digit."""
LONGEST = 32_767
"""Characters that a cell holds."""
FIRST, LAST = date(1900, 3, 1), date(9999, 12, 31)
"""Days that every spreadsheet counts alike."""
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Put = Callable[[int, int, Any], object]


class Sheet:
    """The sheet of the figures; `cut` counts texts that were too long for a cell."""

    def __init__(self, book: Any, columns: list[Column]) -> None:
        self.sheet = book.add_worksheet("Result")
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.puts = [self._put(column) for column in columns]
        self.rows = self.cut = 0
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            self.sheet.write_string(0, place, column.name[:LONGEST], bold)
        self.sheet.freeze_panes(1, 0)

    def add(self, row: list[Any]) -> None:
        """Add a row; raise ExportError beyond the last that fits."""
        self.rows += 1
        if self.rows > SHEET_ROWS:
            raise ExportError(
                f"the result has more than {SHEET_ROWS:,} rows, which is all that a sheet holds: "
                "take it as CSV or Parquet"
            )
        for place, (cell, put) in enumerate(zip(row, self.puts, strict=True)):
            if cell is not None:
                put(self.rows, place, cell)

    def _put(self, column: Column) -> Put:
        """How the cells of a column are written."""
        if column.type == "BOOLEAN":
            return self._truth
        if column.type in WHOLE:
            return self._whole
        if column.type in FRACTIONS or column.type.startswith("DECIMAL"):
            return self._fraction
        if column.type == "DATE":
            return self._date
        return self._datetime if column.type.startswith("TIMESTAMP") and "ZONE" not in column.type else self._text

    def _text(self, row: int, place: int, cell: Any) -> None:
        text = str(cell)
        self.cut += len(text) > LONGEST
        self.sheet.write_string(row, place, text[:LONGEST])

    def _truth(self, row: int, place: int, cell: Any) -> None:
        put = self.sheet.write_boolean if isinstance(cell, bool) else self._text
        put(row, place, cell)

    def _whole(self, row: int, place: int, cell: Any) -> None:
        number = int(cell)
        put = self.sheet.write_number if abs(number) <= EXACT else self._text
        put(row, place, number)

    def _fraction(self, row: int, place: int, cell: Any) -> None:
        digits = sum(character.isdigit() for character in cell) if isinstance(cell, str) else 0
        number = float(cell)
        exact = math.isfinite(number) and digits <= DIGITS
        put, value = (self.sheet.write_number, number) if exact else (self._text, cell)
        put(row, place, value)

    def _date(self, row: int, place: int, cell: Any) -> None:
        self._on(row, place, cell, date.fromisoformat, self.day)

    def _datetime(self, row: int, place: int, cell: Any) -> None:
        self._on(row, place, cell, datetime.fromisoformat, self.moment)

    def _on(self, row: int, place: int, cell: Any, read: Callable[[str], Any], form: Any) -> None:
        """A moment as such, where spreadsheets know it; else as text."""
        try:
            moment = read(str(cell))
            day = moment.date() if isinstance(moment, datetime) else moment
            known = FIRST <= day <= LAST
        except ValueError:
            known = False
        if known:
            self.sheet.write_datetime(row, place, moment, form)
        else:
            self._text(row, place, cell)


def write(asked: Asked, rows: Iterable[list[Any]], out: BinaryIO) -> None:
    """Make the workbook, then send it; raise ExportError if it has too many rows."""
    path = asked.work / "result.xlsx"
    options = PLAIN | {"constant_memory": True, "tmpdir": str(asked.work)}
    book = xlsxwriter.Workbook(str(path), options)
    sheet = Sheet(book, list(asked.columns))
    for row in rows:
        sheet.add(row)
    about = {**asked.receipt, "Rows": f"{sheet.rows:,}"}
    if sheet.cut:
        about["Cut"] = f"{sheet.cut:,} cells had more than {LONGEST:,} characters and end there"
    _receipt(book, about)
    book.close()
    with path.open("rb") as file:
        shutil.copyfileobj(file, out, 2**18)


def _receipt(book: Any, about: dict[str, str]) -> None:
    sheet, bold = book.add_worksheet("Receipt"), book.add_format({"bold": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    for row, (term, what) in enumerate(about.items()):
        sheet.write_string(row, 0, term, bold)
        for part in range(0, len(what) or 1, LONGEST):
            sheet.write_string(row, 1 + part // LONGEST, what[part : part + LONGEST])
