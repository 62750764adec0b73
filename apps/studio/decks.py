"""The decks in their list: opened, made, copied, removed and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.present.deck import Deck
from apps.studio.labels import Labels
from apps.studio.library import Library
from apps.studio.visit import Visit
from apps.workspace.hearing import Heard
from apps.workspace.message import Message, word

SHORT = 24
"""Letters of a copy's title beside those of the original that still fit."""


class Listing:
    """The decks of one window, and which is open."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.decks = visit, visit.studios.decks
        self.labels = Labels(visit)
        self.shown: Deck | None = None
        self.hears: Mapping[str, Heard] = {
            "decks": self.list,
            "open": self.open,
            "new": self.new,
            "duplicate": self.duplicate,
            "remove": self.remove,
            "bring": self.bring,
        }

    @property
    def library(self) -> Library:
        """What the reader has."""
        return Library(self.decks, self.visit.actor, self.visit.language)

    def opening(self) -> dict[str, Any]:
        """What the window opens with: the decks, the pages, the data versions. Asks the store and the catalog."""
        return {"decks": self.library.lines(), "pages": self.labels.pages(), "versions": self.labels.versions()}

    async def list(self, _: Message) -> None:
        """Tell all decks."""
        self.shown = None
        self.visit.tell("decks", decks=await self.visit.off(self.library.lines))

    async def open(self, message: Message) -> None:
        """Open a deck."""
        await self.show(word(message, "deck"), word(message, "slide"))

    async def show(self, id: str, slide: str = "") -> None:
        """Tell a deck as it is kept."""

        def found() -> dict[str, Any]:
            made = self.library.find(id)
            self.shown = made.deck
            labels = self.labels.of(made.deck, made.deck.slides)
            return {"deck": made.deck.plain(), "about": made.about, "labels": labels}

        try:
            self.visit.tell("deck", **await self.visit.off(found), slide=slide)
        except Exception:
            self.visit.tell("gone")
            raise

    async def new(self, _: Message) -> None:
        """Make an empty deck."""
        await self.show(await self.made(self.visit.say("New deck"), {"roles": [], "frozen": None, "slides": []}))

    async def duplicate(self, message: Message) -> None:
        """Make a deck of the reader's own with the slides of another."""
        found = await self.visit.off(lambda: self.library.find(word(message, "deck")))
        title = named(found.deck.plain()["title"], self.visit.say("copy"))
        await self.show(await self.made(title, {**found.deck.plain(), "roles": []}))

    async def made(self, title: Any, plain: Mapping[str, Any]) -> str:
        """A new deck of the reader's; its id."""
        self.visit.demand()
        content = {**plain, "title": title}
        return (await self.visit.off(lambda: self.decks.save(None, content, self.visit.owner)))[0]

    async def remove(self, message: Message) -> None:
        """Remove a deck; it can be brought back."""
        id = word(message, "deck")

        def removed() -> dict[str, Any]:
            title = self.library.editable(id).plain["title"]
            self.decks.remove(id)
            return {"id": id, "title": title}

        gone = await self.visit.off(removed)
        self.visit.tell("decks", decks=await self.visit.off(self.library.lines), removed=gone)

    async def bring(self, message: Message) -> None:
        """Bring a removed deck back."""
        await self.visit.off(lambda: self.decks.bring_back(word(message, "deck"), self.visit.owner))
        await self.list(message)

    async def speak(self, language: str) -> None:
        """Go on in another language."""
        self.visit.language, shown = language, self.shown
        self.visit.tell("pages", pages=await self.visit.off(self.labels.pages))
        if shown:
            self.visit.tell("labels", labels=await self.visit.off(lambda: self.labels.of(shown, shown.slides)))


def named(title: Any, addition: str) -> Any:
    """A title, as plain JSON, with an addition in brackets; it stays as short as a title must be."""
    if isinstance(title, Mapping):
        return {language: named(text, addition) for language, text in title.items()}
    return f"{str(title)[: 300 - SHORT - len(addition)]} ({addition})"
