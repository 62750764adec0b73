"""The own tables of one reader: looked at, taken, listed and forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, TypeVar

from apps.workspace.hearing import Heard
from apps.workspace.message import Message, word
from apps.workspace.visit import PAGE, Visit
from queries.own import incoming
from queries.own.tables import Table
from queries.own.trouble import OwnError

OPTIONS = 20
THREADS = 4
"""Threads of one worker that wait until a file is read."""

T = TypeVar("T")


@cache
def readers() -> ThreadPoolExecutor:
    """Waits for files that are read; what is short must not wait behind them."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="reading")


class OwnTables:
    """What one reader brings."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.tables = visit, visit.room.tables
        self.hears: Mapping[str, Heard] = {
            "tables": self.tell,
            "look": self.look,
            "take": self.take,
            "drop_upload": self.drop,
            "forget": self.forget,
        }

    def off(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """What `work` gives, once a file is read."""
        return asyncio.get_running_loop().run_in_executor(readers(), work)

    async def tell(self, message: Message) -> None:
        """The tables that there are."""
        found = await self.visit.off(partial(self.tables.list, self.visit.owner))
        used = sum(table.bytes for table in found)
        limits = {"used": used, "most": self.tables.most, "largest": self.visit.room.upload}
        await self.visit.tell("tables", tables=[table.plain() for table in found], **limits)

    async def look(self, message: Message) -> None:
        """What is in an upload, read as the options say."""
        self.visit.demand("upload")
        upload = word(message, "upload")
        try:
            found = await self.off(partial(self.tables.look, self.visit.owner, upload, options(message)))
        except OwnError as error:
            found = {"stop": str(error), "questions": [], "problems": [], "columns": [], "sample": []}
        await self.visit.tell("looked", upload=upload, **found)

    async def take(self, message: Message) -> None:
        """Make a table of an upload."""
        self.visit.demand("upload")
        upload, name = word(message, "upload"), word(message, "name")
        try:
            table = await self.off(partial(self.taken, upload, name, options(message)))
        except OwnError as error:
            await self.visit.tell("taken", upload=upload, table="", stop=str(error))
            return
        await self.visit.tell("taken", upload=upload, table=table.name, stop="")
        await self.tell({})

    def taken(self, upload: str, name: str, chosen: Mapping[str, str]) -> Table:
        """The table, written down; what is in it is known by its file's SHA-256 only."""
        owner = self.visit.owner
        table, about = self.tables.take(owner, upload, name, chosen)
        known = {"sha256": about.sha256, "rows": table.rows, "bytes": table.bytes}
        self.visit.room.audit.event("table made", owner, page=PAGE, **known)
        return table

    async def drop(self, message: Message) -> None:
        """Do without an upload."""
        place = self.tables.place(self.visit.owner)
        await self.visit.off(partial(incoming.drop, place, word(message, "upload")))

    async def forget(self, message: Message) -> None:
        """Remove a table."""
        await self.visit.off(partial(self.forgotten, word(message, "table")))
        await self.tell({})

    def forgotten(self, name: str) -> None:
        """Write down that a table is removed, and remove it."""
        self.visit.room.audit.event("table removed", self.visit.owner, page=PAGE)
        self.tables.forget(self.visit.owner, name)


def options(message: Message) -> dict[str, str]:
    """How a file is to be read, as the browser says it; what no question asked for is not heard."""
    given: Any = message.get("options", {})
    if not isinstance(given, Mapping) or len(given) > OPTIONS:
        raise OwnError("the options of a file are a few words by name")
    return {str(name): word({"option": value}, "option") for name, value in given.items()}
