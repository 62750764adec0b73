"""Which charts the rows of a result can be, and with which columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from components import KINDS
from queries.owned import LABELS, numeric

QUARTER = re.compile(r"\d{4}Q[1-4]")
BARS, CELLS = 60, 2_000
"""Categories and cells that a chart has room for."""
UNITS = ("", "$ bn", "$ mn", "%", "x", "pt")
ENDINGS = {"_usd_bn": "$ bn", "_usd_mn": "$ mn", "_pct": "%", "_ratio": "x", "_pt": "pt"}
DATES = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")

Settings = dict[str, Sequence[str]]


class UnfitError(Exception):
    """The rows cannot be such a chart; the message says what would let them."""


@dataclass(frozen=True)
class Kind:
    """A chart that the rows can be: what it is called, and for each setting its choices, the best one first."""

    kind: str
    label: str
    settings: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Rows:
    """The rows of a result, and the types of its columns as DuckDB writes them."""

    frame: pd.DataFrame
    columns: Mapping[str, str]

    @cached_property
    def numbers(self) -> list[str]:
        """The columns of figures."""
        return [name for name, kind in self.columns.items() if numeric(kind)]

    @cached_property
    def texts(self) -> list[str]:
        """The columns that can be categories."""
        kinds = {name: kind.partition("(")[0] for name, kind in self.columns.items()}
        return [name for name, kind in kinds.items() if kind in ("VARCHAR", "BOOLEAN", "ENUM", "UUID")]

    @cached_property
    def quarters(self) -> bool:
        """Whether the column `quarter` has quarters, as 2025Q1."""
        return "quarter" in self.texts and all(QUARTER.fullmatch(str(each)) for each in self.known("quarter"))

    def known(self, name: str) -> list[object]:
        """What a column holds, each once."""
        return list(self.frame[name].dropna().unique())

    def apart(self, *names: str) -> bool:
        """Whether no two rows have the same in all these columns."""
        return not self.frame.duplicated(list(names)).any()

    def measure(self) -> Settings:
        """The choice of a figure and its unit."""
        if not self.numbers:
            raise UnfitError("a chart needs a column of numbers; this result has none")
        return {"y": self.numbers, "unit": units(self.numbers[0])}

    def one_for_each(self, *names: str) -> None:
        """Raise UnfitError unless these columns are there and tell all rows apart."""
        for name in names:
            if name not in self.columns:
                raise UnfitError(f"it needs a column {name}")
        if not self.apart(*names):
            raise UnfitError(f"several rows are of the same {' and '.join(names)}: GROUP BY {', '.join(names)}")


def units(column: str) -> list[str]:
    """The units that a figure may be said in, the one that the column's name tells first."""
    likely = next((unit for ending, unit in ENDINGS.items() if column.endswith(ending)), "")
    return sorted(UNITS, key=lambda unit: unit != likely)


def line(rows: Rows) -> Settings:
    """A line for each CCP, or one, over quarters."""
    if not rows.quarters:
        raise UnfitError("it needs a column quarter, as 2025Q1")
    rows.one_for_each(*(("ccp", "quarter") if "ccp" in rows.columns else ("quarter",)))
    return rows.measure()


def bar(rows: Rows) -> Settings:
    """A bar for each CCP."""
    rows.one_for_each("ccp")
    return rows.measure()


def point(rows: Rows) -> Settings:
    """A mark for each CCP and quarter."""
    if "ccp" not in rows.columns:
        raise UnfitError("it needs a column ccp")
    return line(rows)


def series(rows: Rows) -> Settings:
    """A line over days."""
    if rows.columns.get("date", "") not in DATES:
        raise UnfitError("it needs a column date, of a type of dates")
    rows.one_for_each("date")
    return rows.measure()


def grid(rows: Rows) -> Settings:
    """A cell for each pair of two categories."""
    named = sorted(rows.texts, key=lambda name: name != "quarter")
    down = sorted(rows.texts, key=lambda name: (name == "quarter", name != "ccp"))
    pairs = [(x, y) for x in named for y in down if x != y and rows.apart(x, y)]
    if not pairs:
        raise UnfitError("it needs two columns of texts that tell all rows apart")
    x, y = pairs[0]
    if len(rows.known(x)) * len(rows.known(y)) > CELLS:
        raise UnfitError(f"it would have more than {CELLS:,} cells")
    figures = rows.measure()
    choices = {"x": [x, *(each for each in named if each != x)], "y": [y, *(each for each in down if each != y)]}
    return {**choices, "value": figures["y"], "unit": figures["unit"], "scale": ["sequential", "diverging"]}


def category(rows: Rows) -> Settings:
    """A bar for each value of a text."""
    fitting = [name for name in rows.texts if rows.apart(name)]
    if not fitting:
        raise UnfitError("it needs a column of texts that tells all rows apart")
    if len(rows.frame) > BARS:
        raise UnfitError(f"it has room for {BARS} bars; the result has {len(rows.frame):,} rows: add a LIMIT")
    return {"x": fitting, **rows.measure()}


def scatter(rows: Rows) -> Settings:
    """A mark for each row at two figures."""
    if len(rows.numbers) < 2:
        raise UnfitError("it needs two columns of numbers")
    first, second, *others = rows.numbers
    return {"x": [first, second, *others], "y": [second, first, *others], "unit": UNITS}


def matrix(rows: Rows) -> Settings:
    """The figures of each CCP side by side."""
    rows.one_for_each("ccp")
    if len(rows.numbers) < 2:
        raise UnfitError("it needs two columns of numbers")
    return {}


def ready(kind: str) -> Callable[[Rows], Settings]:
    """A chart that needs columns of certain names."""

    def fits(rows: Rows) -> Settings:
        for name in KINDS[kind].needs:
            if name not in {**LABELS, **rows.columns}:
                raise UnfitError(f"it needs a column {name}")
        rows.one_for_each(*(("ccp", "layer") if kind == "stack" else ("ccp",)))
        return rows.measure()

    return fits


FITTING: dict[str, tuple[str, Callable[[Rows], Settings]]] = {
    "line": ("Lines over quarters", line),
    "bar": ("Bars by CCP", bar),
    "series": ("Line over days", series),
    "grid": ("Cells of two categories", grid),
    "category": ("Bars by category", category),
    "scatter": ("Points of two figures", scatter),
    "point": ("Points by CCP and quarter", point),
    "matrix": ("Table of figures by CCP", matrix),
    "stack": ("Layers of the default waterfall", ready("stack")),
    "box": ("Quartiles by CCP", ready("box")),
}
"""The kinds, the likeliest first."""


def kinds(rows: Rows) -> tuple[list[Kind], dict[str, str]]:
    """The charts that the rows can be, the likeliest first; and by kind why they cannot be the others."""
    fitting, unfit = [], {}
    for kind, (label, fits) in FITTING.items():
        try:
            fitting.append(Kind(kind, label, fits(rows)))
        except UnfitError as error:
            unfit[kind] = str(error)
    return fitting, unfit
