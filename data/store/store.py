"""`app.sqlite` in the folder of the installation, for all workers: SQLite in WAL mode, where readers do not wait."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

FOLDER = Path(__file__).parent
GLANCE, PATIENCE = 0.2, 2.0
"""Seconds: how long a reader, on an event loop perhaps, and a writer wait for a lock."""
DAMAGED = "is damaged; stop the server, move the file away and start: everybody signs in again"
WORDS = (
    ("locked", "is locked by another program; try again, and see what else has it open"),
    ("readonly", "cannot be written; look at who owns it"),
    ("full", "cannot be written, for its disk is full; make room and try again"),
    ("disk I/O", "cannot be read or written; make room on its disk, or mend it"),
    ("no such table", "is of an older Tidemark; restart the server"),
    ("unable to open", "cannot be opened; start the server once, or look at who owns it"),
    ("malformed", DAMAGED),
    ("not a database", DAMAGED),
)


class StoreError(ValueError):
    """The store cannot be read or written. The message is one sentence, which readers who are nobody yet may see."""


class Store:
    """The app store of the installation at `home`; `upgrade` makes it. Threads may share it, processes may not."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "app.sqlite"

    @cached_property
    def engine(self) -> Engine:
        """Connections to it, opened when needed. Each waits PATIENCE seconds at most for a lock."""
        address = URL.create("sqlite", database=f"file:{quote(str(self.path))}", query={"mode": "rw", "uri": "true"})
        made = create_engine(address, poolclass=QueuePool, max_overflow=30, pool_timeout=PATIENCE, hide_parameters=True)
        event.listen(made, "connect", _plain)
        event.listen(made, "begin", _begin)
        return made

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads: quick enough for an event loop. Raises StoreError."""
        with self._saying(), self.engine.connect() as connection:
            yield connection.execution_options(tidemark_patience=GLANCE)

    @contextmanager
    def writing(self, patience: float = PATIENCE) -> Iterator[Connection]:
        """A transaction that alone writes, after waiting `patience` seconds at most. Raises StoreError."""
        with self._saying(), self.engine.connect() as connection:
            connection = connection.execution_options(tidemark_patience=patience, tidemark_start="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    def upgrade(self) -> None:
        """Make the file, for its owner only, or bring its tables up to date. Raises StoreError."""
        with self._saying(), self._alone():
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            with self.engine.connect().execution_options(tidemark_start="") as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            with self.writing() as connection:
                _migrate(connection, self.path)

    def close(self) -> None:
        """Let go of all connections, before a fork above all; the next use opens new ones."""
        if "engine" in self.__dict__:
            self.engine.dispose()
            del self.engine

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from upgrading. SQLite's own file carries SQLite's own locks, and no other."""
        self.home.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.home / "app.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """Turn an error of SQLite or of the disk into one sentence."""
        try:
            yield
        except (DBAPIError, NoConnection) as error:
            raise StoreError(f"{self.path.name} {_words(error)}") from None
        except OSError as error:
            raise StoreError(f"{error.filename or self.path} cannot be written: {error.strerror}") from None


def _words(error: SQLAlchemyError) -> str:
    text = "locked" if isinstance(error, NoConnection) else str(getattr(error, "orig", error))
    return next((words for mark, words in WORDS if mark in text), f"fails: {text}")


def _plain(connection: object, _: object) -> None:
    """Leave it to `_begin` when a transaction starts, and how."""
    connection.isolation_level = None  # type: ignore[attr-defined]


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    patience = int(options.get("tidemark_patience", PATIENCE) * 1000)
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
    if start := options.get("tidemark_start", "BEGIN"):
        connection.exec_driver_sql(start)


def _migrate(connection: Connection, path: Path) -> None:
    from alembic import command  # loads slowly, and only a start needs it
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StoreError(f"{path} was written by a newer Tidemark; start that one, or move the file away") from None
