"""What can be read, for the schema at the side: relations with their columns, and rows of one as a sample."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from apps.workspace.hearing import Heard
from apps.workspace.message import Message, word
from apps.workspace.visit import Visit
from data.sql import quoted
from queries.own.tables import Table
from queries.query import QueryError, unknown
from queries.relations import words
from queries.sandbox.event import Columns, Fault, Rows
from queries.sandbox.gate import FUNCTIONS
from queries.sandbox.job import CHECK, Job

SAMPLE = replace(CHECK, rows=20, seconds=5)


class Schema:
    """What one reader can read."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.hears: Mapping[str, Heard] = {"schema": self.schema, "sample": self.sample}

    async def schema(self, _: Message) -> None:
        """Tell what there is."""
        relations = await self.visit.off(self.relations)
        await self.visit.tell("schema", relations=relations, **words(FUNCTIONS))

    def relations(self) -> list[dict[str, Any]]:
        """The relations of the version, what is brushed, and the reader's own tables. Asks the store."""
        visit = self.visit
        found = [each.plain() for each in visit.room.relations.of(visit.opened(), visit.actor.entitlement)]
        if visit.brush:
            told = f"What is brushed of {visit.brush.relation}"
            columns = [column(name, kind) for name, kind in visit.brush.columns.items()]
            found.insert(0, relation("selection", "view", told, None, columns))
        return found + [own(table) for table in visit.room.tables.list(visit.owner)]

    async def sample(self, message: Message) -> None:
        """Some rows of a relation, through the sandbox like any statement; what is shown is written down."""
        name = word(message, "relation")
        ground = await self.visit.off(self.visit.ground)
        known = [each["name"] for each in await self.visit.off(self.relations)]
        if name not in known:
            raise QueryError(unknown("relation", name, known))
        text = "FROM " + quoted(*name.split(".")) + f" LIMIT {SAMPLE.rows}"
        job = Job("run", self.visit.owner, text, ground.reach, limits=SAMPLE)
        columns, rows = list[dict[str, str]](), list[list[Any]]()
        async with aclosing(self.visit.room.sandbox.events(job)) as events:  # type: ignore[type-var]
            async for event in events:
                if isinstance(event, Columns):
                    columns = [{"name": each.name, "type": each.type} for each in event.columns]
                elif isinstance(event, Rows):
                    rows += event.rows
                elif isinstance(event, Fault):
                    raise QueryError(event.message)
        await self.visit.off(lambda: self.asked(name, ground.version.number))
        await self.visit.tell("sample", relation=name, columns=columns, rows=rows)

    def asked(self, name: str, version: int) -> None:
        """Have it written down that rows of a relation are shown."""
        about = {"page": "sql", "sample": name, "data_version": version}
        self.visit.room.audit.event("asked", self.visit.owner, **about)


def own(table: Table) -> dict[str, Any]:
    """An own table as a relation."""
    columns = [column(each["name"], each["type"]) for each in table.columns]
    return relation(f"work.{table.name}", "own", f"Yours, from {table.source}", table.rows, columns)


def relation(name: str, kind: str, comment: str, rows: int | None, columns: list[dict[str, Any]]) -> dict[str, Any]:
    """A relation as the browser gets it."""
    return {"name": name, "kind": kind, "comment": comment, "rows": rows, "columns": columns}


def column(name: str, kind: str) -> dict[str, Any]:
    """A column of which nothing is known but its type."""
    nothing = dict.fromkeys(("min", "max", "nulls", "distinct"))
    return {"name": name, "type": kind, "comment": "", **nothing, "items": []}
