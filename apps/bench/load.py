"""Readers at one server: they open the page all at once, then each changes something, thinks, and changes again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from apps.bench.counters import counters
from apps.bench.offer import Choice, Values
from apps.bench.reader import Reader
from apps.bench.served import Server

PATIENCE = {"load": 30.0, "change": 20.0}
"""Seconds until a reader gives up."""
LOOKS = 10
"""How often the memory is read while readers change things, evenly spread."""
TRIES = 500
"""Gestures that are thought of before a reader finds no state that is new."""

Pick = Callable[[Reader], Choice | None]


@dataclass
class Stretch:
    """What a stretch of load came to: seconds of each success, characters received, MB, and what the server counted."""

    times: list[float] = field(default_factory=list)
    new: list[bool] = field(default_factory=list)
    lasted: float = 0.0
    cpu: float = 0.0
    characters: int = 0
    counted: Mapping[str, float] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)

    def of(self, new: bool) -> list[float]:
        """Seconds of the changes to states that nobody had asked for before, or of those to the others."""
        return [seconds for seconds, each in zip(self.times, self.new, strict=True) if each == new]


class Load:
    """The readers, the states that any of them has asked for, and what went wrong."""

    def __init__(self, server: Server, readers: Sequence[Reader]) -> None:
        self.server = server
        self.readers = readers
        self.active = list(readers)
        self.seen: set[frozenset[tuple[str, Values]]] = set()
        self.errors: list[str] = []

    async def pages(self) -> Stretch:
        """All open the page at once. Who cannot is out."""
        made = Stretch()
        return await self._measured(made, [self._open(each, made) for each in self.active])

    async def changes(self, seconds: float, think: float, pick: Pick) -> Stretch:
        """For so many seconds each changes what `pick` says, once in about `think` seconds."""
        made = Stretch()
        each = [self._keep_changing(reader, seconds, think, pick, made) for reader in self.active]
        return await self._measured(made, [*each, self._watch(seconds, made)])

    async def leave(self) -> None:
        """All close their tabs."""
        await asyncio.gather(*(reader.close() for reader in self.readers), return_exceptions=True)

    def anything(self, reader: Reader) -> Choice:
        """A change by chance."""
        return reader.offer.choice(reader.chance, reader.now)

    def unseen(self, reader: Reader) -> Choice | None:
        """A change to a state that nobody has asked for, or None if none was found."""
        found = (self.anything(reader) for _ in range(TRIES))
        return next((choice for choice in found if after(reader, choice) not in self.seen), None)

    async def _open(self, reader: Reader, made: Stretch) -> None:
        seconds = await self._tried("load", reader, reader.load())
        if seconds is not None:
            made.times.append(seconds)

    async def _keep_changing(self, reader: Reader, lasting: float, think: float, pick: Pick, made: Stretch) -> None:
        until = time.perf_counter() + lasting
        await asyncio.sleep(reader.chance.random() * think)
        while time.perf_counter() < until and (choice := pick(reader)):
            state = after(reader, choice)
            new = state not in self.seen
            self.seen.add(state)
            seconds = await self._tried("change", reader, reader.change(choice))
            if seconds is None:
                return
            made.times.append(seconds)
            made.new.append(new)
            await asyncio.sleep(think * (0.5 + reader.chance.random()))

    async def _watch(self, seconds: float, made: Stretch) -> None:
        for _ in range(LOOKS):
            await asyncio.sleep(seconds / LOOKS)
            made.memory.append(await asyncio.to_thread(self.server.group.megabytes))

    async def _tried(self, what: str, reader: Reader, work: Awaitable[object]) -> float | None:
        """The seconds that `work` took; None if it failed, which is noted, and the reader is out."""
        start = time.perf_counter()
        try:
            await asyncio.wait_for(work, PATIENCE[what])
        except Exception as error:
            self.errors.append(f"{what} {type(error).__name__} {str(error)[:120]}".strip())
            self.active.remove(reader)
            return None
        return time.perf_counter() - start

    async def _measured(self, made: Stretch, work: Sequence[Awaitable[None]]) -> Stretch:
        """`made`, once all of `work` is done side by side, with what it cost."""
        group, before = self.server.group, await counters(self.server.address)
        received, cpu, start = self._received(), group.seconds(), time.perf_counter()
        await asyncio.gather(*work)
        made.lasted, made.cpu = time.perf_counter() - start, group.seconds() - cpu
        made.characters = self._received() - received
        now = await counters(self.server.address)
        made.counted = {name: value - before.get(name, 0.0) for name, value in now.items()}
        return made

    def _received(self) -> int:
        return sum(reader.received for reader in self.readers)


def after(reader: Reader, choice: Choice) -> frozenset[tuple[str, Values]]:
    """What is brushed once the reader has made the choice."""
    return frozenset({**reader.now, choice.view: choice.values}.items())


async def emptied(server: Server, sessions: float, seconds: float = 20.0) -> float:
    """The sessions that the server still holds, once they are down to `sessions` or so many seconds have passed."""
    end = time.monotonic() + seconds
    while (held := (await counters(server.address))["sessions"]) > sessions and time.monotonic() < end:
        await asyncio.sleep(0.25)
    return held
