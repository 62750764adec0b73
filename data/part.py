"""The catalog of one entitlement: each version of the whole, built anew from the rows that are entitled."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from data import facts, margin, mart
from data.catalog import FORMAT, Catalog, CatalogError, Version, sync_folder, write_durably
from data.draft import Draft, sealed
from data.entitlement import Entitlement, catalog
from data.facts import Facts
from data.sql import literal
from data.sweep import sweep

if TYPE_CHECKING:
    from data.lake.lake import Lake

FOLDER = Path(__file__).parent
LAYOUT = 1
"""Of what a part leaves out and how it says so; a part of another layout is built again."""
FILES = "FROM margin_file ORDER BY dataset"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """The catalog of `entitlement` under `home`. To be written to within the lease. `lake` is that of the whole.

    `memory` bounds what margin records take while they are written, in bytes.
    """

    home: Path
    entitlement: Entitlement
    memory: int
    lake: Lake | None = None

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog, which holds nothing but what is entitled."""
        return catalog(self.home, self.entitlement.name, self.entitlement.within(self.lake))

    @property
    def whole(self) -> Catalog:
        """The catalog that it is a part of."""
        return Catalog(self.home, self.lake)

    @property
    def definition(self) -> str:
        """What the catalog is of, as the file DEFINITION beside it says."""
        datasets, ccps = self.entitlement.parts
        return json.dumps({"layout": LAYOUT, "datasets": datasets, "ccps": ccps}, ensure_ascii=False)

    @property
    def defined(self) -> bool:
        """Whether the catalog that is there is of this entitlement as it is defined now."""
        try:
            return (self.catalog.folder / "DEFINITION").read_text() == self.definition
        except FileNotFoundError:
            return False

    def follows(self, version: Version) -> bool:
        """Whether the catalog is as it should be while `version` is the current one of the whole."""
        try:
            current = self.catalog.current() if self.defined else None
        except (CatalogError, FileNotFoundError):
            return False
        return current is not None and current.number == version.number

    def follow(self, version: Version) -> None:
        """Make the version that goes with `version` the current one; build it unless that was done."""
        if not self.follows(version):
            self.take()
            if not self.catalog.about(version.number).exists():
                self.build(version)
            made = self.catalog.version(version.number)
            if self.catalog.lake:
                self.catalog.lake.commit(self.catalog, made, {"of": version.sha256})
            self.catalog.point(made)
        sweep(self.catalog, version.number)

    def take(self) -> None:
        """Take from the lake what it has of this entitlement as it is defined now."""
        if self.catalog.lake:
            self._define()
            self.catalog.lake.take(self.catalog)

    def build(self, version: Version) -> None:
        """Build what goes with `version` of the whole, and have it on disk, without pointing to it."""
        self._define()
        path = self.catalog.path(version)
        part = path.with_name(path.name + ".part")
        with duckdb.connect(str(part), config={**FORMAT, "threads": 1}) as connection:
            self._copy(connection, version)
            mart.derive(connection, version.number)
            connection.execute("CHECKPOINT")
        made = Version(version.number, sealed(part), version.created)
        os.replace(part, path)
        sync_folder(path.parent)
        self.catalog.describe(made)

    def _define(self) -> None:
        facts.folder(self.catalog).mkdir(parents=True, exist_ok=True)
        write_durably(self.catalog.folder / "DEFINITION", self.definition)
        current = self.catalog.current()
        sweep(self.catalog, current.number if current else 0)

    def _copy(self, connection: duckdb.DuckDBPyConnection, version: Version) -> None:
        connection.execute((FOLDER / "schema.sql").read_text())
        margin.create(connection)
        connection.execute(f"ATTACH {literal(str(self.whole.path(version)))} AS whole (READ_ONLY)")
        for name, names in zip(("datasets", "ccps"), self.entitlement.parts, strict=True):
            connection.execute(f"SET VARIABLE {name} = ?::VARCHAR[]", [names and list(names)])
        connection.execute((FOLDER / "part.sql").read_text())
        self._records(connection, version)
        connection.execute((FOLDER / "part_dataset.sql").read_text())
        connection.execute("DETACH whole")

    def _records(self, connection: duckdb.DuckDBPyConnection, version: Version) -> None:
        """The margin records, each dataset in a facts file of this catalog."""
        whole = self.whole
        with whole.connect(version) as reading:
            held, rows = facts.held(whole, reading), reading.execute(FILES).fetchall()
        datasets, ccps = self.entitlement.parts
        for row in rows:
            if datasets is not None and row[0] not in datasets:
                continue
            if ccps is None:
                _share(held[row[0]].local(), facts.folder(self.catalog))
                _insert(connection, row)
            else:
                self._cut(connection, held[row[0]], row, list(ccps))

    def _cut(self, connection: duckdb.DuckDBPyConnection, whole: Facts, row: Row, ccps: list[str]) -> None:
        """The records of `ccps` alone: those of the version before, unless the whole has others since."""
        _, _, _, _, _, _, loaded_in, _, _, seed = row
        kept = [one for one in self._before() if (one[0], one[6]) == (whole.dataset, loaded_in)]
        if kept:
            _insert(connection, kept[0])
        elif _has(whole, ccps):
            draft = Draft(self.catalog, whole.dataset, loaded_in, self.memory)
            try:
                draft.fill(partial(_fill, whole, ccps))
                draft.seal(connection, seed)
            finally:
                draft.close()

    def _before(self) -> list[Row]:
        before = self.catalog.current()
        if before is None:
            return []
        with self.catalog.connect(before) as reading:
            return reading.execute(FILES).fetchall()


def _has(whole: Facts, ccps: list[str]) -> bool:
    with whole.connect() as reading:
        return bool(reading.execute("FROM margin WHERE list_contains(?, ccp) LIMIT 1", [ccps]).fetchall())


def _fill(whole: Facts, ccps: list[str], connection: duckdb.DuckDBPyConnection) -> None:
    """Insert the records of `ccps` into `margin`, in order of all columns, so that no order of the whole is left."""
    whole.attach(connection, "whole")
    connection.execute("INSERT INTO margin FROM whole.margin WHERE list_contains(?, ccp) ORDER BY ALL", [ccps])
    connection.execute("DETACH whole")


def _insert(connection: duckdb.DuckDBPyConnection, row: Row) -> None:
    connection.execute("INSERT INTO margin_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _share(path: Path, folder: Path) -> None:
    """The same file in `folder`: by a link, or a copy where links fail."""
    own = folder / path.name
    if own.exists():
        return
    try:
        os.link(path, own)
    except OSError:
        part = own.with_name(own.name + ".part")
        shutil.copyfile(path, part)
        sealed(part)
        os.replace(part, own)
    sync_folder(folder)
