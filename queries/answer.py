"""What a question comes back with: rows, a receipt, and which tier they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from data.catalog import Version
from data.entitlement import EVERYTHING
from queries.figures import Figures, Table
from queries.query import Query
from queries.selection import Clause
from queries.statement import Statement
from queries.tiers.tier import Tier


@dataclass(frozen=True)
class Asker:
    """Who asks, and from where: it goes into the audit line and changes no result."""

    actor: str = "local"
    page: str = ""
    view: str = ""


@dataclass(frozen=True)
class Receipt:
    """What was asked, of which version, and how many rows came: all of an audit line but who asked and when.

    `entitlement` names the catalog whose version it is.
    """

    query: Query
    dataset: str | None
    version: Version
    arguments: Mapping[str, Any]
    clauses: tuple[Clause, ...]
    rows: int
    entitlement: str = EVERYTHING
    figures: Figures = field(default_factory=Figures, compare=False, repr=False)


Recorded = Sequence[tuple[Asker, Receipt]]
Record = Callable[[Recorded, str], list[str]]
"""Writes down that these runs were shown, exported …; their receipt codes, in order."""
SHOWN, EXPORTED = "shown", "exported"


def unrecorded(runs: Recorded, kind: str) -> list[str]:
    """Write nothing down; no run gets a code."""
    return [""] * len(runs)


@dataclass(frozen=True)
class Answer:
    """A query's rows, their receipt, the statement that they are the answer to, and the tier that they come from.

    The table is shared between all who asked the same: it must not be changed. `more` is whether rows were left out
    because there were too many.
    """

    table: Table
    receipt: Receipt
    statement: Statement
    tier: Tier
    more: bool = False

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame."""
        return self.table if isinstance(self.table, pd.DataFrame) else pd.DataFrame(dict(self.table))

    @property
    def version(self) -> Version:
        """The version that the rows come from."""
        return self.receipt.version

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        columns, each = len(list(self.table)), 64 if isinstance(self.table, pd.DataFrame) else 16
        return each * self.receipt.rows * columns + 2048 * columns + len(self.statement.sql)
