"""The wide workbook: one sheet, one row for each date, service, default fund and currency, one column an item."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from data.cell import text
from data.quarter import period_end
from data.sources.column import Column, column
from data.sources.filing import Filing
from data.sources.level import level
from data.sources.sheet import Sheet
from data.sources.tidy import Owner, Tidy, named

KEYS = ("ReportDate", "CCP", "ClearingService", "DefaultFund", "Currency")
IGNORED = ("ReportLevelIdentifier.1",)


def recognise(sheets: list[Sheet]) -> bool:
    """Whether some sheet's first row has the five key columns."""
    return any(_is_wide(sheet) for sheet in sheets)


def read(sheets: list[Sheet]) -> Filing:
    """Rows of `disclosure`; the level is inferred (data/sources/level.py), since the format has no column for it."""
    tidy = Tidy("wide")
    for sheet in filter(_is_wide, sheets):
        headings = [text(value) for value in sheet.rows[0]]
        places = {key: headings.index(key) for key in KEYS}
        tidy.add(sheet, 0, [_column(heading) for heading in headings], partial(_owner, places))
    return tidy.filing()


def _is_wide(sheet: Sheet) -> bool:
    return bool(sheet.rows) and set(KEYS) <= {text(value).strip() for value in sheet.rows[0]}


def _column(heading: str) -> Column | str | None:
    if heading in KEYS or heading in IGNORED:
        return None
    return column(heading) or f"column {heading!r} is no item"


def _owner(at: Mapping[str, int], row: list[Any]) -> Owner | str:
    ccp, service, fund, currency = (named(row[at[key]]) for key in KEYS[1:])
    end = period_end(row[at["ReportDate"]])
    if end is None:
        return f"ReportDate {text(row[at['ReportDate']])!r} is no date"
    if not ccp:
        return "the row names no CCP"
    return Owner(ccp, level(ccp, service), service, fund, currency, end)
