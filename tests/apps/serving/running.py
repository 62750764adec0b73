"""A server in processes of its own, and what a client does with it."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.program import Program
from tests.proxy import free_port


class Running:
    """The supervisor of a server, found by its port."""

    def __init__(self, process: Program, said: Path, port: int) -> None:
        self.process, self.said, self.port = process, said, port
        wait_until(self.listens, 20)

    def listens(self) -> bool:
        """Whether connections are taken."""
        with suppress(ConnectionRefusedError), self.raw():
            return True
        return False

    @property
    def workers(self) -> set[int]:
        return children(self.process.pid)

    def get(self, path: str, **headers: str) -> Any:
        """The answer to a request on a new connection: parsed if it is JSON."""
        request = Request(f"http://127.0.0.1:{self.port}{path}", headers={"Connection": "close"} | headers)
        with urlopen(request, timeout=20) as answer:
            body = answer.read().decode()
        return json.loads(body) if "json" in answer.headers["Content-Type"] else body

    def count(self, name: str, worker: int | str = "all") -> float:
        """A number of /metrics, 0 where it does not stand."""
        start = f'tidemark_{name}{{worker="{worker}"}} '
        return float(
            next((line for line in self.get("/metrics").splitlines() if line.startswith(start)), "0").split()[-1]
        )

    async def echo(self, owner: int) -> tuple[WebSocketClientConnection, int, int]:
        """A websocket that belongs to `owner`, with the worker and the process that serve it."""
        websocket = await websocket_connect(f"ws://127.0.0.1:{self.port}/echo/{owner}")
        worker, process = str(await websocket.read_message()).split()
        return websocket, int(worker), int(process)

    def raw(self) -> socket.socket:
        """A connection of bytes."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@contextmanager
def running(folder: Path, workers: int, *words: str, module: str = "toy") -> Iterator[Running]:
    """A server whose workers are all up, but a lame one; its temporary files and what it said stand in `folder`."""
    said = folder / "said.txt"
    port = free_port()
    own = {"TMPDIR": str(folder), "TIDEMARK_HOME": str(folder), "TIDEMARK_PORT": str(port)}
    process = Program([f"tests.apps.serving.{module}", str(workers), *words], os.environ | own, said)
    left: set[int] = set()
    try:
        server = Running(process, said, port)
        wait_until(lambda: server.count("up") == workers - ("lame" in words and Path(words[1]).exists()), 5)
        yield server
    finally:
        left = children(process.pid)
        process.terminate()
        process.wait(20)
    wait_until(lambda: not any(map(alive, left)), 3)


def children(process: int) -> set[int]:
    """Its children, zombies too."""
    return {int(path.name) for path in Path("/proc").glob("[0-9]*") if status(int(path.name))[1] == str(process)}


def alive(process: int) -> bool:
    """Whether a process runs: a zombie does not."""
    return status(process)[0] not in "Z-"


def status(process: int) -> list[str]:
    """The state and the parent of a process, "-" for what is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return ["-", "-"]


def wait_until(holds: Callable[[], object], seconds: float) -> float:
    """How long it took until it held, in seconds."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - start
