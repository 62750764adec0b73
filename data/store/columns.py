"""Types of columns that hold the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text, TypeDecorator

POSTGRESQL = "postgresql"
NONE, MARK = "\0", "\x1a"
"""PostgreSQL takes no character 0 in a text: there it stands as MARK 0, and MARK itself as MARK 1."""

Whole = BigInteger().with_variant(Integer(), "sqlite")
"""Whole numbers of 64 bits. SQLite has no others, and numbers rows by a column only if it is called INTEGER."""


class Words(TypeDecorator[str]):
    """Text of any characters, in the order of their numbers in Unicode, as SQLite has it; ASCII alone has case."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """A column's own type: on PostgreSQL, the order is not that of the database's language."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == POSTGRESQL else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it is kept."""
        if value is None or dialect.name != POSTGRESQL or (NONE not in value and MARK not in value):
            return value
        return value.replace(MARK, f"{MARK}1").replace(NONE, f"{MARK}0")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it was given."""
        if value is None or dialect.name != POSTGRESQL or MARK not in value:
            return value
        return value.replace(f"{MARK}0", NONE).replace(f"{MARK}1", MARK)
