"""Whose file is read next: one of each owner, few in all, in all processes of a home. A killed one holds nothing up."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from queries.own.trouble import OwnError

TOGETHER = 2
"""Files that are read at a time."""
PATIENCE = 120.0
PAUSE = 0.05


@contextmanager
def turn(root: Path, folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Wait until the owner of `folder` may have a file read; raise OwnError if that takes too long."""
    end = time.monotonic() + patience
    with ExitStack() as held:
        _wait(held, [folder / "turn.lock"], end)
        _wait(held, [root / f"turn-{number}.lock" for number in range(TOGETHER)], end)
        yield


def _wait(held: ExitStack, paths: list[Path], end: float) -> None:
    """Take the first of these locks that is free."""
    while True:
        for path in paths:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                held.callback(os.close, handle)
                return
            except BlockingIOError:
                os.close(handle)
        if time.monotonic() > end:
            raise OwnError("the server reads many files just now: try again in a minute")
        time.sleep(PAUSE)
