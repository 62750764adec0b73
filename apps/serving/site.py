"""All that one worker serves, behind the gate: the pages, Panel's own files and sessions, and how the server is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import panel_material_ui as pmui
from bokeh.server.tornado import BokehTornado
from bokeh.server.urls import MultiRootStaticHandler, StaticHandler
from bokeh.server.views.ico_handler import IcoHandler
from tornado.ioloop import IOLoop

from apps.boards import Boards
from apps.meeting import routes as meeting
from apps.offer import Offer
from apps.pack import pages as exports
from apps.pack.jobs import Jobs
from apps.serving import boards, languages, modules
from apps.serving.anchoring import Anchoring
from apps.serving.following import Following
from apps.serving.gate import Gate
from apps.serving.gated import Gated
from apps.serving.hall import Hall
from apps.serving.handover import Handover
from apps.serving.metrics import endpoints
from apps.serving.ordinary import affine, application
from apps.serving.pages import addresses
from apps.serving.place import Place
from apps.serving.presence import Presence
from apps.serving.rules import behind, rules
from apps.serving.sharing import Sharing
from apps.shell import Shell
from apps.signing.desk import Desk
from apps.signing.routes import routes
from apps.studio import pages as studio
from apps.studio.capture import Capture
from apps.studio.room import Studios
from apps.workspace import pages as workspace
from apps.workspace.room import Means, Room
from auth.access import Access
from data.ingest import Ingest
from queries.trail.audit import Audit

FILES = (StaticHandler, MultiRootStaticHandler, IcoHandler)
"""All of Bokeh's own that is served. Its documents and websockets are ours; nobody needs the rest."""


@dataclass(frozen=True)
class Plan:
    """What all workers serve: pages by entitlement, and ordinary Panel pages; under which names, and to whom."""

    offers: Mapping[str, Offer]
    ordinary: Mapping[str, Callable[[], pmui.Page]]
    secret: bytes
    hosts: frozenset[str]
    access: Access
    audit: Audit
    sql: Means | None = None
    """What the workspace is made of; None where nobody writes SQL."""
    bus: str | None = None
    """What meetings share their steps by, as the setting `bus`; None where nobody meets."""
    follow: Ingest | None = None
    """What takes new versions from a lake; None where the catalog is files of this machine."""
    present: Shell | None = None
    """The page of the studio; None where nobody makes decks."""


class Site:
    """One worker's part of the server."""

    def __init__(self, place: Place, handover: Handover, plan: Plan) -> None:
        self.hall = Hall(place, plan.offers, plan.secret)
        self.gate = Gate(plan.access, plan.audit, plan.secret, plan.hosts, place, handover)
        self.watches = [self.hall.watch]
        self.anchoring = Anchoring(plan.audit, plan.access.store)
        if plan.access.store.shared and place.number == 0:
            self.watches.append(self.anchoring.watch)
        if plan.access.sessions:
            self.watches.append(Presence(self.gate, plan.access.sessions).watch)
        self.tornado = BokehTornado(
            {f"/{name}": application(page) for name, page in plan.ordinary.items()},
            extra_websocket_origins=sorted(plan.hosts),
            secret_key=plan.secret,
            sign_sessions=True,
            include_headers=[],
            include_cookies=[],
            use_index=False,
        )
        bokeh = self.tornado.wildcard_router
        bokeh.rules = [rule for rule in rules(bokeh) if rule.target in FILES]
        self.tornado.add_handlers(f"(?!{known(plan.hosts)}$).*", [(r".*", Stranger)])
        own = [
            *languages.addresses(),
            *modules.addresses(),
            *routes(Desk(plan.access, plan.audit, self.hall.engine)),
            *addresses(self.hall),
            *endpoints(place),
        ]
        if plan.sql:
            room = self.room(plan.sql, plan)
            kept = room.boards = Boards(room.pins, self.hall.engine, self.hall.titles)
            own += [*workspace.addresses(self.hall, room), *boards.addresses(self.hall, kept)]
            self.hall.pin = kept.pin
            self.watches.append(Sharing(self.hall, room.pins).watch)
        if plan.bus is not None:
            self.hall.meetings = held = meeting.held(self.hall, plan.audit, plan.access.store, plan.bus)
            own += meeting.addresses(held)
            self.watches.append(held.watch)
        if plan.follow:
            self.watches.append(Following(plan.follow, partial(place.row.set, "lake_away")).watch)
        self.jobs: Jobs | None = None
        if plan.present:
            studios = Studios(plan.present, self.hall, plan.audit, plan.access.store)
            own += studio.addresses(self.hall, studios)
            self.hall.take = Capture(studios.decks)
            self.jobs = Jobs(plan.audit.home, plan.audit)
            own += exports.addresses(self.hall, self.jobs, studios.decks)
        self.tornado.add_handlers(".*", [*own, *affine(self.tornado, place)])
        behind(self.tornado, self.gate)

    def room(self, means: Means, plan: Plan) -> Room:
        """The workspaces of this worker; its pages may show what readers wrote there."""
        room = Room(means, self.hall, plan.audit, plan.access.store)
        for offer in plan.offers.values():
            offer.engine.sandbox, offer.engine.tables = room.sandbox, room.tables.files
        return room

    def start(self, loop: IOLoop) -> None:
        """Begin on the running loop."""
        self.tornado.initialize(loop)
        self.tornado.start()
        self.watching = [asyncio.ensure_future(watch()) for watch in self.watches]

    async def drain(self) -> None:
        """End what is in flight."""
        for watch in self.watching:
            watch.cancel()
        if self.hall.meetings:
            await self.hall.meetings.drain()
        if self.jobs:
            await self.jobs.drain()
        await self.hall.drain()
        if self.anchoring.noted:
            await self.anchoring.note()


def known(hosts: Iterable[str]) -> str:
    """A pattern of the names under which browsers may reach the server; an address in figures is no name."""
    names = {re.sub(r":\d+$", "", host) for host in hosts}
    return rf"(?:[\d.]+|\[?[\da-f:]+\]?|{'|'.join(sorted(map(re.escape, names)))})"


class Stranger(Gated):
    """A name that leads here and is not one of ours: a foreign page may have made it, to read what it must not."""

    async def prepare(self) -> None:
        """Refuse, and say how the name becomes known."""
        self.set_status(421)
        name = self.request.host_name[:100]
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"this server is not known as {name}: TIDEMARK_HOSTS={name} makes it so\n")
