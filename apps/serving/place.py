"""Where one worker stands among the others, and whose a session is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apps.serving.ledger import Ledger, Row


@dataclass(frozen=True)
class Place:
    """Where one worker stands."""

    number: int
    """From 0; a worker that takes the place of a dead one takes its number."""
    sockets: Sequence[socket.socket]
    """Listening, shared by all workers."""
    ledger: Ledger
    folder: Path
    """Private to this run: the workers' unix sockets."""

    @property
    def row(self) -> Row:
        """What this worker counts."""
        return self.ledger.row(self.number)

    def door(self, worker: int) -> Path:
        """The unix socket where `worker` takes connections from the others."""
        return self.folder / f"{worker}.sock"

    def owner_of(self, session_id: str) -> int | None:
        """The worker that a session belongs to; None for an id that is not of this server."""
        found = re.match(r"w(0|[1-9]\d{0,3})-", session_id)
        owner = int(found[1]) if found else self.ledger.workers
        return owner if owner < self.ledger.workers else None

    def session_id(self, owner: int, secret: bytes) -> str:
        """A new session that belongs to worker `owner`, signed with `secret` as Bokeh signs its own."""
        name = f"w{owner}-{secrets.token_hex(16)}"
        signature = hmac.new(secret, name.encode(), hashlib.sha256).digest()
        return f"{name}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
