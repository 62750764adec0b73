"""What typing asks for: whether the statement is right, what its `$names` are, and how it looks laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from apps.workspace.choices import Choices
from apps.workspace.hearing import Heard
from apps.workspace.message import Message, place, statement, word
from apps.workspace.runs import LOOK, told
from apps.workspace.tabs import Tabs
from apps.workspace.visit import Visit
from queries.sandbox.event import Checked, Event, Fault, Named, Text
from queries.sandbox.job import CHECK, Job, Kind

NAMELESS = Named((), ())


class Checks:
    """The statements of one reader, looked at without running them."""

    def __init__(self, visit: Visit, tabs: Tabs) -> None:
        self.visit, self.tabs = visit, tabs
        self.hears: Mapping[str, Heard] = {"check": self.check, "format": self.format}

    async def told(self, kind: Kind, message: Message) -> list[Event]:
        """What a look at the statement of a message tells, its end last."""
        self.visit.demand("query")
        ground = await self.visit.off(self.visit.ground)
        start, end = place(message, "start"), place(message, "end")
        job = Job(kind, self.visit.owner, statement(message), ground.reach, start, end, limits=CHECK)
        events = await told(self.visit, job)
        slow = isinstance(events[-1], Fault) and events[-1].kind in ("stopped", "lost")
        return await told(self.visit, replace(job, limits=LOOK)) if slow else events

    async def check(self, message: Message) -> None:
        """Tell what is wrong, or what the statement asks for."""
        (*before, event), tab = await self.told("check", message), word(message, "tab")
        named = next((each for each in before if isinstance(each, Named)), NAMELESS)
        names = await self.visit.off(partial(self.names, tab, named))
        if isinstance(event, Checked):
            await self.visit.tell("checked", tab=tab, names=names, start=event.start, end=event.end)
        elif isinstance(event, Fault) and event.kind in ("wrong", "denied"):
            await self.visit.tell("fault", tab=tab, names=names, **vars(event))

    def names(self, tab: str, event: Named) -> list[dict[str, Any]]:
        """The `$names` with their types, what may be chosen, and the value that the tab has."""
        known = self.tabs.known.get(tab)
        values, choices = known.values if known else {}, Choices(self.visit.opened(), event.tables)
        return [
            {"name": each.name, "type": each.type, "choices": choices.of(each), "value": values.get(each.name)}
            for each in event.names
        ]

    async def format(self, message: Message) -> None:
        """Lay the statement out."""
        (*_, event), tab = await self.told("format", message), word(message, "tab")
        if isinstance(event, Text):
            await self.visit.tell("formatted", tab=tab, **vars(event))
        elif isinstance(event, Fault):
            await self.visit.tell("fault", tab=tab, **vars(event))
