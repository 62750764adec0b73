"""What can be read of a version: its relations and their columns, what those mean, and how they are filled."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, NamedTuple

import duckdb

from data.item import REFERENCE
from data.sql import quoted
from queries.filled import Filled, Scalar, filled
from queries.opened import RECORDS, Opened
from queries.query import FOLDER

ITEM = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?:\.\d{1,2}){0,2}(?![\d.]*\d|\s*%)")
KEYS = ("dataset", "ccp", "short", "region", "quarter", "date", "currency", "item")
"""Columns that mean the same wherever they stand."""
MOST = 5_000_000
"""Margin records up to which it is worked out how their columns are filled."""
BESIDE = ("asof", "exclude", "over", "partition", "pivot", "range", "replace", "rows", "semi", "summarize", "unpivot")
"""Words that mean something in some places only."""


@dataclass(frozen=True)
class Column:
    """A column. `items` are the PQD items that its comment names, with their meaning; None where nothing is known."""

    name: str
    type: str
    comment: str
    min: Scalar | None
    max: Scalar | None
    nulls: int | None
    distinct: int | None
    items: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Relation:
    """A relation as it is called in SQL. `kind` is table, view or own; `rows` None if they were not counted."""

    name: str
    kind: str
    comment: str
    rows: int | None
    columns: tuple[Column, ...]

    def plain(self) -> dict[str, Any]:
        """The relation as JSON holds it."""
        return asdict(self)


class Relations:
    """The relations of versions, each worked out when it is first asked for. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], list[Relation]] = {}

    def of(self, opened: Opened, entitlement: str = "") -> list[Relation]:
        """Every relation with a comment, by name: the others are of no concern to readers."""
        key = (opened.version.sha256, entitlement)
        if key not in self._kept:
            self._kept[key] = relations(opened)
        return self._kept[key]


def relations(opened: Opened) -> list[Relation]:
    """Every relation of a version that has a comment, by name; margin records of all datasets are one relation."""
    cursor = opened.connection.cursor()
    meanings, known = _meanings(cursor), [Named(*row) for row in cursor.execute(KNOWN).fetchall()]
    return [
        _records(opened, each, meanings) if each.name == RECORDS else _held(cursor, each, meanings) for each in known
    ]


class Named(NamedTuple):
    """A relation, before its columns are known."""

    schema: str
    name: str
    kind: str
    comment: str

    @property
    def source(self) -> str:
        """The relation as SQL writes it."""
        return quoted(self.schema, self.name)

    def relation(self, rows: int, columns: Iterable[Column]) -> Relation:
        """The whole relation."""
        called = self.name if self.schema == "main" else f"{self.schema}.{self.name}"
        return Relation(called, self.kind, self.comment, rows, tuple(columns))


KNOWN = """
FROM (
    SELECT schema_name, table_name AS name, 'table' AS kind, comment FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT schema_name, view_name, 'view', comment FROM duckdb_views() WHERE NOT internal
)
WHERE comment IS NOT NULL
ORDER BY schema_name = 'history', name
"""
COMMENTS = """
SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal AND comment IS NOT NULL
"""

Meanings = Mapping[tuple[str, str], str]


def _meanings(cursor: duckdb.DuckDBPyConnection) -> Meanings:
    """What columns mean by relation and column, a view's being those of the table of its name; by "" what keys mean."""
    found = {("", key): column_meanings()[key] for key in KEYS}
    for schema, table, column, comment in cursor.execute(COMMENTS).fetchall():
        found[f"{schema}.{table}", column] = comment
        found.setdefault((table, column), comment)
    return found


def _meaning(meanings: Meanings, known: Named, column: str) -> str:
    places = ((f"{known.schema}.{known.name}", column), (known.name, column), ("", column))
    return next((meanings[place] for place in places if place in meanings), "")


def _held(cursor: duckdb.DuckDBPyConnection, known: Named, meanings: Meanings) -> Relation:
    types = {column: kind for column, kind, *_ in cursor.execute(f"DESCRIBE FROM {known.source}").fetchall()}
    rows, figures = filled(cursor, known.source, types)
    return known.relation(rows, _columns(known, types, meanings, figures))


def _columns(
    known: Named, types: Mapping[str, str], meanings: Meanings, figures: Mapping[str, Filled]
) -> Iterator[Column]:
    for name, kind in types.items():
        yield _column(name, kind, _meaning(meanings, known, name), figures.get(name))


def _column(name: str, kind: str, comment: str, figures: Filled | None) -> Column:
    items = named(comment)
    if figures is None:
        return Column(name, kind, comment, None, None, None, None, items)
    return Column(name, kind, comment, figures.least, figures.greatest, figures.nulls, figures.distinct, items)


def _records(opened: Opened, known: Named, meanings: Meanings) -> Relation:
    """The margin records. How they are filled is worked out only where they are one file, and not too many."""
    types = {"dataset": "VARCHAR", **opened.columns_of(f"main.{RECORDS}")}
    facts = list(opened.facts.values())
    rows, figures = sum(each.rows for each in facts), dict[str, Filled]()
    if len(facts) == 1 and rows <= MOST:
        with facts[0].connect() as connection:
            figures.update(filled(connection, RECORDS, [name for name in types if name != "dataset"])[1])
    if facts:
        names = sorted(opened.facts)
        figures["dataset"] = Filled(names[0], names[-1], 0, len(names))
        dates = str(min(each.first for each in facts)), str(max(each.last for each in facts))
        figures.setdefault("date", Filled(*dates, 0, 0))
    return known._replace(kind="view").relation(rows, _columns(known, types, meanings, figures))


@cache
def column_meanings() -> dict[str, str]:
    """What the columns of shipped queries mean, by name."""
    with (FOLDER / "columns.csv").open(encoding="utf-8", newline="") as file:
        return {row["column"]: row["meaning"] for row in csv.DictReader(file)}


@cache
def _items() -> dict[str, str]:
    with (REFERENCE / "items.csv").open(encoding="utf-8", newline="") as file:
        return {row["item"]: row["name"] for row in csv.DictReader(file)}


def named(comment: str) -> tuple[Mapping[str, str], ...]:
    """The PQD items that a comment names, in order: item and meaning."""
    numbers = dict.fromkeys(ITEM.findall(comment))
    return tuple({"item": number, "meaning": _items()[number]} for number in numbers if number in _items())


def words(functions: Collection[str]) -> dict[str, list[str]]:
    """What the editor knows beside relations: `functions` that have a name, keywords and types of DuckDB."""
    return {"functions": sorted(name for name in functions if re.fullmatch(r"[a-z][a-z0-9_]*", name)), **_language()}


@cache
def _language() -> dict[str, list[str]]:
    with duckdb.connect() as connection:
        reserved = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')"
        kinds = "SELECT DISTINCT lower(type_name) FROM duckdb_types() WHERE type_name ~ '^[A-Za-z0-9_]+$'"
        found = [{text for (text,) in connection.execute(asked).fetchall()} for asked in (reserved, kinds)]
    return {"keywords": sorted(found[0] | set(BESIDE)), "types": sorted(found[1])}
