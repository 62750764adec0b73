"""What is edited is kept as a version of the deck; where somebody else has saved one meanwhile, both are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from apps.present.deck import Deck
from apps.present.differences import differences
from apps.studio.decks import Listing, named
from apps.studio.library import moment
from apps.studio.visit import Visit
from apps.workspace.hearing import Heard
from apps.workspace.message import Message, MessageError, word, words
from data.store import StoreError
from queries.library.decks import DeckChange, Kept, MovedError

PARTS = ("title", "roles", "frozen")
SLIDES = 1000
GOING = 600.0
"""Seconds between two versions of somebody that are listed as one, unless there is a reason to list both."""
Plain = dict[str, Any]


class Keeping:
    """Versions of decks."""

    def __init__(self, visit: Visit, listing: Listing) -> None:
        self.visit, self.listing, self.decks = visit, listing, visit.studios.decks
        self.hears: Mapping[str, Heard] = {
            "save": self.save,
            "adopt": self.adopt,
            "versions": self.versions,
            "compare": self.compare,
            "restore": self.restore,
        }

    async def save(self, message: Message) -> None:
        """Keep what was changed since a version; tell the new one, or that somebody else was first."""
        id, expected = word(message, "deck"), number(message, "expected")
        try:
            kept = await self.visit.off(partial(self.kept, id, expected, message))
        except MovedError as moved:
            await self.part(id, expected, message, moved.kept)
        except StoreError as error:
            self.visit.tell("unsaved", deck=id, why=str(error))
        except Exception as error:
            self.visit.tell("unsaved", deck=id, why=str(error).splitlines()[0])
            raise
        else:
            self.visit.tell("saved", deck=id, version=kept.plain["version"], when=moment(kept.at), who=kept.who)

    def kept(self, id: str, expected: int, message: Message) -> Kept:
        """The deck as it is kept once what `message` changes is. Raises MovedError."""
        deck = self.changed(id, expected, message)
        self.decks.save(id, deck.plain(), self.visit.owner, "", expected)
        self.listing.shown = deck
        return self.decks.take(id)

    def changed(self, id: str, expected: int, message: Message) -> Deck:
        """The deck as the browser has it: a version of it with the changes; raise ValueError naming slide and field."""
        return Deck.read(merged(self.listing.library.editable(id, expected).plain, message))

    async def part(self, id: str, expected: int, message: Message, stood: Kept) -> None:
        """Keep both: what somebody else has saved stays, what was written here becomes a deck of its own."""

        def parted() -> Plain | None:
            mine = self.changed(id, expected, message).plain()
            if all(mine[name] == stood.plain[name] for name in (*PARTS, "slides")):
                return None
            title = named(mine["title"], self.visit.owner)
            copy, _ = self.decks.save(None, {**mine, "title": title, "roles": []}, self.visit.owner)
            found = self.listing.library.find(copy)
            self.listing.shown = found.deck
            return {"copy": found.deck.plain(), "about": found.about}

        made = await self.visit.off(parted)
        about = {"version": stood.plain["version"], "when": moment(stood.at), "who": stood.who}
        if made is None:
            self.visit.tell("saved", deck=id, **about)
        else:
            self.visit.tell("parted", deck=id, title=stood.plain["title"], **about, **made)

    async def adopt(self, message: Message) -> None:
        """Let a copy be the newest version of the deck that it parted from; the copy is removed."""
        id, copy = word(message, "deck"), word(message, "copy")

        def adopted() -> None:
            stood, mine = (self.listing.library.editable(each).plain for each in (id, copy))
            plain = {**stood, "slides": mine["slides"], "frozen": mine["frozen"]}
            why = self.visit.say("the version of {who}", who=self.visit.owner)
            self.decks.save(id, plain, self.visit.owner, why, stood["version"])
            self.decks.remove(copy)

        await self.visit.off(adopted)
        await self.listing.show(id)

    async def versions(self, message: Message) -> None:
        """Tell the versions, the latest first."""
        id = word(message, "deck")

        def found() -> Sequence[DeckChange]:
            self.listing.library.editable(id)
            return fewer(self.decks.versions(id))

        told = [
            {"version": each.number, "who": each.who, "when": moment(each.at), "why": each.why}
            for each in await self.visit.off(found)
        ]
        self.visit.tell("versions", deck=id, versions=told)

    async def compare(self, message: Message) -> None:
        """Tell in words what differs between two versions."""
        id, first, second = word(message, "deck"), number(message, "first"), number(message, "second")

        def lines() -> Sequence[str]:
            one, other = (Deck.read(self.listing.library.editable(id, each).plain) for each in (first, second))
            return differences(one, other, self.visit.language)

        self.visit.tell("compared", first=first, second=second, lines=list(await self.visit.off(lines)))

    async def restore(self, message: Message) -> None:
        """Make a former version the newest."""
        id, version = word(message, "deck"), number(message, "version")

        def restored() -> None:
            self.listing.library.editable(id)
            self.decks.restore(id, version, self.visit.owner)

        await self.visit.off(restored)
        await self.listing.show(id)


def merged(base: Plain, message: Message) -> Plain:
    """A version of a deck with what the browser says has changed since."""
    parts, slides = message.get("parts"), message.get("slides")
    if not isinstance(parts, Mapping) or not isinstance(slides, list) or not set(parts) <= set(PARTS):
        raise MessageError("parts are title, roles and frozen, and slides are a list")
    known = {each["id"]: each for each in base["slides"]}
    known |= {each["id"]: each for each in slides if isinstance(each, dict) and isinstance(each.get("id"), str)}
    order = words(message, "order", SLIDES)
    return {**base, **parts, "slides": [known[id] for id in order if id in known]}


def fewer(versions: Sequence[DeckChange]) -> list[DeckChange]:
    """Versions, the latest first, of which those that somebody saved in one go stand for the last of them."""
    kept: list[DeckChange] = []
    for each in versions:
        later = kept[-1] if kept else None
        if not later or each.why or each.number == 1 or later.who != each.who or later.at - each.at > GOING:
            kept.append(each)
    return kept


def number(message: Message, name: str) -> int:
    """A whole number that is not negative; raise MessageError."""
    given = message.get(name)
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if type(given) is not int or given < 0:
        raise MessageError(f"{name} is no version")
    return given
