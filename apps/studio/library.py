"""The decks as one reader may have them: the own ones, those shared with a role of theirs, those that ship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apps.present.deck import Deck
from apps.present.shipped import decks as shipped
from apps.rights import Denied
from apps.studio.visit import PAGE
from auth.actor import Actor
from components.language import say
from queries.library.decks import Decks, Kept
from queries.library.sound import LibraryError

EVERY = "share"
"""The action with which somebody sees and edits every deck."""


@dataclass(frozen=True)
class Found:
    """A deck as a reader may have it, and what stands beside it: who saved it, when, and whether they may edit it."""

    deck: Deck
    about: Mapping[str, Any]


class Library:
    """One reader's decks. All wait for the store, and raise StoreError, LibraryError and Denied."""

    def __init__(self, decks: Decks, actor: Actor, language: str) -> None:
        self.decks, self.actor, self.language = decks, actor, language
        self.presents, self.every = bool(actor.may(PAGE)), bool(actor.may(PAGE) and actor.may(EVERY))

    def lines(self) -> list[dict[str, Any]]:
        """All of them, as the browser lists them."""
        lines = self.decks.list(self.actor.name, self.actor.roles, every=self.every)
        kept = [
            {
                **self._about(each.id, each.owner, each.version, each.who, each.at),
                "title": each.title,
                "count": each.slides,
                "roles": list(each.roles),
            }
            for each in lines
        ]
        return kept + [
            {**self._shipped(deck.id), "title": deck.plain()["title"], "count": len(deck.slides), "roles": []}
            for deck in shipped().values()
        ]

    def find(self, id: str, version: int | None = None) -> Found:
        """One deck, without the notes where the reader may not present."""
        if id in shipped():
            return Found(self._seen(shipped()[id]), self._shipped(id))
        kept = self.decks.take(id, version)
        deck, owner = Deck.read(kept.plain), kept.plain["owner"]
        if not (self.may_edit(owner) or owner == self.actor.name or set(kept.plain["roles"]) & set(self.actor.roles)):
            raise Denied(say(self.language, "this deck is not shared with you; ask {owner}", owner=owner))
        return Found(self._seen(deck), self._about(id, owner, deck.version, kept.who, kept.at))

    def editable(self, id: str, version: int | None = None) -> Kept:
        """A version of a deck that the reader may change; raise Denied if they may not."""
        if id in shipped():
            raise LibraryError(say(self.language, "this deck ships with Tidemark: duplicate it, and change the copy"))
        kept = self.decks.take(id, version)
        if not self.may_edit(kept.plain["owner"]):
            raise Denied(say(self.language, "only {owner} may change this deck", owner=kept.plain["owner"]))
        return kept

    def may_edit(self, owner: str) -> bool:
        """Whether the reader may change the decks of `owner`."""
        return self.presents and (owner == self.actor.name or self.every)

    def _seen(self, deck: Deck) -> Deck:
        return deck if self.presents else deck.without_notes()

    def _about(self, id: str, owner: str, version: int, who: str, at: float) -> dict[str, Any]:
        edit = self.may_edit(owner)
        kind = "own" if owner == self.actor.name else "shared"
        about = {"id": id, "version": version, "who": who, "when": moment(at), "owner": owner}
        return {**about, "edit": edit, "kind": kind, "versions": edit}

    def _shipped(self, id: str) -> dict[str, Any]:
        about = {"id": id, "version": 0, "who": "", "when": "", "owner": "", "shipped": True}
        return {**about, "edit": False, "kind": "shipped", "versions": False}


def moment(at: float) -> str:
    """Seconds since 1970 as the browser reads a moment."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
