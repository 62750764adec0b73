"""The rows of a result on their way, up to the limits."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from queries.sandbox import cells
from queries.sandbox.event import Column, Event, Fault, written
from queries.sandbox.job import Limits
from queries.sandbox.statement import FaultError
from queries.sandbox.watch import Watch
from queries.sandbox.wire import LONGEST_FRAME, framed

FIRST, MOST = 50, 5000
"""Rows that are fetched at once: at first, and at most."""
BATCH = 2**17
"""About how many bytes go into one frame."""


class Outlet:
    """Where a booth tells what it has. Safe to share between threads."""

    def __init__(self, stream: socket.socket) -> None:
        self.stream = stream
        self._lock = threading.Lock()

    def tell(self, event: Event) -> None:
        """Send an event."""
        self.send(written(event))

    def send(self, frame: bytes) -> None:
        """Send what is an event already."""
        with self._lock:
            self.stream.sendall(framed(frame))


@dataclass
class Sending:
    """Sends the rows of a cursor; counts what was sent."""

    limits: Limits
    columns: Sequence[Column]
    outlet: Outlet
    watch: Watch
    rows: int = 0
    sent: int = 0

    def send(self, cursor: duckdb.DuckDBPyConnection) -> bool:
        """Send all that the limits allow; whether there is more."""
        size = FIRST
        while fetched := cursor.fetchmany(self._fitting(size)):
            rows, sent = self.rows, self.sent
            self._pass_on(fetched[: self._allowed(len(fetched))])
            if self.rows - rows < len(fetched):
                return True
            weight = (self.sent - sent) / len(fetched)
            size = max(1, min(MOST, int(BATCH / weight), size * 4))
        return False

    def _allowed(self, many: int) -> int:
        """How many of so many rows may be sent."""
        return many if self.limits.rows < 0 else min(many, self.limits.rows - self.rows)

    def _pass_on(self, rows: Sequence[Sequence[Any]]) -> None:
        """Send what the bytes that are left allow; one by one, where that is not all in one frame."""
        whole = cells.encoded(rows, self.columns)
        if rows and len(whole) < min(2 * BATCH, self.limits.bytes - self.sent):
            self._send([whole], len(rows))
        elif rows:
            encoded = [cells.encoded([row], self.columns) for row in rows]
            kept = self._kept(encoded)
            self._send(encoded[:kept], kept)

    def _fitting(self, size: int) -> int:
        """How many rows to fetch: one beyond the limit, to know whether there is one."""
        return size if self.limits.rows < 0 else min(size, self.limits.rows - self.rows + 1)

    def _kept(self, encoded: Sequence[bytes]) -> int:
        """How many of the rows the limits allow."""
        left, kept = self.limits.bytes - self.sent, 0
        for row in encoded:
            left -= len(row) + 1
            if left < 0 or len(row) > LONGEST_FRAME // 2:
                break
            kept += 1
        if not kept and not self.rows:
            raise FaultError(
                Fault("stopped", f"Stopped: its first row has more than {self.limits.bytes / 2**20:g} MiB.")
            )
        return kept

    def _send(self, encoded: Sequence[bytes], rows: int) -> None:
        self.rows += rows
        self.watch.rows = self.rows
        for frame in _frames(encoded) if encoded else ():
            self.sent += len(frame)
            self.outlet.send(frame)


def _frames(encoded: Sequence[bytes]) -> list[bytes]:
    """The rows as events, none of them much longer than it has to be."""
    frames: list[list[bytes]] = [[]]
    weight = 0
    for row in encoded:
        if frames[-1] and weight + len(row) > 2 * BATCH:
            frames.append([])
            weight = 0
        frames[-1].append(row)
        weight += len(row) + 1
    return [b'r{"rows":[' + b",".join(rows) + b"]}" for rows in frames]
