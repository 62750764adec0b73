"""A server where readers sign in, and whoever knocks there. The test itself lets readers in, through the app store."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from apps.serving.ledger import Ledger
from apps.serving.place import Place
from apps.serving.token import Ticket
from auth.access import Access
from auth.session import Session
from data.secret import derived
from panel_config import Secret, Settings
from tests.apps.serving.doors import let_in
from tests.program import Program
from tests.proxy import free_port

METRICS = "a token that nobody guesses"
ROLES = """
ask: the risk desk
roles:
  viewer: {groups: [viewers], sees: everything, may: {open: all}}
  analyst: {includes: [viewer], groups: [analysts], sees: everything, may: {adjust: all, export: all}}
  admin: {includes: [analyst], groups: [admins], sees: everything, may: {audit: all, metrics: all}}
  guest: {includes: [viewer], groups: [guests], sees: europe, may: {export: all, metrics: all}}
  reader of one: {groups: [ones], sees: everything, may: {open: [other]}}
entitlements:
  europe: {datasets: [eu_2019]}
"""
CHART = "title: {}\nviews:\n  trend:\n    line: im_growth\n    y: initial_margin_usd_bn\n"
PAGES = {
    "good": CHART.format("Good"),
    "other": CHART.format("Other"),
    "records": "title: Records\nviews:\n  series:\n    series: margin_daily\n    y: initial_margin\n",
    "bad": "title: Bad\nviews:\n  trend:\n    lin: im_growth\n",
}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: str


class House:
    """The server at `port`, and the access that it shares with the test."""

    def __init__(self, home: Path, port: int, access: Access, pid: int = 0) -> None:
        self.home, self.port, self.access, self.pid = home, port, access, pid
        self.origin = access.url or f"http://127.0.0.1:{port}"
        self.key = derived(home, "tokens of pages")

    def cookie(self, role: str, subject: str = "") -> str:
        """The cookie of somebody who has just signed in."""
        return let_in(self.access, role, subject)

    def session(self, cookie: str) -> Session:
        """The session of a cookie."""
        assert self.access.sessions
        found = self.access.sessions.find(cookie)
        assert found
        return found

    def ask(self, path: str, cookie: str = "", method: str = "GET", body: str = "", **headers: str) -> Answer:
        """One request on a connection of its own."""
        own = {"Accept": "*/*"} | {name.replace("_", "-"): value for name, value in headers.items()}
        own |= {"Cookie": f"{self.access.cookie}={cookie}"} if cookie else {}
        own |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection = self.line()
        try:
            connection.request(method, path, body.encode() if body else None, own)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        finally:
            connection.close()

    def line(self) -> http.client.HTTPConnection:
        """A new connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def websocket(self, path: str, headers: dict[str, str]) -> HTTPRequest:
        """What asks for a websocket."""
        return HTTPRequest(f"ws://127.0.0.1:{self.port}{path}", headers=headers)

    def token(self, path: str, cookie: str) -> str:
        """The token that a page carries."""
        return self.ask(path, cookie).body.split('"token":"')[1].split('"')[0]

    def forged(self, who: str, path: str, key: bytes | None = None, expires: int = 300, owner: int = 0) -> str:
        """A token of one's own making."""
        session = Place(0, (), Ledger(1), Path()).session_id(owner, key or self.key)
        return Ticket(session, who, path).token(key or self.key, expires)

    async def sit(self, path: str, token: str, cookie: str = "", origin: str | None = "") -> WebSocketClientConnection:
        """A websocket, behind its ACK; HTTPClientError where it is refused. No Origin is sent if it is None."""
        socket = await self.connect(
            path, token, cookie, **({} if origin is None else {"Origin": origin or self.origin})
        )
        header, _, _ = [await asyncio.wait_for(socket.read_message(), 10) for _ in range(3)]
        assert json.loads(str(header))["msgtype"] == "ACK"
        return socket

    async def connect(self, path: str, token: str, cookie: str = "", **headers: str) -> WebSocketClientConnection:
        """A websocket; HTTPClientError where it is refused."""
        headers |= {"Cookie": f"{self.access.cookie}={cookie}"} if cookie else {}
        request = self.websocket(path, headers)
        return await websocket_connect(request, subprotocols=["bokeh", token] if token else None)

    def denials(self) -> list[dict[str, Any]]:
        """What the audit says of those who were refused."""
        lines = map(json.loads, (self.home / "audit.jsonl").read_text().splitlines())
        return [line for line in lines if line["kind"] == "denied"]


def form(**fields: str) -> str:
    """The body of a form."""
    return urlencode(fields)


@contextmanager
def house(folder: Path, workers: int, filled: Path, roles_text: str = ROLES, **settings: str) -> Iterator[House]:
    """A house over the catalog of the home `filled` that stands, and is left at the end."""
    pages, roles, home = folder / "pages", folder / "roles.yaml", folder / "home"
    shutil.copytree(filled, home)
    pages.mkdir()
    for name, text in PAGES.items():
        (pages / f"{name}.yaml").write_text(text)
    roles.write_text(roles_text)
    port = free_port()
    own = {
        "HOME": str(home),
        "PORT": str(port),
        "WORKERS": str(workers),
        "ADDRESS": "127.0.0.1",
        "ROLES": str(roles),
        "METRICS_TOKEN": METRICS,
        "LDAP": "ldap://127.0.0.1:9",
        "LDAP_USER_BASE": "ou=people,dc=example,dc=org",
        "LDAP_GROUP_BASE": "ou=groups,dc=example,dc=org",
    } | settings
    environment = {**os.environ, **{f"TIDEMARK_{name}": value for name, value in own.items()}}
    process = Program(["tests.apps.serving.guarded", str(pages)], environment, folder / "said")
    try:
        access = Access.read(Settings(home=home, port=port, address="127.0.0.1", roles=roles, **signing(own)))
        stands(process, port, workers, folder / "said")
        yield House(home, port, access, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def signing(own: dict[str, str]) -> dict[str, Any]:
    """What the test's own access needs of the settings; of hosts that share a store, what it shares with them."""
    named: dict[str, Any] = {name.lower(): value for name, value in own.items() if name.startswith("LDAP")}
    if "STORE" in own:
        named |= {"store": Secret(own["STORE"]), "url": own["URL"], "proxied": True}
    return named


def stands(process: Program, port: int, workers: int, said: Path) -> None:
    """Wait until all workers answer."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {METRICS}"})
            if f'tidemark_up{{worker="all"}} {workers}' in connection.getresponse().read().decode():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(said.read_text())
