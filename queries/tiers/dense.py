"""Rows of a statement as a dense array: one place for each step of each axis and each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from queries.tiers.axis import Axis, codes
from queries.tiers.groups import Arrays
from queries.tiers.statement import key

CELLS = 32_000_000
"""No array has more numbers: a quarter of a gigabyte."""

Rows: TypeAlias = Mapping[str, np.ndarray]


class TooLargeError(ValueError):
    """The array would be larger than any may be."""


def bounded(*sizes: int) -> tuple[int, ...]:
    """The shape of an array; raise TooLargeError."""
    cells = int(np.prod([float(size) for size in sizes]))
    if cells > CELLS:
        raise TooLargeError(f"{cells:,} cells are more than {CELLS:,}")
    return sizes


@dataclass(frozen=True)
class Step:
    """One axis of an array: the least and greatest value of its steps, and the step of each row."""

    least: np.ndarray
    most: np.ndarray
    places: np.ndarray

    @classmethod
    def of(cls, rows: Rows, place: int) -> Step:
        """The axis that the rows have as `_key_<place>`; of a DOUBLE each step has its own least and greatest value."""
        values, places = codes(rows[key(place)])
        if f"_least_{place}" not in rows:
            return cls(values, values, places)
        least, most = np.full(len(values), np.inf), np.full(len(values), -np.inf)
        np.minimum.at(least, places, rows[f"_least_{place}"])
        np.maximum.at(most, places, rows[f"_most_{place}"])
        return cls(least, most, places)


def arrays_of(steps: Sequence[Step]) -> Arrays:
    """What a file keeps of the axes."""
    ends = {"least": [step.least for step in steps], "most": [step.most for step in steps]}
    return {f"{end}:{place}": array for end, arrays in ends.items() for place, array in enumerate(arrays)}


def axes(arrays: Rows, fields: Sequence[str], kinds: Mapping[str, str]) -> list[Axis]:
    """The axes that a file keeps."""
    return [Axis(f, kinds[f], arrays[f"least:{place}"], arrays[f"most:{place}"]) for place, f in enumerate(fields)]


def groups(columns: Sequence[np.ndarray], length: int) -> tuple[np.ndarray, np.ndarray]:
    """The first row of each group of equal rows, and the group of each row."""
    places = np.zeros(length, dtype="i8")
    for column in columns:
        values, found = codes(column)[0], codes(column)[1]
        places = pd.factorize(places * (len(values) + 1) + found + 1)[0]
    count = int(places.max()) + 1 if length else 0
    first = np.full(count, length)
    np.minimum.at(first, places, np.arange(length))
    return first, places
