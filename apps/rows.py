"""Rows on standard output: a table to read, CSV or JSON to hand on."""

from __future__ import annotations

import csv
import io
import json
import math
import unicodedata
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from queries.export.harmless import harmless


def written(frame: pd.DataFrame, form: str) -> str:
    """`frame` as `form`, one of table, csv, json. CSV and JSON hold every digit; a table rounds to four decimals."""
    if form == "csv":
        return as_csv(frame).rstrip("\n")
    if form == "json":
        return json.dumps(objects(frame), ensure_ascii=False, indent=1, allow_nan=False)
    return table(frame)


def as_csv(frame: pd.DataFrame) -> str:
    """`frame` as CSV: what is missing is empty, and a text that a spreadsheet would run as a formula is harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(harmless, frame.columns))
    rows = frame.itertuples(index=False, name=None)
    writer.writerows([harmless(plain(cell)) for cell in row] for row in rows)
    return text.getvalue()


def objects(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """One JSON object a row: null for what is missing, dates in ISO 8601."""
    columns = [str(name) for name in frame.columns]
    return [dict(zip(columns, map(plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)]


def plain(value: Any) -> Any:
    """`value` as JSON holds it; what is missing or infinite becomes None."""
    if isinstance(value, np.ndarray | list):
        return [plain(part) for part in list(value)]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value != value or value in (math.inf, -math.inf):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def table(frame: pd.DataFrame) -> str:
    """Aligned columns: numbers to the right, text to the left."""
    right = [kind.kind in "iuf" for kind in frame.dtypes]
    cells = [[shown(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    rows = [[str(name) for name in frame.columns], *cells]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths, right) for row in rows)


def _line(row: list[str], widths: list[int], right: list[bool]) -> str:
    padded = [
        " " * (wide - width(cell)) + cell if to_right else cell + " " * (wide - width(cell))
        for cell, wide, to_right in zip(row, widths, right, strict=True)
    ]
    return "  ".join(padded).rstrip()


def shown(value: Any) -> str:
    """One cell of a table. What a terminal would act on is replaced by a space."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return "".join(character if character.isprintable() else " " for character in text)


def width(text: str) -> int:
    """Columns that `text` takes on a terminal: Korean and Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
