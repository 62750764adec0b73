"""Where somebody sits at the studio: its websocket. What takes time is done off the event loop."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError

from apps.rights import Rights
from apps.serving.hall import Hall
from apps.serving.spoken import Spoken
from apps.shell import ACCOUNT
from apps.studio.room import Studios
from apps.studio.sitting import Sitting
from apps.studio.visit import PAGE, Visit
from apps.workspace.tell import telling
from components.cells import Cell, Cells, Event, placed, text
from components.cells import message as patched
from components.told import message_of, subject

PART, LINK = "studio", ("deck", "slide", "minutes")


class StudioSeat(Spoken):
    """One window of the studio."""

    sitting: Sitting

    def initialize(self, hall: Hall, studios: Studios) -> None:
        """Both are the worker's."""
        self.prepared(hall)
        self.studios = studios

    def wanted(self) -> tuple[str, str]:
        """Nothing but figures here: who may read which deck, the decks say."""
        return wanted(self.hall, self.actor.entitlement)

    def open(self, *_: str, **__: str) -> None:
        """Begin."""
        super().open()
        csrf = self.session.csrf if self.session else ""
        self.sitting = Sitting(Visit(self.studios, self.actor, self.tell, self.language, csrf))
        self.hall.enter(self)
        self.welcome()

    async def opened(self) -> str:
        """The page with the decks, or the deck of the link."""
        begun = time.monotonic()
        document = await self.studios.off(self.document)
        self.hall.row.seconds("page_seconds", time.monotonic() - begun)
        return document

    def document(self) -> str:
        """The shell with what only this reader sees."""
        shell, titles = self.studios.shell, self.hall.offers[self.actor.entitlement].titles
        rights = Rights.of(self.actor, PAGE, titles)
        account = "" if self.actor.name == "local" else self.actor.title
        link = {name: self.get_query_argument(name, "") for name in LINK}
        cells = self.cells(PART, opening=self.sitting.open(**link))
        cells |= self.cells("links", pages=rights.links(titles, PAGE, self.language))
        content = json.dumps(placed(json.loads(shell.document), cells), ensure_ascii=False, separators=(",", ":"))
        return f'{{"doc":{content.replace(text(ACCOUNT), text(account), 1)}}}'

    async def speak(self, language: str) -> None:
        """Go on in another language."""
        await super().speak(language)
        titles = self.hall.offers[self.actor.entitlement].titles
        links = Rights.of(self.actor, PAGE, titles).links(titles, PAGE, language)
        self.patch(patched(self.cells("links", pages=links)))
        await self.sitting.listing.speak(language)

    def cells(self, part: str, **attributes: Any) -> Cells:
        """Attributes of a part of the shell."""
        return {Cell(self.studios.shell.models[part], name): text(value) for name, value in attributes.items()}

    async def hear(self, told: list[Event]) -> None:
        """Take what the studio tells; the rest of the page has nothing to say."""
        for event in told:
            message = message_of(event) if subject(event) == self.studios.shell.hosts[PART] else None
            if message is not None:
                self.sitting.hear(message)

    def tell(self, tell: str, /, **about: Any) -> None:
        """Tell the studio something; a browser that is gone is told nothing."""
        with suppress(WebSocketClosedError):
            self.say("PATCH-DOC", telling(self.studios.shell.hosts[PART], tell, about))

    def on_close(self) -> None:
        """The reader left."""
        super().on_close()
        if self.seated:
            self.seated = False
            self.hall.leave(self)


def wanted(hall: Hall, entitlement: str) -> tuple[str, str]:
    """What the studio asks of a reader: to have figures here, else HTTPError 404."""
    if entitlement not in hall.offers:
        raise HTTPError(404)
    return "", ""
