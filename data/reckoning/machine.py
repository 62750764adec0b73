"""DuckDB as reckoner: in this process, within a limit of memory."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType

import duckdb

from data import facts, ladder
from data.reckoning.reckoner import ReckonerError, Relations, Rows, described
from data.sql import literal, quoted


def connection(relations: Relations, memory: int, spill: Path) -> duckdb.DuckDBPyConnection:
    """A connection of its own: each relation is a view of its files. Raise ReckonerError if they are no Parquet."""
    config: dict[str, facts.Setting] = {
        "memory_limit": f"{memory}B", "temp_directory": str(spill), "threads": facts.cores(),
    }  # fmt: skip
    opened = duckdb.connect(config=config)
    opened.execute(ladder.macro())
    for name, paths in relations.items():
        listed = ", ".join(literal(str(path)) for path in paths)
        try:
            opened.execute(f"CREATE VIEW {quoted(name)} AS FROM read_parquet([{listed}])")
        except duckdb.Error as error:
            opened.close()
            raise ReckonerError(f"{name} cannot be read: {str(error).splitlines()[0]}") from None
    return opened


class Machine:
    """Works statements out on this machine. What exceeds `memory`, in bytes, goes to the folder `spill`."""

    name = "duckdb"

    def __init__(self, relations: Relations, memory: int, spill: Path) -> None:
        self._connection, self._spill = connection(relations, memory, spill), spill

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def read(self, sql: str, where: str = "") -> Rows:
        """The rows of a statement."""
        kinds = described(self._connection, sql)
        return Rows(tuple(kinds), tuple(kinds.values()), self._connection.execute(sql).fetchall())

    def write(self, sql: str, folder: Path, where: str = "") -> int:
        """Write the rows of a statement into `folder`; raise ReckonerError with what the disk says."""
        folder.mkdir(parents=True)
        target = literal(str(folder / "part-00000.parquet"))
        try:
            (row,) = self._connection.execute(f"COPY (\n{sql}\n) TO {target} (FORMAT parquet)").fetchall()
        except duckdb.Error as error:
            raise ReckonerError(f"{where or 'a statement'}: {str(error).splitlines()[0]}") from None
        return int(row[0])
