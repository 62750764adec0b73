"""What may be chosen for a `$name`: the values of the column that is called like it, if they are few."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from data.sql import quoted
from queries.opened import Opened
from queries.sandbox.event import Name

MOST = 200
"""Values that a list offers."""
KEPT = 256
"""Lists that a worker keeps."""


class Choices:
    """Choices over the relations that a statement reads, in one version."""

    def __init__(self, opened: Opened, tables: Iterable[str]) -> None:
        self.opened = opened
        self.tables = [name for name in tables if "." not in name]

    def of(self, name: Name) -> list[Any]:
        """The values of the first column of that name and type, in order; empty if they are many or there is none."""
        for table in self.tables:
            columns = self.columns(table)
            kind = columns.get(name.name)
            if kind is not None and name.type in ("", kind):
                return list(values(self.opened.version.sha256, Column(self.opened, table, name.name)))
        return []

    def columns(self, table: str) -> dict[str, str]:
        """The columns of a relation of the catalog; none of any other."""
        known = "SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = ?"
        (found,) = self.opened.connection.cursor().execute(known, [table]).fetchall()
        return dict(self.opened.columns_of(f'main."{table}"')) if found[0] else {}


class Column:
    """A column of a version; equal to any other of that place, so that its values are looked up once."""

    def __init__(self, opened: Opened, table: str, name: str) -> None:
        self.opened, self.place = opened, (table, name)

    def __hash__(self) -> int:
        return hash(self.place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Column) and self.place == other.place


@lru_cache(maxsize=KEPT)
def values(_version: str, column: Column) -> tuple[Any, ...]:
    """The different values of a column in order; none if there are more than MOST."""
    table, name = map(quoted, column.place)
    asked = f"SELECT DISTINCT {name} FROM main.{table} WHERE {name} IS NOT NULL ORDER BY 1 LIMIT {MOST + 1}"
    rows = column.opened.connection.cursor().execute(asked).fetchall()
    if len(rows) > MOST:
        return ()
    return tuple(value if isinstance(value, str | int | float) else str(value) for (value,) in rows)
