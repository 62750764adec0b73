"""The sandbox as the rest of Tidemark sees it: a job goes in, events come out."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pandas as pd

from queries.sandbox.event import ENDS, Columns, Done, Event, Fault, Rows, read
from queries.sandbox.job import LONGEST, Job
from queries.sandbox.start import command
from queries.sandbox.table import table
from queries.sandbox.wire import framed, received, taken
from queries.wish import LASTING, Superseded, Wish

PATIENCE = 10.0
"""Seconds that a broker may take to be there: one that died is replaced."""
PAUSE = 0.02
LOST = Fault("lost", "The process that ran this has ended. Run it again.")
LONG = Fault("denied", f"The text is longer than {LONGEST // 1024:,} KiB.")


class SandboxError(Exception):
    """A job has no result; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Sandbox:
    """What listens at `address`. Safe to share between threads and event loops."""

    def __init__(self, address: Path) -> None:
        self.address = address

    async def events(self, job: Job) -> AsyncIterator[Event]:
        """What becomes of the job; the last event ends it. To leave the iterator (aclose) stops the job."""
        if _long(job):
            yield LONG
            return
        try:
            reader, writer = await self._met()
        except OSError:
            yield LOST
            return
        try:
            writer.write(framed(job.written()))
            async for event in _heard(reader):
                yield event
        finally:
            writer.close()

    def told(self, job: Job, wish: Wish = LASTING) -> Iterator[Event]:
        """As `events`, for a thread that can wait; raise Superseded if the wish ends."""
        wish.check()
        if _long(job):
            yield LONG
            return
        try:
            with self._called() as stream:
                wish.then(partial(_hang_up, stream))
                stream.sendall(framed(job.written()))
                while not isinstance(event := read(received(stream)), ENDS):
                    yield event
        except (OSError, ValueError):
            event = LOST
        wish.check()
        yield event

    def table(self, job: Job, wish: Wish = LASTING) -> tuple[pd.DataFrame, Done]:
        """The rows of a run; raise SandboxError if it has none, Superseded if the wish ends."""
        columns: Columns = Columns((), ())
        rows: list[list[object]] = []
        for event in self.told(job, wish):
            if isinstance(event, Columns):
                columns = event
            elif isinstance(event, Rows):
                rows += event.rows
            elif isinstance(event, Fault):
                raise SandboxError(event)
            elif isinstance(event, Done):
                return table(columns.columns, rows), event
        raise Superseded

    async def _met(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        last = time.monotonic() + PATIENCE
        while True:
            try:
                return await asyncio.open_unix_connection(str(self.address))
            except OSError:
                if time.monotonic() > last:
                    raise
            await asyncio.sleep(PAUSE)

    def _called(self) -> socket.socket:
        last = time.monotonic() + PATIENCE
        while True:
            stream = socket.socket(socket.AF_UNIX)
            try:
                stream.connect(str(self.address))
                return stream
            except OSError:
                stream.close()
                if time.monotonic() > last:
                    raise
            time.sleep(PAUSE)


def _long(job: Job) -> bool:
    return len(job.text.encode("utf-8", "surrogatepass")) > LONGEST


async def _heard(reader: asyncio.StreamReader) -> AsyncIterator[Event]:
    event: Event
    while True:
        try:
            event = read(await taken(reader))
        except (OSError, EOFError, ValueError, json.JSONDecodeError):
            event = LOST
        yield event
        if isinstance(event, ENDS):
            return


def _hang_up(stream: socket.socket) -> None:
    with suppress(OSError):
        stream.shutdown(socket.SHUT_RDWR)


@contextmanager
def running(slots: int | None = None) -> Iterator[Sandbox]:
    """A sandbox of its own, with a broker that ends with this context, or with this process."""
    with tempfile.TemporaryDirectory(prefix="tidemark-sql-") as folder:
        address = Path(folder) / "sql.sock"
        broker = subprocess.Popen(command(address, slots), env={}, stdin=subprocess.PIPE, start_new_session=True)
        try:
            yield Sandbox(address)
        finally:
            broker.terminate()
            broker.wait()
            if broker.stdin:
                broker.stdin.close()
