"""What is asked of the tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from queries.query import Query
from queries.selection import Clause


@dataclass(frozen=True)
class Question:
    """A query with its arguments and clauses, over one dataset of one data version, as one entitlement may see it.

    The version is the SHA-256 of the records: what is built from them serves every catalog version that has the same.

    The source of the last clause is the active one: its fields are those that move.
    """

    query: Query
    dataset: str
    bound: Mapping[str, Any]
    clauses: tuple[Clause, ...]
    version: str
    entitlement: str = ""
