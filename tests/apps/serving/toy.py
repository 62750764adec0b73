"""A small server under the real supervisor, in a process of its own: `python -m tests.apps.serving.toy WORKERS`."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from apps.serving import supervisor
from apps.serving.gated import Gated, guarded
from apps.serving.handover import Handover
from apps.serving.metrics import endpoints
from apps.serving.place import Place
from apps.serving.rules import rules
from apps.serving.supervisor import bound
from apps.serving.worker import work
from panel_config import Settings
from tests.apps.serving.doors import free, gate


class Slow(RequestHandler):
    """Answers after ?seconds; ?busy holds the event loop for as long."""

    async def get(self) -> None:
        seconds = float(self.get_argument("seconds", "0"))
        if self.get_argument("busy", ""):
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                pass
        else:
            await asyncio.sleep(seconds)
        self.write({"pid": os.getpid()})

    def post(self) -> None:
        self.write({"bytes": len(self.request.body)})


class Long(RequestHandler):
    """Answers more than a socket holds."""

    def get(self) -> None:
        self.write(b"x" * 20_000_000)


class Echo(WebSocketHandler):
    """Says which worker and process has it, then what it hears; /echo/N belongs to worker N."""

    def initialize(self, place: Place, handover: Handover) -> None:
        self.place, self.handover = place, handover

    async def get(self, owner: str) -> None:
        if not self.handover.give(self, int(owner)):
            await super().get(owner)

    async def open(self, _owner: str) -> None:
        self.set_nodelay(True)
        self.place.row.add("sessions")
        with suppress(WebSocketClosedError):  # if open() raised, Tornado would not call on_close()
            await self.write_message(f"{self.place.number} {os.getpid()}")

    async def on_message(self, message: str | bytes) -> None:
        if message == "headers":
            seen = self.request.headers.get_list("X-Seen")
            message = f"{self.request.uri} {seen} {self.request.remote_ip}"
        await self.write_message(message)

    def on_close(self) -> None:
        self.place.row.add("sessions", -1)


class Toy:
    """What is served."""

    def __init__(self, place: Place, handover: Handover) -> None:
        known = {"place": place, "handover": handover}
        self.gate = gate(place, free(place.folder))
        routes: list[Any] = [*endpoints(place), (r"/slow", Slow), (r"/long", Long), (r"/echo/(\d+)", Echo, known)]
        self.tornado = Application(routes, websocket_max_message_size=1024**2)
        for rule in rules(self.tornado.default_router):
            if issubclass(rule.target, Gated):
                rule.target = guarded(rule.target, self.gate)

    def start(self, _loop: IOLoop) -> None:
        pass

    async def drain(self) -> None:
        pass


def lame(place: Place, fault: Path) -> None:
    """Worker 0 cannot start while there is a file `fault`."""
    if place.number == 0 and fault.exists():
        os._exit(3)
    work(place, Toy)


def stubborn(place: Place) -> None:
    """Serves, and does not end with its work."""
    work(place, Toy)
    time.sleep(60)


def main(workers: str, how: str = "", fault: str = "") -> int:
    """Serve until told to end."""
    listening = bound("127.0.0.1", Settings.read().port)
    works: dict[str, Callable[[Place], None]] = {
        "": partial(work, make=Toy),
        "lame": partial(lame, fault=Path(fault)),
        "stubborn": stubborn,
    }
    if how == "stubborn":
        supervisor.PATIENCE = 1.0
    return supervisor.supervise(listening, int(workers), works.get(how, works[""]), beside if how == "beside" else None)


BESIDE = """
import os, sys
known = sorted(set(os.environ) - {"LC_CTYPE"})
with open(sys.argv[1] + ".part", "w") as file:
    file.write(f"{os.getpid()} {known}")
os.replace(sys.argv[1] + ".part", sys.argv[1])
sys.stdin.read()
"""


def beside(folder: Path) -> list[str]:
    """A program that says who it is and what it knows, and ends with its standard input."""
    return [sys.executable, "-I", "-c", BESIDE, str(folder / "beside")]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
