"""Facts: the margin records of one dataset, in an immutable DuckDB file of their own."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data.catalog import Catalog, CatalogError

Setting = str | bool | int | float | list[str]
CGROUP = Path("/sys/fs/cgroup/memory.max")


def memory() -> int:
    """A quarter of the memory that this process may use, in bytes."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = CGROUP.read_text().strip() if CGROUP.exists() else "max"
    return (min(whole, int(limit)) if limit.isdecimal() else whole) // 4


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


def spill(home: Path) -> Path:
    """Where this process puts what does not fit into memory; its own, since DuckDB shares no such folder."""
    folder = home / "spill"
    with suppress(PermissionError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder / str(os.getpid())


@dataclass(frozen=True)
class Facts:
    """The file at `path`: `rows` margin records of `dataset`, dated `first` to `last`. `sha256` is of its bytes."""

    dataset: str
    path: Path
    sha256: str
    rows: int
    first: date
    last: date

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection that can reach nothing but this file; what exceeds `memory` goes to the disk.

        Raise CatalogError if the file is missing or damaged.
        """
        config: dict[str, Setting] = {
            "enable_external_access": False,
            "temp_directory": str(spill(self.path.parents[2])),
            "memory_limit": f"{memory()}B",
            "threads": cores(),
            "lock_configuration": True,
        }
        try:
            return duckdb.connect(str(self.path), read_only=True, config=config)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise CatalogError(f"the records of {self.dataset}, {self.path}, cannot be read: {reason}") from None


def folder(catalog: Catalog) -> Path:
    """Where the facts files of a catalog lie."""
    return catalog.folder / "facts"


def held(catalog: Catalog, connection: duckdb.DuckDBPyConnection) -> dict[str, Facts]:
    """The facts of a version by dataset; none in a version that an older Tidemark wrote. `connection` is to it."""
    query = 'SELECT dataset, file, sha256, "rows", first_date, last_date FROM margin_file ORDER BY dataset'
    try:
        rows = connection.cursor().execute(query).fetchall()
    except duckdb.CatalogException:
        return {}
    return {dataset: Facts(dataset, folder(catalog) / file, *about) for dataset, file, *about in rows}
