"""Booths that are ready: processes that have a catalog open and wait for the one job that they do."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections import OrderedDict
from contextlib import suppress

import duckdb

from queries.sandbox.booth import live
from queries.sandbox.held import blank
from queries.sandbox.job import Reach

REACHES = 4
"""Catalogs of which booths are kept ready: those asked last."""
READY = 2
"""Booths that are kept ready for each."""
PAUSE = 0.005
AFTER = 2.0
"""Seconds until the booth of a job that goes on is replaced; otherwise that waits for its end: the job comes first."""


class Booth:
    """A process that was forked for one job; its stream, and how it ended once it has."""

    def __init__(self, process: int, stream: socket.socket) -> None:
        self.process, self.stream = process, stream
        self.code: int | None = None

    def over(self) -> bool:
        """Whether it has ended; that it is asked buries it."""
        if self.code is None:
            found, status = os.waitpid(self.process, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if found else None
        return self.code is not None

    async def ended(self) -> int:
        """How it ended, waited for."""
        while not self.over():
            await _gone(self.process)
        return self.code or 0

    def kill(self) -> None:
        """End it, whatever it does."""
        if not self.over():
            os.kill(self.process, signal.SIGKILL)


async def _gone(process: int) -> None:
    """Wait until a process has ended, or for a while where the kernel does not tell."""
    try:
        watched = os.pidfd_open(process)
    except OSError:
        return await asyncio.sleep(PAUSE)
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(watched, told.set)
    try:
        await told.wait()
    finally:
        loop.remove_reader(watched)
        os.close(watched)


def forked(reach: Reach, begun: duckdb.DuckDBPyConnection) -> Booth:
    """A new booth, about to open the catalog and the facts of `reach` in what is `begun`. Raises OSError."""
    ours, theirs = socket.socketpair()
    try:
        process = os.fork()
    except OSError:
        ours.close()
        theirs.close()
        raise
    if not process:
        live(theirs, reach, begun)
    theirs.close()
    return Booth(process, ours)


def _key(reach: Reach) -> tuple[object, ...]:
    """What a booth has open before its job comes."""
    return (reach.catalog, *sorted(reach.facts.items()))


class Pool:
    """Booths by what they have open. All begin with one empty database, that is made here once."""

    def __init__(self) -> None:
        self._begun = blank()
        self._ready: OrderedDict[tuple[object, ...], list[Booth]] = OrderedDict()
        self._burying: set[asyncio.Future[int]] = set()
        self._closed = False

    def take(self, reach: Reach) -> Booth:
        """A booth for `reach`, one that is ready if there is one."""
        key = _key(reach)
        ready = self._ready.setdefault(key, [])
        self._ready.move_to_end(key)
        asyncio.get_running_loop().call_later(AFTER, self.fill, reach)
        while ready:
            booth = ready.pop(0)
            if not booth.over():
                return booth
            booth.stream.close()
        return forked(reach, self._begun)

    def close(self) -> None:
        """End all that are ready."""
        self._closed = True
        while self._ready:
            self._drop(self._ready.popitem()[1])

    def fill(self, reach: Reach) -> None:
        """Have booths ready for `reach` again."""
        while len(self._ready) > REACHES:
            self._drop(self._ready.popitem(last=False)[1])
        ready = self._ready.get(_key(reach))
        if ready is None or self._closed:
            return
        with suppress(OSError):
            while len(ready) < READY:
                ready.append(forked(Reach(reach.catalog, reach.facts), self._begun))

    def _drop(self, booths: list[Booth]) -> None:
        for booth in booths:
            booth.kill()
            booth.stream.close()
            self._burying.add(burial := asyncio.ensure_future(booth.ended()))
            burial.add_done_callback(self._burying.discard)
