"""What the store asks of a database, and the sentence that says what is wrong with it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

READ, WRITE, LATE, BARE = "read", "write", "late", ""
"""How a transaction begins: for reading alone, as the only one that writes, to become that later, or not at all."""
OLDER = "is of an older Tidemark; restart the server"


class StoreError(ValueError):
    """The store cannot be read or written. The message is one sentence, which readers who are nobody yet may see."""


class Kind(Protocol):
    """A database that can hold the store."""

    @property
    def name(self) -> str:
        """What a sentence calls it; never where it lies, for strangers may read that."""

    @property
    def ahead(self) -> float:
        """Seconds by which its clock is ahead of this host's; all who share it go by that."""

    @property
    def patience(self) -> float:
        """Seconds for which an upgrade waits until nobody else writes."""

    def engine(self, patience: float) -> Engine:
        """Connections to it, opened when needed; who finds none free waits `patience` seconds."""

    def begin(self, connection: Connection, how: str, patience: float) -> None:
        """Begin a transaction, which waits `patience` seconds at most for others."""

    def alone(self, connection: Connection, patience: float) -> None:
        """Let a transaction that began LATE be the only one that writes."""

    def ready(self, engine: Engine) -> AbstractContextManager[None]:
        """Make what an upgrade needs, and keep others from upgrading meanwhile."""

    def there(self) -> bool:
        """Whether there is something already, so that what fails must not take it away."""

    def remove(self) -> None:
        """Take away what `ready` has made."""

    def words(self, error: SQLAlchemyError) -> str:
        """What is wrong, behind the name, and what to do. No value and no password stands in it."""
