"""Which tier answered, and what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

PREFIX_SUMS = "prefix sums"
CUBE = "cube"
COMPLETE_INNER = "complete inner"
ROLL_UP = "roll-up"
RE_QUERY = "re-query"


@dataclass(frozen=True)
class Tier:
    """One of the five names above, the fields that moved, the records that it stands for, and its time in seconds.

    What a statement stands for is not counted: its `rows` are all that it was asked of.
    """

    name: str
    fields: tuple[str, ...]
    rows: int
    seconds: float

    @property
    def stated(self) -> bool:
        """Whether a statement answered."""
        return self.name in (ROLL_UP, RE_QUERY)


@dataclass(frozen=True)
class Result:
    """The query's columns, in order. They are shared, and some are parts of a file: they must not be written to."""

    columns: Mapping[str, np.ndarray]
    tier: Tier
