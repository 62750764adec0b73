"""The process that forks the workers, replaces those that end, and ends them all."""

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
from pathlib import Path

from tornado.netutil import bind_sockets

from apps.serving.ledger import Ledger
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


def supervise(sockets: Sequence[socket.socket], workers: int, work: Callable[[Place], None]) -> int:
    """Keep `workers` processes at work until SIGTERM or SIGINT; returns the exit code.

    `work` runs in each worker, which shares the memory that is there now. Call it where no other thread runs.
    """
    signals = Signals()
    try:
        with tempfile.TemporaryDirectory(prefix="tidemark-") as folder:
            return _Supervisor(sockets, Ledger(workers), Path(folder), work, signals).run()
    finally:
        signals.close()


@dataclass
class _Worker:
    """One place: the process that fills it (0: none), when it started or starts, and how often it could not."""

    number: int
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
    ) -> None:
        self.sockets, self.ledger, self.folder, self.work, self.signals = sockets, ledger, folder, work, signals
        self.workers = [_Worker(number) for number in range(ledger.workers)]
        self.ears, self.lifeline = os.pipe()

    def run(self) -> int:
        gc.collect()
        gc.freeze()
        told: set[int] = set()
        while not told & ENDING:
            for worker in self.workers:
                self._attend(worker)
            told = self.signals.wait(self._pause())
        self._end()
        return 0

    def _attend(self, worker: _Worker) -> None:
        if worker.process and (how := _ended(worker.process)):
            self._bury(worker, how)
        if not worker.process and worker.start <= time.monotonic():
            self._start(worker)

    def _pause(self) -> float | None:
        due = [worker.start for worker in self.workers if not worker.process]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _bury(self, worker: _Worker, how: str) -> None:
        lived = time.monotonic() - worker.start
        worker.process = 0
        worker.failures = worker.failures + 1 if lived < SHORT else 0
        pause = min(LONGEST_PAUSE, 0.1 * 2**worker.failures) if worker.failures > 1 else 0.0
        worker.start = time.monotonic() + pause
        row = self.ledger.row(worker.number)
        row.clear_gauges()
        row.add("restarts_total")
        when = f"in {pause:.1f} s" if pause else "now"
        _say(f"worker {worker.number} {how} after {lived:.1f} s; it starts again {when}")

    def _start(self, worker: _Worker) -> None:
        _flush()
        worker.start = time.monotonic()
        try:
            worker.process = self.signals.fork()
        except OSError as error:  # no memory or no process to spare: the others serve on
            worker.start += LONGEST_PAUSE
            _say(f"worker {worker.number} cannot start: {error.strerror}; tried again in {LONGEST_PAUSE:.1f} s")
            return
        if not worker.process:
            os.close(self.lifeline)
            _live(Place(worker.number, self.sockets, self.ledger, self.folder), self.work, self.ears)

    def _end(self) -> None:
        for listening in self.sockets:
            listening.close()
        self._tell(signal.SIGTERM)
        last = time.monotonic() + PATIENCE
        while (left := last - time.monotonic()) > 0 and self._running():
            self.signals.wait(left)
        self._tell(signal.SIGKILL)
        for worker in self._running():
            os.waitpid(worker.process, 0)
        os.close(self.lifeline)
        os.close(self.ears)

    def _running(self) -> list[_Worker]:
        for worker in self.workers:
            if worker.process and _ended(worker.process):
                worker.process = 0
        return [worker for worker in self.workers if worker.process]

    def _tell(self, number: signal.Signals) -> None:
        for worker in self._running():
            os.kill(worker.process, number)


def _ended(process: int) -> str:
    """How a child ended, which reaps it; empty while it runs."""
    found, status = os.waitpid(process, os.WNOHANG)
    if not found:
        return ""
    code = os.waitstatus_to_exitcode(status)
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


def _live(place: Place, work: Callable[[Place], None], ears: int) -> None:
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
