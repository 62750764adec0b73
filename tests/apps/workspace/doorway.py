"""The addresses of a room's files, served in this process behind the real gate to whoever uses this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.netutil import bind_sockets
from tornado.web import Application

from apps.serving.flight import Flight
from apps.serving.gate import Gate
from apps.serving.gated import guarded
from apps.serving.handover import Handover
from apps.serving.worker import server
from apps.workspace.pages import addresses
from apps.workspace.room import Room
from auth.access import Access
from panel_config import Settings

LIMIT = 2**32


@dataclass
class Doorway:
    """A server at `port`, with one room."""

    room: Room
    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> HTTPResponse:
        """One request."""
        client = AsyncHTTPClient(force_instance=True, defaults={"request_timeout": 60})
        own = {"Origin": self.origin} | {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            return await client.fetch(self.origin + path, method=method, body=body, headers=own, raise_error=False)
        finally:
            client.close()

    async def upload(self, content: bytes, name: str = "figures.csv", **headers: str) -> HTTPResponse:
        """Bring a file."""
        return await self.ask("/sql/upload", "POST", content, X_Tidemark_Name=quote(name), **headers)

    async def brought(self, content: bytes, name: str = "figures.csv") -> str:
        """The id of a file that was brought."""
        answer = await self.upload(content, name)
        assert answer.code == 200, answer.body
        return str(json.loads(answer.body)["upload"])

    async def raw(self, head: str, *parts: bytes) -> tuple[bytes, int]:
        """What comes back when bytes are sent until the server hangs up, and how many could be sent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=LIMIT)
        sent = 0
        try:
            writer.write(head.replace("\n", "\r\n").encode())
            for part in parts:
                writer.write(part)
                await writer.drain()
                sent += len(part)
        except ConnectionError:
            pass
        try:
            return await asyncio.wait_for(reader.read(), 10), sent
        except ConnectionError:
            return b"", sent
        finally:
            writer.close()


@asynccontextmanager
async def doorway(room: Room, known: Access | None = None) -> AsyncIterator[Doorway]:
    """The server, for as long as it is needed; to whoever uses this machine, unless it is said who is let in."""
    sockets = bind_sockets(0, "127.0.0.1")
    port = int(sockets[0].getsockname()[1])
    access = known or Access.read(Settings(home=room.home, port=port, address="127.0.0.1"))
    place = room.hall.place
    gate = Gate(access, room.audit, b"key", frozenset({f"127.0.0.1:{port}"}), place, Handover(place))
    specs = [(path, guarded(kind, gate), known) for path, kind, known in addresses(room.hall, room)]
    http = server(Flight(Application(specs)), proxied=False)
    http.add_sockets(sockets)
    try:
        yield Doorway(room, port)
    finally:
        http.stop()
        await http.close_all_connections()
