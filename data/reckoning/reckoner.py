"""What works statements out over relations that lie in Parquet files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import duckdb

Relations = Mapping[str, Sequence[Path]]
"""The Parquet files of each relation."""
KINDS = {
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"), "integer"),
    **dict.fromkeys(
        ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "byte", "short", "integer", "long"), "integer"
    ),
    **dict.fromkeys(("DOUBLE", "double"), "double"),
    **dict.fromkeys(("VARCHAR", "string"), "text"),
    **dict.fromkeys(("DATE", "date"), "date"),
    **dict.fromkeys(("TIMESTAMP", "timestamp", "timestamp_ntz"), "timestamp"),
    **dict.fromkeys(("BOOLEAN", "boolean"), "truth"),
}
"""What the engines call a type, and what it is; of others, only those of the same name are the same."""


class ReckonerError(RuntimeError):
    """The engine cannot be reached, or did not get through. The message is one sentence; nothing was committed."""


@dataclass(frozen=True)
class Rows:
    """The rows of a statement: names, types as `kind` calls them, and values."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Reckoner(Protocol):
    """Works out statements, which are DuckDB's, over relations. Used as a context."""

    name: str

    def __enter__(self) -> Reckoner: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...

    def read(self, sql: str, where: str = "") -> Rows:
        """The rows of a statement, which must be few; `where` is where it stands."""

    def write(self, sql: str, folder: Path, where: str = "") -> int:
        """Write the rows of a statement into `folder` as Parquet, in their order; how many there are."""


def kind(name: str) -> str:
    """What a type is, whatever an engine calls it."""
    return KINDS.get(name, name.lower().replace(" ", ""))


def described(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, str]:
    """The columns of a statement and their kinds, as DuckDB sees them."""
    return {name: kind(given) for name, given, *_ in connection.execute(f"DESCRIBE FROM (\n{sql}\n)").fetchall()}
