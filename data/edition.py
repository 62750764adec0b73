"""A catalog version in the making: a part file that becomes the next version, or disappears."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pandas as pd

from data import facts, margin, mart, raw
from data.catalog import FORMAT, Catalog, CatalogError, Version, sync_folder
from data.draft import Draft, Fill, sealed
from data.entitlement import Entitlement
from data.facts import Facts
from data.noted import noted
from data.parts import Parts
from data.sources.filing import Filing, Refusal
from data.sweep import sweep

FOLDER = Path(__file__).parent
Told = Callable[[Mapping[str, Any]], None]
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def untold(made_of: Mapping[str, Any]) -> None:
    """Tell nobody."""


class Edition:
    """The version after `base`, or version 1 if there is none. Used within a lease, as a context.

    `memory` bounds what margin records take while they are written, in bytes; None is a quarter of the machine's.
    Each of `entitlements` has its version on disk before this one becomes the current one. `told` hears then what it
    was made of; if that raises, nothing is published. With a lake, the version is first one of the lake.
    """

    def __init__(
        self,
        catalog: Catalog,
        base: Version | None,
        reference: Callable[[duckdb.DuckDBPyConnection], None],
        memory: int | None = None,
        entitlements: Sequence[Entitlement] = (),
        told: Told = untold,
    ) -> None:
        self._catalog, self._memory = catalog, memory or facts.memory()
        self._parts = Parts(catalog.home, entitlements, self._memory, catalog.lake)
        self._draft: Draft | None = None
        self._base, self._told = base, told
        self._reference = reference
        self.number = base.number + 1 if base else 1
        self._path = catalog.folder / f"v{self.number:04d}.duckdb"
        self._part = self._path.with_name(self._path.name + ".part")

    def __enter__(self) -> Edition:
        self._catalog.folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        try:
            with self._saying():
                self._open()
        except BaseException:
            self._abandon()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._abandon()

    def add(self, dataset: str, name: str, sha256: str, filing: Filing) -> int:
        """Add one filing's rows; how many rows of `disclosure` are new. A row that differs supersedes the standing."""
        with self._saying():
            fresh = 0
            for table, rows in filing.tables.items():
                if table == "disclosure":
                    fresh = self._disclose(rows.assign(dataset=dataset))
                else:
                    self._insert(table, rows.assign(dataset=dataset, loaded_in=self.number))
            self._refuse(dataset, sha256, filing.refused)
            counts = (filing.present, filing.present - len(filing.refused), len(filing.refused))
            about = [sha256, name, dataset, filing.source, *counts, self.number]
            self._connection.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)", about)
            return fresh

    def record(self, dataset: str, fill: Fill, seed: int | None = None, roll: Fill | None = None) -> Facts:
        """Have `fill` write all margin records of `dataset` into a facts file of this version. `seed` if made up.

        `roll` adds their roll-ups.
        """
        with self._saying():
            self._draft = Draft(self._catalog, dataset, self.number, self._memory)
            self._draft.fill(fill, roll)
            return self._draft.seal(self._connection, seed)

    def note(self, dataset: str, name: str, sha256: str, rows: int) -> None:
        """Note a file whose margin records were all loaded; it is not kept."""
        about = [sha256, name, dataset, "margin records", rows, rows, 0, self.number]
        self._connection.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)", about)

    def keep(self, path: Path, sha256: str) -> None:
        """Keep the file as it came."""
        with self._saying():
            raw.keep(self._catalog.home, path, sha256)

    def publish(self) -> Version:
        """Derive the mart, check, and make this the current version. Raise CatalogError if a check fails."""
        with self._saying():
            self._complete_reference()
            mart.derive(self._connection, self.number)
            self._connection.execute("CHECKPOINT")
            made_of = noted(self._connection, self.number)
            self._connection.close()
            version = Version(self.number, sealed(self._part), datetime.now(UTC).isoformat(timespec="seconds"))
            os.replace(self._part, self._path)
            sync_folder(self._path.parent)
            self._parts.build(version)
            self._told({**made_of, "data_hash": version.sha256})
            if self._catalog.lake:
                self._catalog.lake.commit(self._catalog, version, made_of)
            self._catalog.point(version)
            return version

    def _open(self) -> None:
        if self._base:
            shutil.copyfile(self._catalog.path(self._base), self._part)
        self._connection = duckdb.connect(str(self._part), config=FORMAT)
        if not self._base:
            self._connection.execute((FOLDER / "schema.sql").read_text())
        margin.create(self._connection)
        self._reference(self._connection)

    def _disclose(self, rows: pd.DataFrame) -> int:
        self._connection.register("filing_rows", rows)
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE incoming AS FROM (FROM history.disclosure LIMIT 0)"
        ).execute("ALTER TABLE incoming DROP loaded_in").execute("ALTER TABLE incoming DROP superseded_in")
        self._connection.execute("INSERT INTO incoming BY NAME FROM filing_rows")
        for statement in duckdb.extract_statements((FOLDER / "load.sql").read_text()):
            values = {"version": self.number} if statement.named_parameters else {}
            self._connection.execute(statement, values)
        self._connection.unregister("filing_rows")
        (count,) = self._connection.execute("SELECT count(*) FROM fresh").fetchall()[0]
        return int(count)

    def _insert(self, table: str, rows: pd.DataFrame) -> None:
        self._connection.register("filing_rows", rows)
        self._connection.execute(f"INSERT INTO {table} BY NAME FROM filing_rows")
        self._connection.unregister("filing_rows")

    def _refuse(self, dataset: str, sha256: str, refused: list[Refusal]) -> None:
        if refused:
            rows = pd.DataFrame([asdict(refusal) for refusal in refused])
            self._insert("refusal", rows.assign(sha256=sha256, dataset=dataset))

    def _complete_reference(self) -> None:
        self._connection.execute((FOLDER / "margin_dataset.sql").read_text())
        self._connection.execute(
            "INSERT INTO dataset SELECT DISTINCT dataset, dataset, false, 'The files that were ingested', '' FROM file "
            "WHERE dataset NOT IN (SELECT dataset FROM dataset) ORDER BY dataset"
        )
        self._connection.execute(
            "INSERT INTO ccp SELECT DISTINCT ccp, ccp, '', '' FROM history.disclosure ANTI JOIN ccp USING (ccp) "
            "ORDER BY ccp"
        )

    def _abandon(self) -> None:
        """Close and remove what has not become a version."""
        with suppress(AttributeError, duckdb.Error):
            self._connection.close()
        if self._draft:
            self._draft.close()
        self._sweep()

    def _sweep(self) -> None:
        """Remove what a killed process has left."""
        current = self._catalog.current()
        if current is None and (self._catalog.folder / "v0002.json").exists():
            raise CatalogError(
                f"{self._catalog.folder}: CURRENT is missing; write the number of the version to serve into it"
            )
        last = current.number if current else 0
        sweep(self._catalog, last)
        self._parts.sweep(last)

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """Turn an error of the disk into one sentence."""
        try:
            yield
        except (OSError, duckdb.IOException, duckdb.FatalException) as error:
            served = f"version {self._base.number} is still served" if self._base else "there is no version yet"
            if _is_full(error):
                home = self._catalog.home
                raise CatalogError(
                    f"the disk of {home} is full; nothing was lost, {served}; make room and repeat"
                ) from None
            raise CatalogError(f"cannot write version {self.number}: {str(error).splitlines()[0]}; {served}") from None


def _is_full(error: Exception) -> bool:
    words = [os.strerror(code).lower() for code in FULL]
    return getattr(error, "errno", None) in FULL or any(word in str(error).lower() for word in words)
