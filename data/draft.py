"""A facts file in the making: a part file that is sealed under its name, or disappears."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb

from data import facts, margin
from data.catalog import FORMAT, Catalog, CatalogError, sync_folder
from data.facts import Facts
from data.rollup import roll_up

EXTENT = """
SELECT count(*), min(date), max(date), count(DISTINCT ccp), count(DISTINCT date_trunc('quarter', date)) FROM margin
"""
Fill = Callable[[duckdb.DuckDBPyConnection], None]


class Draft:
    """The records of `dataset` for version `number`. `memory` bounds what is held at once, in bytes."""

    def __init__(self, catalog: Catalog, dataset: str, number: int, memory: int) -> None:
        folder = facts.folder(catalog)
        folder.mkdir(parents=True, exist_ok=True)
        self.dataset, self._number = dataset, number
        self._path = folder / f"v{number:04d}_{dataset}.duckdb"
        self._part = self._path.with_name(self._path.name + ".part")
        self._spill = facts.spill(catalog.home)
        config: dict[str, facts.Setting] = {
            **FORMAT,
            "temp_directory": str(self._spill),
            "memory_limit": f"{memory}B",
            "threads": facts.cores(),
        }
        self._connection = duckdb.connect(str(self._part), config=config)

    def fill(self, fill: Fill, roll: Fill | None = None) -> None:
        """Have `fill` insert the records into `margin`, in order of date; then have `roll` roll them up."""
        margin.create(self._connection)
        fill(self._connection)
        self._connection.execute("DROP TABLE margin_file")
        self._connection.execute("CHECKPOINT")
        (roll or roll_up)(self._connection)
        self._connection.execute("CHECKPOINT")

    def seal(self, version: duckdb.DuckDBPyConnection, seed: int | None = None) -> Facts:
        """The records on disk under their name, and named in `version`; `seed` if they are made up."""
        rows, first, last, ccps, quarters = self._connection.execute(EXTENT).fetchall()[0]
        self.close()
        if not rows:
            raise CatalogError(f"dataset {self.dataset!r} would hold no margin record")
        sha256 = sealed(self._part)
        os.replace(self._part, self._path)
        sync_folder(self._path.parent)
        about = [self.dataset, self._path.name, rows, first, last, sha256, self._number, ccps, quarters, seed]
        version.execute("INSERT OR REPLACE INTO margin_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", about)
        return Facts(self.dataset, self._path, sha256, rows, first, last)

    def close(self) -> None:
        """Let go of the file and of what was spilled."""
        with suppress(duckdb.Error):
            self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)


def sealed(path: Path) -> str:
    """The file's SHA-256, once it is on disk and can no longer be written to."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), 0o444)
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(catalog: Catalog, current: int) -> None:
    """Remove what a killed process has left: drafts, facts that no version came to point to, what it spilled."""
    for path in facts.folder(catalog).glob("*"):
        number = path.name[1:5]
        if ".part" in path.name or (number.isdigit() and int(number) > current):
            path.unlink()
    for path in (catalog.home / "spill").glob("*"):
        if not Path("/proc", path.name).exists():
            shutil.rmtree(path, ignore_errors=True)
