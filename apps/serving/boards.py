"""What the address of the own board answers: it depends on who asks, and waits for the store."""

from __future__ import annotations

from functools import partial
from typing import Any

from tornado.web import HTTPError

from apps.boards import Boards
from apps.grown import front
from apps.packed import packed
from apps.pinned import BOARD
from apps.serving.denial import UNAVAILABLE, Denial
from apps.serving.gated import CHANGED, Gated
from apps.serving.hall import Hall
from apps.serving.html import Html
from apps.serving.pages import Rows, Spec
from apps.serving.seat import Seat
from apps.shell import Shell
from apps.signing.paper import COOKIE, button, paper, paragraph
from components.cells import Event
from components.language import say
from components.retold import retold
from components.told import message_of, subject
from data.store import StoreError
from queries.library.pins import mine
from queries.query import QueryError
from queries.trail.chain import AuditError

EMPTY = "Nothing is pinned to your board yet. Run a query in the SQL workspace, draw its result and choose Pin."
FREE = "my-board.zip"


def wanted(hall: Hall, entitlement: str) -> tuple[str, str]:
    """To have a board; HTTPError 404 where nobody sees such a part of the figures any more."""
    if entitlement not in hall.offers:
        raise HTTPError(404)
    return "pin", ""


class _Own(Gated):
    def initialize(self, hall: Hall, boards: Boards) -> None:
        self.hall, self.boards = hall, boards
        self.set_header("Cache-Control", "no-store")

    def wanted(self) -> tuple[str, str]:
        return wanted(self.hall, self.actor.entitlement)


class OwnHtml(_Own, Html):
    """The own board; where nothing is pinned to it, the next step."""

    @property
    def shell(self) -> Shell:
        """The HTML of every board is the same."""
        return front()

    async def get(self) -> None:
        """Send the page."""
        try:
            empty = await self.hall.off(partial(self.boards.empty, self.actor.name))
        except StoreError as error:
            await self.refuse(Denial(UNAVAILABLE, str(error)))
            return
        if not empty:
            super().get()
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        body = paragraph(say(self.language, EMPTY)), button(say(self.language, "Open the SQL workspace"), "/sql")
        theme = self.get_cookie(COOKIE, "") or ""
        self.finish(paper(say(self.language, "My board"), *body, theme=theme, language=self.language))


class Packed(_Own):
    """The own board as files."""

    async def get(self) -> None:
        """Send a page file and its queries, in one archive."""
        try:
            content = await self.hall.off(lambda: packed(self.boards.pins.take(mine(self.actor.name))))
        except StoreError as error:
            await self.refuse(Denial(UNAVAILABLE, str(error)))
            return
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Disposition", f'attachment; filename="{FREE}"')
        self.finish(content)


class OwnRows(Rows):
    """The rows behind a chart of the own board."""

    def initialize(self, hall: Hall, boards: Boards) -> None:  # type: ignore[override]
        """Both are the worker's."""
        super().initialize(hall, BOARD)
        self.boards = boards

    def wanted(self) -> tuple[str, str]:
        """To take figures along, from every page."""
        return self.action, wanted(self.hall, self.actor.entitlement)[1]

    async def get(self) -> None:
        """Send them as a file."""
        if not (allowed := self.actor.may("pin")):
            await self.refuse(Denial(403, allowed.reason))
            return
        stage = await self.hall.off(partial(self.boards.stage, self.actor), waiting=True)
        if stage is None:
            raise HTTPError(404)
        self.stage = stage
        await super().get()


class OwnSeat(Seat):
    """One reader at their own board."""

    def initialize(self, hall: Hall, boards: Boards) -> None:  # type: ignore[override]
        """Both are the worker's."""
        super().initialize(hall, BOARD)
        self.boards = boards

    def wanted(self) -> tuple[str, str]:
        """To have a board."""
        return wanted(self.hall, self.actor.entitlement)

    async def open(self, *_: str, **__: str) -> Any:
        """Begin, with the board as it is now; one that was emptied meanwhile is to be opened again."""
        stage = await self.hall.off(partial(self.boards.stage, self.actor), waiting=True)
        if stage is None:
            self.close(CHANGED, "nothing is pinned here any more")
        elif self.ws_connection is not None and not self.ws_connection.is_closing():
            self.stage = stage
            super().open()

    async def hear(self, told: list[Event]) -> None:
        """Take what the browser tells; a chart that is taken down changes the page."""
        names = [self.down(event) for event in told]
        for name in filter(None, names):
            await self.unpin(name)
        await super().hear([event for event, name in zip(told, names, strict=True) if not name])

    def down(self, event: Event) -> str:
        """The chart that `event` takes down; empty if it does something else."""
        part = self.reader.parts.get(subject(event) or "", "")
        wished = (message_of(event) or {}).get("choose") == "unpin"
        return part.removeprefix("card ") if wished and part.startswith("card ") else ""

    async def unpin(self, name: str) -> None:
        """Take a chart down, and have the page opened again without it."""
        try:
            await self.hall.off(partial(self.taken_down, name))
        except (StoreError, QueryError, AuditError) as error:
            self.reader.tell("strip", message=retold(self.language, str(error)))
            self.show()
        else:
            self.send_away(CHANGED, "the board has changed")

    def taken_down(self, name: str) -> None:
        """Take a chart down; that is written first."""
        owner = self.actor.name
        self.gate.audit.event("unpinned", owner, board=mine(owner), chart=name)
        self.boards.pins.unpin(mine(owner), owner, name)


def addresses(hall: Hall, boards: Boards) -> list[Spec]:
    """The url specs of own boards."""
    known: dict[str, object] = {"hall": hall, "boards": boards}
    kinds = {"/ws": OwnSeat, "/?": OwnHtml, "\\.zip": Packed, "/rows\\.csv": OwnRows}
    return [(f"/{BOARD}{ending}", kind, known) for ending, kind in kinds.items()]
