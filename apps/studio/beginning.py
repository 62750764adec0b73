"""A deck is presented: a meeting begins over the version that is kept; the meetings that were held are listed."""

from __future__ import annotations

from collections.abc import Mapping

from apps.studio.decks import Listing
from apps.studio.library import moment
from apps.studio.visit import Visit
from apps.workspace.hearing import Heard
from apps.workspace.message import Message, word
from queries.library.sound import LibraryError


class Beginning:
    """Meetings of one window's decks."""

    def __init__(self, visit: Visit, listing: Listing) -> None:
        self.visit, self.listing = visit, listing
        self.hears: Mapping[str, Heard] = {"present": self.present, "meetings": self.meetings}

    async def present(self, message: Message) -> None:
        """Begin a meeting, and tell its address; a rehearsal is one that nobody else is told of."""
        self.visit.demand()
        meetings, id = self.visit.studios.hall.meetings, word(message, "deck")
        if meetings is None:
            raise LibraryError(self.visit.say("this server has no meetings"))
        found = await self.visit.off(lambda: self.listing.library.find(id))
        if not found.deck.slides:
            raise LibraryError(self.visit.say("this deck has no slide yet: capture a view first"))
        meeting = await meetings.begin(id, found.deck.version or None, self.visit.actor)
        rehearsal = message.get("rehearsal") is True
        self.visit.tell("begun", address=f"./meeting/{meeting}", rehearsal=rehearsal)

    async def meetings(self, message: Message) -> None:
        """Tell the meetings over a deck whose minutes the reader may read."""
        held, id = self.visit.studios.hall.meetings, word(message, "deck")
        found = await held.of(id, self.visit.actor) if held else []
        lines = [{"id": each.id, "version": each.version, "when": moment(each.began)} for each in found]
        self.visit.tell("meetings", deck=id, meetings=lines)
