"""The catalog: immutable, numbered versions of one DuckDB database, and a pointer to the current one."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from data.lake.lake import Lake

FORMAT: dict[str, str | bool | int | float | list[str]] = {"storage_compatibility_version": "v1.0.0"}
"""What files of the catalog are written as, whatever DuckDB writes them: that of an older release reads them too.

To be raised only in a release after the one whose DuckDB reads the newer format, so that workers of both read all.
"""


class CatalogError(ValueError):
    """A version is missing or damaged. The message says which, and what exists."""


class AwayError(CatalogError):
    """What several hosts share cannot be reached, or refuses. The message tells no credentials."""


@dataclass(frozen=True)
class Version:
    """One immutable catalog file. `sha256` is of the file's bytes; `created` is UTC, ISO 8601."""

    number: int
    sha256: str
    created: str

    @property
    def name(self) -> str:
        """The file's name, as v0001.duckdb."""
        return f"v{self.number:04d}.duckdb"


@dataclass(frozen=True)
class Catalog:
    """The versions under `home`/catalog: `v0001.duckdb`, `v0001.json` …, and `CURRENT`, which names one of them.

    With a `lake`, these are copies of its versions; of older ones the file comes when it is asked for.
    """

    home: Path
    lake: Lake | None = None

    @property
    def folder(self) -> Path:
        """Where the versions lie."""
        return self.home / "catalog"

    def current(self) -> Version | None:
        """The version that is served, or None while nothing has been loaded."""
        pointer = self.folder / "CURRENT"
        return self.version(int(pointer.read_text())) if pointer.exists() else None

    def version(self, number: int) -> Version:
        """One version by number, its file on disk; raise CatalogError naming those that exist."""
        if not self.about(number).exists():
            raise CatalogError(f"catalog version {number} does not exist; there are {self.numbers() or 'none'}")
        version = self.described(number)
        if self.lake and not self.path(version).exists():
            self.lake.fetch(self, version)
        return version

    def about(self, number: int) -> Path:
        """The file that says what version `number` is."""
        return self.folder / f"v{number:04d}.json"

    def described(self, number: int) -> Version:
        """What version `number`, which exists, is; its file may not be here."""
        return Version(**json.loads(self.about(number).read_text()))

    def numbers(self) -> list[int]:
        """The published versions, oldest first."""
        current = self.folder / "CURRENT"
        last = int(current.read_text()) if current.exists() else 0
        return sorted(n for p in self.folder.glob("v*.json") if (n := int(p.stem[1:])) <= last)

    def path(self, version: Version) -> Path:
        """The file of `version`."""
        return self.folder / version.name

    def connect(self, version: Version) -> duckdb.DuckDBPyConnection:
        """A read-only connection that can reach nothing but this version's file."""
        locked: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": False,
            "lock_configuration": True,
            "threads": 1,
        }
        try:
            return duckdb.connect(str(self.path(version)), read_only=True, config=locked)
        except duckdb.Error as error:
            others = [number for number in self.numbers() if number != version.number]
            reason = str(error).splitlines()[0]
            raise CatalogError(f"{self.path(version)} cannot be read, other versions are {others}: {reason}") from None

    def describe(self, version: Version) -> None:
        """Have on disk what `version` is, without pointing to it."""
        write_durably(self.about(version.number), json.dumps(asdict(version)))

    def point(self, version: Version) -> None:
        """Make `version` the current one. Its file must be on disk, synced and under its final name."""
        self.describe(version)
        write_durably(self.folder / "CURRENT", str(version.number))


def write_durably(path: Path, text: str) -> None:
    """Write `path` so that a crash leaves the old content or the new, never a part."""
    part = path.with_name(path.name + ".part")
    with part.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames within `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
