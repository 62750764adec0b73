"""From sheets to tidy rows: what every format of disclosure files has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from data import percent, quarter
from data.cell import blank, marked, not_reported, number, read, text
from data.item import items
from data.sources.column import Column, described
from data.sources.duplicate import KEY, settle
from data.sources.filing import Filing, Refusal
from data.sources.sheet import Sheet

FIELDS = (*KEY, "quarter", "window", "value", "raw_text", "source_file", "sheet", "cell")


@dataclass(frozen=True)
class Owner:
    """What the figures of one row of a sheet belong to. `descriptor` is the row's Description, '' if it has none."""

    ccp: str
    level: str
    service: str
    default_fund: str
    currency: str
    period_end: date
    descriptor: str = ""


@dataclass
class Tidy:
    """Gathers the figure cells of a file's sheets; `filing` makes rows of them."""

    source: str
    present: int = 0
    refused: list[Refusal] = field(default_factory=list)
    found: list[tuple[Owner, Column, Any, str, str, str, str]] = field(default_factory=list)

    def add(
        self,
        sheet: Sheet,
        heading: int,
        columns: Sequence[Column | str | None],
        owner: Callable[[list[Any]], Owner | str],
    ) -> None:
        """Take every filled cell below row `heading`.

        A column is an item, or the reason why its cells are refused, or None if it holds no figures; `owner` says
        whose a row's figures are, or why they are refused.
        """
        figures = [(index, column) for index, column in enumerate(columns) if column is not None]
        for number_, row in enumerate(sheet.rows[heading + 1 :], heading + 1):
            cells = [
                (index, column, row[index]) for index, column in figures if index < len(row) and not blank(row[index])
            ]
            if cells:
                self._row(sheet, number_, owner(row), cells)

    def _row(self, sheet: Sheet, row: int, owner: Owner | str, cells: list[tuple[int, Column | str, Any]]) -> None:
        self.present += len(cells)
        for index, column, raw in cells:
            cell = sheet.cell(row, index)
            if isinstance(owner, str):
                self.refused.append(Refusal(sheet.name, cell, text(raw), owner))
            elif isinstance(column, str):
                self.refused.append(
                    Refusal(sheet.name, cell, text(raw), column, owner.ccp, quarter.name(owner.period_end))
                )
            else:
                self.found.append((owner, column, raw, sheet.file, sheet.name, cell, sheet.decimal))

    def filing(self) -> Filing:
        """The rows, each key once; cells that say a second time what stands already are refused."""
        kept, duplicates = settle(_frame(self.found))
        return Filing(self.source, {"disclosure": kept[list(FIELDS)]}, self.refused + duplicates, self.present)


def _frame(found: Iterable[tuple[Owner, Column, Any, str, str, str, str]]) -> pd.DataFrame:
    named = {
        id(o): (o.ccp, o.level, o.service, o.default_fund, o.period_end, quarter.name(o.period_end)) for o, *_ in found
    }
    rows = []
    for owner, column, raw, file, sheet, cell, decimal in found:
        about = items()[column.item]
        part = described(column.item, owner.descriptor) if owner.descriptor else column
        rows.append(
            (
                *named[id(owner)],
                owner.currency,
                part.currency or column.currency,
                column.item,
                part.descriptor or column.descriptor,
                about.window,
                about.type,
                raw,
                file,
                sheet,
                cell,
                decimal,
            )
        )
    names = ["ccp", "level", "service", "default_fund", "period_end", "quarter", "currency", "carried", "item"]
    names += ["descriptor", "window", "type", "raw", "source_file", "sheet", "cell", "decimal"]
    frame = pd.DataFrame(rows, columns=pd.Index(names))
    fractions = _fractions(frame)
    frame["raw_text"] = [text(raw) for raw in frame["raw"]]
    frame["value"] = [
        read(raw, type_, decimal, fraction)
        for raw, type_, decimal, fraction in zip(frame["raw"], frame["type"], frame["decimal"], fractions, strict=True)
    ]
    return frame.astype({"value": "float64"})


def _fractions(frame: pd.DataFrame) -> list[bool]:
    percentages = frame[frame["type"] == "percent"]
    numbers = [
        None
        if marked(raw) or not_reported(raw)
        else (number(raw.strip(), mark, False) if isinstance(raw, str) else raw)
        for raw, mark in zip(percentages["raw"], percentages["decimal"], strict=True)
    ]
    unsigned = (
        percentages[["ccp", "item"]]
        .assign(number=pd.to_numeric(pd.Series(numbers, percentages.index), errors="coerce"))
        .dropna()
    )
    decided = percent.fraction(unsigned) if len(unsigned) else pd.Series(dtype=bool)
    return decided.reindex(frame.index, fill_value=False).tolist()


def named(raw: Any) -> str:
    """A name with line breaks and runs of blanks folded; '' for a placeholder."""
    return "" if not_reported(raw) else " ".join(text(raw).split())
