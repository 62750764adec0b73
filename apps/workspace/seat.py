"""Where a reader sits at the workspace: its websocket. What takes time is done off the event loop."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Mapping
from typing import Any

from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError

from apps.rights import Rights
from apps.serving.hall import Hall
from apps.serving.spoken import Spoken
from apps.shell import ACCOUNT
from apps.workspace.bench import Bench
from apps.workspace.room import Room
from apps.workspace.tell import spoken, telling
from apps.workspace.visit import PAGE
from components.cells import Cell, Cells, Event, placed, text
from components.cells import message as patched
from components.told import message_of, subject

PART, LINK = "workspace", ("run", "state", "view")


class BenchSeat(Spoken):
    """One reader at one workspace."""

    bench: Bench

    def initialize(self, hall: Hall, room: Room) -> None:
        """Both are the worker's."""
        self.prepared(hall)
        self.room = room

    def wanted(self) -> tuple[str, str]:
        """To write SQL."""
        return wanted(self.hall, self.actor.entitlement)

    def open(self, *_: str, **__: str) -> None:
        """Begin."""
        super().open()
        self.bench = Bench(self.room, self.actor, self.tell, self.show, self.session.csrf if self.session else "")
        self.bench.visit.language = self.language
        self.hall.enter(self)
        self.welcome()

    async def opened(self) -> str:
        """The page as it is left."""
        begun = time.monotonic()
        document = await self.bench.visit.off(self.document)
        self.hall.row.seconds("page_seconds", time.monotonic() - begun)
        return document

    def document(self) -> str:
        """The shell with what only this reader sees."""
        shell, titles = self.room.shell, self.titles
        rights = Rights.of(self.actor, PAGE, titles)
        account = "" if self.actor.name == "local" else self.actor.title
        cells = self.cells(PART, opening=self.bench.open(*map(self.said, LINK)))
        cells |= self.cells("links", pages=rights.links(titles, PAGE, self.language))
        content = json.dumps(placed(json.loads(shell.document), cells), ensure_ascii=False, separators=(",", ":"))
        return f'{{"doc":{content.replace(text(ACCOUNT), text(account), 1)}}}'

    @property
    def titles(self) -> Mapping[str, str]:
        """The pages that the reader's part of the figures has, by name."""
        return self.hall.titles(self.actor.entitlement)

    def said(self, name: str) -> str:
        """What the address says."""
        return self.get_query_argument(name, "")

    def cells(self, part: str, **attributes: Any) -> Cells:
        """Attributes of a part of the shell."""
        return {Cell(self.room.shell.models[part], name): text(value) for name, value in attributes.items()}

    async def hear(self, told: list[Event]) -> None:
        """Take what the workspace tells; the rest of the page has nothing to say."""
        for event in told:
            message = message_of(event) if subject(event) == self.room.shell.hosts[PART] else None
            if message is not None:
                self.bench.hear(message)

    def shown_first(self) -> None:
        """What the reader is told beside the page."""
        self.bench.stands()

    def tell(self, tell: str, ready: dict[str, str] | None = None, /, **about: Any) -> Awaitable[None]:
        """Tell the workspace something; done once it is written."""
        said = spoken(self.language, about)
        return self.written(telling(self.room.shell.hosts[PART], tell, said, ready or {}))

    async def speak(self, language: str) -> None:
        """Go on in another language: the head and what is brushed are said again."""
        await super().speak(language)
        self.bench.visit.language = language
        rights = Rights.of(self.actor, PAGE, self.titles)
        self.written(patched(self.cells("links", pages=rights.links(self.titles, PAGE, language))))
        if brush := self.bench.brushes.plain:
            self.tell("brush", **brush)

    def show(self, figure: str) -> Awaitable[None]:
        """Put a figure into the workspace; done once it is written."""
        return self.written(patched({Cell(self.room.shell.models[PART], "chart"): figure}))

    def written(self, content: str) -> Awaitable[None]:
        """Send a patch; a browser that is gone takes it at once."""
        try:
            return self.say("PATCH-DOC", content)
        except WebSocketClosedError:
            nothing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            nothing.set_result(None)
            return nothing

    def on_close(self) -> None:
        """The reader left."""
        super().on_close()
        if self.seated:
            self.seated = False
            self.bench.leave()
            self.hall.leave(self)


def wanted(hall: Hall, entitlement: str) -> tuple[str, str]:
    """What the workspace asks of a reader: to write SQL; HTTPError 404 where they have no figures here."""
    if entitlement not in hall.offers:
        raise HTTPError(404)
    return "query", ""
