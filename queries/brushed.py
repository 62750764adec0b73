"""What is brushed as SQL: around a query, as the relation `selection`, and as the text of a WHERE."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from queries.literal import filled, literal, name, predicate, predicates, shown
from queries.opened import RECORDS, Opened
from queries.query import Query, QueryError
from queries.selection import Clause

Clauses = tuple[Clause, ...]
CLOSED = "\n)"
BARE = re.compile(r"(?P<with>WITH\s+(?!RECURSIVE))|(?=SELECT\b|FROM\b)")
"""How a statement begins that common tables can be written before."""


@dataclass(frozen=True)
class Around:
    """SQL before and after a query that lets clauses filter it; the fields of those that find nothing to filter."""

    before: str
    after: str
    unapplied: tuple[str, ...] = ()

    def of(self, sql: str) -> str:
        """The whole statement."""
        return f"{self.before}{sql}{self.after}"


def around(
    opened: Opened, query: Query, dataset: str | None, clauses: Clauses, produced: Mapping[str, str] | None = None
) -> Around:
    """What filters `query` in `dataset` (None: in all), in literals; `produced` are the columns of its rows.

    A CTE named like each relation shadows it. What no relation has filters the rows.
    """
    made = query.columns if produced is None else produced
    shadows = {each: opened.columns_of(f"main.{each}") for each in query.relations}
    known = reached(opened, query, shadows)
    rest = [clause for clause in clauses if clause.field not in known]
    if dataset is not None and query.own and "dataset" not in known:
        rest.insert(0, Clause("", "dataset", "point", (dataset,)))
    common = [f"{each} AS ({scope(each, columns, dataset, clauses)})" for each, columns in shadows.items()]
    kept = predicates(rest, made)
    before = (f"WITH {', '.join(common)}\n" if common else "") + "FROM (\n"
    after = CLOSED + (f"\nWHERE {' AND '.join(kept)}" if kept else "")
    return Around(before, after, tuple(dict.fromkeys(clause.field for clause in rest if clause.field not in made)))


def reached(opened: Opened, query: Query, shadows: Mapping[str, Mapping[str, str]]) -> set[str]:
    """The fields that are filtered before the query sees its rows: in what shadows its relations, or in `selection`."""
    scopes = dict(shadows)
    if brushed := query.selection:
        scopes[brushed] = opened.columns_of(f"main.{brushed}")
    known = {field for columns in scopes.values() for field in columns}
    return known | ({"dataset"} if any(each == RECORDS for each in scopes) else set())


def scope(relation: str, columns: Mapping[str, str], dataset: str | None, clauses: Clauses) -> str:
    """The rows of `relation` in `dataset` that `clauses` keep."""
    own = relation == RECORDS or "dataset" in columns
    kept = [f"dataset = {literal(dataset)}"] if dataset is not None and own else []
    kept += predicates(clauses, columns)
    return f"FROM main.{name(relation)}" + (f" WHERE {' AND '.join(kept)}" if kept else "")


def selection(opened: Opened, relation: str, dataset: str | None, clauses: Clauses) -> str:
    """What the relation `selection` stands for: what is brushed of `relation`, with all of its columns."""
    return scope(relation, opened.columns_of(f"main.{relation}"), dataset, clauses)


def copied(opened: Opened, query: Query, dataset: str | None, bound: Mapping[str, Any], clauses: Clauses) -> str:
    """The question as one statement that runs as it stands, without the lines that head the query's file."""
    produced = query.columns if query.own else opened.columns_of(f"(\n{query.sql}\n)", bound)
    text, needed = filled(headless(query.sql), bound), around(opened, query, dataset, clauses, produced)
    common = needed.before.removesuffix("FROM (\n")
    if query.own or needed.after != CLOSED or not (start := BARE.match(text)):
        return needed.of(text)
    return f"{common.rstrip()},\n{text[start.end() :]}" if start["with"] and common else common + text


def headless(sql: str) -> str:
    """A query's text without the comment that it begins with."""
    lines = sql.splitlines()
    first = next((place for place, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return "\n".join(lines[first:])


def spoken(clauses: Sequence[Clause]) -> str:
    """`clauses` as the text of a WHERE that a reader can edit; raise QueryError if one keeps nothing."""
    return "\nAND ".join(map(said, clauses))


def said(clause: Clause) -> str:
    """One clause as a reader would write it."""
    if not clause.value:
        raise QueryError(f"nothing of {clause.field} is brushed: take it off and brush again")
    if clause.kind == "point" and len(clause.value) == 1:
        return f"{name(clause.field)} = {shown(clause.value[0])}"
    return predicate(clause, shown)
