"""One window of the studio. It needs no socket: it hears messages and tells messages."""

from __future__ import annotations

import asyncio
import json

from apps.studio.beginning import Beginning
from apps.studio.decks import Listing
from apps.studio.keeping import Keeping
from apps.studio.visit import PAGE, Visit
from apps.studio.wording import Wording
from apps.workspace.hearing import Hearing
from apps.workspace.message import Message


class Sitting(Hearing):
    """What one window shows and does. Messages are taken in their order: an opened deck has what was saved before."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        listing = self.listing = Listing(visit)
        super().__init__((listing, Keeping(visit, listing), Wording(visit), Beginning(visit, listing)), visit.sorry)
        self.turn = asyncio.Lock()

    def open(self, **link: str) -> str:
        """What the window opens with, as JSON; `link` names the deck, slide and minutes. Asks the store and catalog."""
        visit = self.visit
        rights = [action for action in (PAGE, "export") if visit.actor.may(action)]
        about = {"account": visit.owner, "csrf": visit.csrf, "rights": rights, "roles": list(visit.actor.policy.roles)}
        return json.dumps({**about, **self.listing.opening(), "link": link}, ensure_ascii=False)

    async def done(self, message: Message) -> None:
        """Do what a message asks for, once those before it are done."""
        async with self.turn:
            await super().done(message)
