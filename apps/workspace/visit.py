"""One reader at one workspace: who, over which figures, with which brush, and the way to tell the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from apps.offer import Offer
from apps.rights import Denied
from apps.state import State
from apps.trouble import said
from apps.workspace.asked import Ground
from apps.workspace.brush import Brush
from apps.workspace.room import Room
from auth.actor import Actor
from components.language import ENGLISH
from queries.opened import Opened
from queries.sandbox.job import Reach
from queries.trail.chain import AuditError

PAGE = "sql"
"""What the audit calls the workspace."""

T = TypeVar("T")


class Tell(Protocol):
    """Tells the browser something; done once it is written, at once where the browser is gone."""

    def __call__(self, tell: str, ready: dict[str, str] | None = None, /, **about: Any) -> Awaitable[None]:
        """`about` is plain JSON, `ready` are lists of scalars as JSON text."""
        ...


Show = Callable[[str], Awaitable[None]]
"""Puts a figure into the workspace: what the document of a page has of it."""


class Visit:
    """What all parts of one workspace share. `state` is what is brushed, None as long as nothing is."""

    def __init__(self, room: Room, actor: Actor, tell: Tell, show: Show, csrf: str = "") -> None:
        self.room, self.actor, self.tell, self.show, self.csrf = room, actor, tell, show, csrf
        self.engine = room.hall.engine(actor.entitlement)
        self.state: State | None = None
        self.brush: Brush | None = None
        self.language = ENGLISH
        self.later = ""
        """What is to be said once the window stands."""

    @property
    def offer(self) -> Offer:
        """The pages of the part of the figures that the reader sees."""
        return self.room.hall.offers[self.actor.entitlement]

    @property
    def owner(self) -> str:
        """Whose workspace it is."""
        return self.actor.name

    def off(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """What `work` gives, from a thread."""
        return self.room.off(work)

    async def say(self, message: str) -> None:
        """One sentence in the status line."""
        await self.tell("said", message=message)

    async def sorry(self, error: Exception) -> None:
        """Say what went wrong; a denial is written down."""
        if isinstance(error, Denied):
            await self.denied(str(error))
        await self.say(said(error).splitlines()[0])

    async def denied(self, reason: str, **about: Any) -> None:
        """Have it written down that something was refused; nobody is shown anything for it, so a full disk is no more
        than a line less.
        """
        self.room.row.add("sql_denied_total")
        write = partial(self.room.audit.event, "denied", self.owner, page=PAGE, reason=reason, **about)
        try:
            await self.off(write)
        except AuditError as error:
            await self.say(str(error))

    def demand(self, action: str) -> None:
        """Raise Denied, with the reason, unless the reader may do `action`."""
        decision = self.actor.may(action)
        if not decision:
            raise Denied(decision.reason)

    def opened(self) -> Opened:
        """The version that statements read: that of the brush, else the current one. Raises CatalogError."""
        return self.engine.opened(self.state.version if self.state else None)

    def ground(self) -> Ground:
        """What statements read now; it asks the store and the disk."""
        opened, state = self.opened(), self.state
        brushed, relation = (self.brush.selection, self.brush.relation) if self.brush else ("", "")
        path, own = self.engine.catalog.path(opened.version), self.room.tables.files(self.owner)
        reach = Reach(path, opened.files(), own, brushed)
        return Ground(self.actor.entitlement, opened.version, reach, state, relation)
