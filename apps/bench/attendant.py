"""Somebody at a meeting: the stage, and the page in it, each with a websocket of its own."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from typing import Any
from urllib.parse import urlencode

from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from apps.bench.line import Arrival, Line
from apps.bench.offer import Model, Offer, message, offered
from apps.bench.reader import CONNECT, READY

LINK = re.compile(rb'"new":"(\?state=[^"]*)"')
"""What the strip is told wherever another state is shown."""
TOKEN = re.compile(r'"token": ?"([^"]+)"')


async def token(address: str, path: str) -> str:
    """What a page gives its websocket."""
    client = AsyncHTTPClient(force_instance=True)
    try:
        asked = HTTPRequest(address + path, connect_timeout=CONNECT, request_timeout=CONNECT)
        found = TOKEN.search((await client.fetch(asked)).body.decode())
    finally:
        client.close()
    if found is None:
        raise RuntimeError(f"{path} holds no token")
    return found[1]


class Screen:
    """A page in a browser: alone, or within the stage of a meeting."""

    def __init__(self, address: str, page: str = "benchmark", **query: str) -> None:
        self.address, self.path = address, f"/{page}"
        self.query = f"?{urlencode(query)}" if query else ""
        self.read = self.sent = 0
        self.offer: Offer
        self.line: Line

    async def open(self) -> None:
        """Until the whole document has arrived."""
        own = await token(self.address, self.path + self.query)
        self.line = await Line.open(self.address, f"{self.path}/ws{self.query}", ["bokeh", own])
        self._say("PULL-DOC-REQ", {})
        document = await self.told("PULL-DOC-REPLY")
        self.offer = offered(document.content.decode())
        self._say("PATCH-DOC", {"events": [message(READY)]})

    def do(self, event: Model) -> None:
        """Do something in the browser."""
        self._say("PATCH-DOC", {"events": [event]})

    async def moved(self) -> tuple[str, float]:
        """The link to the state that is shown next, and when it came."""
        while True:
            arrival = await self.told("PATCH-DOC")
            if found := LINK.search(arrival.content):
                return found[1].decode(), arrival.at

    async def shows(self, link: str) -> float:
        """When the state of `link` came, which is the next but for some that were skipped."""
        while True:
            shown, at = await self.moved()
            if shown == link:
                return at

    async def told(self, kind: str) -> Arrival:
        """The next message of a kind."""
        mark = f'"msgtype":"{kind}"'.encode()
        while True:
            await self.line.until(lambda: len(self.line.arrivals) >= self.read + 3)
            header, _, content = self.line.arrivals[self.read : self.read + 3]
            self.read += 3
            if mark in header.content.replace(b" ", b""):
                return content
            if b"ERROR" in header.content:
                raise RuntimeError(f"the server answers {content.content[:300]!r}")

    def skip(self) -> None:
        """Take what has come so far as read."""
        self.read = len(self.line.arrivals) // 3 * 3

    def close(self) -> None:
        """Close the tab."""
        self.line.close()

    def _say(self, kind: str, content: Model) -> None:
        self.sent += 1
        for part in ({"msgid": str(self.sent), "msgtype": kind}, {}, content):
            self.line.send(json.dumps(part).encode())


class Attendant:
    """A window at a meeting, whose first is the host's."""

    def __init__(self, address: str, meeting: str) -> None:
        self.address, self.meeting = address, meeting
        self.window = secrets.token_urlsafe(18)
        self.screen = Screen(address, meeting=meeting, window=self.window, presented="meeting")
        self.stage: Line

    async def open(self) -> None:
        """Join, and see what the host shows."""
        own = await token(self.address, f"/meeting/{self.meeting}?token=")
        self.stage = await Line.open(self.address, f"/meeting/{self.meeting}/ws", ["bokeh", own])
        self.do("join", window=self.window, remote=False)
        await self.heard("meeting")
        await self.screen.open()

    def do(self, do: str, **about: Any) -> None:
        """Do something at the stage."""
        self.stage.send(json.dumps({"do": do, **about}).encode())

    async def heard(self, tell: str) -> dict[str, Any]:
        """The first thing of a kind that the stage has been told and that was not yet taken."""
        while True:
            for place, arrival in enumerate(self.stage.arrivals):
                told: dict[str, Any] = json.loads(arrival.content)
                if told["tell"] == tell:
                    del self.stage.arrivals[: place + 1]
                    return told
            known = len(self.stage.arrivals)
            await self.stage.until(lambda known=known: len(self.stage.arrivals) > known)  # type: ignore[misc]

    def close(self) -> None:
        """Leave."""
        self.screen.close()
        self.stage.close()


async def seated(address: str, meeting: str, many: int, together: int = 20) -> list[Attendant]:
    """So many who join, some at a time."""
    made = [Attendant(address, meeting) for _ in range(many)]
    for first in range(0, many, together):
        await asyncio.gather(*(each.open() for each in made[first : first + together]))
    return made
