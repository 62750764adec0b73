"""What SQLite and PostgreSQL both can do, but each in words of its own."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, any_, func, literal, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from data.store.columns import POSTGRESQL


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that may say what to do on conflict: both have `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if connection.dialect.name == POSTGRESQL else sqlite.insert(table)


def among(connection: Connection, column: ColumnElement[str], texts: Collection[str]) -> ColumnElement[bool]:
    """Whether a column has one of many texts: one parameter, however many there are."""
    if connection.dialect.name == POSTGRESQL:
        return column == any_(literal(list(texts), postgresql.ARRAY(Text)))
    return column.in_(select(func.json_each(json.dumps(list(texts))).table_valued("value").c.value))


def row(connection: Connection) -> ColumnElement[Any]:
    """Which row it is, in a table that has no key: good within one transaction."""
    return literal_column("ctid" if connection.dialect.name == POSTGRESQL else "rowid")
