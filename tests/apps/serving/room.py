"""One page behind a real socket on the running loop, and who calls there as BokehJS does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketClientConnection, websocket_connect

from apps.offer import Offer
from apps.scene import Stage
from apps.serving.hall import Hall
from apps.serving.ledger import Ledger
from apps.serving.metrics import endpoints
from apps.serving.pages import addresses
from apps.serving.place import Place
from apps.serving.rules import behind
from apps.serving.token import Ticket, page_of
from auth.access import Access
from components.cells import Event
from data.entitlement import EVERYTHING
from tests.apps.serving.doors import SECRET, free, gate

Heard = tuple[dict[str, Any], Any]


class Room:
    """A hall whose only page is served at `port`."""

    def __init__(self, stage: Stage, folder: Path, access: Access | None = None) -> None:
        sockets = bind_sockets(0, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        self.place = Place(0, sockets, Ledger(1), folder)
        self.gate = gate(self.place, access or free(folder), frozenset({f"127.0.0.1:{self.port}"}))
        self.hall = Hall(self.place, {EVERYTHING: offer(stage)}, SECRET)
        answering = Application([*addresses(self.hall), *endpoints(self.place)])
        behind(answering, self.gate)
        self.http = HTTPServer(answering)
        self.http.add_sockets(sockets)

    def counted(self, name: str) -> float:
        """What the worker's row of the ledger says."""
        return self.place.row.values()[name]

    async def call(
        self, token: str | None = None, origin: str = "", query: str = "", path: str = "/ws", cookie: str = ""
    ) -> Caller:
        """A websocket; HTTPClientError where it is refused."""
        headers = {"Origin": origin or f"http://127.0.0.1:{self.port}", "Cookie": f"tidemark-dev={cookie}"}
        own = Ticket(self.hall.session(), "local", page_of(path))
        offered = ["bokeh", own.token(SECRET) if token is None else token]
        request = HTTPRequest(f"ws://127.0.0.1:{self.port}{path}{query}", headers=headers)
        return Caller(await websocket_connect(request, subprotocols=offered if token != "" else None))

    async def left(self) -> None:
        """Wait until nobody sits here any more."""
        while self.hall.seats:
            await asyncio.sleep(0.01)

    async def open(self, query: str = "") -> tuple[Caller, str]:
        """A reader who has the page, and the page."""
        caller = await self.call(query=query)
        await caller.hear()
        await caller.say("PULL-DOC-REQ", {}, "first")
        header, document = await caller.hear()
        assert header["reqid"] == "first"
        return caller, document


class Caller:
    """One browser's end of a websocket."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.socket = socket

    async def say(self, kind: str, content: Any, number: str = "1") -> None:
        """One message of Bokeh's protocol."""
        for frame in ({"msgid": number, "msgtype": kind}, {}, content):
            await self.socket.write_message(json.dumps(frame))

    async def tell(self, *events: Event) -> None:
        """One patch."""
        await self.say("PATCH-DOC", {"events": list(events)})

    async def hear(self) -> Heard:
        """The next message; ConnectionError once it is closed."""
        frames = [await self.socket.read_message() for _ in range(3)]
        if None in frames:
            raise ConnectionError(f"{self.socket.close_code}: {self.socket.close_reason}")
        header, _, content = (json.loads(str(each)) for each in frames)
        return header, content

    async def closed(self) -> tuple[int | None, str | None]:
        """Code and reason with which the server closes, whatever it says before."""
        while await self.socket.read_message() is not None:
            pass
        return self.socket.close_code, self.socket.close_reason


@asynccontextmanager
async def room(stage: Stage, folder: Path, access: Access | None = None) -> AsyncIterator[Room]:
    """A room that is left at the end."""
    made = Room(stage, folder, access)
    try:
        yield made
    finally:
        made.http.stop()
        await made.http.close_all_connections()
        for threads in (made.hall.answering, made.hall.drawing):
            threads.shutdown()


def token(expires: int = 300, secret: bytes = SECRET, who: str = "local", path: str = "") -> str:
    """A token as a page would hold it."""
    session = Place(0, (), Ledger(1), Path()).session_id(0, secret)
    return Ticket(session, who, path).token(secret, expires)


def offer(stage: Stage) -> Offer:
    """What a hall offers that has one page."""
    page = stage.board.page
    made = Offer({page.name: page}, {page.name: stage.shell}, stage.board.engine)
    made.stages[page.name] = stage
    return made
