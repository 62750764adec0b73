"""All that one worker serves: the pages, Panel's own files and sessions, and how the server is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import panel_material_ui as pmui
from bokeh.application import Application
from bokeh.application.handlers.function import FunctionHandler
from bokeh.document import Document
from bokeh.server.tornado import BokehTornado
from panel.io.server import get_static_routes
from panel.io.state import set_curdoc
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from apps.scene import Stage
from apps.serving.hall import Hall
from apps.serving.handover import Handover
from apps.serving.metrics import endpoints
from apps.serving.ordinary import affine
from apps.serving.pages import addresses
from apps.serving.place import Place


@dataclass(frozen=True)
class Plan:
    """Pages by name, the first of them at the bare address; ordinary Panel pages; the names of the server."""

    stages: Mapping[str, Stage]
    ordinary: Mapping[str, Callable[[], pmui.Page]]
    secret: bytes
    hosts: frozenset[str]


class Site:
    """One worker's part of the server."""

    def __init__(self, place: Place, handover: Handover, plan: Plan) -> None:
        self.hall = Hall(place, handover, plan.stages, plan.secret, plan.hosts)
        self.tornado = BokehTornado(
            {f"/{name}": application(page) for name, page in plan.ordinary.items()},
            extra_websocket_origins=sorted(plan.hosts),
            extra_patterns=get_static_routes({}),
            secret_key=plan.secret,
            sign_sessions=True,
            use_index=False,
        )
        own = [*addresses(self.hall, next(iter(plan.stages))), *endpoints(place)]
        self.tornado.add_handlers(f"(?!{known(plan.hosts)}$).*", [(r".*", Stranger)])
        self.tornado.add_handlers(".*", [*own, *affine(self.tornado, place, handover)])

    def start(self, loop: IOLoop) -> None:
        """Begin on the running loop."""
        self.tornado.initialize(loop)
        self.tornado.start()
        self.watching = asyncio.ensure_future(self.hall.watch())

    async def drain(self) -> None:
        """End what is in flight."""
        self.watching.cancel()
        await self.hall.drain()


def known(hosts: Iterable[str]) -> str:
    """A pattern of the names under which browsers may reach the server; an address in figures is no name."""
    names = {re.sub(r":\d+$", "", host) for host in hosts}
    return rf"(?:[\d.]+|\[?[\da-f:]+\]?|{'|'.join(sorted(map(re.escape, names)))})"


class Stranger(RequestHandler):
    """A name that leads here and is not one of ours: a foreign page may have made it, to read what it must not."""

    def prepare(self) -> None:
        """Refuse, and say how the name becomes known."""
        self.set_status(421)
        name = self.request.host_name[:100]
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"this server is not known as {name}: TIDEMARK_HOSTS={name} makes it so\n")


def application(page: Callable[[], pmui.Page]) -> Application:
    """A page that is an ordinary Panel session for each reader."""

    def draw(document: Document) -> None:
        with set_curdoc(document):
            page().server_doc(document, "Tidemark")

    return Application(FunctionHandler(draw))
