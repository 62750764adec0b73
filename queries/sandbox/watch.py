"""What looks after a statement while it runs: tells how far it is, and interrupts it at its limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import duckdb

from queries.sandbox.event import Progress

STEP = 0.25
"""Seconds between two looks."""


class Watch(threading.Thread):
    """Interrupts what `connection` does once it is `until`, on the clock `time.monotonic`, again and again."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, seconds: float, tell: Callable[[Progress], None]) -> None:
        super().__init__(name="watch", daemon=True)
        self.connection, self.tell = connection, tell
        self.began = time.monotonic()
        self.until = self.began + seconds
        self.rows = 0
        self.telling = False

    @property
    def seconds(self) -> float:
        """How long the job has run."""
        return time.monotonic() - self.began

    @property
    def late(self) -> bool:
        """Whether the limit is over."""
        return time.monotonic() >= self.until

    def run(self) -> None:
        """Look until the process ends."""
        while True:
            time.sleep(max(0.01, min(STEP, self.until - time.monotonic())))
            if self.late:
                self.connection.interrupt()
            elif self.telling:
                share = self.connection.query_progress()
                self.tell(Progress(share / 100 if share > 0 else -1, self.rows, round(self.seconds, 3)))
