"""What the readers of one worker share: their pages, the threads that work for them, and the watch for newer data."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tornado.web import HTTPError

from apps.menu import Pinning, Taking, unpinned, untaken
from apps.offer import Offer
from apps.scene import Stage
from apps.serving.place import Place
from apps.trouble import logged
from auth.actor import Actor
from data.catalog import CatalogError
from queries.engine import Engine
from queries.trail.chain import AuditError

if TYPE_CHECKING:
    from apps.meeting.meetings import Meetings
    from apps.serving.spoken import Spoken

THREADS = 2
"""Threads that answer the readers of one worker. What must be drawn first has a thread of its own beside them."""
PAUSE = 2.0
"""Seconds between two looks for newer data."""

ASKING = 4
"""Threads that wait for statements of readers, which may take long."""

T = TypeVar("T")


class Hall:
    """One worker's readers. What is offered to them depends on their entitlement."""

    def __init__(self, place: Place, offers: Mapping[str, Offer], secret: bytes) -> None:
        self.place, self.row = place, place.row
        self.offers, self.secret = offers, secret
        self.seats: set[Spoken] = set()
        self.pin: Pinning = unpinned
        self.meetings: Meetings | None = None
        self.take: Taking = untaken
        self.answering = ThreadPoolExecutor(THREADS, thread_name_prefix="answering")
        self.drawing = ThreadPoolExecutor(1, thread_name_prefix="drawing")
        self.asking = ThreadPoolExecutor(ASKING, thread_name_prefix="asking")

    @property
    def pages(self) -> list[str]:
        """The names of all pages, whoever has them."""
        return list(next(iter(self.offers.values())).stages)

    def engine(self, entitlement: str) -> Engine:
        """What answers questions about an entitlement's figures; raise CatalogError for one that nobody here has."""
        if entitlement not in self.offers:
            raise CatalogError(f"nobody on this server sees {entitlement!r} any more")
        return self.offers[entitlement].engine

    def stage(self, page: str, actor: Actor) -> Stage:
        """The page as its reader sees it, "" for the first that they may open; HTTPError 404 if they have none."""
        offer = self.offers.get(actor.entitlement)
        stage = offer.stage(page, actor) if offer else None
        if stage is None:
            raise HTTPError(404)
        return stage

    def off(self, work: Callable[[], T], drawing: bool = False, waiting: bool = False) -> asyncio.Future[T]:
        """What `work` gives, from a thread. Drawing takes long: it must not keep those waiting who need none.

        Nor must pages that wait for statements of readers keep others.
        """
        threads = self.asking if waiting else self.drawing if drawing else self.answering
        return asyncio.get_running_loop().run_in_executor(threads, work)

    def titles(self, entitlement: str) -> Mapping[str, str]:
        """The pages that an entitlement has figures for, by name."""
        return self.offers[entitlement].titles

    def session(self) -> str:
        """A session for one opening of a page; it belongs to the worker that has the fewest."""
        return self.place.session_id(self.place.ledger.emptiest(), self.secret)

    def enter(self, seat: Spoken) -> None:
        """A reader came."""
        self.seats.add(seat)
        self.row.add("sessions_total")
        self.row.add("sessions")

    def leave(self, seat: Spoken) -> None:
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
        stages = [stage for offer in self.offers.values() for stage in offer.stages.values()]
        boards, engines = [stage.board for stage in stages], [offer.engine for offer in self.offers.values()]
        self.row.set("drawings", sum(len(board.drawings) for board in boards))
        self.row.set("patches", sum(len(board.patches) for board in boards))
        kept = [each for stage in stages for each in stage.kept]
        kept += [*(engine.answers for engine in engines), *(board.patches for board in boards)]
        self.row.set("cache_bytes", sum(once.bytes for once in kept))
        self.row.set("drawn_total", sum(board.drawings.made for board in boards))
        self.row.set("cubes", sum(len(engine.tiers) for engine in engines))
        self.row.set("cubes_bytes", sum(engine.tiers.bytes for engine in engines))

    async def watch(self) -> None:
        """Weigh what is kept and look for newer data, for as long as the worker lives.

        A version that cannot be shown is logged, once; while the audit cannot be written, it is tried again.
        """
        failed: dict[str, int] = {}
        while True:
            await asyncio.sleep(PAUSE)
            self.weigh()
            for name, offer in self.offers.items():
                current = offer.engine.catalog.current()
                if current is not None and failed.get(name) != current.number:
                    try:
                        await self.follow(offer, current.number)
                    except AuditError:
                        continue
                    except Exception as error:
                        failed[name] = current.number
                        logged(error)
            for seat in list(self.seats):
                seat.newer()

    async def follow(self, offer: Offer, version: int) -> None:
        """Let pages open over a newer version, drawn before anybody asks."""
        for stage in await self.off(partial(offer.follow, version)):
            await self.off(stage.renew, drawing=True, waiting=stage.board.waits)
        for stage in self.besides(offer, version):
            await self.off(stage.turn, waiting=stage.board.waits)

    def besides(self, offer: Offer, version: int) -> list[Stage]:
        """Pages that readers of an entitlement still see and that are not offered as such: boards, and former pages."""
        seen = {stage for seat in self.seats if (stage := getattr(seat, "stage", None))}
        own = seen - set(offer.stages.values())
        return [each for each in own if each.board.engine is offer.engine and each.opening.version != version]

    async def drain(self) -> None:
        """Let what is being worked out be sent, then ask every browser to come back: another worker takes it."""
        working = [seat.showing for seat in self.seats if seat.showing]
        if working:
            await asyncio.wait(working)
        for seat in list(self.seats):
            seat.close(1001, "the server is being restarted")
        while self.seats:
            await asyncio.sleep(0.02)
