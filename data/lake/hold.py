"""One host at a time publishes: a lock that PostgreSQL holds for a connection, so that a killed holder leaves none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg

from data.catalog import CatalogError
from data.lake.known import asking
from data.lake.postgres import listed

if TYPE_CHECKING:
    from data.lake.lake import Lake

KEY = "hashtext('tidemark'), hashtext(%s)"
HOLDER = f"""
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND (classid, objid) IN (
    SELECT (a::bigint & 4294967295)::oid, (b::bigint & 4294967295)::oid FROM (SELECT {KEY}) AS key(a, b)
)
"""
PURPOSE = "publishes"
LOOK = 0.1
"""Seconds between two looks."""


@contextmanager
def hold(lake: Lake, seconds: float) -> Iterator[None]:
    """Hold the lock of `lake`; raise CatalogError naming the holder if it is not free within `seconds`."""
    with ExitStack() as stack:
        with lake.saying():
            connection = stack.enter_context(lake.address.connect(PURPOSE))
            _wait(connection, lake, seconds)
        stack.callback(_let_go, connection, lake)
        yield


def _let_go(connection: psycopg.Connection[Any], lake: Lake) -> None:
    with suppress(psycopg.Error):
        connection.execute(f"SELECT pg_advisory_unlock({KEY})", [lake.guard])


def mine(lake: Lake) -> bool:
    """Whether this process holds the lock, which it loses with its connection."""
    with asking(lake, PURPOSE) as connection:
        row = connection.execute(HOLDER, [lake.guard]).fetchone()
    return row is not None and row[0] == listed(PURPOSE)


def _wait(connection: psycopg.Connection[Any], lake: Lake, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not _got(connection.execute(f"SELECT pg_try_advisory_lock({KEY})", [lake.guard]).fetchone()):
        if time.monotonic() >= deadline:
            row = connection.execute(HOLDER, [lake.guard]).fetchone()
            holder = row[0] if row else "another process"
            raise CatalogError(f"an ingest is running on the lake ({holder}); try again when it is over")
        time.sleep(LOOK)


def _got(row: tuple[Any, ...] | None) -> bool:
    return bool(row and row[0])
