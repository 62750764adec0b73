"""A server of the review in processes of its own, which can be hurt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import laked, stored
from tests.program import Program
from tests.provider.running import Provider
from tests.proxy import free_port
from tests.shared import ROOT

OURS = [f'File "{ROOT / package}' for package in ("apps", "components", "queries", "data")]


class Served:
    """A supervisor and its workers, two unless the settings say otherwise, on a port that stays the same.

    `root` is where the program lies, should it be another than this one, and `pages` where its pages lie, should they
    be others than those that ship.
    """

    def __init__(
        self, home: Path, folder: Path, settings: dict[str, str], root: Path = ROOT, pages: Path | None = None
    ) -> None:
        self.home, self.said, self.settings, self.root = home, folder / "log", settings, root
        self.line = ["tests.apps.serving.guarded", str(pages)] if pages else ["apps", "serve"]
        self.process: Program | subprocess.Popen[bytes]
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        own = self.root == ROOT
        self.process = Program(self.line, self.environment(), self.said) if own else self.elsewhere()
        self.answered()

    def elsewhere(self) -> subprocess.Popen[bytes]:
        """Start what lies at another root."""
        with self.said.open("a") as log:
            command = [sys.executable, "-m", *self.line]
            return subprocess.Popen(command, cwd=self.root, env=self.environment(), stdout=log, stderr=log)

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return hasattr(self, "process") and self.process.poll() is None

    def environment(self) -> dict[str, str]:
        own = {"TIDEMARK_HOME": str(self.home), "TIDEMARK_PORT": str(self.port), "TIDEMARK_WORKERS": "2"}
        return laked.told(stored.told({**os.environ, **own, **self.settings}))

    def answered(self, seconds: float = 120) -> None:
        """Wait until the server answers; fail with what it said if it ends instead."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.get("/health")
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"the server does not answer: {self.said.read_text()}")

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def workers(self) -> list[int]:
        """The processes of the workers, in no order: they run what the supervisor runs."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        line = program(self.process.pid)
        return [child for child in map(int, path.read_text().split()) if program(child) == line]

    def sessions(self) -> list[int]:
        """How many readers each worker has."""
        rows = [line for line in self.get("/metrics").splitlines() if line.startswith("tidemark_sessions{worker=")]
        return [int(float(row.split()[-1])) for row in rows if '"all"' not in row]

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the supervisor by a signal."""
        self.process.send_signal(number)
        self.process.wait(20)

    def ingest(self, path: Path, dataset: str = "filed") -> None:
        """Publish a new data version."""
        command = [sys.executable, "-m", "apps", "ingest", str(path), "--dataset", dataset]
        subprocess.run(command, cwd=self.root, env=self.environment(), check=True, capture_output=True, timeout=60)


def program(process: int) -> bytes:
    """The line that a process runs; empty once it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def served(home: Path, folder: Path, **settings: str) -> Iterator[Served]:
    """A server that answers; at its end, nothing of what it said is a trace of ours."""
    with started(Served(home, folder, settings)) as server:
        yield server


@contextmanager
def signed_in(
    provider: Provider, home: Path, folder: Path, root: Path = ROOT, pages: Path | None = None, **settings: str
) -> Iterator[Served]:
    """The same, where readers sign in with a provider."""
    server = Served(home, folder, settings, root, pages)
    known = provider.client(server.address)
    server.settings |= {"TIDEMARK_URL": server.address, "TIDEMARK_PROVIDER": provider.issuer}
    server.settings |= {"TIDEMARK_CLIENT_ID": known.id, "TIDEMARK_CLIENT_SECRET": known.secret}
    server.settings |= {"TIDEMARK_SCOPES": "openid profile groups"}
    with started(server):
        yield server


@contextmanager
def started(server: Served) -> Iterator[Served]:
    """A server until it is ended."""
    try:
        server.start()
        yield server
    finally:
        server.process.terminate()
        server.process.wait(20)
    assert not [each for each in OURS if each in server.said.read_text()], server.said.read_text()
