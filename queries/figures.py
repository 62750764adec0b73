"""Digests of an answer's figures: equal for the same figures, whichever way they were worked out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

Table = pd.DataFrame | Mapping[str, np.ndarray[Any, Any]]
Digest = dict[str, list[str]]
BITS = 30
"""Bits of a number that count: sums in another order differ far below."""
NOISE = 2.0**-50
"""What is smaller than this part of the largest in its column is what rounding has left of nothing."""
SHIFTS = (0.25, 0.75)
"""Two grids half a step apart: a number on the edge of one is in the middle of the other. Round numbers are on none."""


class Figures:
    """The figures of a table, which is held until their digest is made."""

    def __init__(self, table: Table | None = None) -> None:
        self._table, self._digest = table, Digest()

    @property
    def digest(self) -> Digest:
        """By column: one digest, or two where the numbers are rounded, of which one that agrees is enough."""
        table = self._table
        if table is not None:
            self._digest, self._table = digest(table), None
        return self._digest

    @property
    def size(self) -> int:
        """About how many bytes the table takes."""
        if self._table is None:
            return 0
        return 128 + sum(8 * len(column) for column in _columns(self._table).values())


def digest(table: Table) -> Digest:
    """The digests of every column of `table`, in its order."""
    columns = {name: np.asarray(column) for name, column in _columns(table).items()}
    numbers = {name: column.astype(np.float64) for name, column in columns.items() if _rounds(column)}
    rounded = dict(zip(numbers, _grids(np.array(list(numbers.values()))), strict=True)) if numbers else {}
    return {name: rounded.get(name) or _texts(column) for name, column in columns.items()}


def distinct(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with a name of its own for each column: of those that are called the same, the later have a number."""
    names: list[str] = []
    for name in map(str, frame.columns):
        again = sum(each == name or each.startswith(f"{name}_") for each in names)
        names.append(f"{name}_{again}" if name in names else name)
    return frame.set_axis(names, axis=1)


def _columns(table: Table) -> Mapping[str, Any]:
    return {str(name): table[name] for name in table} if isinstance(table, pd.DataFrame) else table


def differing(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> list[str]:
    """The columns in which two digests do not agree."""
    names = [*one, *(name for name in other if name not in one)]
    return [name for name in names if not _agree(one.get(name, ()), other.get(name, ()))]


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(a == b for a, b in zip(one, other, strict=False))


def _rounds(column: np.ndarray[Any, Any]) -> bool:
    """Whether a column is of numbers; whole ones only if the grid keeps all their digits, so that 3 is 3.0."""
    kind = column.dtype.kind
    return kind == "f" or (kind in "iu" and bool(np.abs(column).max(initial=0) < 2 ** (BITS - 1)))


def _grids(numbers: np.ndarray[Any, Any]) -> list[list[str]]:
    """For each row of `numbers`, what is hashed of it on either grid."""
    finite = np.isfinite(numbers)
    known = np.where(finite, numbers, 0.0)
    largest = np.abs(known).max(axis=1, initial=0.0, keepdims=True)
    mantissa, exponent = np.frexp(np.where(np.abs(known) <= largest * NOISE, 0.0, known))
    strange = np.where(np.isnan(numbers), np.nan, numbers)
    grids = []
    for shift in SHIFTS:
        on_grid = np.ldexp(np.floor(mantissa * 2.0**BITS + shift), exponent - BITS) + 0.0
        grids.append(np.where(finite, on_grid, strange).astype("<f8"))
    return [[_hashed(row.tobytes()) for row in rows] for rows in zip(*grids, strict=True)]


def _texts(column: np.ndarray[Any, Any]) -> list[str]:
    """The digest of a column of texts, moments, large whole numbers or lists; two of lists with numbers in them."""
    if column.dtype.kind == "M":
        return [_hashed(column.astype("M8[us]").astype("<i8").tobytes())]
    values = column.tolist()
    shifts = SHIFTS[:1] if all(type(value) is str for value in values) else SHIFTS
    texts = [_joined(_spelled(value, shift) for value in values) for shift in shifts]
    return [_hashed(text) for text in dict.fromkeys(texts)]


def _spelled(value: Any, shift: float) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, float):
        mantissa, exponent = math.frexp(value)
        return math.ldexp(math.floor(mantissa * 2.0**BITS + shift), exponent - BITS).hex()
    if isinstance(value, list | tuple):
        return "[" + ",".join(_spelled(part, shift) for part in value) + "]"
    return _spelled(value.tolist(), shift) if isinstance(value, np.ndarray) else str(value)


def _joined(texts: Iterable[str]) -> bytes:
    return "\x1f".join(texts).encode(errors="backslashreplace")


def _hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
