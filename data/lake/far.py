"""Margin records that lie in a lake: read there, pruned by date and CCP, or from a copy that this host keeps."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from data import facts, ladder
from data.catalog import Catalog, CatalogError, sync_folder
from data.draft import sealed
from data.facts import Facts
from data.lake.known import Known, known
from data.lake.records import DAYS, digest_of
from data.lake.taken import copied, place
from data.margin import COLUMNS
from data.sql import literal, quoted

ROLLED = "SELECT bytes FROM lake.tidemark.rolled WHERE (dataset, facts) = (?, ?) ORDER BY chunk"
SUM = "SELECT DISTINCT sha256 FROM lake.tidemark.rolled WHERE (dataset, facts) = (?, ?)"
LOCKED = "SET lock_configuration = true"
BYTES = 32
"""What a record takes in a file, at most about."""


@dataclass(frozen=True)
class Far(Facts):
    """The records of `dataset` in the lake of `catalog`. At `path` lies the file they came from, or a copy, or none.

    `sha256` is of the file that they were published from: it names them, on every host.
    """

    catalog: Catalog

    @cached_property
    def pinned(self) -> Known:
        """The newest version that has these very records; raise CatalogError if the lake has none any more."""
        lake = self.catalog.lake
        assert lake is not None
        for each in reversed(known(lake)):
            if each.digests.get(self.dataset, {}).get("facts") == self.sha256:
                return each
        raise CatalogError(
            f"the lake at {lake.address.where} no longer has these records of {self.dataset}: their snapshot was "
            "expired; ask a newer version"
        )

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection to the copy, or to the lake at the snapshot of these records; roll-ups always lie here.

        The latter can reach the lake, for which it cannot be shut off from all else: only our own SQL may run there.
        """
        if self.path.exists():
            return super().connect()
        lake = self.catalog.lake
        assert lake is not None
        rolled = self._rolled()
        connection = lake.open(facts.spill(self.catalog.home), self.pinned.snapshot)
        try:
            with lake.saying():
                connection.execute(f"ATTACH {literal(str(rolled))} AS rolled (READ_ONLY)")
                self._show(connection)
                connection.execute(LOCKED)
        except BaseException:
            connection.close()
            raise
        return connection

    def local(self) -> Path:
        """The copy, made if need be."""
        if not self.path.exists():
            self._copy()
        return self.path

    def spared(self) -> Path | None:
        """The copy, made if need be; None if there is none and it would be larger than copies may be."""
        lake = self.catalog.lake
        if not self.path.exists() and lake and self.rows * BYTES > lake.spare * 2**20:
            return None
        return self.local()

    def away(self, error: duckdb.Error) -> str:
        """What to say of a network or a service that failed."""
        lake = self.catalog.lake
        if lake is None or self.path.exists() or not isinstance(error, duckdb.IOException):
            return ""
        where = lake.address.where
        return f"the records of {self.dataset} cannot be read from the lake at {where} now; nothing is lost: ask again"

    def intact(self) -> bool:
        """Whether the records are those that were published, wherever they are read from here."""
        if self.path.exists() and super().intact():
            return True
        with self.connect() as connection:
            return self._digest(connection, "main.margin") == self.pinned.digests[self.dataset]["digest"]

    def _rolled(self) -> Path:
        """The file of the roll-ups."""
        path = self.path.with_suffix(".rolled")
        lake = self.catalog.lake
        if lake and not path.exists():
            with lake.attached(facts.spill(self.catalog.home)) as connection:
                sums = connection.execute(SUM, [self.dataset, self.sha256]).fetchall()
            if not sums:
                raise CatalogError(
                    f"the lake at {lake.address.where} has no roll-ups of these records of {self.dataset}"
                )
            copied(lake, self.catalog, path, sums[0][0], ROLLED, [self.dataset, self.sha256])
        return path

    def _show(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Have the relations where a facts file has them."""
        columns, of = ", ".join(COLUMNS), literal(self.dataset)
        connection.execute(f"CREATE VIEW margin AS SELECT {columns} FROM lake.margin WHERE dataset = {of}")
        tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'rolled'"
        for (table,) in connection.execute(tables).fetchall():
            connection.execute(f"CREATE VIEW {quoted(table)} AS FROM {quoted('rolled', table)}")
        connection.execute(ladder.macro())

    def _copy(self) -> None:
        lake, rolled = self.catalog.lake, self._rolled()
        assert lake is not None
        part = place(self.catalog.home, self.path.name)
        try:
            shutil.copyfile(rolled, part)
            part.chmod(0o644)
            with lake.attached(facts.spill(self.catalog.home), self.pinned.snapshot) as connection:
                connection.execute(f"ATTACH {literal(str(part))} AS copy")
                columns, of = ", ".join(COLUMNS), literal(self.dataset)
                rows = f"SELECT {columns} FROM lake.margin WHERE dataset = {of} ORDER BY date, ccp"
                connection.execute(f"CREATE TABLE copy.margin AS {rows}")
                connection.execute(f"USE copy; {ladder.macro()}; USE memory")
                connection.execute("CHECKPOINT copy")
                digest = self._digest(connection, "copy.margin")
                connection.execute("DETACH copy")
            if digest != self.pinned.digests[self.dataset]["digest"]:
                raise CatalogError(f"the records of {self.dataset} in the lake are not what they were")
            sealed(part)
            os.replace(part, self.path)
            sync_folder(self.path.parent)
            _bound(self.catalog, self.path, lake.spare * 2**20)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()

    def _digest(self, connection: duckdb.DuckDBPyConnection, relation: str) -> str:
        days = f"({DAYS.format(relation)})"
        return digest_of(connection, days)


def _bound(catalog: Catalog, newest: Path, most: int) -> None:
    """Remove the oldest copies of records, so that all take at most `most` bytes; `newest` stays, and what is made."""
    current = catalog.current()
    last = current.number if current else 0
    found = [path for path in facts.folder(catalog).glob("v*.duckdb") if int(path.name[1:5]) <= last]
    found.sort(key=lambda path: (path != newest, -path.stat().st_mtime))
    taken = 0
    for path in found:
        taken += path.stat().st_size
        if taken > most and path != newest:
            path.unlink(missing_ok=True)
