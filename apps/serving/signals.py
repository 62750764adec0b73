"""Signals as something to wait for, with a time limit."""

from __future__ import annotations

import os
import select
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

ENDING = frozenset({signal.SIGTERM, signal.SIGINT})
CAUGHT = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


class Signals:
    """Catches what ends a server and what tells of its children; put the handling back with close()."""

    def __init__(self) -> None:
        self.heard, self.told = socket.socketpair()
        self.heard.setblocking(False)
        self.told.setblocking(False)
        self.before = {number: signal.signal(number, _only_wake) for number in CAUGHT}
        signal.set_wakeup_fd(self.told.fileno(), warn_on_full_buffer=False)

    def wait(self, seconds: float | None) -> set[int]:
        """The signals that came since, as soon as there is one or `seconds` have passed; None waits for ever."""
        if not select.select([self.heard], [], [], seconds)[0]:
            return set()
        return set(self.heard.recv(4096))

    def close(self) -> None:
        """Put back what was before."""
        self._end(self.before)

    def fork(self) -> int:
        """As os.fork(); in the child every signal does again what it does by default."""
        with _held():
            child = os.fork()
            if not child:
                self._end(dict.fromkeys(CAUGHT, signal.SIG_DFL))
        return child

    def _end(self, then: Mapping[signal.Signals, object]) -> None:
        signal.set_wakeup_fd(-1)
        for number, action in then.items():
            signal.signal(number, action)  # type: ignore[arg-type]
        self.heard.close()
        self.told.close()


def _only_wake(_number: int, _frame: FrameType | None) -> None:
    """What a signal says is read from the wake-up socket."""


@contextmanager
def _held() -> Iterator[None]:
    """Hold signals back, or a child would tell its parent's socket of its own."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, CAUGHT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
