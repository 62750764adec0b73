"""What is kept of meetings, off the event loop: what cannot be written waits until it can."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Mapping
from typing import Any

from apps.meeting.meeting import Meeting
from apps.trouble import logged
from data.store import StoreError
from queries.library.meetings import Meetings, Minute

PAUSE = 1.0
"""Seconds until what could not be written is tried again."""
MOST = 100_000
"""Lines that wait for a store that cannot be written."""


class Keeping:
    """One worker's pen. Lines may come from any thread; they are written in their order."""

    def __init__(self, library: Meetings) -> None:
        self.library = library
        self.values: dict[str, Mapping[str, Any]] = {}
        self.lines: deque[tuple[str, Minute]] = deque(maxlen=MOST)
        self.some = asyncio.Event()
        self.lock = threading.Lock()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.writing = asyncio.Lock()
        self.faulty = False

    def keep(self, value: Meeting) -> None:
        """Have it kept where a meeting stands."""
        with self.lock:
            self.values[value.id] = value.plain()
        self._wake()

    def note(self, id: str, line: Minute) -> None:
        """Have a line of the minutes kept."""
        with self.lock:
            self.lines.append((id, line))
        self._wake()

    def _wake(self) -> None:
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self.some.set)

    async def watch(self) -> None:
        """Write what comes, for as long as the worker lives."""
        self.loop = asyncio.get_running_loop()
        self.some.set()
        while await self.some.wait():
            self.some.clear()
            if not await self.written():
                await asyncio.sleep(PAUSE)
                self.some.set()

    async def written(self) -> bool:
        """Write all that waits; whether it is written. A fault is logged, once in a row."""
        try:
            async with self.writing:
                await asyncio.to_thread(self._write)
        except Exception as error:
            if not self.faulty:
                logged(error)
            self.faulty = True
            return False
        self.faulty = False
        return True

    def _write(self) -> None:
        with self.lock:
            values, lines = dict(self.values), list(self.lines)
        if not values and not lines:
            return
        self.library.keep(values.values(), lines)
        with self.lock:
            for _ in lines:
                self.lines.popleft()
            self.values = {id: value for id, value in self.values.items() if values.get(id) is not value}

    async def settled(self) -> None:
        """Wait until what was to be kept so far is kept; raise StoreError if it cannot be."""
        if not await self.written():
            raise StoreError("the minutes cannot be kept now; what is not kept yet is tried again")
