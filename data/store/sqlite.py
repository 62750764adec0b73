"""`app.sqlite` in the folder of the installation, for all workers: SQLite in WAL mode, where readers do not wait."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from data.store.kind import BARE, OLDER, READ

DAMAGED = "is damaged; stop the server, move the file away and start: everybody signs in again"
WORDS = (
    ("locked", "is locked by another program; try again, and see what else has it open"),
    ("readonly", "cannot be written; look at who owns it"),
    ("full", "cannot be written, for its disk is full; make room and try again"),
    ("disk I/O", "cannot be read or written; make room on its disk, or mend it"),
    ("no such table", OLDER),
    ("no such column", OLDER),
    ("unable to open", "cannot be opened; start the server once, or look at who owns it"),
    ("malformed", DAMAGED),
    ("not a database", DAMAGED),
)


class Sqlite:
    """The file in `home`."""

    patience, ahead = 2.0, 0.0

    def __init__(self, home: Path) -> None:
        self.home, self.path = home, home / "app.sqlite"
        self.name = self.path.name

    def engine(self, patience: float) -> Engine:
        """Connections to it, opened when needed."""
        address = URL.create("sqlite", database=f"file:{quote(str(self.path))}", query={"mode": "rw", "uri": "true"})
        made = create_engine(address, poolclass=QueuePool, max_overflow=30, pool_timeout=patience, hide_parameters=True)
        event.listen(made, "connect", _plain)
        return made

    def begin(self, connection: Connection, how: str, patience: float) -> None:
        """Begin a transaction; one that writes has the file for its writes alone from the start."""
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience * 1000)}")
        if how != BARE:
            connection.exec_driver_sql("BEGIN" if how == READ else "BEGIN IMMEDIATE")

    def alone(self, connection: Connection, patience: float) -> None:
        """It is, from its begin on."""

    @contextmanager
    def ready(self, engine: Engine) -> Iterator[None]:
        """Make the file, for its owner only. SQLite's own file carries SQLite's own locks, and no other."""
        self.home.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.home / "app.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            with engine.connect().execution_options(tidemark_begins=BARE) as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            yield
        finally:
            os.close(handle)

    def there(self) -> bool:
        """Whether there is a file already."""
        return self.path.exists()

    def remove(self) -> None:
        """Take the file away, and what SQLite keeps beside it."""
        for path in self.home.glob(f"{self.path.name}*"):
            path.unlink()

    def words(self, error: SQLAlchemyError) -> str:
        """What is wrong, by what SQLite says."""
        text = "locked" if isinstance(error, NoConnection) else str(getattr(error, "orig", error))
        return next((words for mark, words in WORDS if mark in text), f"fails: {text}")


def _plain(connection: object, _: object) -> None:
    """Leave it to `begin` when a transaction starts, and how."""
    connection.isolation_level = None  # type: ignore[attr-defined]
