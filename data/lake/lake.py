"""A lake: tables in Parquet files that several hosts share, and PostgreSQL, which knows what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from data import facts
from data.catalog import AwayError, Catalog, CatalogError, Version
from data.lake import commit, extensions, known, taken
from data.lake.far import Far
from data.lake.hold import hold
from data.lake.postgres import Address
from data.lake.storage import Storage
from data.sql import literal

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
KNOWLEDGE = """
CREATE SECRET knowledge (
    TYPE ducklake, METADATA_PATH {more}, METADATA_PARAMETERS MAP {{'TYPE': 'postgres', 'SECRET': 'postgres'}}
)
"""
SETTLED = """
SET http_retries = 2;
SET http_timeout = 30;
SET enable_progress_bar = false;
"""


@dataclass(frozen=True)
class Lake:
    """What `schema` of the PostgreSQL at `address` knows, in `storage`. `spare` MiB of records may be kept locally."""

    address: Address
    storage: Storage
    schema: str = "tidemark"
    spare: int = 2048
    whole: str = ""
    """The schema of the lake that it is a part of; empty for a whole one."""

    @property
    def guard(self) -> str:
        """What the lock is called that is held by whoever writes here."""
        return self.whole or self.schema

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.schema):
            raise CatalogError(f"{self.schema!r} names no schema: write a small letter, then a-z, 0-9 and _")

    def part(self, name: str, mark: str) -> Lake:
        """The lake of an entitlement: a schema and a folder of its own, so that it may have credentials of its own.

        `mark` is of its definition: defined otherwise, it is another lake.
        """
        schema = f"{self.schema}_{name.replace('-', '__')}_{mark}"
        return replace(self, schema=schema, storage=self.storage.below("entitled", name, mark), whole=self.schema)

    @contextmanager
    def attached(self, spill: Path, snapshot: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection in which the lake is `lake`, closed at the end; see `open`."""
        connection = self.open(spill, snapshot)
        try:
            with self.saying():
                yield connection
        finally:
            connection.close()

    def open(self, spill: Path, snapshot: int | None = None) -> duckdb.DuckDBPyConnection:
        """A connection in which the lake is `lake`: to write to, or for reading at `snapshot` alone.

        What exceeds the memory goes to `spill`. Raise AwayError if it cannot be reached.
        """
        config: dict[str, facts.Setting] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_unsigned_extensions": False,
            "allow_persistent_secrets": False,
            "temp_directory": str(spill),
            "memory_limit": f"{facts.memory()}B",
            "threads": facts.cores(),
        }
        connection = duckdb.connect(config=config)
        try:
            with self.saying():
                self._attach(connection, snapshot)
        except BaseException:
            connection.close()
            raise
        return connection

    def _attach(self, connection: duckdb.DuckDBPyConnection, snapshot: int | None) -> None:
        extensions.load(connection)
        more = literal(self.address.more)
        for statement in (self.storage.credentials, self.address.credentials, KNOWLEDGE.format(more=more), SETTLED):
            connection.execute(statement)
        words = {"DATA_PATH": literal(self.storage.path), "METADATA_SCHEMA": literal(self.schema)}
        words |= {} if snapshot is None else {"SNAPSHOT_VERSION": str(snapshot), "READ_ONLY": ""}
        said = ", ".join(f"{name} {word}".strip() for name, word in words.items())
        connection.execute(f"ATTACH 'ducklake:knowledge' AS lake ({said})")

    @contextmanager
    def saying(self) -> Iterator[None]:
        """Turn an error of PostgreSQL, of S3 or of DuckDB into one sentence without credentials."""
        try:
            yield
        except (duckdb.Error, psycopg.Error, OSError) as error:
            raise AwayError(f"the lake at {self.address.where} {self.reason(error)}") from None

    def fetch(self, catalog: Catalog, version: Version) -> None:
        """Have the file of `version` in `catalog`."""
        taken.fetch(self, catalog, version)

    def newest(self) -> Version | None:
        """The newest version; None while there is none."""
        found = known.newest(self)
        return found.version if found else None

    def take(self, catalog: Catalog) -> Version | None:
        """Let `catalog` be at the newest version, within the lease of its home; that version, None if there is none."""
        return taken.take(self, catalog)

    def commit(self, catalog: Catalog, version: Version, made_of: Mapping[str, Any]) -> None:
        """Let `version` of `catalog` be the newest, while the lock is held."""
        commit.commit(self, catalog, version, made_of)

    def held(self, seconds: float) -> AbstractContextManager[None]:
        """The lock of all who write, on whatever host; CatalogError if it is not free within `seconds`."""
        return hold(self, seconds)

    def facts(self, catalog: Catalog, dataset: str, path: Path, sha256: str, rows: int, first: date, last: date) -> Far:
        """Margin records that lie here, and perhaps at `path`."""
        return Far(dataset, path, sha256, rows, first, last, catalog)

    def reason(self, error: Exception) -> str:
        """What went wrong, after `the lake …`."""
        return f"fails: {self.address.hidden(str(error), self.storage.secret)}"
