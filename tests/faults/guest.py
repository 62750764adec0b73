"""Somebody at a server where readers sign in: requests, and a websocket that brushes."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from urllib.parse import urlencode

import httpx
from bokeh.util.token import get_session_id
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClosedError

from apps.bench.offer import Choice, Model
from apps.bench.reader import TOKEN, Reader
from tests.provider.person import Person

COOKIE = "tidemark-dev"
SECONDS = 20


class Guest:
    """A browser without a screen, which follows no redirect by itself."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = httpx.Client(base_url=address, trust_env=False, timeout=SECONDS)

    @property
    def cookie(self) -> str:
        """The id of the session."""
        return str(self.browser.cookies.get(COOKIE) or "")

    def get(self, path: str, **query: str) -> httpx.Response:
        """Open an address, as one who clicks on a link, over a connection of its own: any worker answers."""
        asked = f"?{urlencode(query)}" if query else ""
        return self.browser.get(f"{path}{asked}", headers={"Accept": "text/html", "Connection": "close"})

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form."""
        return self.browser.post(path, data=fields, headers={"Accept": "text/html", "Origin": self.address})

    def begun(self, name: str, to: str = "/") -> str:
        """The address here that the provider sends `name` back to."""
        there = self.get("/signin/openid", to=to)
        assert there.status_code == 303, there.text
        person = Person(name)
        try:
            return person.sign_in(there.headers["Location"]).raw_path.decode()
        finally:
            person.close()

    def sign_in(self, name: str, to: str = "/") -> Guest:
        """Come in."""
        answer = self.get(self.begun(name, to))
        assert answer.status_code == 303 and answer.headers["Location"] == to, answer.text
        return self


class Over(Exception):
    """The server has closed a websocket: code and reason."""


class Seat(Reader):
    """The page in a guest's browser, over a websocket."""

    def __init__(self, guest: Guest, seed: int = 0) -> None:
        super().__init__(guest.address, seed)
        self.cookie, self.owner = guest.cookie, -1
        self.parts: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self.hearing: asyncio.Task[None] | None = None

    def _request(self, path: str, scheme: str = "http") -> HTTPRequest:
        made = super()._request(path, scheme)
        made.headers["Cookie"] = f"{COOKIE}={self.cookie}"
        return made

    async def _page(self) -> str:
        html = await super()._page()
        token = TOKEN.search(html)
        assert token, html[:300]
        self.owner = int(get_session_id(token[1])[1:].partition("-")[0])
        return html

    async def _part(self) -> str:
        self.hearing = self.hearing or asyncio.create_task(self._hear())
        part = await self.parts.get()
        if part is None:
            assert self._socket
            raise Over(self._socket.close_code, self._socket.close_reason)
        return str(part)

    async def _hear(self) -> None:
        """Take what comes at once, as browsers do: only so are pings answered."""
        assert self._socket
        while (part := await self._socket.read_message()) is not None:
            self.parts.put_nowait(part)
        self.parts.put_nowait(None)

    def anything(self) -> Choice:
        """A change by chance."""
        return self.offer.choice(self.chance, self.now)

    async def brush(self) -> list[Model]:
        """Change something, and wait until it is shown."""
        return await asyncio.wait_for(self.change(self.anything()), SECONDS)

    async def nudge(self) -> None:
        """Change something, and wait for nothing: the page may be gone."""
        with suppress(WebSocketClosedError):
            await self._send("PATCH-DOC", {"events": [self.anything().event()]})

    async def refused(self, choice: Choice) -> tuple[str, list[Model]]:
        """What the strip says to a change that is not shown, and what else was sent."""
        await self._send("PATCH-DOC", {"events": [choice.event()]})
        events: list[Model] = []
        while not (said := [each["new"] for each in events if each.get("attr") == "message"]):
            events += json.loads(await asyncio.wait_for(self._until("PATCH-DOC"), SECONDS))["events"]
        return said[-1], events

    async def over(self) -> tuple[int | None, str | None]:
        """Code and reason with which the server closes."""
        try:
            async with asyncio.timeout(SECONDS):
                while True:
                    await self._part()
        except Over as over:
            return over.args[0], over.args[1]

    async def close(self) -> None:
        """Leave."""
        assert self._socket and self.hearing
        self._socket.close()
        await self.hearing


async def seats(guest: Guest) -> list[Seat]:
    """Two open pages of a guest, one in each worker."""
    made: list[Seat] = []
    while {each.owner for each in made} != {0, 1}:
        made.append(Seat(guest, len(made)))
        await made[-1].load()
        assert len(made) < 5
    return made
