"""The whole store, copied from one kind of database to the other in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from data.secret import known, secret
from data.store.columns import POSTGRESQL
from data.store.joining import bring
from data.store.kind import StoreError
from data.store.store import Store
from data.store.tables import METADATA, audit_head, installation, own_part

PATIENCE = 3600.0
"""Seconds that all of it may take."""
TOGETHER = 500
"""Rows that are written at once."""
HOSTS = (installation, audit_head, own_part)
"""What only a store that several hosts share has."""
Counts = dict[str, int]
Along = Callable[[Connection, Connection], object]
TABLES = tuple(table for table in METADATA.sorted_tables if table not in HOSTS)


def nothing(old: Connection, new: Connection) -> None:
    """Bring nothing else along."""


def move(source: Store, target: Store, along: Along = nothing) -> Counts:
    """Copy every table into `target`, which must hold nothing; the number of rows by table.

    Nobody writes into `source` meanwhile, and it stays as it is. `along` brings what is no row of these tables from the
    one to the other. Raise StoreError if anything fails: then `target` is as it was before.
    """
    source.upgrade()
    return _brought(source, source.writing(PATIENCE), target, along)


def copy(source: Store, target: Store, along: Along = nothing) -> Counts:
    """The same of one moment, while others go on writing."""
    return _brought(source, source.reading(), target, along)


def _brought(source: Store, reading: AbstractContextManager[Connection], target: Store, along: Along) -> Counts:
    with _whole(target), reading as old, target.upgraded(PATIENCE) as new:
        _check_empty(new, target)
        counts = {table.name: _copied(table, source, old, new) for table in TABLES}
        if target.shared:
            _bring_secret(new, target)
        along(old, new)
        return counts


@contextmanager
def _whole(target: Store) -> Iterator[None]:
    """Leave nothing where nothing was."""
    there = target.kind.there()
    try:
        yield
    except BaseException:
        target.close()
        if not there:
            target.kind.remove()
        raise


def _check_empty(new: Connection, target: Store) -> None:
    for table in TABLES:
        if new.execute(select(table).limit(1)).first() is not None:
            raise StoreError(f"{target.name} is not empty, it has rows of {table.name}: move it away, or name another")


def _copied(table: Table, source: Store, old: Connection, new: Connection) -> int:
    """Copy one table; its rows, which are counted where they have come to."""
    for rows in _parts(table, source, old):
        new.execute(insert(table), rows)
    count = select(func.count()).select_from(table)
    was, now = old.execute(count).scalar_one(), new.execute(count).scalar_one()
    if was != now:
        raise StoreError(f"of {was:,} rows of {table.name} only {now:,} have come over: nothing was moved")
    _go_on(table, new)
    return int(now)


def _parts(table: Table, source: Store, old: Connection) -> Iterator[Sequence[dict[str, Any]]]:
    """The rows in parts, in the order of the key."""
    wanted = select(table).order_by(*table.primary_key.columns).execution_options(stream_results=True)
    with source.saying():
        parts = old.execute(wanted).mappings().partitions(TOGETHER)
        while part := next(parts, None):
            yield [dict(row) for row in part]


def _go_on(table: Table, new: Connection) -> None:
    """Let PostgreSQL number what comes next behind what is there."""
    number = table.autoincrement_column
    if number is None or new.dialect.name != POSTGRESQL:
        return
    last = select(func.max(number)).scalar_subquery()
    series = func.pg_get_serial_sequence(table.name, number.name)
    new.execute(select(func.setval(series, func.coalesce(last, 1), last.is_not(None))))


def _bring_secret(new: Connection, target: Store) -> None:
    """Give the hosts that come the secret of this home, with which all that was copied is sealed."""
    if bring(new, secret(target.home)) != known(target.home):
        raise StoreError(f"{target.name} has the secret of another installation: name another database")
