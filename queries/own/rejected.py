"""Lines of a text that do not fit its table."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from queries.own.found import SHOWN

COUNTS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
ASKED = """
SELECT min(line_byte_position), first(error_type), first(error_message), first(csv_line[:200])
FROM reject_errors GROUP BY scan_id, line ORDER BY 1
"""
WORDS = {
    "UNQUOTED VALUE": "a quotation mark is not closed, or stands within a cell",
    "LINE SIZE OVER MAXIMUM": "it is longer than 2 MB; perhaps a quotation mark is not closed",
}


def rejected(connection: duckdb.DuckDBPyConnection, text: Path) -> tuple[list[str], int]:
    """A sentence for each of the first lines that the last scan rejected, and how many there were."""
    scan = "WHERE scan_id = (SELECT max(scan_id) FROM reject_errors)"
    rows = connection.execute(ASKED.replace("GROUP", f"{scan} GROUP")).fetchall()
    shown = rows[: SHOWN + 1]
    places = _lines(text, [position + _blank(line) for position, _, _, line in shown])
    said = [_said(place, *row[1:]) for place, row in zip(places, shown, strict=True)]
    return said + [""] * (len(rows) - len(said)), len(rows)


def _blank(line: str) -> int:
    return len(line) - len(line.lstrip("\n"))


def _said(place: int, kind: str, message: str, line: str) -> str:
    cut = line.strip("\n").partition("\n")[0][:80]
    counts = COUNTS.search(message)
    what = f"it has {counts[2]} cells, not {counts[1]}" if counts else WORDS.get(kind, kind.lower())
    return f"line {place:,}: {what}: {cut!r}"


def _lines(text: Path, positions: list[int]) -> list[int]:
    """The line (from 1) on which each byte (from 1, ascending) lies."""
    found, line, at = [], 1, 0
    with text.open("rb") as file:
        for position in positions:
            while at < position - 1:
                part = file.read(min(2**20, position - 1 - at))
                if not part:
                    break
                line, at = line + part.count(b"\n"), at + len(part)
            found.append(line)
    return found
