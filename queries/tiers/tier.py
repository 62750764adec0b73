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
    """One of the five names above, the fields that moved, the facts that it stands for, and its time in seconds."""

    name: str
    fields: tuple[str, ...]
    rows: int
    seconds: float


@dataclass(frozen=True)
class Result:
    """The query's columns, in order. They are shared, and some are parts of a file: they must not be written to."""

    columns: Mapping[str, np.ndarray]
    tier: Tier
