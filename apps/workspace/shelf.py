"""What one reader has run and saved: found, opened in a tab, compared, and shared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from apps.workspace.hearing import Heard
from apps.workspace.message import Message, place, word
from apps.workspace.tabs import Tabs
from apps.workspace.visit import PAGE, Visit
from queries.library.history import Run
from queries.library.saved import Version
from queries.library.sound import WHY, LibraryError

SHOWN = 100
"""Runs that one search shows."""
SHORT = 2000
"""Characters of a statement that a list shows."""


class Shelf:
    """The history and the saved statements of one reader."""

    def __init__(self, visit: Visit, tabs: Tabs) -> None:
        self.visit, self.tabs = visit, tabs
        self.history, self.saved = visit.room.history, visit.room.saved
        self.hears: Mapping[str, Heard] = {
            "history": self.past,
            "open": self.open,
            "save": self.save,
            "saved": self.search,
            "load": self.load,
            "versions": self.versions,
            "diff": self.diff,
            "promote": self.promote,
        }

    async def past(self, message: Message) -> None:
        """The reader's runs that have these words."""
        words = word(message, "words", WHY).split()
        found = await self.visit.off(partial(self.history.search, self.visit.owner, words, SHOWN))
        await self.visit.tell("history", runs=[of_run(run) for run in found])

    async def open(self, message: Message) -> None:
        """A run in a tab of its own, whoever ran it: the statement and its values, and no row."""
        run = await self.visit.off(partial(self.history.find, word(message, "run")))
        if run is None:
            raise LibraryError("this link leads to no run: it was too long ago, or is not whole")
        own = run.id if run.owner == self.visit.owner else ""
        await self.tabs.added(title=titled(run.text), text=run.text, values=run.values, result=own)

    async def save(self, message: Message) -> None:
        """A new version of a saved statement."""
        self.visit.demand("query")
        tab = self.tabs.known.get(word(message, "tab"))
        if tab is None:
            raise LibraryError("this tab is closed")
        name, about, why = word(message, "name"), word(message, "about", WHY), word(message, "why", WHY)
        version = await self.visit.off(partial(self.kept, name, tab.text, about, why))
        await self.tabs.keep(tab.id, title=version.name)
        await self.tabs.tell()
        await self.visit.say(f"Saved as {version.name!r}, version {version.number}")
        await self.search({})

    def kept(self, name: str, text: str, about: str, why: str) -> Version:
        """The version that is saved, written down first."""
        self.event("saved", name, why)
        return self.saved.save(self.visit.owner, name, text, about, why)

    def event(self, kind: str, name: str, why: str) -> None:
        """Have it written down what is saved or shared, and why."""
        self.visit.room.audit.event(kind, self.visit.owner, page=PAGE, name=name, why=why)

    async def search(self, message: Message) -> None:
        """Saved statements that have these words."""
        words = word(message, "words", WHY).split()
        found = await self.visit.off(partial(self.saved.search, self.visit.owner, words))
        await self.visit.tell("saved", queries=[of_version(each) for each in found])

    async def load(self, message: Message) -> None:
        """A saved statement in a tab of its own."""
        id, number = word(message, "saved"), place(message, "version")
        version = await self.visit.off(partial(self.saved.version, self.visit.owner, id, number))
        await self.tabs.added(title=version.name, text=version.text)

    async def versions(self, message: Message) -> None:
        """The versions of a saved statement."""
        id = word(message, "saved")
        found = await self.visit.off(partial(self.saved.versions, self.visit.owner, id))
        await self.visit.tell("versions", saved=id, versions=[of_version(each) for each in found])

    async def diff(self, message: Message) -> None:
        """What differs between two versions."""
        id, first, second = word(message, "saved"), place(message, "first"), place(message, "second")
        lines = await self.visit.off(partial(self.saved.diff, self.visit.owner, id, first, second))
        await self.visit.tell("diff", lines=lines)

    async def promote(self, message: Message) -> None:
        """Share a saved statement with everybody who may query."""
        self.visit.demand("share")
        version = await self.visit.off(partial(self.promoted, word(message, "saved"), word(message, "why", WHY)))
        await self.visit.say(f"{version.name!r} is shared with everybody, as version {version.number}")
        await self.search({})

    def promoted(self, id: str, why: str) -> Version:
        """The version that is shared, written down first."""
        name = self.saved.version(self.visit.owner, id).name
        self.event("shared", name, why)
        return self.saved.promote(self.visit.owner, id, why)


def of_run(run: Run) -> dict[str, Any]:
    """A run as the browser gets it."""
    told = {name: getattr(run, name) for name in ("id", "seconds", "outcome", "message", "code", "version")}
    rows = run.rows if run.outcome == "done" else None
    return {**told, "rows": rows, "text": run.text[:SHORT], "began": moment(run.began)}


def of_version(version: Version) -> dict[str, Any]:
    """A version of a saved statement as the browser gets it."""
    told = {name: getattr(version, name) for name in ("name", "about", "shared", "who", "why")}
    return {**told, "id": version.saved, "version": version.number, "when": moment(version.at)}


def moment(seconds: float) -> str:
    """A time, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def titled(text: str) -> str:
    """What a tab with a statement is called."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("--")]
    return (lines[0] if lines else "Query")[:40]
