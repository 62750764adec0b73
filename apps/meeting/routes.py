"""The addresses of meetings, and what a worker has for them."""

from __future__ import annotations

from functools import partial

from apps.meeting.bus import bus
from apps.meeting.html import Begin, Html, MinutesPage
from apps.meeting.meetings import Meetings
from apps.meeting.socket import MeetingSocket
from apps.present import shipped
from apps.present.deck import Deck
from apps.serving.hall import Hall
from apps.serving.pages import Spec
from apps.studio.library import Library as DecksOf
from auth.actor import Actor
from components.language import ENGLISH
from data.store import Store
from queries.library.decks import Decks
from queries.library.meetings import Meetings as Library
from queries.trail.audit import Audit

ID = r"([\w-]{1,40})"


def held(hall: Hall, audit: Audit, store: Store, address: str) -> Meetings:
    """The meetings of a worker; `address` is that of the bus."""
    return Meetings(hall, audit, Library(store), partial(deck, Decks(store)), bus(address, hall.place.folder))


def deck(decks: Decks, id: str, version: int | None = None, actor: Actor | None = None) -> Deck:
    """A version of a deck, the latest if None; raise LibraryError, StoreError, or Denied if it is not for the actor."""
    if actor is not None:
        return DecksOf(decks, actor, ENGLISH).find(id, version).deck
    known = shipped.decks()
    return known[id] if id in known else Deck.read(decks.take(id, version).plain)


def addresses(meetings: Meetings) -> list[Spec]:
    """The url specs of meetings."""
    known: dict[str, object] = {"meetings": meetings}
    return [
        ("/meeting", Begin, known),
        (f"/meeting/{ID}/ws", MeetingSocket, known),
        (f"/meeting/{ID}/minutes(\\.json)?", MinutesPage, known),
        (f"/meeting/{ID}", Html, known),
    ]
