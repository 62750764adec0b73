"""Hosts of one installation: all sign and seal with one secret, which the store that they share has for them.

Whoever reads that database can therefore sign as a host does: it is as secret as the home of one.
"""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import Connection, insert, select

from data.secret import fresh, known, take
from data.store.kind import StoreError
from data.store.store import Store
from data.store.tables import installation


def join(store: Store) -> None:
    """Let the home of `store` have the secret of the installation; the first host that comes brings it.

    A store in the home itself has none. Raise StoreError if the home has another secret: nothing is changed then.
    """
    if not store.shared:
        return
    own = known(store.home)
    with store.reading() as connection:
        agreed = _agreed(connection)
    if agreed is None:
        with store.writing() as connection:
            agreed = bring(connection, own or fresh())
    if own is None:
        _taken(store.home, agreed)
        own = known(store.home)
    if own != agreed:
        raise StoreError(
            f"{store.home} has another secret than the installation in TIDEMARK_STORE: name the store that it belongs "
            "to or, to let this host join that one, move its file 'secret' away"
        )


def bring(connection: Connection, content: bytes) -> bytes:
    """The secret of the installation: `content`, if it has none yet."""
    agreed = _agreed(connection)
    if agreed is None:
        connection.execute(insert(installation).values(secret=content.decode(), made=time.time()))
    return agreed or content


def _agreed(connection: Connection) -> bytes | None:
    found = connection.execute(select(installation.c.secret)).scalar()
    return found.encode() if found else None


def _taken(home: Path, content: bytes) -> None:
    try:
        take(home, content)
    except OSError as error:
        raise StoreError(f"{error.filename or home} cannot be written: {error.strerror}") from None
