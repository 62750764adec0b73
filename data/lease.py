"""One process at a time may write: the lease is a kernel lock, so a killed holder leaves nothing to clear away."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from data.catalog import CatalogError


class BusyError(CatalogError):
    """Another process holds the lease."""


@contextmanager
def lease(home: Path, seconds: float, name: str = "ingest.lock") -> Iterator[None]:
    """Hold the file `name` in `home`; raise BusyError naming the holder if it is not free within `seconds`."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / name, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait(handle, seconds)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC".encode(), 0)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 200, 0).decode() or "another process"
                raise BusyError(f"an ingest is running ({holder}); try again when it is over") from None
            time.sleep(0.05)
