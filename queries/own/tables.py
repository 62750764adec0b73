"""The own tables of readers: files that nobody else reaches, and what the store knows of them."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from data.catalog import sync_folder
from data.store import Store
from data.store.putting import insert
from data.store.tables import own_table
from queries.own import carried, incoming, naming
from queries.own.incoming import Upload
from queries.own.place import Place, synced
from queries.own.process import read
from queries.own.task import MADE, Task
from queries.own.trouble import OwnError, RoomError
from queries.own.turn import turn

MOST = 1000 * 2**20
"""Bytes of all tables of one owner."""
SIZE = 2**30
"""Bytes that reading a file may take of the disk for a while."""
LATELY = 600.0
"""Seconds for which a file stays that another has replaced: a statement may be about to open it."""


@dataclass(frozen=True)
class Table:
    """An own table. `added` is in seconds since 1970; `source` is the name of the file that it was read from.

    No two ever have the same `file`, by which results, receipts and answers that are kept know what they are of.
    """

    name: str
    file: str
    columns: list[dict[str, str]]
    rows: int
    bytes: int
    added: float
    source: str

    def plain(self) -> dict[str, Any]:
        """As the browser reads it: where it lies is nobody's concern."""
        return {name: value for name, value in vars(self).items() if name != "file"}


class Tables:
    """Own tables by owner. What reads a file, takes or forgets one waits: it is for threads. All raise StoreError."""

    def __init__(self, home: Path, store: Store, most: int = MOST) -> None:
        self.home, self.store, self.most = home, store, most

    def place(self, owner: str) -> Place:
        """Where the files of an owner lie."""
        return Place(self.home, owner)

    def list(self, owner: str) -> list[Table]:
        """An owner's tables by name."""
        columns = [own_table.c[name] for name in Table.__dataclass_fields__]
        wanted = select(*columns).where(own_table.c.owner == owner).order_by(own_table.c.name)
        with self.store.reading() as connection:
            return [Table(**row) for row in connection.execute(wanted).mappings()]

    def files(self, owner: str) -> dict[str, Path]:
        """The file of each table that is there, if need be fetched from the store that hosts share."""
        place, tables = self.place(owner), self.list(owner)
        if self.store.shared:
            self._fetch(place, tables)
        paths = {table.name: place.folder / table.file for table in tables}
        return {name: path for name, path in paths.items() if path.exists()}

    def look(self, owner: str, upload: str, options: Mapping[str, str]) -> dict[str, Any]:
        """What is in an upload, as it would become a table; raises OwnError."""
        place = self.place(owner)
        about, path = incoming.found(place, upload)
        found = self._read(place, path, options)
        return found | {"name": naming.suggested(about.name), "file": about.name}

    def take(self, owner: str, upload: str, name: str, options: Mapping[str, str]) -> tuple[Table, Upload]:
        """Make a table of an upload, in place of one with that name; raise OwnError if that cannot be."""
        place, name = self.place(owner), naming.checked(name)
        about, path = incoming.found(place, upload)
        with turn(place.root, place.folder), place.work() as work:
            place.check_room(SIZE)
            found = read(Task(path, work, options, name))
            if found["stop"]:
                raise OwnError(found["stop"])
            table = self._kept(owner, place, work / MADE, name, found, about.name)
        incoming.drop(place, upload)
        return table, about

    def forget(self, owner: str, name: str) -> None:
        """Remove a table and its file; raise OwnError if there is none."""
        place = self.place(owner)
        gone = delete(own_table).where(own_table.c.owner == owner, own_table.c.name == name)
        with self.store.writing() as connection:
            file = connection.execute(gone.returning(own_table.c.file)).scalar()
            carried.drop(connection, file)
        if file is None:
            raise OwnError(f"there is no table {name[:80]!r} of yours")
        (place.folder / file).unlink(missing_ok=True)
        self._tidy(owner, place)

    def _read(self, place: Place, path: Path, options: Mapping[str, str]) -> dict[str, Any]:
        with turn(place.root, place.folder), place.work() as work:
            place.check_room(SIZE)
            return read(Task(path, work, options))

    def _kept(self, owner: str, place: Place, made: Path, name: str, found: dict[str, Any], source: str) -> Table:
        """Put a table where statements find it."""
        size = made.stat().st_size
        used = sum(table.bytes for table in self.list(owner) if table.name != name)
        if used + size > self.most:
            most = f"{self.most / 2**20:,.0f} MB"
            raise RoomError(f"the table takes {size / 2**20:,.1f} MB; with your others that is more than {most}")
        file = f"{secrets.token_hex(16)}.duckdb"
        synced(made)
        os.rename(made, place.folder / file)
        sync_folder(place.folder)
        table = Table(name, file, found["columns"], found["rows"], size, time.time(), source)
        bring = partial(carried.put, path=place.folder / file) if self.store.shared else None
        own = select(own_table.c.file).where(own_table.c.owner == owner, own_table.c.name == name)
        with self.store.writing(before=bring) as connection:
            carried.drop(connection, connection.execute(own).scalar())
            new = insert(connection, own_table).values(owner=owner, **vars(table))
            connection.execute(new.on_conflict_do_update(index_elements=["owner", "name"], set_=vars(table)))
        self._tidy(owner, place)
        return table

    def _tidy(self, owner: str, place: Place) -> None:
        """Remove files that no table names any more."""
        _swept(place, {table.file for table in self.list(owner)})

    def _fetch(self, place: Place, tables: Sequence[Table]) -> None:
        """Have the files that another host has brought, and none that another has removed."""
        _swept(place, {table.file for table in tables})
        for table in tables:
            if not (place.folder / table.file).exists():
                with self.store.reading() as connection:
                    carried.fetch(connection, place, table.file, table.bytes)


def _swept(place: Place, known: Collection[str]) -> None:
    """Remove files that are none of `known`, and have not been for a while."""
    for path in place.folder.glob("*.duckdb"):
        if path.name not in known and time.time() - path.stat().st_ctime > LATELY:
            path.unlink(missing_ok=True)
