"""The meetings of one worker: those whose members it serves, and what the other workers tell of them."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Iterable
from typing import Any, Protocol

from apps.meeting.bus import Bus
from apps.meeting.keeping import Keeping
from apps.meeting.live import Live
from apps.meeting.meeting import KINDS, Host, Meeting
from apps.meeting.minutes import Minutes, minutes
from apps.present.deck import Deck
from apps.serving.hall import Hall
from apps.trouble import logged
from auth.actor import Actor
from auth.policy import LOCAL
from queries.library.meetings import Meetings as Library
from queries.library.meetings import Minute
from queries.library.sound import LibraryError
from queries.trail.audit import Audit

TICK = 1.0
"""Seconds between two looks at who is there."""
BEAT = 4
"""Ticks between two times that the others are told who is here."""
ANSWER = 0.15
"""Seconds that the other workers have to say where a meeting stands."""


class Decks(Protocol):
    """Gives a version of a deck by its id, to an actor if one is named. It waits for the store."""

    def __call__(self, id: str, version: int | None = None, actor: Actor | None = None) -> Deck:
        """Raises LibraryError, StoreError, and Denied for a deck that is not for the actor."""
        ...


class Meetings:
    """One worker's meetings by id. Everything happens on the event loop but `decks` and what `keeping` writes."""

    def __init__(self, hall: Hall, audit: Audit, library: Library, decks: Decks, bus: Bus) -> None:
        self.hall, self.audit, self.library, self.decks, self.bus = hall, audit, library, decks, bus
        self.keeping = Keeping(library)
        self.worker = secrets.token_hex(8)
        self.live: dict[str, Live] = {}
        self.opening: dict[str, asyncio.Task[Live]] = {}

    async def begin(self, deck: str, version: int | None, actor: Actor) -> str:
        """Begin a meeting over a version of a deck, whose host is whoever of that name comes first; its id.

        Raises LibraryError, StoreError, AuditError, and Denied for a deck that is not for the actor. Whoever asks has
        made sure that the actor may present.
        """
        shown = await asyncio.to_thread(self.decks, deck, version, actor)
        if not shown.slides:
            raise LibraryError("this deck has no slides yet: capture a view first")
        host = Host("", actor.title, actor.name, actor.entitlement)
        id = secrets.token_urlsafe(9)
        value = Meeting(id, deck, shown.version, dict(shown.title), host, time.time())
        about = {"meeting": id, "deck": deck, "version": shown.version}
        await asyncio.to_thread(self.audit.event, "meeting began", actor.name, **about)
        line = Minute("began", actor.name, value.began, about={"deck": deck, "version": shown.version})
        await asyncio.to_thread(self.library.keep, [value.plain()], [(id, line)])
        return id

    async def entered(self, id: str) -> Live:
        """The meeting, as it stands now; raise LibraryError or StoreError if that cannot be known."""
        if id not in self.live:
            self.opening.setdefault(id, asyncio.create_task(self._open(id)))
            try:
                await self.opening[id]
            finally:
                self.opening.pop(id, None)
        return self.live[id]

    async def _open(self, id: str) -> Live:
        value = Meeting.read(await asyncio.to_thread(self.library.take, id))
        deck = await asyncio.to_thread(self.decks, value.deck, value.version)
        live = self.live[id] = Live(self, value, deck)
        live.noted += noted(await asyncio.to_thread(self.library.minutes, id))
        self.publish("ask", live)
        await asyncio.sleep(ANSWER if not value.ended else 0)
        return live

    async def minutes(self, id: str, actor: Actor) -> Minutes:
        """The minutes of a meeting, for those who were there and those who read the audit; LibraryError for others."""
        await self.keeping.settled()
        value = Meeting.read(await asyncio.to_thread(self.library.take, id))
        lines = await asyncio.to_thread(self.library.minutes, id)
        if not reads_all(actor) and actor.name not in {value.host.user, *(line.who for line in lines)}:
            raise LibraryError("only those who were at a meeting read its minutes, and those who read the audit")
        deck = await asyncio.to_thread(self.decks, value.deck, value.version)
        return minutes(value, deck, lines)

    async def of(self, deck: str, actor: Actor) -> list[Meeting]:
        """The meetings over a deck whose minutes an actor may read, the latest first; raise StoreError."""
        await self.keeping.settled()
        who = None if reads_all(actor) else actor.name
        return [Meeting.read(each) for each in await asyncio.to_thread(self.library.of, deck, who)]

    def publish(self, kind: str, live: Live, about: Any = None, body: bytes = b"") -> None:
        """Tell the other workers of a meeting: one line of JSON, and what follows it."""
        head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")
        self.bus.publish(f"{kind} {live.value.id}", head + b"\n" + body)

    def hear(self, topic: str, content: bytes) -> None:
        """Take what another worker tells; without a topic, that something may have been missed."""
        if not topic:
            for live in self.live.values():
                live.catch_up()
            return
        kind, _, id = topic.partition(" ")
        known = self.live.get(id)
        if known is not None and content:
            head, _, body = content.partition(b"\n")
            try:
                known.hear(kind, json.loads(head), body)
            except Exception as error:  # whatever one worker tells, the others go on
                logged(error)

    async def watch(self) -> None:
        """Listen to the others and look who is there, for as long as the worker lives."""
        keeping = asyncio.create_task(self.keeping.watch())
        await self.bus.open(self.hear)
        try:
            ticks = 0
            while True:
                await asyncio.sleep(TICK)
                ticks += 1
                for live in list(self.live.values()):
                    live.tick(ticks % BEAT == 0)
                    if live.empty:
                        del self.live[live.value.id]
        finally:
            keeping.cancel()

    async def drain(self) -> None:
        """Have everything kept, and leave."""
        for live in self.live.values():
            live.leave()
        await self.keeping.written()
        await self.bus.close()


def reads_all(actor: Actor) -> bool:
    """Whether an actor reads the minutes of meetings at which they were not."""
    return actor.name == LOCAL or bool(actor.may("audit"))


def noted(minutes: Iterable[Minute]) -> list[dict[str, Any]]:
    """The decisions, questions and actions, as windows are told them."""
    return [
        {"kind": line.kind, "text": line.about["text"], "who": line.about["called"], "at": line.at}
        | {"slide": line.about["slide"]}
        for line in minutes
        if line.kind in KINDS
    ]
