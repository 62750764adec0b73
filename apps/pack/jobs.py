"""The exports of one worker: a few at a time, the rest wait; how far each is stands on the shelf, for all workers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from apps.pack.leaf import PackError
from apps.pack.making import Making, Shown, Stopped
from apps.pack.packing import Packed
from apps.pack.shelf import DONE, FAILED, FULL, RUNNING, STOPPED, Shelf
from apps.pack.wish import Wish
from apps.trouble import said
from auth.actor import Actor
from queries.answer import EXPORTED
from queries.trail.audit import Audit

TOGETHER, WAITING, EACH = 2, 40, 5
"""Files that a worker writes at a time, that may wait there, and that one reader may have under way."""
BEAT = 5.0
"""Seconds between two signs of life of a job."""

T = TypeVar("T")


class Jobs:
    """The jobs of one worker."""

    def __init__(self, home: Path, audit: Audit) -> None:
        self.shelf, self.audit = Shelf(home), audit
        self.asking = ThreadPoolExecutor(TOGETHER, thread_name_prefix="packing")
        self.turns = asyncio.Semaphore(TOGETHER)
        self.working: set[asyncio.Task[None]] = set()

    def off(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """What `work` gives, from a thread."""
        return asyncio.get_running_loop().run_in_executor(self.asking, work)

    async def start(self, wish: Wish, actor: Actor, shown: Shown, address: str = "") -> str:
        """Begin a job; its id. Raise PackError where there is no room for it."""
        if len(self.working) >= WAITING:
            raise PackError("the server writes many files just now: try again in a minute")
        id = await asyncio.to_thread(self.begun, wish, actor.name)
        task = asyncio.create_task(Job(self, id, wish, actor, shown, address).run())
        self.working.add(task)
        task.add_done_callback(self.working.discard)
        return id

    def begun(self, wish: Wish, owner: str) -> str:
        """A new job on the shelf."""
        if len(self.shelf.of(owner)) >= EACH:
            raise PackError(f"{EACH} exports of yours are under way: wait for one, or stop it")
        return self.shelf.begin(owner, **wish.about(), of=len(wish.deck.slides))

    async def drain(self) -> None:
        """End what is under way: another worker does not go on with it, and whoever waits is told."""
        for task in list(self.working):
            task.cancel()
        if self.working:
            await asyncio.wait(self.working)


class Job:
    """One file that is being written."""

    def __init__(self, jobs: Jobs, id: str, wish: Wish, actor: Actor, shown: Shown, address: str) -> None:
        self.jobs, self.shelf, self.id, self.wish, self.actor = jobs, jobs.shelf, id, wish, actor
        self.shown, self.address = shown, address
        self.state: dict[str, Any] = self.shelf.find(id, actor.name) or {}

    async def run(self) -> None:
        """From the queue to its end, whatever that is."""
        beating = asyncio.create_task(self.beat())
        try:
            async with self.jobs.turns:
                self.note(state=RUNNING)
                await self.written()
        except Stopped:
            self.ended(STOPPED, "")
        except asyncio.CancelledError:
            self.ended(FAILED, "the server was restarted: export the deck again")
            raise
        except PackError as error:
            self.ended(FAILED, str(error))
        except Exception as error:
            reason = FULL if isinstance(error, OSError) else said(error).splitlines()[0]
            self.ended(FAILED, f"slide {self.state['done'] + 1}: {reason}")
        finally:
            beating.cancel()

    async def written(self) -> None:
        """Write the file, then write that down, then give it out."""
        work = self.shelf.folder(self.id) / "work"
        await asyncio.to_thread(partial(work.mkdir, mode=0o700))
        making = Making(self.wish, self.actor.name, self.shown, self.jobs.off, self.told, work, self.jobs.audit)
        packed = await making.made()
        code = await self.jobs.off(partial(self.recorded, packed, making.codes))
        await asyncio.to_thread(self.given, packed)
        self.note(state=DONE, bytes=packed.bytes, sha256=packed.sha256, code=code)

    def recorded(self, packed: Packed, codes: list[str]) -> str:
        """The code of the record that the file leaves."""
        about = {**self.wish.about(), "bytes": packed.bytes, "sha256": packed.sha256, "receipts": codes}
        return self.jobs.audit.event(EXPORTED, self.actor.name, page="present", **about, address=self.address)

    def given(self, packed: Packed) -> None:
        """Put the whole file where it can be fetched."""
        os.replace(packed.path, self.shelf.file(self.id, self.state))
        self.shelf.clear_work(self.id)

    def told(self, done: int) -> None:
        """Note how far it is; raise Stopped if it is not wanted any more."""
        if self.shelf.stopped(self.id):
            raise Stopped
        if done > 0:
            self.note(done=done)

    def note(self, **changed: Any) -> None:
        """Keep what has changed; without a disk there is nobody to tell."""
        self.state |= changed
        with suppress(OSError):
            self.shelf.note(self.id, self.state)

    def ended(self, how: str, why: str) -> None:
        """Leave no file, and say why there is none."""
        with suppress(OSError):
            self.shelf.clear(self.id)
        self.note(state=how, problem=why)

    async def beat(self) -> None:
        """Give signs of life."""
        while True:
            await asyncio.sleep(BEAT)
            self.note()
