"""The process that forks the workers and what runs beside them, replaces those that end, and ends them all."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from tornado.netutil import bind_sockets

from apps.serving.ledger import Ledger, Row
from apps.serving.place import Place
from apps.serving.signals import ENDING, Signals

SHORT = 5.0
"""Seconds: a worker that lived no longer counts as one that could not start."""
LONGEST_PAUSE = 5.0
PATIENCE = 15.0
"""Seconds that workers have to end after they were told."""
BACKLOG = 1024


def bound(address: str, port: int) -> list[socket.socket]:
    """Sockets that listen on every address of a name; port 0 takes one free port for all. Raises OSError."""
    for _ in range(10 if port == 0 else 0):
        try:
            return bind_sockets(port, address, backlog=BACKLOG)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    return bind_sockets(port, address, backlog=BACKLOG)


Beside = Callable[[Path], list[str]]
"""The command of a program that runs beside the workers, for the private folder of the run."""


def supervise(
    sockets: Sequence[socket.socket], workers: int, work: Callable[[Place], None], beside: Beside | None = None
) -> int:
    """Keep `workers` processes at work until SIGTERM or SIGINT; returns the exit code.

    `work` runs in each worker, which shares the memory that is there now. Call it where no other thread runs. The
    program `beside` them gets an empty environment, and a standard input that ends when the supervisor does.
    """
    signals = Signals()
    try:
        with tempfile.TemporaryDirectory(prefix="tidemark-") as folder:
            return _Supervisor(sockets, Ledger(workers), Path(folder), work, signals, beside).run()
    finally:
        signals.close()


@dataclass
class _Child:
    """One place: what fills it, which process does (0: none), when it started or starts, how often it could not.

    `row` is what a worker counts.
    """

    name: str
    be: Callable[[], NoReturn]
    row: Row | None = None
    process: int = 0
    start: float = 0.0
    failures: int = 0


class _Supervisor:
    def __init__(
        self,
        sockets: Sequence[socket.socket],
        ledger: Ledger,
        folder: Path,
        work: Callable[[Place], None],
        signals: Signals,
        beside: Beside | None,
    ) -> None:
        self.sockets, self.signals = sockets, signals
        self.ears, self.lifeline = os.pipe()
        places = [Place(number, sockets, ledger, folder) for number in range(ledger.workers)]
        self.children = [
            _Child(f"worker {place.number}", partial(_live, place, work, self.ears), place.row) for place in places
        ]
        if beside:
            self.children.append(_Child("the SQL sandbox", partial(_become, beside(folder), self.ears)))

    def run(self) -> int:
        gc.collect()
        gc.freeze()
        told: set[int] = set()
        while not told & ENDING:
            for child in self.children:
                self._attend(child)
            told = self.signals.wait(self._pause())
        self._end()
        return 0

    def _attend(self, child: _Child) -> None:
        if child.process and (how := _ended(child.process)):
            self._bury(child, how)
        if not child.process and child.start <= time.monotonic():
            self._start(child)

    def _pause(self) -> float | None:
        due = [child.start for child in self.children if not child.process]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _bury(self, child: _Child, how: str) -> None:
        lived = time.monotonic() - child.start
        child.process = 0
        child.failures = child.failures + 1 if lived < SHORT else 0
        pause = min(LONGEST_PAUSE, 0.1 * 2**child.failures) if child.failures > 1 else 0.0
        child.start = time.monotonic() + pause
        if child.row:
            child.row.clear_gauges()
            child.row.add("restarts_total")
        when = f"in {pause:.1f} s" if pause else "now"
        _say(f"{child.name} {how} after {lived:.1f} s; it starts again {when}")

    def _start(self, child: _Child) -> None:
        _flush()
        child.start = time.monotonic()
        try:
            child.process = self.signals.fork()
        except OSError as error:  # no memory or no process to spare: the others serve on
            child.start += LONGEST_PAUSE
            _say(f"{child.name} cannot start: {error.strerror}; tried again in {LONGEST_PAUSE:.1f} s")
            return
        if not child.process:
            os.close(self.lifeline)
            child.be()

    def _end(self) -> None:
        for listening in self.sockets:
            listening.close()
        self._tell(signal.SIGTERM)
        last = time.monotonic() + PATIENCE
        while (left := last - time.monotonic()) > 0 and self._running():
            self.signals.wait(left)
        self._tell(signal.SIGKILL)
        for child in self._running():
            os.waitpid(child.process, 0)
        os.close(self.lifeline)
        os.close(self.ears)

    def _running(self) -> list[_Child]:
        for child in self.children:
            if child.process and _ended(child.process):
                child.process = 0
        return [child for child in self.children if child.process]

    def _tell(self, number: signal.Signals) -> None:
        for child in self._running():
            os.kill(child.process, number)


def _ended(process: int) -> str:
    """How a child ended, which reaps it; empty while it runs."""
    found, status = os.waitpid(process, os.WNOHANG)
    if not found:
        return ""
    code = os.waitstatus_to_exitcode(status)
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


def _become(command: list[str], ears: int) -> NoReturn:
    """Be another program, which knows nothing of the environment; never returns."""
    try:
        os.dup2(ears, 0)
        os.execve(command[0], command, {})
    finally:
        os._exit(1)


def _live(place: Place, work: Callable[[Place], None], ears: int) -> NoReturn:
    """Be a worker, and end with its work or with the supervisor; never returns."""
    threading.Thread(target=_follow, args=(ears,), name="lifeline", daemon=True).start()
    code = 1
    try:
        work(place)
        code = 0
    except BaseException as error:
        from apps.trouble import said

        _say(f"worker {place.number}: {said(error) if isinstance(error, Exception) else repr(error)}")
    finally:
        _flush()
        os._exit(code)


def _follow(ears: int) -> None:
    """The pipe ends when the supervisor does, however it does."""
    os.read(ears, 1)
    os._exit(1)


def _say(text: str) -> None:
    """Nobody may be listening any more, which is no reason to end."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
