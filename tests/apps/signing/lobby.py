"""The plain pages behind the gate on a thread of their own, and somebody at a browser before them."""

from __future__ import annotations

import asyncio
import html
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from apps.serving.ledger import Ledger
from apps.serving.place import Place
from apps.serving.rules import behind
from apps.signing.desk import Desk
from apps.signing.routes import routes
from auth.access import Access
from panel_config import Settings
from queries.engine import Engine
from queries.trail.audit import Audit
from tests.apps.serving.doors import gate
from tests.catalogs import shipped
from tests.proxy import free_port

SECONDS = 20
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


class Lobby:
    """Where readers come in, at `url`; what is written down of them in `home`."""

    def __init__(self, home: Path, port: int, **settings: Any) -> None:
        self.home, self.port, self.url = home, port, f"http://localhost:{port}"
        self.access = Access.read(Settings(home=home, port=port, url=self.url, **settings))
        self.audit = Audit(home, "config")
        self.engine = Engine(shipped(), self.audit.record)

    def said(self) -> list[dict[str, Any]]:
        """What stands in the audit, the oldest first."""
        return [json.loads(line) for line in self.audit.path.read_text().splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The records of a kind."""
        return [record for record in self.said() if record["kind"] == kind]

    async def serve(self, begun: threading.Event, ended: asyncio.Event) -> None:
        """Answer until it is time to end."""
        sockets = bind_sockets(self.port, "127.0.0.1")
        place = Place(0, sockets, Ledger(1), self.home)
        keeper = gate(place, self.access, frozenset({f"localhost:{self.port}"}))
        desk = Desk(self.access, self.audit, lambda _: self.engine)
        answering = Application(list(routes(desk)))
        behind(answering, keeper)
        server = HTTPServer(answering)
        server.add_sockets(sockets)
        begun.set()
        await ended.wait()
        server.stop()
        await server.close_all_connections()


@contextmanager
def lobby(home: Path, port: int = 0, **settings: Any) -> Iterator[Lobby]:
    """A lobby that is closed at the end."""
    made = Lobby(home, port or free_port(), **settings)
    made.access.store.upgrade()
    begun, loop, ended = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(made.serve(begun, ended)))
    thread.start()
    try:
        assert begun.wait(SECONDS)
        yield made
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(SECONDS)
        loop.close()
        made.access.close()


class Visitor:
    """A browser without a screen; it follows no redirect by itself."""

    def __init__(self, lobby: Lobby) -> None:
        self.lobby = lobby
        self.answer: httpx.Response | None = None
        self.browser = httpx.Client(base_url=lobby.url, trust_env=False, timeout=SECONDS)

    def get(self, path: str, **query: str) -> httpx.Response:
        """Open an address, as one who clicks on a link."""
        asked = f"?{urlencode(query)}" if query else ""
        return self.browser.get(f"{path}{asked}", headers={"Accept": "text/html"})

    def post(self, path: str, origin: str = "", **fields: str) -> httpx.Response:
        """Send a form, as one of this server's pages does unless another origin is said."""
        headers = {"Origin": origin or self.lobby.url, "Accept": "text/html"}
        return self.browser.post(path, data=fields, headers=headers)

    def fields(self, path: str, **query: str) -> dict[str, str]:
        """What the first form of a page carries."""
        (page,) = re.findall(r"<form.*?</form>", self.get(path, **query).text, re.DOTALL)[:1]
        return {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(page)}

    def cookie(self) -> str:
        """The id of the session, empty if there is none."""
        return str(self.browser.cookies.get(self.lobby.access.cookie) or "")
