"""The same brush by Mosaic's coordinator over a duckdb-server, if both are found."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.bench.run import Run
from apps.bench.served import ended
from apps.bench.windows import Window, spread
from data.ladder import macro
from data.sql import literal
from panel_config import benched

SCRIPT = Path(__file__).with_suffix(".mjs")
INSTALL = """install Node; pip install duckdb-server into an environment of its own and name it in BENCH_VENV; \
npm install @uwdata/mosaic-core@0.32.0 @uwdata/mosaic-sql@0.32.0 @uwdata/flechette@2.5.0 in a folder and name it \
in BENCH_NODE"""
STARTING, RUNNING = 30.0, 900.0
"""Seconds that the server may take to listen, and the coordinator for all of its steps."""
STEPS = 25
VIEWS = ["CREATE VIEW margin AS FROM facts.main.margin", macro()]
PIXELS = 1000
"""Width of the series: the coordinator bins dates by pixel."""
PROGRAM = """import pkg.app
from pkg.__main__ import serve
pkg.app.Command = getattr(pkg.app.Command, "__value__", pkg.app.Command)
serve()
"""
"""duckdb-server. Below Python 3.12 its version 0.34 can read no query unless an alias of types is undone."""


@dataclass(frozen=True)
class Peer:
    """Where Node, the interpreter that has duckdb-server, and the folder of npm packages are."""

    node: Path
    python: Path
    packages: Path


def peer() -> Peer | None:
    """What is installed; None if anything is missing."""
    node, folder = shutil.which("node"), benched("node", "")
    inside = Path(benched("venv", "")) / "bin" / "duckdb-server"
    server = inside if inside.is_file() else shutil.which("duckdb-server")
    if node is None or server is None or not (Path(folder) / "node_modules" / "@uwdata" / "mosaic-core").is_dir():
        return None
    return Peer(Path(node), Path(server).resolve().parent / "python", Path(folder).resolve())


def mosaic(peer: Peer, facts: Path, days: Window, cores: int, windows: Sequence[Window]) -> Run:
    """All six views while a reader drags. Raise RuntimeError with what it says if it fails."""
    with listening(peer) as address:
        asked = {
            "folder": str(peer.packages),
            "address": address,
            "setup": [f"SET threads = {cores}", f"ATTACH {literal(str(facts))} AS facts (READ_ONLY)", *VIEWS],
            "domain": days,
            "pixels": PIXELS,
            "windows": spread(windows, STEPS),
        }
        said = driven(peer, asked)
    if said["errors"]:
        raise RuntimeError(said["errors"][0])
    times = [milliseconds / 1e3 for milliseconds, _ in said["steps"]]
    note = (
        f"built in {said['ready'] / 1e3:.1f} s; dates to the pixel; queried again each time: {', '.join(said['plain'])}"
    )
    return Run(times, [size for _, size in said["steps"]]).noted(note)


def driven(peer: Peer, asked: dict[str, Any]) -> dict[str, Any]:
    """What the coordinator answers."""
    made = subprocess.run(
        [peer.node, SCRIPT], input=json.dumps(asked), capture_output=True, text=True, timeout=RUNNING, check=False
    )
    if made.returncode:
        raise RuntimeError(made.stderr.strip().splitlines()[-1] if made.stderr.strip() else "node says nothing")
    answer: dict[str, Any] = json.loads(made.stdout)
    return answer


@contextmanager
def listening(peer: Peer) -> Iterator[str]:
    """A duckdb-server of its own, over no file; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    line = [str(peer.python), "-c", PROGRAM, "--address", "127.0.0.1", "--port", str(port), "--no-http2"]
    server = subprocess.Popen(
        line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        answering(server, port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        ended(server)


def answering(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server takes connections; raise RuntimeError if it does not."""
    end = time.monotonic() + STARTING
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("duckdb-server does not start")
