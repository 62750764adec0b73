"""The tabs of one reader: what is typed is kept within a second, and kept again later where that fails."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from apps.workspace.hearing import Heard
from apps.workspace.message import Message, MessageError, statement, values, word, words
from apps.workspace.visit import Visit
from components.language import say
from data.store import StoreError
from queries.library.drafts import TABS, Overtaken, Tab
from queries.library.sound import NAME, LibraryError

AGAIN = 2.0
"""Seconds after which a draft that could not be kept is tried again."""
OTHER = "-other"
"""What the id of a tab ends with that holds what another window has typed."""


class Tabs:
    """The reader's open tabs as this window knows them."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.drafts = visit, visit.room.drafts
        self.known: dict[str, Tab] = {}
        self.active = ""
        self.unkept: set[str] = set()
        self.writing = asyncio.Lock()
        self.retrying: asyncio.Task[None] | None = None
        self.hears: Mapping[str, Heard] = {
            "draft": self.draft,
            "tabs": self.order,
            "new": self.new,
            "close": self.close,
            "reopen": self.reopen,
        }

    def open(self) -> str:
        """Take the tabs as they are kept, one if there is none; the text of the brush. Asks the store."""
        self.active, brush = self.drafts.desk(self.visit.owner)
        self.known = {tab.id: tab for tab in self.drafts.tabs(self.visit.owner)}
        if not self.known:
            self.add(self.fresh())
        if self.active not in self.known:
            self.active = next(iter(self.known))
        return brush

    def fresh(self, **about: Any) -> Tab:
        """A tab that is not kept yet."""
        number = len(self.known) + 1
        position = max((tab.position for tab in self.known.values()), default=-1) + 1
        title = say(self.visit.language, "Query {number}", number=number)
        return Tab(secrets.token_urlsafe(9), **{"title": title, "position": position, **about})

    def add(self, tab: Tab) -> Tab:
        """Keep a new tab, and put it in front."""
        kept = self.drafts.keep(self.visit.owner, tab)
        self.known[kept.id], self.active = kept, kept.id
        self.drafts.order(self.visit.owner, list(self.known), kept.id)
        return kept

    @property
    def plain(self) -> dict[str, Any]:
        """The tabs as the browser gets them."""
        return {"tabs": [shown(tab) for tab in self.known.values()], "active": self.active}

    async def tell(self) -> None:
        """Tell the browser which tabs there are."""
        await self.visit.tell("tabs", **self.plain)

    async def added(self, **about: Any) -> Tab:
        """A new tab in front, told to the browser."""
        async with self.writing:
            tab = await self.visit.off(lambda: self.add(self.fresh(**about)))
        await self.tell()
        return tab

    async def new(self, _: Message) -> None:
        """Open an empty tab."""
        await self.added()

    async def draft(self, message: Message) -> None:
        """Keep what is typed."""
        id, title = word(message, "tab"), word(message, "title")[:NAME]
        known = self.known.get(id)
        if known is None:
            raise MessageError("this tab is closed; open another and paste")
        given = values(message) if "values" in message else known.values
        await self.keep(id, text=statement(message), title=title or known.title, values=given)

    async def going(self, id: str, run: str) -> None:
        """A statement of the tab begins to run; whoever opens the tab later finds what came of it."""
        if id in self.known:
            await self.keep(id, result=run)

    async def keep(self, id: str, **changed: Any) -> None:
        """Keep what has changed in a tab, now or as soon as that can be done."""
        async with self.writing:
            if id not in self.known:
                return
            self.known[id] = replace(self.known[id], **changed)
            try:
                await self.visit.off(partial(self.put, id))
            except Overtaken as error:
                await self.both(id, error.tab)
            except StoreError as error:
                self.unkept.add(id)
                self.retry()
                await self.visit.say(f"What you type is not kept yet: {error}")
            else:
                await self.kept(id)

    async def kept(self, id: str) -> None:
        """A tab is kept, perhaps after a while in which it was not."""
        if id in self.unkept:
            self.unkept.discard(id)
            await self.visit.say("What you typed is kept again")

    def put(self, id: str) -> None:
        """Keep a tab as it is known here."""
        self.known[id] = self.drafts.keep(self.visit.owner, self.known[id])

    async def both(self, id: str, stood: Tab) -> None:
        """Keep what is typed here, and what was typed in another window in a tab of its own."""
        own = self.known[id]
        self.known[id] = replace(own, revision=stood.revision)
        await self.visit.off(partial(self.put, id))
        if stood.text in (own.text, ""):
            return
        copy = replace(stood, id=f"{id[: NAME // 2]}{OTHER}", title=f"{stood.title[: NAME // 2]} (other window)")
        known = self.known.get(copy.id)
        self.known[copy.id] = replace(copy, revision=known.revision if known else 0, position=len(self.known))
        await self.visit.off(partial(self.put, copy.id))
        await self.tell()
        await self.visit.say(f"This tab was changed in another window too; what stood there is in {copy.title!r}")

    def retry(self) -> None:
        """Try again soon, for as long as something is not kept."""
        if self.retrying is None or self.retrying.done():
            self.retrying = asyncio.create_task(self.retried())

    async def retried(self) -> None:
        """Try again, after a while, what is not kept."""
        await asyncio.sleep(AGAIN)
        self.retrying = None
        for id in list(self.unkept):
            await self.keep(id)

    async def order(self, message: Message) -> None:
        """Tabs were moved, or another came to the front."""
        ids, active = words(message, "ids", TABS), word(message, "active")
        self.known = {id: self.known[id] for id in [*ids, *self.known] if id in self.known}
        self.active = active if active in self.known else self.active
        async with self.writing:
            await self.visit.off(partial(self.drafts.order, self.visit.owner, list(self.known), self.active))

    async def close(self, message: Message) -> None:
        """Close a tab; the one beside it comes to the front."""
        id = word(message, "tab")
        ids = list(self.known)
        if id not in self.known:
            return
        async with self.writing:
            await self.visit.off(partial(self.drafts.close, self.visit.owner, id))
        beside = ids.index(id)
        del self.known[id]
        self.unkept.discard(id)
        if not self.known:
            await self.added()
            return
        if self.active == id:
            self.active = list(self.known)[min(beside, len(self.known) - 1)]
        await self.tell()

    async def reopen(self, _: Message) -> None:
        """Open the tab again that was closed last."""
        async with self.writing:
            tab = await self.visit.off(partial(self.drafts.reopen, self.visit.owner))
        if tab is None:
            raise LibraryError("no tab was closed within thirty days")
        self.known[tab.id], self.active = tab, tab.id
        await self.tell()

    def leave(self) -> None:
        """The reader is gone."""
        if self.retrying:
            self.retrying.cancel()


def shown(tab: Tab) -> dict[str, Any]:
    """A tab as the browser gets it."""
    return {**asdict(tab), "values": dict(tab.values)}
