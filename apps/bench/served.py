"""A server of its own for a measurement: over the datasets that ship, on a free port, and ended for sure."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from apps.bench.group import Group
from apps.setup import catalog
from panel_config import ROOT, Settings

STARTING, ENDING = 120.0, 20.0
"""Seconds that a server may take to answer, and to end when it is told to."""


@dataclass(frozen=True)
class Server:
    """Where a server answers, and its processes."""

    address: str
    group: Group


@contextmanager
def served(workers: int | None) -> Iterator[Server]:
    """A server in a temporary home, with so many workers or as many as `tidemark serve` takes by itself."""
    with TemporaryDirectory(prefix="tidemark-bench-") as home, terminable():
        catalog(Settings(home=Path(home)))
        with serving(Path(home), workers) as server:
            yield server


@contextmanager
def serving(home: Path, workers: int | None, **settings: str) -> Iterator[Server]:
    """A server of what `home` holds; `settings` are those of its environment."""
    log = home / "server.log"
    process = started(str(home), log, workers, **settings)
    try:
        yield Server(address(process, log), Group(process.pid))
    finally:
        ended(process)


def started(home: str, log: Path, workers: int | None, **settings: str) -> subprocess.Popen[bytes]:
    """The server's process, the leader of a session of its own."""
    several = [] if workers is None else ["--workers", str(workers)]
    line = [sys.executable, "-m", "apps", "serve", "--address", "127.0.0.1", "--port", "0", *several]
    own = {name: value for name, value in os.environ.items() if not name.startswith("TIDEMARK_")}
    with log.open("w") as said:
        return subprocess.Popen(
            line,
            cwd=ROOT,
            env=own | settings | {"TIDEMARK_HOME": home},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where the server says that it answers; raise RuntimeError with what it says if it ends or says nothing."""
    end = time.monotonic() + STARTING
    while time.monotonic() < end and process.poll() is None:
        found = [word for word in log.read_text().split() if word.startswith("http://")]
        if found:
            return found[0].rstrip("/")
        time.sleep(0.05)
    raise RuntimeError(f"the server does not start: {log.read_text().strip() or 'it says nothing'}")


def ended(process: subprocess.Popen[bytes]) -> None:
    """Tell the server to end; what has not ended in time, or has lost its leader, is killed."""
    try:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDING)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM ends this process as an interrupt does, with everything that it has begun."""

    def stop(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
