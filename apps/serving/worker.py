"""What runs in one worker: an HTTP server on the shared sockets, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application

from apps.serving.flight import Flight
from apps.serving.handover import Handover
from apps.serving.listener import Listener
from apps.serving.place import Place

LONGEST_BODY = 1024**2
"""Bytes of a request's body; a longer one is refused."""
LONGEST_MESSAGE = 24 * 1024**2
"""Bytes that one connection may hold in memory, so of one websocket message too."""
IDLE = 120.0
"""Seconds that a connection may take for the head of its next request, and for a body."""
DRAIN = 10.0
"""Seconds that what is in flight may take to end."""
WEIGH = 10.0
"""Seconds between two looks at the memory."""


class Served(Protocol):
    """What a worker serves."""

    @property
    def tornado(self) -> Application:
        """What answers requests."""

    def start(self, loop: IOLoop) -> None:
        """Begin, on the running loop and before connections are accepted."""

    async def drain(self) -> None:
        """End what is in flight; asked once, when no new connection is accepted."""


def work(place: Place, make: Callable[[Place, Handover], Served], proxied: bool = False) -> None:
    """Serve what `make` makes until SIGTERM; behind a proxy, its X-Forwarded headers are believed."""
    handover = Handover(place)
    served = make(place, handover)
    asyncio.set_event_loop(loop := asyncio.new_event_loop())
    loop.run_until_complete(_serve(place, handover, served, proxied))


async def _serve(place: Place, handover: Handover, served: Served, proxied: bool) -> None:
    told = _told()
    flight = Flight(served.tornado)
    http = server(flight, proxied)
    served.start(IOLoop.current())
    handover.open(http)
    http.add_sockets(place.sockets)
    place.row.set("up", 1)
    weighing = asyncio.create_task(_weigh(place))
    await told.wait()
    place.row.set("up", 0)
    weighing.cancel()
    http.stop()
    handover.close()
    ends = (asyncio.create_task(served.drain()), asyncio.create_task(flight.landed()))
    ended, _ = await asyncio.wait(ends, timeout=DRAIN)
    for end in ended:
        end.result()


def _told() -> asyncio.Event:
    """Set once this worker is told to stop. A terminal interrupts all at once: then the supervisor says when."""
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return told


def server(flight: Flight, proxied: bool) -> HTTPServer:
    """An HTTP server with the limits of this module; it listens nowhere yet."""
    return Listener(
        flight,
        xheaders=proxied,
        max_body_size=LONGEST_BODY,
        max_buffer_size=LONGEST_MESSAGE,
        idle_connection_timeout=IDLE,
        body_timeout=IDLE,
    )


async def _weigh(place: Place) -> None:
    while (size := await asyncio.to_thread(memory)) is not None:
        place.row.set("memory_bytes", size)
        await asyncio.sleep(WEIGH)


def memory() -> int | None:
    """Bytes of memory of this process, with its share of what several share (PSS); None where that is not known."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), None)
