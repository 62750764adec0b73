"""A question as one SQL statement: the query's file, over what the clauses leave of its relations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from queries.opened import Opened
from queries.query import Query
from queries.selection import Clause, where


@dataclass(frozen=True)
class Statement:
    """SQL, the values bound to it, and the fields of clauses that neither the relations nor the result have."""

    sql: str
    values: Mapping[str, Any]
    unapplied: tuple[str, ...] = ()


def statement(
    opened: Opened, query: Query, dataset: str | None, bound: Mapping[str, Any], clauses: tuple[Clause, ...]
) -> Statement:
    """The statement that answers `query` in `dataset` (None: in all).

    A CTE named like each relation shadows it, so the file needs no placeholder. A clause on a column that only the
    result has filters the result.
    """
    shadows: list[str] = []
    applied: set[str] = set()
    values = dict(bound)
    for relation in query.relations:
        columns = opened.columns_of(f"main.{relation}")
        predicate, brushed = where(clauses, columns)
        applied |= columns.keys()
        values |= brushed
        scope = ""
        if dataset is not None and "dataset" in columns:
            scope, values["dataset"] = "dataset = $dataset AND ", dataset
        shadows.append(f"{relation} AS (FROM main.{relation} WHERE {scope}{predicate})")
    rest = tuple(c for c in clauses if c.field not in applied)
    produced = opened.columns_of(f"(\n{query.sql}\n)", bound) if rest else {}
    predicate, brushed = where(rest, produced)
    sql = f"WITH {', '.join(shadows)}\nFROM (\n{query.sql}\n)" + (f"\nWHERE {predicate}" if brushed else "")
    return Statement(sql, values | brushed, tuple(dict.fromkeys(c.field for c in rest if c.field not in produced)))
