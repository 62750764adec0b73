"""The CCP12 (CCP Global) template: AggregatedDataFile and DataFile_x, as a workbook, or a folder or zip of CSVs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any

from data.cell import text
from data.quarter import period_end
from data.sources.column import Column, column
from data.sources.filer import filers
from data.sources.filing import Filing, SourceError
from data.sources.sheet import Sheet, filled
from data.sources.tidy import Owner, Tidy, named

AGGREGATED = re.compile(r"(?P<filer>.*?)[\s_-]*aggregated?[\s_]*data[\s_]*file.*", re.IGNORECASE)
DATA_FILE = re.compile(r"(?P<filer>.*?)[\s_-]*data[\s_]*file[\s_]*\d.*", re.IGNORECASE)
PARTS = ("4_3", "4_4a", "4_4b", "6_1", "6_2", "7_1", "7_3", "7_3a", "7_3b", "16_2", "16_3", "17_3", "18_2", "20a")
EXPECTED = ("AggregatedDataFile", *(f"CCP_DataFile_{part}" for part in (*PARTS, "20b", "23")))
LEVELS = {"ccp": "ccp", "clearingservice": "clearing_service", "defaultfund": "default_fund"}
KEYS = (
    "reportdate",
    "ccp",
    "reportlevel",
    "reportlevelidentifier",
    "reportlevelidentifier1",
    "description",
    "currency",
)
NEEDED = ("ReportDate", "ReportLevel", "ReportLevelIdentifier", "Currency")
HEADING_ROWS = 10


def recognise(sheets: list[Sheet]) -> bool:
    """Whether some sheet has the template's name or its heading."""
    return any(_filer(sheet.name) is not None or _heading(sheet) is not None for sheet in sheets)


def read(sheets: list[Sheet]) -> Filing:
    """Rows of `disclosure`.

    ReportLevel gives the level. Its identifier is the service at the levels of the CCP and of a clearing service,
    and the default fund at the level of a default fund; ReportLevelIdentifier.1, where a filer adds it, is the other
    one. Raise SourceError if a sheet with figures has a name or a heading that the template does not have, or if
    nothing names the CCP (data/sources/filer.py).
    """
    headings = {sheet.name: _checked(sheet, sheets) for sheet in sheets}
    used = [sheet for sheet in sheets if headings[sheet.name] is not None]
    if not used:
        raise SourceError(f"{sheets[0].file}: no sheet of the template holds a row; sheets found: {_names(sheets)}")
    _check_aggregated(used, sheets)
    filer = filers(sheets[0].file, {sheet.name: _filer(sheet.name) or "" for sheet in used})
    tidy = Tidy("template")
    for sheet in used:
        _add(tidy, sheet, headings[sheet.name] or 0, filer[sheet.name])
    return tidy.filing()


def _add(tidy: Tidy, sheet: Sheet, heading: int, filer: str) -> None:
    words = [text(value).strip() for value in sheet.rows[heading]]
    folded = [_fold(word) for word in words]
    places = {key: folded.index(key) for key in KEYS if key in folded}
    if not filer and "ccp" not in places:
        raise SourceError(
            f"{sheet.file}, sheet {sheet.name!r}: neither a column, nor the sheet, nor the file names the CCP; "
            f"rename the file to <CCP>_2025Q1, or the sheet to <CCP>_{sheet.name}"
        )
    columns = [_column(word) for word in words]
    tidy.add(sheet, heading, columns, partial(_owner, places, filer))


def _column(heading: str) -> Column | str | None:
    if _fold(heading) in KEYS:
        return None
    return column(heading) or f"column {heading!r} is no item"


def _owner(at: Mapping[str, int], filer: str, row: Sequence[Any]) -> Owner | str:
    given = {key: row[place] if place < len(row) else "" for key, place in at.items()}
    end = period_end(given["reportdate"])
    if end is None:
        return f"ReportDate {text(given['reportdate'])!r} is no date"
    level = LEVELS.get(_fold(text(given["reportlevel"])))
    if level is None:
        return f"ReportLevel {text(given['reportlevel'])!r} is none of CCP, ClearingService, DefaultFund"
    ccp = named(given.get("ccp", "")) or filer
    if not ccp:
        return "the row names no CCP"
    pair = [named(given["reportlevelidentifier"]), named(given.get("reportlevelidentifier1", ""))]
    service, fund = reversed(pair) if level == "default_fund" else pair
    return Owner(ccp, level, service, fund, named(given["currency"]), end, named(given.get("description", "")))


def _checked(sheet: Sheet, sheets: Sequence[Sheet]) -> int | None:
    """The row of the heading; None for a sheet that holds no figures."""
    heading = _heading(sheet)
    if heading is None and _filer(sheet.name) is not None and any(filled(row) > 1 for row in sheet.rows):
        first = next(row for row in sheet.rows if filled(row) > 1)
        raise SourceError(
            f"{sheet.file}, sheet {sheet.name!r}: none of the first {HEADING_ROWS} rows is the template's heading "
            f"({', '.join(NEEDED)}, items); {_missing(first)}"
        )
    if heading is not None and _filer(sheet.name) is None:
        near = get_close_matches(sheet.name, EXPECTED, 1, 0) or ["AggregatedDataFile"]
        raise SourceError(
            f"{sheet.file}: sheet {sheet.name!r} holds figures, but the template has no sheet of that name; "
            f"sheets found: {_names(sheets)}; did you mean {near[0]!r}?"
        )
    return heading


def _check_aggregated(used: Sequence[Sheet], sheets: Sequence[Sheet]) -> None:
    if used[0].lines or any(AGGREGATED.fullmatch(sheet.name) for sheet in used):
        return
    raise SourceError(f"{used[0].file}: there is no sheet 'AggregatedDataFile'; sheets found: {_names(sheets)}")


def _missing(row: Sequence[Any]) -> str:
    words = [text(value).strip() for value in row if text(value).strip()]
    absent = [key for key in NEEDED if key not in words]
    near = next((match[0] for key in absent if (match := get_close_matches(key, words, 1))), "")
    return f"{absent[0] if absent else 'an item column'} is missing" + (f"; did you mean {near!r}?" if near else "")


def _heading(sheet: Sheet) -> int | None:
    for index, row in enumerate(sheet.rows[:HEADING_ROWS]):
        words = [text(value) for value in row]
        if {_fold(key) for key in NEEDED} <= {_fold(word) for word in words} and any(column(word) for word in words):
            return index
    return None


def _filer(name: str) -> str | None:
    match = AGGREGATED.fullmatch(name) or DATA_FILE.fullmatch(name)
    return match["filer"].strip(" _-") if match else None


def _names(sheets: Sequence[Sheet]) -> str:
    return ", ".join(repr(sheet.name) for sheet in sheets)


def _fold(words: str) -> str:
    folded = re.sub(r"[\W_]", "", words).lower()
    return "ccp" if folded == "ccpname" else folded
