"""The bus of meetings over PostgreSQL, for workers on several hosts: each listens, and what one says all hear."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from psycopg import AsyncConnection, sql

from apps.meeting.bus import CATCH_UP, Hear
from apps.meeting.pieces import Cutter, Joiner
from apps.trouble import logged
from data import postgres
from panel_config import ConfigurationError

CHANNEL = "tidemark_meetings"
WAITING = 500
"""Messages that wait for a server that is away; the oldest go first, for later ones say more."""
FIRST = 3.0
"""Seconds that a worker waits for the first connection before it serves without."""
SHORTEST, LONGEST = 0.1, 5.0
"""Seconds between two attempts to connect: twice as many each time."""
PATIENCE = 10.0
"""Seconds that the server may take to pass something on; after that it is taken for lost."""
FAREWELL = 1.0
"""Seconds that what has been said last may take to leave."""
NOTIFY = "SELECT pg_notify(%s, piece) FROM (VALUES {}) said(piece)"
TOGETHER = 5_000
"""Pieces that are said in one statement, but for those of one message; it takes 65,535 values."""
Connection = AsyncConnection[tuple[Any, ...]]


def parameters(address: str) -> dict[str, Any]:
    """What an address says, with what holds for all; raise ConfigurationError, which does not repeat a wrong one."""
    try:
        return postgres.parameters(address)
    except postgres.AddressError as error:
        raise ConfigurationError([f"TIDEMARK_BUS: {error}"]) from None


class Postgres:
    """One worker's place at the bus. `trouble` says in one sentence why others are not reached; empty if they are."""

    def __init__(self, address: str) -> None:
        """Raise ConfigurationError if `address` is none of PostgreSQL."""
        self.parameters = parameters(address)
        self.cutter = Cutter()
        self.joiner = Joiner(self.cutter.sender)
        self.waiting: deque[list[str]] = deque(maxlen=WAITING)
        self.some, self.tried = asyncio.Event(), asyncio.Event()
        self.missed = self.lost = self.saying = False
        self.trouble = ""
        self.hear: Hear = lambda *_: None
        self.task: asyncio.Task[None] | None = None

    async def open(self, hear: Hear) -> None:
        """Listen and speak, as soon and as long as the server is there."""
        self.hear = hear
        self.task = asyncio.create_task(self._kept())
        with suppress(TimeoutError):
            await asyncio.wait_for(self.tried.wait(), FIRST)

    def publish(self, topic: str, content: bytes) -> None:
        """Say `content` to all other workers, once the server is there."""
        self.lost |= len(self.waiting) == WAITING
        self.waiting.append(self.cutter.cut(topic, content))
        self.some.set()

    async def close(self) -> None:
        """Leave, once what was said last has gone out; a server that is away is not waited for."""
        end = time.monotonic() + FAREWELL
        while (self.waiting or self.saying) and not self.trouble and time.monotonic() < end:
            await asyncio.sleep(0.01)
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait([self.task], timeout=FAREWELL)

    async def _kept(self) -> None:
        """Be connected, and again whenever a connection is lost."""
        pause = SHORTEST
        while True:
            begun = time.monotonic()
            try:
                async with await self._connected() as ear, await self._connected() as mouth:
                    await self._there(ear)
                    async with asyncio.TaskGroup() as both:
                        both.create_task(self._listen(ear))
                        both.create_task(self._speak(mouth))
            except Exception as error:
                self._failed(error)
            pause = SHORTEST if time.monotonic() - begun > LONGEST else min(2 * pause, LONGEST)
            await asyncio.sleep(pause * random.uniform(0.5, 1))

    async def _connected(self) -> Connection:
        return await AsyncConnection.connect(**self.parameters, autocommit=True)

    async def _there(self, ear: Connection) -> None:
        """Begin to listen. Who was away has missed something; what was thrown away meanwhile, others have."""
        await ear.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        if self.trouble:
            print("the bus of meetings answers again", file=sys.stderr, flush=True)
        self.trouble = ""
        self.tried.set()
        if self.lost:
            self.lost = False
            self.publish(CATCH_UP, b"")
        if self.missed:
            self.missed = False
            self._heard(CATCH_UP, b"")

    def _failed(self, error: BaseException) -> None:
        """Say what is wrong, once until the server answers again."""
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        before, self.trouble = self.trouble, f"the bus of meetings does not answer: {reason}"
        if not before:
            print(self.trouble, file=sys.stderr, flush=True)
        self.missed = True
        self.tried.set()

    async def _listen(self, ear: Connection) -> None:
        async for notice in ear.notifies():
            if message := self.joiner.take(notice.payload):
                self._heard(*message)

    def _heard(self, topic: str, content: bytes) -> None:
        try:
            self.hear(topic, content)
        except Exception as error:
            logged(error)

    async def _speak(self, mouth: Connection) -> None:
        """Say what waits."""
        while self.waiting or await self.some.wait():
            self.some.clear()
            said = self._next()
            pieces = [piece for each in said for piece in each]
            self.saying = True
            try:
                async with asyncio.timeout(PATIENCE):
                    await mouth.execute(NOTIFY.format(",".join(["(%s)"] * len(pieces))), [CHANNEL, *pieces])
            except BaseException:
                self._again(said)
                raise
            finally:
                self.saying = False

    def _next(self) -> list[list[str]]:
        """The messages that wait longest, as many as can be said together."""
        said, pieces = list[list[str]](), 0
        while self.waiting and (not said or pieces + len(self.waiting[0]) <= TOGETHER):
            said.append(self.waiting.popleft())
            pieces += len(said[-1])
        return said

    def _again(self, said: Sequence[list[str]]) -> None:
        """What may not have gone out waits in front of what has come since."""
        both = [*said, *self.waiting]
        self.lost |= len(both) > WAITING
        self.waiting = deque(both, maxlen=WAITING)
        self.some.set()
