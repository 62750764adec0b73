"""Takes jobs from the workers of a server, gives each a booth in its turn, and ends what takes too long."""

from __future__ import annotations

import asyncio
import signal

from queries.sandbox import event
from queries.sandbox.booth import OUT_OF_MEMORY, READY, UNREADABLE
from queries.sandbox.event import Fault, Queued
from queries.sandbox.fault import exhausted
from queries.sandbox.job import QUICK, Job
from queries.sandbox.lane import MOST_WAITING, CrowdedError, Lane
from queries.sandbox.pool import Booth, Pool
from queries.sandbox.wire import BrokenError, framed, taken

OPENING = 20.0
"""Seconds that a booth may take to open what it is for."""
HELLO = 10.0
"""Seconds that a client may take to say what it wants."""
SLOW = 30.0
"""Seconds that a client may take to read what it is sent."""
GRACE = 1.0
"""Seconds past the limit until a booth is killed: it may end by itself."""
SLACK = 2**20
"""Bytes that a result may have beyond its rows."""
CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS)
LOST = Fault("lost", "The process that ran this has ended. Run it again.")
BROKE = Fault("stopped", "Stopped: the statement broke the process that it ran in.")
UNOPENED = Fault("lost", "The process for this did not start. Run it again.")
CROWDED = Fault("denied", f"{MOST_WAITING} of your queries wait already. Let one end, or stop one.")


class DeafError(Exception):
    """A client does not read what it is sent."""


class Broker:
    """The jobs that wait and run; `slots` of what runs at once, and one of what typing asks for."""

    def __init__(self, slots: int) -> None:
        self.pool = Pool()
        self.lanes = {True: Lane(1), False: Lane(slots)}

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client: one job, until it ends or the client leaves."""
        try:
            job = Job.read(await asyncio.wait_for(taken(reader), HELLO))
            work = asyncio.ensure_future(self._serve(job, writer))
            gone = asyncio.ensure_future(reader.read(1))
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)
        except (OSError, EOFError, ValueError, TimeoutError, asyncio.CancelledError):
            pass  # there is nobody to tell it to
        finally:
            writer.close()

    async def _serve(self, job: Job, writer: asyncio.StreamWriter) -> None:
        async def place(before: int) -> None:
            await _send(writer, event.written(Queued(before)))

        lane = self.lanes[job.kind in QUICK]
        try:
            await lane.enter(job.owner, place)
        except CrowdedError:
            return await _send(writer, event.written(CROWDED))
        try:
            await self._run(job, writer)
        finally:
            lane.leave()

    async def _run(self, job: Job, writer: asyncio.StreamWriter) -> None:
        fault = await self._tried(job, writer)
        if fault is UNOPENED:  # a booth that was ready can have died since
            fault = await self._tried(job, writer)
        if fault:
            await _send(writer, event.written(fault))

    async def _tried(self, job: Job, writer: asyncio.StreamWriter) -> Fault | None:
        try:
            booth = self.pool.take(job.reach)
        except OSError:
            return LOST
        try:
            return await _attend(booth, job, writer)
        finally:
            booth.kill()
            await asyncio.shield(booth.ended())
            self.pool.fill(job.reach)


async def _attend(booth: Booth, job: Job, writer: asyncio.StreamWriter) -> Fault | None:
    """Pass on what the booth tells until it has ended; why it did not tell the end."""
    reader, told = await asyncio.open_unix_connection(sock=booth.stream)
    try:
        return await _open(reader) or await _told(booth, job, reader, told, writer)
    finally:
        told.close()


async def _open(reader: asyncio.StreamReader) -> Fault | None:
    """Wait until a booth is open; why it is not."""
    try:
        async with asyncio.timeout(OPENING):
            return None if await taken(reader) == READY else UNREADABLE
    except (OSError, EOFError, TimeoutError):
        return UNOPENED


async def _told(
    booth: Booth, job: Job, reader: asyncio.StreamReader, told: asyncio.StreamWriter, writer: asyncio.StreamWriter
) -> Fault | None:
    try:
        async with asyncio.timeout(job.limits.seconds + GRACE):
            told.write(framed(job.written()))
            await _relay(reader, writer, job.limits.bytes + SLACK)
        return None
    except TimeoutError:
        return Fault("stopped", f"Stopped after {job.limits.seconds:g} s, the longest that it may take.")
    except (OSError, EOFError):
        return await _broken(booth, job)


async def _broken(booth: Booth, job: Job) -> Fault:
    try:
        code = await asyncio.wait_for(booth.ended(), GRACE)
    except TimeoutError:
        return LOST
    if code == OUT_OF_MEMORY:
        return exhausted(job.limits.memory)
    if -code == signal.SIGXCPU:
        return Fault("stopped", "Stopped: it has used all the processor time that it may.")
    return BROKE if -code in CRASHES else LOST


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int) -> None:
    sent = 0
    while True:
        frame = await taken(reader)
        sent += len(frame)
        kind = frame[:1]
        if kind not in event.CODES or kind == b"q" or sent > most:
            raise BrokenError("a booth tells what it should not")
        await _send(writer, frame)
        if kind in event.LAST:
            return


async def _send(writer: asyncio.StreamWriter, frame: bytes) -> None:
    """Raise DeafError if nobody reads it."""
    writer.write(framed(frame))
    try:
        async with asyncio.timeout(SLOW):
            await writer.drain()
    except (TimeoutError, OSError):
        raise DeafError from None
