"""The PostgreSQL that knows what a lake holds: asked directly, for which no DuckDB is needed."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from data.catalog import CatalogError
from data.sql import literal

NAMES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "DATABASE"}
"""What DuckDB knows of a connection, by what PostgreSQL calls it; the others it takes by their own names."""
SECONDS = 5
ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""Of our own end; the other one is told the same, so that what a host that died held is free within half a minute."""
NOTICES = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"


@dataclass(frozen=True)
class Address:
    """postgresql://user:password@host/database?…; raises CatalogError if it is none. No representation shows it."""

    text: str

    def __post_init__(self) -> None:
        if not self.text.startswith(("postgresql://", "postgres://")) or not self.parameters:
            raise CatalogError("the lake's address is none: write ducklake:postgresql://user:password@host/database")

    def __repr__(self) -> str:
        return f"Address({self.where!r})"

    @property
    def parameters(self) -> dict[str, Any]:
        """What the address says, by PostgreSQL's names; nothing if it cannot be read."""
        try:
            return conninfo_to_dict(self.text)
        except psycopg.ProgrammingError:
            return {}

    @property
    def where(self) -> str:
        """Host, port and database, for sentences."""
        known = self.parameters
        return f"{known.get('host', 'localhost')}:{known.get('port', 5432)}/{known.get('dbname', '')}"

    @property
    def credentials(self) -> str:
        """The statement that lets a connection of DuckDB reach it."""
        known = {NAMES[name]: str(value) for name, value in self.parameters.items() if name in NAMES}
        return f"CREATE SECRET postgres (TYPE postgres, {', '.join(f'{n} {literal(v)}' for n, v in known.items())})"

    @property
    def more(self) -> str:
        """What the address says besides, as DuckDB hands it on: sslmode and the like, and how long to wait."""
        others = {n: v for n, v in self.parameters.items() if n not in NAMES}
        return " ".join(f"{name}={value}" for name, value in ({"connect_timeout": SECONDS} | others).items())

    @contextmanager
    def connect(self, what: str) -> Iterator[psycopg.Connection[Any]]:
        """A connection that commits by itself. `what` is what PostgreSQL lists it as."""
        settings = {"connect_timeout": SECONDS, **ALIVE} | self.parameters
        settings["application_name"] = listed(what)
        with psycopg.connect(**settings, autocommit=True) as connection:
            connection.execute(NOTICES)
            yield connection

    def hidden(self, text: str, *others: str) -> str:
        """`text` on one line, without the address, its password and `others`."""
        line = next((each.strip() for each in text.splitlines() if each.strip()), "")
        for word in (self.text, str(self.parameters.get("password", "")), *others):
            line = line.replace(word, "…") if word else line
        return line


def listed(what: str) -> str:
    """What PostgreSQL lists a connection of this process as."""
    return f"tidemark {what}, process {os.getpid()} on {socket.gethostname()}"[:63]
