"""A small server under the real supervisor, in a process of its own: `python -m tests.apps.serving.toy WORKERS`."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from functools import partial
from pathlib import Path

from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from apps.serving.handover import Handover
from apps.serving.metrics import endpoints
from apps.serving.place import Place
from apps.serving.supervisor import bound, supervise
from apps.serving.worker import work


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


class Echo(WebSocketHandler):
    """Says which worker has it, then what it hears; /echo/N belongs to worker N."""

    def initialize(self, place: Place, handover: Handover) -> None:
        self.place, self.handover = place, handover

    async def get(self, owner: str) -> None:
        if not self.handover.give(self, int(owner)):
            await super().get(owner)

    async def open(self, _owner: str) -> None:
        self.set_nodelay(True)
        self.place.row.add("sessions")
        await self.write_message(f"worker {self.place.number}")

    async def on_message(self, message: str | bytes) -> None:
        await self.write_message(message)

    def on_close(self) -> None:
        self.place.row.add("sessions", -1)


class Toy:
    """What is served."""

    def __init__(self, place: Place, handover: Handover) -> None:
        known = {"place": place, "handover": handover}
        routes = [*endpoints(place), (r"/slow", Slow), (r"/echo/(\d+)", Echo, known)]
        self.tornado = Application(routes, websocket_max_message_size=1024**2)

    def start(self, _loop: IOLoop) -> None:
        pass

    async def drain(self) -> None:
        pass


def lame(place: Place, make: type[Toy], marker: Path) -> None:
    """A worker that cannot start while there is a file `marker`."""
    if place.number == 0 and marker.exists():
        sys.exit(3)
    work(place, make)


if __name__ == "__main__":
    listening = bound("127.0.0.1", 0)
    print(listening[0].getsockname()[1], flush=True)
    marker = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("/nonexistent")
    sys.exit(supervise(listening, int(sys.argv[1]), partial(lame, make=Toy, marker=marker)))
