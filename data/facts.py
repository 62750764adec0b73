"""Facts: the margin records of one dataset, in an immutable DuckDB file of their own."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data.catalog import Catalog, CatalogError
from data.sql import literal, quoted

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

    def attach(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        """Let `connection` read the file as the database `name`."""
        connection.execute(f"ATTACH {literal(str(self.local()))} AS {quoted(name)} (READ_ONLY)")

    def local(self) -> Path:
        """The file, whatever it costs to have it here."""
        return self.path

    def spared(self) -> Path | None:
        """The file, if it is here or there is room for it."""
        return self.path

    def away(self, error: duckdb.Error) -> str:
        """The sentence for an error that only says that the records cannot be reached now; empty for any other."""
        return ""

    def intact(self) -> bool:
        """Whether the file is as it was sealed."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


def folder(catalog: Catalog) -> Path:
    """Where the facts files of a catalog lie."""
    return catalog.folder / "facts"


def held(catalog: Catalog, connection: duckdb.DuckDBPyConnection, within: str = "") -> dict[str, Facts]:
    """The facts of a version by dataset; none in a version that an older Tidemark wrote. `connection` is to it.

    `within` is empty, or the name of the database, and a dot.
    """
    query = f'SELECT dataset, file, sha256, "rows", first_date, last_date FROM {within}margin_file ORDER BY dataset'
    try:
        rows = connection.cursor().execute(query).fetchall()
    except duckdb.CatalogException:
        return {}
    if catalog.lake:
        return {dataset: catalog.lake.facts(catalog, dataset, folder(catalog) / file, *about)
                for dataset, file, *about in rows}  # fmt: skip
    return {dataset: Facts(dataset, folder(catalog) / file, *about) for dataset, file, *about in rows}
