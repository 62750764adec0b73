"""How a text is laid out: what stands between its cells, where its table begins, how its figures are written."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from queries.own.kind import COMMA, DAY_FIRST, MONTH_FIRST, POINT

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
RECORDS = 1000
SAMPLE = 2**20
"""Characters of the text that are looked at."""
FIGURE = re.compile(r"[+-]?[\d.,'’ \u00a0\u202f]*\d[\d.,'’ \u00a0\u202f]*([eE][+-]?\d+)?%?")
SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2\d{4}( .*)?")
csv.field_size_limit(2**24)


@dataclass(frozen=True)
class Layout:
    """The records at the beginning of a text, and the line (from 1) on which each begins."""

    delimiter: str
    records: Sequence[Sequence[str]]
    lines: Sequence[int]

    @property
    def width(self) -> int:
        """How many cells most records have."""
        return Counter(map(len, self.records)).most_common(1)[0][0] if self.records else 0

    @property
    def first(self) -> int:
        """The line on which the table begins: that of the first record that is as wide as most."""
        places = zip(self.records, self.lines, strict=True)
        return next((line for record, line in places if len(record) == self.width), 1)


def beginning(path: Path) -> str:
    """The beginning of a text, up to the end of a line."""
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read(SAMPLE)
    return text[: text.rfind("\n") + 1] if len(text) == SAMPLE and "\n" in text else text


def layout(text: str, delimiter: str) -> Layout:
    """The records of a text. A cell that never ends takes what is left."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    lines: list[int] = []
    line = 1
    for record in islice(reader, RECORDS):
        if record:
            records.append(record)
            lines.append(line)
        line = reader.line_num + 1
    return Layout(delimiter, records, lines)


def delimited(text: str) -> str:
    """The delimiter with which most records have the same number of cells, and more than one."""
    return max(DELIMITERS, key=lambda delimiter: _order(layout(text, delimiter)))


def _order(found: Layout) -> tuple[float, int]:
    if found.width < 2:
        return 0.0, 0
    same = sum(len(record) == found.width for record in found.records) / len(found.records)
    return round(same, 1), found.width


def headed(record: Sequence[str]) -> bool:
    """Whether a record seems to hold names: none of its cells is a figure or a date."""
    return not any(FIGURE.fullmatch(cell.strip()) or SLASHED.fullmatch(cell.strip()) for cell in record)


def decimal(cells: Iterable[str], delimiter: str) -> tuple[str, bool]:
    """The mark before a fraction, and whether it could be the other one."""
    votes = Counter(_mark(cell.strip()) for cell in cells if FIGURE.fullmatch(cell.strip()))
    point, comma, open_to_both = votes[POINT], votes[COMMA], votes["?"]
    if point or comma:
        return (COMMA if comma > point else POINT), bool(comma)
    return (COMMA if delimiter == ";" else POINT), bool(open_to_both)


def _mark(figure: str) -> str:
    """The mark of the fraction in one figure: empty if it has none, ? if it cannot be told."""
    marks = [character for character in figure if character in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return COMMA if last == POINT else POINT
    before, _, after = figure.lower().partition("e")[0].partition(last)
    grouping = len(after) == 3 and 1 <= len(before.lstrip("+-")) <= 3 and not before.lstrip("+-").startswith("0")
    return "?" if grouping else last


def order(cells: Iterable[str]) -> tuple[str, bool]:
    """Whether the day or the month comes first in dates with slashes, and whether it could be the other."""
    found = [match for cell in cells if (match := SLASHED.fullmatch(cell.strip()))]
    if any(int(match[1]) > 12 for match in found):
        return DAY_FIRST, False
    if any(int(match[3]) > 12 for match in found):
        return MONTH_FIRST, False
    return DAY_FIRST, bool(found)
