"""A server where readers sign in with a provider, in processes of its own that can be hurt."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.faults.later import move, prepared
from tests.provider.running import Provider
from tests.shared import ROOT
from tests.ui.served import Served

METRICS = "a token that nobody guesses"
SECONDS = 30


class Place(Served):
    """The server, with one page and clocks that can be moved."""

    def __init__(self, home: Path, folder: Path, settings: dict[str, str]) -> None:
        super().__init__(home, folder, settings)
        self.program = prepared(folder / "program")
        self.day = self.steady = 0.0
        self.line = [sys.executable, "-m", "tests.faults.later", str(self.program), "serve"]

    def clock(self, ahead: float) -> None:
        """Have the server's clock go so many seconds before that of this machine."""
        self.day = ahead
        move(self.program, self.day, self.steady)

    def later(self, seconds: float) -> None:
        """Have time go by for the server. What has gone by is never undone, but its clock can be set right."""
        self.steady += seconds
        self.clock(self.day + seconds)

    def start(self) -> None:
        """Start the server, and wait until all workers answer."""
        with self.said.open("a") as log:
            self.process = subprocess.Popen(self.line, cwd=ROOT, env=self.environment(), stdout=log, stderr=log)
        self.answered()
        while self.metric("up") < 2:
            pass

    def metric(self, name: str, worker: str = "all") -> float:
        """A number of /metrics."""
        text = httpx.get(f"{self.address}/metrics", headers={"Authorization": f"Bearer {METRICS}"}, timeout=20).text
        found = re.search(rf'^tidemark_{name}{{worker="{worker}"}} (.*)$', text, re.MULTILINE)
        return float(found[1]) if found else 0

    @property
    def audit(self) -> Path:
        """The file of the audit."""
        return self.home / "audit.jsonl"

    def records(self, kind: str = "") -> list[dict[str, Any]]:
        """What the audit says, of one kind or of all, the oldest first."""
        lines = self.audit.read_text().splitlines()
        return [record for record in map(json.loads, lines) if kind in ("", record["kind"])]

    def verified(self) -> str:
        """What is said of a sound audit."""
        line = [sys.executable, "-m", "apps", "audit", "verify"]
        done = subprocess.run(line, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def traces(self) -> str:
        """What nobody has foreseen."""
        log = self.home / "error.log"
        return log.read_text() if log.exists() else ""


@contextmanager
def place(home: Path, folder: Path, provider: Provider, **settings: str) -> Iterator[Place]:
    """A server where readers sign in with a provider."""
    made = Place(home, folder, settings | {"TIDEMARK_METRICS_TOKEN": METRICS})
    known = provider.client(made.address)
    made.settings |= {
        "TIDEMARK_URL": made.address,
        "TIDEMARK_PROVIDER": provider.issuer,
        "TIDEMARK_CLIENT_ID": known.id,
        "TIDEMARK_CLIENT_SECRET": known.secret,
        "TIDEMARK_SCOPES": "openid profile groups",
    }
    with begun(made):
        yield made


@contextmanager
def begun(made: Place) -> Iterator[Place]:
    """A server that answers; at its end, nothing went wrong that was not foreseen."""
    try:
        made.start()
        yield made
    finally:
        made.process.terminate()
        made.process.wait(SECONDS)
    assert "Traceback" not in made.said.read_text(), made.said.read_text()
    assert made.traces() == ""
