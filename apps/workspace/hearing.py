"""How a window's messages are taken: each by the part that hears its kind, and what goes wrong said in one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol

from apps.workspace.message import Message, MessageError
from queries.query import unknown

MOST = 64
"""Messages of one window that may be worked on, or wait, at the same time; of more, nothing is heard."""
Heard = Callable[[Message], Awaitable[None]]
"""Does what a message asks for."""


class Part(Protocol):
    """A part of a window, with what it does by the kind of message that asks for it."""

    hears: Mapping[str, Heard]


class Hearing:
    """Takes the messages of one window. `sorry` says what went wrong; `heard` are those that are worked on."""

    def __init__(self, parts: Iterable[Part], sorry: Callable[[Exception], Awaitable[None]]) -> None:
        self.hears: Mapping[str, Heard] = {name: heard for part in parts for name, heard in part.hears.items()}
        self.sorry = sorry
        self.heard: set[asyncio.Task[None]] = set()

    def hear(self, message: Message) -> None:
        """Take what the browser tells. What comes of it comes later."""
        if len(self.heard) < MOST:
            task = asyncio.create_task(self.take(message))
            self.heard.add(task)
            task.add_done_callback(self.heard.discard)

    async def take(self, message: Message) -> None:
        """Do what a message asks for; what goes wrong is said in one sentence."""
        try:
            await self.done(message)
        except Exception as error:
            await self.sorry(error)

    async def done(self, message: Message) -> None:
        """Do what a message asks for."""
        await self.part(message.get("do"))(message)

    def part(self, name: Any) -> Heard:
        """What hears a message; raise MessageError if nothing does."""
        if not isinstance(name, str) or name not in self.hears:
            raise MessageError(unknown("message", str(name)[:40], self.hears))
        return self.hears[name]
