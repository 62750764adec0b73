"""A table on a sheet of a workbook (.xlsx)."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import python_calamine

from data.sql import literal, quoted
from queries.own import naming
from queries.own.columns import raw
from queries.own.dialect import headed
from queries.own.found import Found, Options, Question, Unread, check_columns, check_rows
from queries.own.kind import MISSING
from queries.own.trouble import OwnError

UNPACKED = 600 * 2**20
"""Bytes that a workbook may unpack to."""
FIRST = 50
"""Rows among which the table may begin."""
EXACT = 2**53
HEADER = {"yes": "names of the columns", "no": "figures already"}
CHOSEN = ("sheet", "first", "header")
TYPES = {
    frozenset({"bool"}): "BOOLEAN",
    frozenset({"int"}): "BIGINT",
    frozenset({"int", "float"}): "DOUBLE",
    frozenset({"float"}): "DOUBLE",
    frozenset({"date"}): "DATE",
    frozenset({"date", "datetime"}): "TIMESTAMP",
    frozenset({"datetime"}): "TIMESTAMP",
}


@dataclass
class Column:
    """What the cells of one column are, and the first text among them by its row."""

    seen: set[str] = field(default_factory=set)
    text: tuple[int, str] | None = None

    @property
    def type(self) -> str:
        """The type that all cells are of."""
        return TYPES.get(frozenset(self.seen), "VARCHAR")


def read(connection: duckdb.DuckDBPyConnection, path: Path, work: Path, options: Options) -> Found:
    """The table in the workbook at `path`; raise OwnError if there is none. Its rows are kept in `work` as a text."""
    _check_size(path)
    found, text = Found("xlsx"), work / "sheet.csv"
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as workbook:
            sheet = _sheet(found, workbook, options)
            start = (sheet.start or (0, 0))[0] + 1
            rows = sheet.iter_rows()
            begins = list(islice(rows, FIRST * 4))
            top, header, place = _top(found, begins, start, options)
            body = begins[place + header :]
            columns = _written(text, body, rows, len(top), start + place + header)
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, EOFError):
        raise OwnError("the workbook is broken: open it in a spreadsheet and save it anew") from None
    names, problems = naming.columns(top if header else [""] * len(top))
    found.problems += problems if header else []
    found.say(_mixed(names, columns), "columns")
    found.rows = int(connection.execute(f"SELECT count(*) FROM {_relation(text, len(top))}").fetchall()[0][0])
    parts = [f"TRY_CAST(c{n} AS {columns[n].type}) AS {quoted(name)}" for n, name in enumerate(names)]
    found.statement = f"SELECT {', '.join(parts)} FROM {_relation(text, len(top))}"
    return found


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > UNPACKED:
        raise OwnError(
            f"the workbook unpacks to {size / 2**20:,.0f} MB, which is more than the {UNPACKED / 2**20:,.0f} MB "
            "that are read: write its table as CSV or Parquet"
        )


def _sheet(found: Found, workbook: Any, options: Options) -> Any:
    names = {name: name for name in workbook.sheet_names}
    if not names:
        raise OwnError("the workbook has no sheet")
    asked = Question.of("sheet", "Sheet", names, options, next(iter(names)))
    sheet = workbook.get_sheet_by_name(found.ask(asked) if len(names) > 1 else asked.value)
    if not sheet.height or not sheet.width:
        found.ask(asked) if len(names) == 1 else None
        raise Unread(found, f"the sheet {asked.value!r} is empty: choose another")
    return sheet


def _top(found: Found, begins: list[list[Any]], start: int, options: Options) -> tuple[list[Any], bool, int]:
    """The first row of the table, whether it holds names, and its place in `begins`."""
    counts = [sum(_filled(cell) for cell in row) for row in begins]
    usual = Counter(filter(None, counts)).most_common(1)[0][0] if any(counts) else 0
    likely = next((place for place, count in enumerate(counts) if count and count >= 0.8 * usual), 0)
    filled = [place for place, count in enumerate(counts[:FIRST]) if count] or [0]
    choices = {str(place + start): f"row {place + start}" for place in filled}
    place = int(found.ask(Question.of("first", "The table begins in", choices, options, str(likely + start)))) - start
    check_columns(begins[place])
    top = [str(cell) for cell in begins[place]]
    names = "yes" if all(isinstance(cell, str) for cell in begins[place]) and headed(top) else "no"
    header = found.ask(Question.of("header", "Its first row holds", HEADER, options, names)) == "yes"
    return top, header, place


def _written(text: Path, body: Sequence[list[Any]], rest: Iterator[list[Any]], count: int, start: int) -> list[Column]:
    """Write the rows as a text, and tell what each column holds."""
    columns = [Column() for _ in range(count)]
    with text.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        number = 0
        for number, row in enumerate(_chained(body, rest), start):
            check_rows(number - start + 1)
            written = [_cell(cell, column, number) for cell, column in zip(row, columns, strict=False)]
            if any(written):
                writer.writerow(written + [""] * (count - len(written)))
    return columns


def _chained(body: Sequence[list[Any]], rest: Iterator[list[Any]]) -> Iterator[list[Any]]:
    yield from body
    yield from rest


def _cell(cell: Any, column: Column, row: int) -> str:
    """A cell as text; what it was is noted."""
    if not _filled(cell):
        return ""
    if isinstance(cell, str):
        if cell.strip().lower() not in MISSING:
            column.seen.add("str")
            column.text = column.text or (row, cell)
        return cell.replace("\0", "\ufffd")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        cell = int(cell)
    column.seen.add(type(cell).__name__)
    if isinstance(cell, bool):
        return str(cell).lower()
    return (
        cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat() if isinstance(cell, date) else str(cell)
    )


def _filled(cell: Any) -> bool:
    return cell is not None and cell != ""


def _mixed(names: Sequence[str], columns: Sequence[Column]) -> Iterator[str]:
    """Which columns are text although they hold figures or dates too."""
    for number, (name, column) in enumerate(zip(names, columns, strict=True)):
        if column.text and len(column.seen) > 1:
            row, cell = column.text
            yield f"column {name!r} is text, since cell {letters(number)}{row} has {cell[:80]!r}"


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _relation(text: Path, count: int) -> str:
    shape = ", ".join(f"{name}: 'VARCHAR'" for name in raw(count))
    return (
        f"read_csv({literal(str(text))}, auto_detect=false, delim=',', quote='\"', escape='\"', header=false, "
        f"columns={{{shape}}}, strict_mode=true)"
    )
