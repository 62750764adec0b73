"""All that one worker serves, behind the gate: the pages, Panel's own files and sessions, and how the server is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import panel_material_ui as pmui
from bokeh.server.tornado import BokehTornado
from bokeh.server.urls import MultiRootStaticHandler, StaticHandler
from bokeh.server.views.ico_handler import IcoHandler
from tornado.ioloop import IOLoop

from apps.boards import Boards
from apps.offer import Offer
from apps.serving import boards
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
from apps.signing.desk import Desk
from apps.signing.routes import routes
from apps.workspace import pages as workspace
from apps.workspace.room import Means, Room
from auth.access import Access
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


class Site:
    """One worker's part of the server."""

    def __init__(self, place: Place, handover: Handover, plan: Plan) -> None:
        self.hall = Hall(place, plan.offers, plan.secret)
        self.gate = Gate(plan.access, plan.audit, plan.secret, plan.hosts, place, handover)
        self.watches = [self.hall.watch]
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
        own = [*routes(Desk(plan.access, plan.audit, self.hall.engine)), *addresses(self.hall), *endpoints(place)]
        if plan.sql:
            room = self.room(plan.sql, plan)
            kept = room.boards = Boards(room.pins, self.hall.engine, self.hall.titles)
            own += [*workspace.addresses(self.hall, room), *boards.addresses(self.hall, kept)]
            self.hall.pin = kept.pin
            self.watches.append(Sharing(self.hall, room.pins).watch)
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
        await self.hall.drain()


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
