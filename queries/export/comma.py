"""A result as CSV, sent as it comes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

from queries.export.asked import Asked
from queries.export.harmless import harmless


def write(asked: Asked, rows: Iterable[list[Any]], out: BinaryIO) -> None:
    """UTF-8 with a mark, by which spreadsheets know it; what is missing is empty, and no text is a formula."""
    texts = [not column.number for column in asked.columns]
    with io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=False) as text:
        text.write("\ufeff")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([harmless(column.name) for column in asked.columns])
        for row in rows:
            writer.writerow([_cell(cell, plain) for cell, plain in zip(row, texts, strict=True)])


def _cell(cell: Any, text: bool) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return harmless(cell) if text else cell
