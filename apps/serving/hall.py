"""What the readers of one worker share: their pages, the threads that work for them, and the watch for newer data."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from bokeh.util.token import generate_jwt_token
from tornado.httputil import HTTPServerRequest
from tornado.websocket import WebSocketHandler

from apps.scene import Stage
from apps.serving.handover import Handover
from apps.serving.place import Place
from apps.serving.token import session_of
from apps.trouble import logged

if TYPE_CHECKING:
    from apps.serving.seat import Seat

THREADS = 2
"""Threads that answer the readers of one worker. What must be drawn first has a thread of its own beside them."""
PAUSE = 2.0
"""Seconds between two looks for newer data."""
VALID = 300
"""Seconds that a page's token opens a session for."""

T = TypeVar("T")


class Hall:
    """One worker's readers. `hosts` are the names, with ports, that browsers know the server by."""

    def __init__(
        self,
        place: Place,
        handover: Handover,
        stages: Mapping[str, Stage],
        secret: bytes,
        hosts: frozenset[str],
    ) -> None:
        self.place, self.row, self.handover = place, place.row, handover
        self.stages, self.secret, self.hosts = stages, secret, hosts
        self.seats: set[Seat] = set()
        self.answering = ThreadPoolExecutor(THREADS, thread_name_prefix="answering")
        self.drawing = ThreadPoolExecutor(1, thread_name_prefix="drawing")

    def off(self, work: Callable[[], T], drawing: bool = False) -> asyncio.Future[T]:
        """What `work` gives, from a thread. Drawing takes long: it must not keep those waiting who need none."""
        return asyncio.get_running_loop().run_in_executor(self.drawing if drawing else self.answering, work)

    def token(self) -> str:
        """A token for one opening of a page; its session belongs to the worker that has the fewest."""
        session = self.place.session_id(self.place.ledger.emptiest(), self.secret)
        return str(generate_jwt_token(session, secret_key=self.secret, signed=True, expiration=VALID))

    def given(self, request_handler: WebSocketHandler, request: HTTPServerRequest) -> bool:
        """Whether the connection went to the worker that its session belongs to; raise TokenError if to none."""
        owner = self.place.owner_of(session_of(request, self.secret))
        return owner is not None and owner != self.place.number and self.handover.give(request_handler, owner)

    def enter(self, seat: Seat) -> None:
        """A reader came."""
        self.seats.add(seat)
        self.row.add("sessions_total")
        self.row.add("sessions")

    def leave(self, seat: Seat) -> None:
        """A reader left."""
        self.seats.discard(seat)
        self.row.add("sessions", -1)

    def counted(self, seconds: float, cached: bool) -> None:
        """Count an update."""
        self.row.add("updates_total")
        self.row.add("updates_cached_total", cached)
        self.row.seconds("update_seconds", seconds)

    def weigh(self) -> None:
        """Say what is kept."""
        boards = [stage.board for stage in self.stages.values()]
        self.row.set("drawings", sum(len(board.drawings) for board in boards))
        self.row.set("patches", sum(len(board.patches) for board in boards))
        engines = {id(board.engine): board.engine for board in boards}.values()
        kept = [each for stage in self.stages.values() for each in stage.kept]
        kept += [*(engine.answers for engine in engines), *(board.patches for board in boards)]
        self.row.set("cache_bytes", sum(once.bytes for once in kept))
        self.row.set("drawn_total", sum(board.drawings.made for board in boards))
        self.row.set("cubes", sum(len(engine.tiers) for engine in engines))
        self.row.set("cubes_bytes", sum(engine.tiers.bytes for engine in engines))

    async def watch(self) -> None:
        """Weigh what is kept and look for newer data, for as long as the worker lives.

        A version that cannot be shown is logged, once.
        """
        failed = 0
        while True:
            await asyncio.sleep(PAUSE)
            self.weigh()
            current = next(iter(self.stages.values())).board.engine.catalog.current()
            if current is None or current.number == failed:
                continue
            for stage in self.stages.values():
                if stage.opening.version != current.number:
                    try:
                        await self.off(stage.renew, drawing=True)
                    except Exception as error:
                        failed = current.number
                        logged(error)
            for seat in list(self.seats):
                seat.newer()

    async def drain(self) -> None:
        """Let what is being worked out be sent, then ask every browser to come back: another worker takes it."""
        working = [seat.showing for seat in self.seats if seat.showing]
        if working:
            await asyncio.wait(working)
        for seat in list(self.seats):
            seat.close(1001, "the server is being restarted")
        while self.seats:
            await asyncio.sleep(0.02)
