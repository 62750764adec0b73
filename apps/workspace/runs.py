"""Statements that run for one reader: each is a task, that ends when it is stopped or when the reader leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import cast

from apps.trouble import said
from apps.workspace.asked import Asked, Ground
from apps.workspace.following import Following
from apps.workspace.hearing import Heard
from apps.workspace.message import Message, MessageError, word
from apps.workspace.results import Result, find
from apps.workspace.tabs import Tabs
from apps.workspace.values import fitted
from apps.workspace.visit import Visit
from queries.query import QueryError
from queries.sandbox.event import Checked, Event, Fault, FaultKind
from queries.sandbox.job import CHECK, Job, Kind, Value

MOST = 8
"""Statements that a reader may have running or waiting in one window."""
STOPPED = Fault("stopped", "You stopped it.")
LOOK = replace(CHECK, seconds=3)
"""What a look at a statement that is about to run may take."""
STARTING = Fault("lost", "The SQL workers are starting. Try again.")
CUT = Fault("lost", "This run had not ended when its page was left or its server restarted. Run it again.")


class Runs:
    """What runs for one reader in one window."""

    def __init__(self, visit: Visit, tabs: Tabs) -> None:
        self.visit, self.tabs = visit, tabs
        self.going: dict[str, asyncio.Task[None]] = {}
        runs: tuple[Kind, ...] = ("run", "plan", "profile")
        self.hears: Mapping[str, Heard] = {
            **{kind: partial(self.begin, kind) for kind in runs},
            "stop": self.stop,
            "result": self.again,
        }

    async def begin(self, kind: Kind, message: Message) -> None:
        """Run a statement, or find its plan."""
        self.visit.demand("query")
        asked = Asked.read(kind, message)
        if asked.id in self.going or len(self.going) >= MOST:
            raise MessageError(f"{MOST} statements of yours are running or waiting; stop one of them")
        task = self.going[asked.id] = asyncio.create_task(self.follow(asked))
        task.add_done_callback(lambda _: self.going.pop(asked.id, None))

    async def stop(self, message: Message) -> None:
        """Stop one; its process is gone soon after."""
        task = self.going.get(word(message, "run"))
        if task is not None:
            task.cancel()

    def leave(self) -> None:
        """Stop all, for the reader is gone: nobody is told."""
        going, self.going = self.going, {}
        for task in going.values():
            task.cancel("left")

    async def follow(self, asked: Asked) -> None:
        """One run from its beginning to its end."""
        following = Following(self.visit, self.tabs, asked)
        try:
            await self.followed(asked, following)
        except asyncio.CancelledError as ended:
            if "left" not in ended.args:
                await following.take(STOPPED)
        except QueryError as error:
            await following.take(Fault("wrong", said(error).splitlines()[0]))
        except Exception as error:
            await following.take(Fault("lost", said(error).splitlines()[0]))
        finally:
            following.over()

    async def followed(self, asked: Asked, following: Following) -> None:
        """Ask the sandbox, and tell what it tells."""
        ground = following.ground = await self.visit.off(self.visit.ground)
        values = following.values = await self.bound(asked, ground)
        await self.tabs.going(asked.tab, asked.id)
        limits, owner = self.visit.room.limits, self.visit.owner
        job = Job(asked.kind, owner, asked.text, ground.reach, asked.start, asked.end, values, limits=limits)
        async with aclosing(self.visit.room.sandbox.events(job)) as events:  # type: ignore[type-var]
            async for event in events:
                await following.take(event)

    async def bound(self, asked: Asked, ground: Ground) -> dict[str, Value]:
        """The values of the statement's `$names`, each in the type that the statement gives it.

        Where a look at the statement takes too long they stay as they are; what is wrong with it, its run tells.
        """
        if not asked.given:
            return {}
        job = Job("check", self.visit.owner, asked.text, ground.reach, asked.start, asked.end, limits=LOOK)
        event = await last(self.visit, job)
        if isinstance(event, Checked):
            return dict(fitted(asked.given, {name.name: name.type for name in event.names}))
        return dict(asked.given)

    async def again(self, message: Message) -> None:
        """Show what a tab has shown."""
        tab = self.tabs.known.get(word(message, "tab"))
        run = await self.visit.off(partial(self.visit.room.history.find, tab.result)) if tab and tab.result else None
        if not tab or not tab.result or tab.result in self.going:
            return
        own = run is not None and run.owner == self.visit.owner
        if run is None or not own or run.outcome != "done":
            fault = Fault(cast(FaultKind, run.outcome), run.message) if run and own else CUT
            await self.visit.tell("fault", run=tab.result, tab=tab.id, **vars(fault))
            return
        kept, owner, sees = self.visit.room.kept, self.visit.owner, self.visit.actor.entitlement
        result = await self.visit.off(partial(find, kept, run, owner, sees))
        if result is not None:
            await self.shown(tab.id, run.id, result)

    async def shown(self, tab: str, run: str, result: Result) -> None:
        """Show a kept result, once that is written down."""
        code, version = result.done.get("code", ""), result.done.get("version")
        event = partial(self.visit.room.audit.event, "asked", self.visit.owner, page="sql", query="sql")
        await self.visit.off(partial(event, again=code, data_version=version))
        await self.visit.tell("columns", run=run, tab=tab, columns=result.columns)
        await self.visit.tell("rows", {"rows": result.rows}, run=run)
        await self.visit.tell("done", run=run, tab=tab, **result.done)


async def last(visit: Visit, job: Job) -> Event:
    """The event that ends a job."""
    return (await told(visit, job))[-1]


async def told(visit: Visit, job: Job) -> list[Event]:
    """All that a job of few events tells, its end last."""
    async with aclosing(visit.room.sandbox.events(job)) as events:  # type: ignore[type-var]
        return [event async for event in events] or [STARTING]
