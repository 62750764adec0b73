"""The values of a field that a brush moves over, and the places of a clause among them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from queries.selection import Clause
from queries.tiers.source import NUMBERS

EPOCH = date(1970, 1, 1).toordinal()
Span = slice | list[int]


class CutError(ValueError):
    """The clause cannot be answered from the steps of this axis: it cuts a step, or is not of the field's type."""


class Axis:
    """The steps of one field in ascending order: its values, or of a DOUBLE the least and greatest value of each step.

    `least` and `most` are the same array where a step is one value.
    """

    def __init__(self, field: str, kind: str, least: np.ndarray, most: np.ndarray) -> None:
        self.field, self.kind = field, kind
        self._least: list[Any] = _comparable(least)
        self._most: list[Any] = self._least if kind != "DOUBLE" else _comparable(most)
        self._places = {value: place for place, value in enumerate(self._least)} if kind != "DOUBLE" else {}

    def __len__(self) -> int:
        return len(self._least)

    def span(self, clause: Clause) -> Span:
        """The steps that a clause keeps, as a slice if they lie together; raise CutError."""
        if clause.kind == "interval":
            return self._between(*(self._read(value) for value in clause.value))
        if self.kind in ("DOUBLE", "DATE"):
            raise CutError(f"{self.field} has no points")
        found = {self._places.get(self._read(value), -1) for value in clause.value} - {-1}
        return sorted(found)

    def _between(self, low: Any, high: Any) -> slice:
        if low > high:
            return slice(0, 0)
        first, end = bisect_left(self._most, low), bisect_right(self._least, high)
        if first < end and self._most is not self._least and (self._least[first] < low or self._most[end - 1] > high):
            raise CutError(f"{self.field} is cut")
        return slice(first, max(first, end))

    def _read(self, value: Any) -> Any:
        if self.kind == "VARCHAR" and isinstance(value, str):
            return value
        if self.kind == "DATE" and isinstance(value, str):
            return _day(value)
        if self.kind in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool) and value == value:
            return value
        raise CutError(f"{value!r} is no {self.kind}")


KINDS = NUMBERS | {"DATE", "VARCHAR"}
"""The types of fields that can be an axis."""


def codes(column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values of a column in ascending order, without NULL, and the place of each row's; -1 for NULL."""
    places, values = pd.factorize(column, sort=True)
    return np.asarray(values), places


def _comparable(values: np.ndarray) -> list[Any]:
    if values.dtype.kind == "M":
        return list(values.astype("M8[D]").astype("i8").tolist())
    return list(values.tolist())


def _day(text: str) -> int:
    """Days since 1970 of a date as 2024-12-31; raise CutError for any other text."""
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return date.fromisoformat(text).toordinal() - EPOCH
        except ValueError:
            pass
    raise CutError(f"{text!r} is no date")
