"""Writes the files that the tests of the sources read."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]
KEYS = ["ReportDate", "ReportLevel", "ReportLevelIdentifier", "Currency"]
DESCRIBED = ["ReportDate", "ReportLevel", "ReportLevelIdentifier", "Description", "Currency"]
WIDE = ["ReportDate", "CCP", "ClearingService", "DefaultFund", "Currency"]
AGGREGATED: Rows = (
    [*KEYS, "4.1.1", "4.1.4", "6.6.1", "6.7.1"],
    ["2016-06-30", "CCP", "Eurex Clearing", "EUR", 100000000, 3608240387, 1142839487.5, 3049110372.25],
)
MARGIN: Rows = (
    [*DESCRIBED, "6.1.1"],
    ["2016-06-30", "CCP", "Eurex Clearing", "House_Net", "EUR", 25000000000],
    ["2016-06-30", "CCP", "Eurex Clearing", "Total", "EUR", 40000000000.5],
)


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def template(path: Path, **more: Rows) -> Path:
    """A small workbook of the template, with the sheets AggregatedDataFile and DataFile_6_1 and any others."""
    return workbook(path, {"EUREX_AggregatedDataFile": AGGREGATED, "EUREX_DataFile_6_1": MARGIN} | more)


def wide(path: Path, *rows: Sequence[Any], items: Iterable[str] = ("4.1.1",)) -> Path:
    return workbook(path, {"Sheet1": [[*WIDE, *items], *rows]})


def written(rows: Rows, delimiter: str = ",") -> str:
    lines = io.StringIO(newline="")
    csv.writer(lines, delimiter=delimiter).writerows(rows)
    return lines.getvalue()


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path
