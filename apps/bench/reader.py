"""A simulated reader: speaks Bokeh's protocol to the server as BokehJS does, and draws nothing."""

from __future__ import annotations

import json
import re
from random import Random
from urllib.parse import parse_qs, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from apps.bench.offer import Choice, Model, Offer, Values, message, offered
from apps.state import State

TOKEN = re.compile(r'"token":"([^"]+)"')
READY = {"type": "event", "name": "document_ready", "values": {"type": "map"}}
CONNECT = 60.0
"""Seconds until a connection that is not answered is given up."""


class Reader:
    """One tab: a page, its websocket, what was received in characters, and what is brushed by view."""

    page = "/benchmark"

    def __init__(self, address: str, seed: int = 0, through: str = "", compressed: bool = False) -> None:
        """A reader of the server at `address`, which is reached at `through` if that is given."""
        self.address, self.through = address, through or address
        self.compressed = compressed
        self.chance = Random(seed)
        self.received = 0
        self.now: dict[str, Values] = {}
        self.offer: Offer
        self._socket: WebSocketClientConnection | None = None
        self._sent = 0

    async def load(self) -> None:
        """Open the page: until its whole document has arrived. The websocket has a connection of its own."""
        html = await self._page()
        token = TOKEN.search(html)
        if token is None:
            raise RuntimeError(f"{self.page} holds no token")
        self._socket = await websocket_connect(
            self._request(self.page + "/ws", "ws"),
            subprotocols=["bokeh", token[1]],
            compression_options={} if self.compressed else None,
        )
        assert self._socket.protocol is not None
        self._socket.protocol.set_nodelay(True)  # as browsers do
        await self._until("ACK")
        await self._send("PULL-DOC-REQ", {})
        self._opened(await self._until("PULL-DOC-REPLY"))
        await self._send("PATCH-DOC", {"events": [message(READY)]})

    def _opened(self, document: str) -> None:
        self.offer = offered(document)

    async def _page(self) -> str:
        client = AsyncHTTPClient(force_instance=True)
        try:
            html = (await client.fetch(self._request(self.page))).body.decode()
        finally:
            client.close()
        self.received += len(html)
        return html

    def _request(self, path: str, scheme: str = "http") -> HTTPRequest:
        own = {"Origin": self.address, "Host": urlsplit(self.address).netloc}
        url = f"{scheme}://{urlsplit(self.through).netloc}{path}"
        return HTTPRequest(url, headers=own, connect_timeout=CONNECT, request_timeout=CONNECT)

    async def change(self, choice: Choice) -> list[Model]:
        """Brush, and wait for the message that shows it: its events, those of all charts that move."""
        await self._send("PATCH-DOC", {"events": [choice.event()]})
        while True:
            content = await self._until("PATCH-DOC")
            events: list[Model] = json.loads(content)["events"]
            if any(self._shows(event, choice) for event in events):
                self.now[choice.view] = choice.values
                return events

    def _shows(self, event: Model, choice: Choice) -> bool:
        """Whether `event` gives the strip a link in which `choice` is brushed."""
        if event.get("attr") != "link" or event["model"]["id"] != self.offer.strip:
            return False
        state = State.read(parse_qs(event["new"].lstrip("?"))["state"][0])
        return choice.values in [clause.value for clause in state.selection.own(choice.view)]

    async def close(self) -> None:
        """Leave, as a tab that is closed does."""
        if self._socket is not None:
            self._socket.close()
            while await self._socket.read_message() is not None:
                pass
            self._socket = None

    @property
    def extensions(self) -> str:
        """What the server agreed to for this websocket, such as permessage-deflate."""
        assert self._socket is not None and self._socket.headers is not None
        return self._socket.headers.get("Sec-WebSocket-Extensions", "")

    async def _send(self, kind: str, content: Model) -> None:
        assert self._socket is not None
        self._sent += 1
        for part in ({"msgid": str(self._sent), "msgtype": kind}, {}, content):
            await self._socket.write_message(json.dumps(part))

    async def _until(self, kind: str) -> str:
        """The content of the next message of that kind."""
        while True:
            header = json.loads(await self._part())
            await self._part()
            content = await self._part()
            for _ in range(2 * header.get("num_buffers", 0)):
                await self._part()
            if header["msgtype"] == kind:
                return content
            if header["msgtype"] == "ERROR":
                raise RuntimeError(f"the server answers {content[:300]}")

    async def _part(self) -> str:
        assert self._socket is not None
        part = await self._socket.read_message()
        if part is None:
            raise RuntimeError(f"the server closed the websocket, code {self._socket.close_code}")
        self.received += len(part)
        return part if isinstance(part, str) else ""
