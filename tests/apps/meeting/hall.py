"""A server with meetings, and those who come to them: each with the websocket of the stage and that of the page."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

from tornado.websocket import WebSocketClientConnection

from apps.bench.offer import figure, message
from apps.state import State
from queries.library.decks import Decks
from queries.trail.audit import Audit
from tests.apps.serving.house import House, form

ROLES = """
ask: the risk desk
roles:
  viewer: {groups: [viewers], sees: everything, may: {open: all}}
  analyst: {includes: [viewer], groups: [analysts], sees: everything, may: {adjust: all, export: all}}
  host: {includes: [analyst], groups: [hosts], sees: everything, may: {present: all}}
  admin: {includes: [host], groups: [admins], sees: everything, may: {audit: all, metrics: all}}
  guest: {includes: [viewer], groups: [guests], sees: europe}
  reader of one: {groups: [ones], sees: everything, may: {open: [other]}}
entitlements:
  europe: {datasets: [eu_2019]}
"""
NOTES = "for the speaker alone: the figure of KRX is new"
SECONDS = 15
PERSONAL = ("account", "present", "entries", "can_undo", "can_redo", "pages", "settings", "tier")
"""What a page has of its reader alone, or of the worker that has asked."""


class Hall:
    """The server, with decks that the test keeps in its store."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cookies: dict[str, str] = {}

    def cookie(self, role: str, name: str) -> str:
        """The cookie of somebody who is signed in."""
        if name not in self.cookies:
            self.cookies[name] = self.house.cookie(role, name)
        return self.cookies[name]

    def deck(self, *states: State) -> str:
        """A deck with a slide for each state, by its id."""
        slides = [
            {
                "id": f"s{number}",
                "title": {"en": f"Slide {number}", "ko": f"슬라이드 {number}"},
                "points": f"point {number}",
                "notes": NOTES,
                "narrative": "",
                "state": json.loads(state.text()),
                "focus": "",
            }
            for number, state in enumerate(states)
        ]
        plain = {"id": "new", "title": "A review", "owner": "kim", "roles": [], "frozen": None, "slides": slides}
        return Decks(self.house.access.store).save(None, plain, "kim")[0]

    def opening(self, page: str, role: str = "host") -> State:
        """The state in which a page opens."""
        return asyncio.run(self._opening(page, self.cookie(role, role)))

    async def _opening(self, page: str, cookie: str) -> State:
        guest = Guest(self, "", cookie)
        await guest.open(page)
        await guest.close()
        return guest.state

    def begin(self, deck: str, name: str = "kim", role: str = "host") -> str:
        """A meeting of somebody who may present, by its id."""
        cookie = self.cookie(role, name)
        csrf = self.house.session(cookie).csrf
        told = self.house.ask("/meeting", cookie, "POST", form(deck=deck, csrf=csrf), Origin=self.house.origin)
        assert told.status == 200, told.body
        return str(json.loads(told.body)["meeting"])

    def guest(self, meeting: str, role: str, name: str, language: str = "") -> Guest:
        """Somebody who may come to a meeting."""
        return Guest(self, meeting, self.cookie(role, name), language)

    def found(self, code: str) -> dict[str, Any]:
        """The record of a receipt."""
        found = Audit(self.house.home).find(code)
        assert found, code
        return found

    def records(self, kind: str) -> list[dict[str, Any]]:
        """What the audit says, of one kind."""
        lines = (self.house.home / "audit.jsonl").read_text().splitlines()
        return [each for each in map(json.loads, lines) if each["kind"] == kind]


