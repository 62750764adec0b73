"""A PostgreSQL that the workers of several hosts share."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from data.postgres import AddressError, parameters
from data.store.kind import OLDER, READ, WRITE, StoreError

if TYPE_CHECKING:
    import psycopg

STEADY, MOST = 3, 10
"""Connections of one process that stay open, and that it may have."""
AWAY = 0.5
"""Seconds after a connection failed in which no other is tried: what waits learns of it at once."""
RENEWED = 600
"""Seconds after which a connection is made anew, which compares the clocks again."""
SAME = 1.0
"""Seconds by which clocks may differ and be taken for one."""
SLOWEST = 15.0
"""Seconds that a statement may take, and that a process which was stopped in a transaction may hold others up."""
WRITER = "pg_advisory_xact_lock(1910389292, hashtext(coalesce(current_schema(), '')))"
"""The lock that whoever writes has until the end of the transaction: one for each schema of the database."""
BUSY = "has more to do than it can; try again"
CUT = "has cut the connection; try again"
STATES = {
    "55P03": "is locked by another program; try again, and see what else has it open",
    "57014": BUSY,
    "25006": "takes no writes: it is a standby, or set read-only; name the primary in TIDEMARK_STORE",
    "53100": "cannot be written, for its disk is full; make room and try again",
    "53200": "has no memory left; try again",
    "42P01": OLDER,
    "42703": OLDER,
    "3F000": "has no schema to write into; make the user of TIDEMARK_STORE the owner of the database",
    "42501": "does not allow what is needed; make the user of TIDEMARK_STORE the owner of the database",
    "57P01": CUT,
    "57P02": CUT,
    "57P05": CUT,
    "25P03": CUT,
    "08": CUT,
}
"""By SQLSTATE or its first two characters."""
MARKS = (
    ("password", "refuses the name or the password in TIDEMARK_STORE; write the right ones, or mend its passfile"),
    ("no pg_hba.conf entry", "does not let this host and user in; look at its pg_hba.conf"),
    ("too many clients", "has no connection left; raise its max_connections, or serve with fewer workers"),
    ("connection slots", "has no connection left; raise its max_connections, or serve with fewer workers"),
    ("starting up", "is just starting; try again"),
    ("shutting down", "is just stopping; start it again"),
    ("role ", "does not know the name in TIDEMARK_STORE; make it with createuser"),
    ("database ", "has no database of the name in TIDEMARK_STORE; make it with createdb"),
    ("certificate", "shows another certificate than is asked for; look at sslmode and sslrootcert in TIDEMARK_STORE"),
    ("read-write", STATES["25006"]),
    ("server closed", CUT),
    ("connection is lost", CUT),
    ("could not receive data", CUT),
)
"""By what is said where a connection cannot be made or has been lost, which has no SQLSTATE."""
UNREACHED = "cannot be reached; start it, or look at TIDEMARK_STORE and at the network"


class Postgres:
    """The database at `address`; raise StoreError, which does not repeat it, if that is none."""

    name, patience = "the app store on PostgreSQL", 30.0

    def __init__(self, address: str) -> None:
        try:
            self.parameters = parameters(address, "tidemark store")
        except AddressError as error:
            raise StoreError(f"TIDEMARK_STORE: {error}") from None
        self.away: tuple[float, str] = (0.0, "")
        self.ahead = 0.0

    def engine(self, patience: float) -> Engine:
        """Connections to it. One that was cut meanwhile is replaced before it is used."""
        return create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=STEADY,
            max_overflow=MOST - STEADY,
            pool_timeout=patience,
            pool_pre_ping=True,
            pool_recycle=RENEWED,
            hide_parameters=True,
        )

    def begin(self, connection: Connection, how: str, patience: float) -> None:
        """Begin a transaction: one that reads sees one moment, one that writes is the only one that does."""
        wait, slow = (max(1, int(1000 * seconds)) for seconds in (patience, max(SLOWEST, patience)))
        limits = f"SET LOCAL statement_timeout={slow}; SET LOCAL idle_in_transaction_session_timeout={slow}"
        if how == READ:
            connection.exec_driver_sql(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {limits}")
            return
        lock = f"SELECT {WRITER}" if how == WRITE else ""
        begin = f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout={wait}"
        connection.exec_driver_sql(f"{begin}; {limits}; {lock}")

    def alone(self, connection: Connection, patience: float) -> None:
        """Take the lock now."""
        connection.exec_driver_sql(f"SELECT {WRITER}")

    @contextmanager
    def ready(self, engine: Engine) -> Iterator[None]:
        """Nothing is to be made: whoever upgrades writes, and is the only one."""
        yield

    def there(self) -> bool:
        """The database is not ours to make; what fails leaves no table in it."""
        return True

    def remove(self) -> None:
        """Nothing was made."""

    def words(self, error: SQLAlchemyError) -> str:
        """What is wrong, by the state that PostgreSQL gives or, where it gives none, by what is said."""
        if isinstance(error, NoConnection):
            return BUSY
        cause = getattr(error, "orig", error)
        state = getattr(cause, "sqlstate", None)
        if state:
            return STATES.get(state) or STATES.get(state[:2]) or f"fails: {type(cause).__name__} ({state})"
        if not isinstance(error, OperationalError):
            return f"fails: {type(cause).__name__}"
        return next((words for mark, words in MARKS if mark in str(cause)), UNREACHED)

    def _connect(self) -> psycopg.Connection[Any]:
        """A connection that begins no transaction by itself, and keeps no statements: a pool may stand between."""
        import psycopg

        until, why = self.away
        if time.monotonic() < until:
            raise psycopg.OperationalError(why)
        try:
            made = psycopg.connect(**self.parameters, autocommit=True, prepare_threshold=None)
        except psycopg.OperationalError as error:
            self.away = (time.monotonic() + AWAY, str(error))
            raise
        self._compare(made)
        return made

    def _compare(self, connection: psycopg.Connection[Any]) -> None:
        """Learn what time it is there. Clocks that agree but for the way of the question are taken for one."""
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
        ahead = row[0] - time.time() if row else 0.0
        self.ahead = ahead if abs(ahead) > SAME else 0.0
