"""One run: what the sandbox tells of it becomes what the browser is told, and what is written down."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from apps.workspace.asked import Asked, Ground, figures
from apps.workspace.results import keep
from apps.workspace.tabs import Tabs
from apps.workspace.tell import rows_text
from apps.workspace.visit import PAGE, Visit
from data.store import StoreError
from queries.answer import SHOWN, Asker
from queries.library.history import Run
from queries.query import QueryError
from queries.sandbox.event import Columns, Done, Event, Fault, Progress, Queued, Rows, Started, Text
from queries.sandbox.job import Value
from queries.trail.chain import AuditError


class Following:
    """A run that goes on. Nothing of its rows is told before it is written down that it was asked for."""

    def __init__(self, visit: Visit, tabs: Tabs, asked: Asked) -> None:
        self.visit, self.tabs, self.asked = visit, tabs, asked
        self.ground: Ground | None = None
        self.values: Mapping[str, Value] = {}
        self.noted: asyncio.Future[str] | None = None
        self.gauge = ""
        self.ended = False

    def count(self, gauge: str) -> None:
        """Count the run as waiting or running, or as neither."""
        for name, by in ((self.gauge, -1), (gauge, 1)):
            if name:
                self.visit.room.row.add(name, by)
        self.gauge = gauge

    def over(self) -> None:
        """The run is over."""
        self.count("")
        if self.noted:
            self.noted.add_done_callback(lambda noted: noted.cancelled() or noted.exception())

    async def take(self, event: Event) -> None:
        """Take the next event; raise AuditError if it cannot be recorded: then nothing more may be told of it."""
        if self.ended:
            return
        if isinstance(event, Rows):
            await self.rows(event)
        elif isinstance(event, Progress):
            share = round(event.share, 3)
            await self.visit.tell("progress", run=self.asked.id, share=share, rows=event.rows, seconds=event.seconds)
        elif isinstance(event, Queued | Started):
            await self.moved(event)
        elif isinstance(event, Columns):
            await self.columns(event)
        else:
            self.ended = True
            self.count("")
            await self.end(await self.writable(event))

    async def writable(self, event: Event) -> Event:
        """The end as it may be told: if it could not be written down what was asked, only that."""
        try:
            if self.noted:
                await self.noted
        except AuditError as error:
            return Fault("lost", str(error))
        return event

    async def moved(self, event: Queued | Started) -> None:
        """It waits, or it begins."""
        run, tab = self.asked.id, self.asked.tab
        if isinstance(event, Queued):
            if self.gauge != "sql_queued":
                self.count("sql_queued")
            await self.visit.tell("queued", run=run, place=event.place)
            return
        self.count("sql_running")
        self.asked.take(event)
        self.noted = self.visit.off(partial(self.event, "asked", **self.asked.about, **self.of_version()))
        await self.visit.tell("started", run=run, tab=tab, start=event.start, end=event.end)

    def event(self, kind: str, **about: Any) -> str:
        """Write down that something happened to the run."""
        return self.visit.room.audit.event(kind, self.visit.owner, page=PAGE, **about)

    def of_version(self) -> dict[str, Any]:
        """What the audit says of the figures that are read."""
        if self.ground is None:
            return {}
        version = self.ground.version
        about = {"entitlement": self.ground.entitlement, "data_version": version.number, "data_hash": version.sha256}
        return {**about, "arguments": dict(self.values)}

    async def columns(self, event: Columns) -> None:
        """What the rows are like."""
        if self.noted:
            await self.noted
        self.asked.take(event)
        columns = [{"name": column.name, "type": column.type} for column in event.columns]
        await self.visit.tell("columns", run=self.asked.id, tab=self.asked.tab, columns=columns)

    async def rows(self, event: Rows) -> None:
        """Some rows; the next are taken once these are written to the browser."""
        text = rows_text(event.rows)
        self.asked.take(event)
        self.asked.told.append(text)
        await self.visit.tell("rows", {"rows": text}, run=self.asked.id)

    async def end(self, event: Event) -> None:
        """How it ended."""
        if isinstance(event, Done) and self.ground:
            await self.done(event, self.ground)
        elif isinstance(event, Text):
            tree = json.loads(event.text)
            await self.visit.tell(self.asked.kind, run=self.asked.id, tab=self.asked.tab, tree=tree)
        elif isinstance(event, Fault):
            await self.fault(event)

    async def done(self, event: Done, ground: Ground) -> None:
        """All rows have come: they get their receipt, then they are kept."""
        asked, visit = self.asked, self.visit
        try:
            code = await visit.off(partial(self.recorded, ground))
        except AuditError as error:
            return await self.fault(Fault("lost", str(error)))
        about = figures(event, ground.version.number) | {"code": code, "link": f"./sql?run={asked.id}"}
        run = await self.note(rows=event.rows, seconds=event.seconds, code=code)
        await visit.tell("done", run=asked.id, tab=asked.tab, **about)
        visit.room.row.add("sql_runs_total")
        relation = ground.relation if asked.brushed else ""
        await visit.off(partial(keep, visit.room.kept, run, asked, self.values, relation, about))
        newest = visit.engine.catalog.current()
        if newest and newest.number > ground.version.number:
            newer = f"Data version {newest.number} is there; this result is of version {ground.version.number}"
            await visit.say(newer)

    def recorded(self, ground: Ground) -> str:
        """The receipt's code."""
        view = ground.state.page if ground.state and self.asked.brushed else ""
        receipt = ground.receipt(self.asked, self.values)
        (code,) = self.visit.engine.record([(Asker(self.visit.owner, PAGE, view), receipt)], SHOWN)
        return code

    async def fault(self, event: Fault) -> None:
        """It has no result."""
        room, asked = self.visit.room, self.asked
        await self.visit.tell("fault", run=asked.id, tab=asked.tab, **vars(event))
        if event.kind == "denied":
            await self.visit.denied(event.message, **asked.about)
        elif event.kind == "stopped":
            room.row.add("sql_stopped_total")
        if asked.kind == "run":
            await self.note(outcome=event.kind, message=event.message, seconds=time.time() - asked.began)

    async def note(self, **about: Any) -> Run:
        """Keep the run in the history; where that fails the result stands, and its link leads nowhere."""
        run = self.of_history(**about)
        try:
            await self.visit.off(partial(self.visit.room.history.add, run))
        except (StoreError, QueryError) as error:
            await self.visit.say(f"The run is not in your history: {error}")
        return run

    def of_history(self, **about: Any) -> Run:
        """The run as the history has it."""
        asked, ground = self.asked, self.ground
        run = Run(asked.id, self.visit.owner, asked.query.sql, asked.given, began=asked.began, **about)
        if ground is None:
            return run
        own = {name: path.name for name, path in ground.reach.scratch.items()} if asked.owned else {}
        selection = ground.reach.selection if asked.brushed else ""
        return replace(run, entitlement=ground.entitlement, version=ground.version.number, own=own, selection=selection)
