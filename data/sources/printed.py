"""What the readers of published tables share: the lines of a CSV, and rows of `published`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.sources.filing import SourceError


def lines(path: Path, *columns: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each record of a CSV with its place, as `line 12`; raise SourceError if a column is missing."""
    if not path.is_file():
        raise SourceError(f"{path.name}: not found in {path.parent.name}/")
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        for column in columns:
            if column not in (reader.fieldnames or ()):
                raise SourceError(f"{path.name}: no column {column!r}; there are {', '.join(reader.fieldnames or ())}")
        for row in reader:
            yield f"line {reader.line_num}", row


def number(text: str) -> float | None:
    """The number that `text` is, or None for words and for an empty cell."""
    try:
        return float(text)
    except ValueError:
        return None


def printed(
    path: Path, cell: str, table: int, ccp: str, quarter: str, measure: str, unit: str, text: str, note: str = ""
) -> dict[str, Any]:
    """A row of `published` whose value is `text` as a number."""
    return {
        "source_table": table,
        "ccp": ccp,
        "quarter": quarter,
        "measure": measure,
        "value": number(text),
        "unit": unit,
        "raw_text": text,
        "corrected": None,
        "note": note,
        "source_file": path.name,
        "cell": cell,
    }
