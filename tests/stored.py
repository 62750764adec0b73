"""Where the app stores of the tests lie: in each home or, with TIDEMARK_TEST_STORE=postgres, in a PostgreSQL.

There, each home has a schema of its own in the one PostgreSQL of the run. Programs that a test starts get the address,
and that of a database through which their workers hear of meetings.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from apps.bench.postgres import Postgres
from data.store import Store
from data.store.tables import METADATA

WANTED = os.environ.get("TIDEMARK_TEST_STORE") == "postgres"
SQLITE = pytest.mark.skipif(WANTED, reason="it is about the file of SQLite")
"""What only holds for a store in the home."""
RUNNING: list[Postgres] = []
KNOWN: dict[Path, str] = {}


def schema(server: Postgres, home: Path) -> str:
    """The address of a schema that is for one home alone."""
    path = home.absolute()
    if path not in KNOWN:
        name = named("home", path)
        with psycopg.connect(server.address, autocommit=True) as connection:
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"'.encode())
        KNOWN[path] = f"{server.address}?options={quote(f'-csearch_path={name}')}"
    return KNOWN[path]


def named(what: str, home: Path) -> str:
    """What something that is for one home alone is called."""
    return f"{what}_{hashlib.sha256(str(home).encode()).hexdigest()[:24]}"


def database(server: Postgres, name: str) -> str:
    """The address of a database, made if need be."""
    with psycopg.connect(server.address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchall():
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return urlsplit(server.address)._replace(path=f"/{name}").geturl()


def address(home: Path) -> str:
    """Where the store of a home lies; empty if it does in the home itself."""
    return schema(RUNNING[0], home) if RUNNING else ""


def told(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program, which learns where the store of its home lies, and its bus."""
    home = environment.get("TIDEMARK_HOME", "")
    if not home or not RUNNING or "TIDEMARK_STORE" in environment:
        return dict(environment)
    path = Path(home).absolute()
    return {"TIDEMARK_BUS": database(RUNNING[0], named("bus", path)), **environment, "TIDEMARK_STORE": address(path)}


@contextmanager
def everywhere(server: Postgres) -> Iterator[None]:
    """Let every store of this process lie in `server`, but those that say where they lie."""
    made = Store.__init__

    def elsewhere(self: Store, home: Path, address_said: str = "") -> None:
        made(self, home, address_said or address(home))

    RUNNING.append(server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "__init__", elsewhere)
        yield
    RUNNING.clear()


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another program writes into the store of a home, and does not come to its end."""
    other = Store(home)
    with other.writing():
        yield
    other.close()


def asked(home: Path, statement: str) -> list[tuple[object, ...]]:
    """What another program reads there."""
    other = Store(home)
    with other.reading() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(statement)]
    other.close()
    return found


def content(home: Path) -> bytes:
    """All that is kept of the store of a home, as it lies there."""
    if not RUNNING:
        return b"".join(path.read_bytes() for path in home.glob("app.sqlite*"))
    rows = (asked(home, f"SELECT CAST(kept AS text) FROM {table.name} kept") for table in METADATA.sorted_tables)
    return repr(list(rows)).encode()
