"""How often sign-in may fail: counted in the store, so that all workers count together."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select

from data.store import Store
from data.store.putting import row
from data.store.tables import attempt

WINDOW, GRACE = 15 * 60, 60
"""Seconds: how long a failure counts, and a try of which nobody has said how it ended."""
LIMITS = {"name": 5, "address": 30}
"""Failures within the window, by the first word of a key."""


class Rate:
    """Failed sign-ins by keys as `name kim` and `address 10.0.0.7`, of which only the SHA-256 is kept.

    A try counts from when it is allowed, so that many at once do not slip through. All methods write, and belong into a
    thread; all raise StoreError.
    """

    def __init__(self, store: Store, clock: Callable[[], float] | None = None) -> None:
        self.store, self.clock = store, clock or store.now

    def allow(self, *keys: str) -> float:
        """Seconds to wait; 0: go on, which counts as a try."""
        now = self.clock()
        with self.store.writing() as connection:
            connection.execute(delete(attempt).where(attempt.c.at <= now - WINDOW))
            wait = max((_wait(connection, key, now) for key in keys), default=0)
            if wait <= 0:
                for key in keys:
                    connection.execute(insert(attempt).values(key=_kept(key), at=now - WINDOW + GRACE))
        return max(wait, 0)

    def failed(self, *keys: str) -> None:
        """The try has failed: it counts for the whole window."""
        with self.store.writing() as connection:
            for key in keys:
                _forget_one(connection, key)
                connection.execute(insert(attempt).values(key=_kept(key), at=self.clock()))

    def clear(self, *keys: str) -> None:
        """The try has succeeded: failures of the name are forgotten, and of an address this try."""
        with self.store.writing() as connection:
            for key in keys:
                if key.startswith("name "):
                    connection.execute(delete(attempt).where(attempt.c.key == _kept(key)))
                else:
                    _forget_one(connection, key)


def _kept(key: str) -> str:
    return sha256(key.encode(errors="replace")).hexdigest()


def _wait(connection: Connection, key: str, now: float) -> float:
    """Seconds until the oldest of too many failures counts no more; none, or less, if there are not too many."""
    count, oldest = connection.execute(
        select(func.count(), func.min(attempt.c.at)).where(attempt.c.key == _kept(key))
    ).one()
    return float(oldest) + WINDOW - now if count >= LIMITS[key.split(" ")[0]] else 0


def _forget_one(connection: Connection, key: str) -> None:
    """Forget the oldest: a try that has not ended is among them, as it is about to count no more."""
    this = row(connection)
    oldest = select(this).select_from(attempt).where(attempt.c.key == _kept(key)).order_by(attempt.c.at).limit(1)
    connection.execute(delete(attempt).where(this.in_(oldest)))
