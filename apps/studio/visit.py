"""One window of the studio: who sits at it, in which language, and the way to tell the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from apps.offer import Offer
from apps.rights import Denied
from apps.studio.room import Studios
from apps.trouble import said
from auth.actor import Actor
from components.language import say
from queries.trail.chain import AuditError

PAGE = "present"
"""The studio's address, what the audit calls it, and the action that making decks takes."""

T = TypeVar("T")


class Tell(Protocol):
    """Tells the browser something; `about` is plain JSON."""

    def __call__(self, tell: str, /, **about: Any) -> None:
        """Tell it, without waiting."""
        ...


class Visit:
    """What all parts of one window share."""

    def __init__(self, studios: Studios, actor: Actor, tell: Tell, language: str, csrf: str = "") -> None:
        self.studios, self.actor, self.tell, self.language, self.csrf = studios, actor, tell, language, csrf

    @property
    def owner(self) -> str:
        """Whose window it is."""
        return self.actor.name

    @property
    def offer(self) -> Offer:
        """The pages of the part of the figures that the reader sees."""
        return self.studios.hall.offers[self.actor.entitlement]

    def off(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """What `work` gives, from a thread."""
        return self.studios.off(work)

    def say(self, text: str, /, **values: object) -> str:
        """A text in the reader's language."""
        return say(self.language, text, **values)

    def demand(self) -> None:
        """Raise Denied, with the reason, unless the reader may make decks."""
        decision = self.actor.may(PAGE)
        if not decision:
            raise Denied(decision.reason)

    async def sorry(self, error: Exception) -> None:
        """Say what went wrong; a denial is written down."""
        if isinstance(error, Denied):
            write = partial(self.studios.audit.event, "denied", self.owner, page=PAGE, reason=str(error))
            try:
                await self.off(write)
            except AuditError as full:
                self.tell("said", message=str(full))
        self.tell("said", message=said(error).splitlines()[0])
