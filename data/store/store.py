"""The app store: SQLite in the home of one host, or a PostgreSQL that several hosts share. Callers see no difference.

`writing` lets one writer in at a time, on every host: callers read, decide and write within it. SQLite has BEGIN
IMMEDIATE for that, and on PostgreSQL a lock in the database, which every transaction that writes takes first. Isolation
by SERIALIZABLE would have every caller repeat what it does whenever two meet.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from data.store.kind import LATE, READ, WRITE, Kind, StoreError
from data.store.postgres import Postgres
from data.store.schema import migrate
from data.store.sqlite import Sqlite

GLANCE, PATIENCE = 0.2, 2.0
"""Seconds: how long a reader, on an event loop perhaps, and a writer wait for a lock."""


class Store:
    """The app store of the installation at `home`, in the PostgreSQL at `address` if there is one; `upgrade` makes it.

    Threads may share it, processes may not.
    """

    def __init__(self, home: Path, address: str = "") -> None:
        """Raise StoreError if `address` is none of PostgreSQL."""
        self.home, self.address = home, str(address)
        self.kind: Kind = Postgres(self.address) if address else Sqlite(home)

    @property
    def name(self) -> str:
        """What a sentence calls it."""
        return self.kind.name

    @property
    def shared(self) -> bool:
        """Whether other hosts may have it too."""
        return bool(self.address)

    @property
    def ahead(self) -> float:
        """Seconds by which the clock of all who share it is ahead of this host's, as of the newest connection."""
        return self.kind.ahead

    def now(self) -> float:
        """Seconds since 1970 by that clock: what is kept here, and ends some time, ends at once on every host."""
        return time.time() + self.ahead

    @cached_property
    def engine(self) -> Engine:
        """Connections to it, opened when needed. Each waits PATIENCE seconds at most for a lock."""
        made = self.kind.engine(PATIENCE)
        event.listen(made, "begin", self._begin)
        return made

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads. Raises StoreError."""
        with self.saying(), self.engine.connect() as connection:
            yield connection.execution_options(tidemark_patience=GLANCE)

    @contextmanager
    def writing(
        self, patience: float | None = None, before: Callable[[Connection], None] | None = None
    ) -> Iterator[Connection]:
        """A transaction that alone writes, after waiting `patience` seconds at most. Raises StoreError.

        What `before` writes in it, nobody else may write or look for: on PostgreSQL, others may write meanwhile.
        """
        wait = PATIENCE if patience is None else patience
        with self.saying(), self.engine.connect() as connection:
            how = LATE if before else WRITE
            connection = connection.execution_options(tidemark_patience=wait, tidemark_begins=how)
            with connection.begin():
                if before:
                    before(connection)
                    self.kind.alone(connection, wait)
                yield connection

    def upgrade(self) -> None:
        """Make it, for its owner only, or bring its tables up to date. Raises StoreError."""
        with self.upgraded():
            pass

    @contextmanager
    def upgraded(self, patience: float | None = None) -> Iterator[Connection]:
        """The same, in a transaction that may write more: all of it stands, or nothing. Raises StoreError."""
        wait = self.kind.patience if patience is None else patience
        with self.saying(), self.kind.ready(self.engine), self.writing(wait) as connection:
            migrate(connection, self.name)
            yield connection

    def close(self) -> None:
        """Let go of all connections, before a fork above all; the next use opens new ones."""
        if "engine" in self.__dict__:
            self.engine.dispose()
            del self.engine

    @contextmanager
    def saying(self) -> Iterator[None]:
        """Turn an error of the database or of the disk into one sentence."""
        try:
            yield
        except (DBAPIError, NoConnection) as error:
            raise StoreError(f"{self.name} {self.kind.words(error)}") from None
        except OSError as error:
            raise StoreError(f"{error.filename or self.home} cannot be written: {error.strerror}") from None

    def _begin(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        how, patience = options.get("tidemark_begins", READ), options.get("tidemark_patience", PATIENCE)
        self.kind.begin(connection, how, patience)
