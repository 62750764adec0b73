"""Where the audit trails of all hosts end, as the store that they share knows it: what is cut off or lost shows."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from data.once import made
from data.secret import derived
from data.store import Store
from data.store.putting import insert
from data.store.tables import audit_head
from queries.trail.chain import Head


@dataclass(frozen=True)
class Noted:
    """The end of a host's trail: the machine and home by `name`, number and seal of the last record, when noted."""

    host: str
    name: str
    seq: int
    mac: str
    at: float

    def __str__(self) -> str:
        moment = datetime.fromtimestamp(self.at, UTC).isoformat(timespec="seconds")
        return f"{self.name}: head {self.seq}:{self.mac}, noted {moment}"


class Heads:
    """The ends of trails in a store that hosts share; a store of one home has none. All raise StoreError."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def note(self, head: Head) -> None:
        """Note where the trail of this host stands, unless it is known to stand further."""
        if not self.store.shared or not head.seq:
            return
        row: dict[str, Any] = {"host": host(self.store.home), "name": f"{socket.gethostname()}, {self.store.home}"}
        row |= {"at": self.store.now(), "seq": head.seq, "mac": head.mac, "size": head.size}
        with self.store.writing() as connection:
            new: Any = insert(connection, audit_head).values(row)
            further = audit_head.c.seq < new.excluded.seq
            connection.execute(new.on_conflict_do_update(index_elements=["host"], set_=row, where=further))

    def all(self) -> tuple[Noted | None, list[Noted]]:
        """The end of the trail of this host, and those of the others by name."""
        if not self.store.shared:
            return None, []
        names = [audit_head.c[name] for name in Noted.__dataclass_fields__]
        with self.store.reading() as connection:
            rows = connection.execute(select(*names).order_by(audit_head.c.name, audit_head.c.at)).mappings()
            found = [Noted(**row) for row in rows]
        own = host(self.store.home)
        return next((each for each in found if each.host == own), None), [each for each in found if each.host != own]


def host(home: Path) -> str:
    """What the trail of a home is known by: with another secret, machine or file `host`, it is another one."""
    id = made(home / "host", secrets.token_hex(16).encode())
    return hmac.new(derived(home, "host"), id + socket.gethostname().encode(), hashlib.sha256).hexdigest()[:32]