class Guest:
    """One window: what it was told at the stage by kind, and what its page shows."""

    def __init__(self, hall: Hall, meeting: str, cookie: str, language: str = "") -> None:
        self.hall, self.meeting, self.cookie = hall, meeting, cookie
        self.headers = {"Origin": hall.house.origin} | ({"Accept-Language": language} if language else {})
        self.secret = secrets.token_hex(16)
        self.raw: list[str] = []
        self.told: dict[str, list[dict[str, Any]]] = {}
        self.sockets: list[WebSocketClientConnection] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.models: dict[str, dict[str, Any]] = {}
        self.patches: list[dict[str, Any]] = []
        self.stage: WebSocketClientConnection | None = None
        self.page: WebSocketClientConnection | None = None

    async def join(self, remote: bool = False) -> Guest:
        """Come to the stage."""
        path = f"/meeting/{self.meeting}"
        answer = await asyncio.to_thread(self.hall.house.ask, f"{path}?token=", self.cookie)
        assert answer.status == 200, answer.body
        token = json.loads(answer.body)["token"]
        self.stage = await self.hall.house.connect(f"{path}/ws", token, self.cookie, **self.headers)
        self.tasks.append(asyncio.ensure_future(self._listen(self.stage)))
        await self.do("join", window=self.secret, remote=remote)
        await self.until(lambda: "meeting" in self.told and "members" in self.told)
        return self

    async def do(self, what: str, **about: Any) -> None:
        """Ask the stage for something."""
        assert self.stage
        await self.stage.write_message(json.dumps({"do": what, **about}))

    async def _listen(self, socket: WebSocketClientConnection) -> None:
        while (text := await socket.read_message()) is not None:
            self.raw.append(str(text))
            told = json.loads(text)
            self.told.setdefault(told["tell"], []).append(told)

    @property
    def now(self) -> dict[str, Any]:
        """Where the meeting stands."""
        return self.told["meeting"][-1]

    @property
    def members(self) -> list[dict[str, Any]]:
        """Who is there."""
        return list(self.told["members"][-1]["members"])

    async def open(self, page: str, **query: str) -> Guest:
        """Open the page that the stage has within it, or one by itself."""
        if self.meeting:
            query = {"meeting": self.meeting, "window": self.secret, "presented": "meeting"} | query
        path = f"/{page}?{urlencode(query)}"
        token = await asyncio.to_thread(self.hall.house.token, path, self.cookie)
        self.page = await self.hall.house.connect(f"/{page}/ws?{urlencode(query)}", token, self.cookie, **self.headers)
        self.sockets.append(self.page)
        await self.frames()
        await self.say("PULL-DOC-REQ", {})
        self.document = (await self.frames())[1]
        self.models = {each["id"]: each for each in walked(self.document) if "id" in each and "attributes" in each}
        named = {each["attributes"].get("name"): each for each in self.models.values()}
        self.strip, self.named = named["strip"], named
        self.link = self.strip["attributes"]["link"]
        self.tasks.append(asyncio.ensure_future(self._watch(self.page)))
        return self

    async def say(self, kind: str, content: Any) -> None:
        """One message of Bokeh's protocol."""
        assert self.page
        for part in ({"msgid": "1", "msgtype": kind}, {}, content):
            await self.page.write_message(json.dumps(part))

    async def frames(self) -> tuple[dict[str, Any], Any]:
        """The next message of the page; ConnectionError at the end."""
        assert self.page
        return await self._frames(self.page)

    async def _frames(self, page: WebSocketClientConnection) -> tuple[dict[str, Any], Any]:
        parts = [await page.read_message() for _ in range(3)]
        if None in parts:
            raise ConnectionError
        self.raw += [str(part) for part in parts]
        return json.loads(str(parts[0])), json.loads(str(parts[2]))

    async def _watch(self, page: WebSocketClientConnection) -> None:
        try:
            while True:
                _, content = await self._frames(page)
                for event in content["events"]:
                    self.patches.append(event | {"came": time.perf_counter()})
                    if event.get("attr") == "link" and event["model"]["id"] == self.strip["id"]:
                        self.link = event["new"]
        except ConnectionError:
            return

    @property
    def state(self) -> State:
        """What the page shows."""
        return State.read(parse_qs(self.link.lstrip("?"))["state"][0])

    def seen(self) -> dict[tuple[str, str, str], str]:
        """All that the page shows, whatever it came by: attributes and columns, as JSON."""
        shown: dict[tuple[str, str, str], str] = {}
        for each in self.models.values():
            noted(shown, each)
        for event in self.patches:
            if event["kind"] == "ModelChanged":
                for each in walked(event["new"]):
                    noted(shown, each)
                note(shown, event["model"]["id"], event["attr"], event["new"])
            elif event["kind"] == "ColumnDataChanged":
                note(shown, event["model"]["id"], "data", event["data"])
        return shown

    def shown(self) -> dict[tuple[str, str, str], str]:
        """What the page shows that is the same for all who are shown the same."""
        return {cell: value for cell, value in self.seen().items() if cell[1] not in PERSONAL}

    def figure(self, view: str) -> dict[str, Any]:
        """The figure of a view, as the page was opened with it."""
        return figure(self.named, f"card {view}")

    async def brush(self, view: str, low: float, high: float, final: bool = True) -> None:
        """Drag a box over a chart."""
        ends = [["type", "rect"], ["x0", low], ["x1", high], ["y0", 0], ["y1", 10**9]]
        entries = [["geometry", {"type": "map", "entries": ends}], ["final", final]]
        values = {"type": "map", "entries": [["model", {"id": self.figure(view)["id"]}], *entries]}
        event = message({"type": "event", "name": "selectiongeometry", "values": values})
        await self.say("PATCH-DOC", {"events": [event]})

    async def until(self, true: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Wait for something."""
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.005)

    @property
    def cut(self) -> bool:
        """Whether a server has gone; a websocket that was written to meanwhile tells its reader nothing."""
        ends = [each.protocol for each in (self.stage, self.page) if each is not None]
        return any(task.done() for task in self.tasks) or any(end is None or end.stream.closed() for end in ends)

    async def come_back(self, page: str) -> None:
        """Reload the window, if its server has gone; it is known by what it keeps."""
        if self.cut:
            await self.close()
            self.told.clear(), self.patches.clear()
            await self.join()
            await self.until(lambda: bool(self.now["slide"]["page"]))
            await self.open(page)

    async def close(self) -> None:
        """Leave."""
        for task in self.tasks:
            task.cancel()
        for socket in (*self.sockets, self.stage):
            if socket is not None:
                socket.close()
        self.stage = self.page = None
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()


def noted(shown: dict[tuple[str, str, str], str], model: dict[str, Any]) -> None:
    """Set what a model begins with."""
    if "id" in model:
        for name, value in model.get("attributes", {}).items():
            note(shown, model["id"], name, value)


def note(shown: dict[tuple[str, str, str], str], model: str, name: str, value: Any) -> None:
    """Set an attribute, or columns of one."""
    if isinstance(value, dict) and value.get("type") == "map":
        for column, content in value["entries"]:
            shown[model, name, str(column)] = json.dumps(content)
    else:
        shown[model, name, ""] = re.sub(r'"attributes": .*', "", json.dumps(value))


def walked(content: Any) -> list[dict[str, Any]]:
    """Every object within JSON."""
    found, todo = [], [content]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            found.append(each)
            todo += each.values()
        elif isinstance(each, list):
            todo += each
    return found
