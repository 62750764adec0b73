"""`GET /sql/export?run=…&format=csv|xlsx|parquet`: the whole result of a run as a file, asked again as it comes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tornado.iostream import StreamClosedError

from apps.rights import Denied, demand
from apps.serving.denial import Denial, answer
from apps.serving.gated import Gated
from apps.serving.hall import Hall
from apps.workspace.room import Room
from apps.workspace.seat import wanted
from data.catalog import CatalogError
from data.store import StoreError
from queries.answer import EXPORTED
from queries.export.asked import Asked, ExportError
from queries.export.column import Column
from queries.export.writer import Writer
from queries.library.history import Run
from queries.own.trouble import OwnError
from queries.query import QueryError, unknown
from queries.sandbox.event import Columns, Done, Event, Fault, Rows
from queries.sandbox.job import EXPORT, Job, Reach
from queries.trail.chain import AuditError

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
OWN = frozenset(("seq", "timestamp", "kind", "actor", "code", "mac"))
"""What a record says of itself, and not of the figures that it is about."""
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """What is taken along: a run, what the audit says of it, and the job that asks it again over the same version."""

    run: Run
    record: Record
    job: Job
    format: str
    changed: tuple[str, ...]
    """Own tables that were replaced or deleted since."""

    def about(self, address: str) -> dict[str, Any]:
        """What the audit says of the file: all that it says of the run, whose figures it holds."""
        known = {name: value for name, value in self.record.items() if name not in OWN}
        return known | {"format": self.format, "of": self.run.code, "address": address}

    def receipt(self, code: str) -> dict[str, str]:
        """What the file says of itself."""
        arguments = ", ".join(f"{name} = {value}" for name, value in self.record.get("arguments", {}).items())
        return {
            "Receipt": code,
            "Receipt of the run": self.run.code,
            "SQL": self.run.text,
            "Values": arguments,
            "Data version": str(self.record["data_version"]),
            "SHA-256 of the data": str(self.record["data_hash"]),
        }


class Export(Gated):
    """A result as a file."""

    code, status = "", 400
    rows = size = 0
    outcome = "the browser left"
    sending: asyncio.Task[None] | None = None

    def initialize(self, hall: Hall, room: Room) -> None:
        """Both are the worker's."""
        self.hall, self.room = hall, room
        self.digest = hashlib.sha256()
        self.set_header("Cache-Control", "no-store")

    def wanted(self) -> tuple[str, str]:
        """To write SQL."""
        return wanted(self.hall, self.actor.entitlement)

    async def get(self) -> None:
        """Send it."""
        try:
            demand(self.actor, "export", "")
            form = self.get_query_argument("format", "csv")
            taken = await self.room.off(partial(self.taken, self.get_query_argument("run", ""), form))
            self.sending = asyncio.ensure_future(self.recorded(taken))
            await self.sending
        except Denied as error:
            await self.refuse(Denial(403, str(error)))
        except (AuditError, StoreError) as error:
            self.sorry(str(error), 503)
        except (ExportError, OwnError, QueryError, CatalogError) as error:
            self.sorry(str(error).splitlines()[0], self.status)
        except (StreamClosedError, asyncio.CancelledError):
            return

    def taken(self, id: str, form: str) -> Taken:
        """What is asked for; asks the store, the audit and the disk. Raise QueryError if there is no such result."""
        if form not in FORMATS:
            raise QueryError(unknown("format", form[:20], FORMATS))
        run = self.room.history.find(id[:100])
        mine = run is not None and (run.owner, run.entitlement) == (self.actor.name, self.actor.entitlement)
        record = self.room.audit.find(run.code) if run and mine and run.code else None
        if run is None or record is None:
            self.status = 404
            raise QueryError("there is no such result of yours: run the statement, then take it along")
        engine = self.hall.engine(self.actor.entitlement)
        opened = engine.opened(int(record["data_version"]))
        files = self.room.tables.files(self.actor.name).items()
        tables = {name: path for name, path in files if run.own.get(name) == path.name}
        reach = Reach(engine.catalog.path(opened.version), opened.files(), tables, run.selection)
        job = Job("export", self.actor.name, run.text, reach, values=record["arguments"], limits=EXPORT)
        return Taken(run, record, job, form, tuple(name for name in run.own if name not in tables))

    async def recorded(self, taken: Taken) -> None:
        """Send the file between two records: that it leaves, and what came of it."""
        event = partial(self.room.audit.event, actor=self.actor.name)
        self.code = await self.room.off(partial(event, EXPORTED, **taken.about(self.request.remote_ip or "")))
        try:
            await self.sent(taken)
            self.outcome = "whole"
        except (ExportError, OwnError) as error:
            self.outcome = str(error)
            raise
        finally:
            known = {"rows": self.rows, "bytes": self.size, "sha256": self.digest.hexdigest()}
            ended = partial(event, "export ended", of=self.code, outcome=self.outcome, **known)
            await asyncio.shield(self.room.off(ended))
        self.finish()

    async def sent(self, taken: Taken) -> None:
        """Ask again, and send the file as it is written; raise ExportError where it cannot be whole."""
        place = self.room.tables.place(self.actor.name)
        with place.work() as work:
            place.check_room(0)
            async with aclosing(self.room.sandbox.events(taken.job)) as events:  # type: ignore[type-var]
                columns = await first(events, taken)
                writer = await Writer.begin(Asked(taken.format, columns, taken.receipt(self.code), Path(work)))
                feeding = asyncio.ensure_future(self.fed(events, writer))
                try:
                    await self.passed(writer, taken)
                finally:
                    feeding.cancel()
                    await writer.close()
                    with suppress(asyncio.CancelledError, ExportError):
                        await feeding

    async def fed(self, events: AsyncIterator[Event], writer: Writer) -> None:
        """Give the writer all rows. Without their end it writes no file that looks whole."""
        try:
            async for event in events:
                if isinstance(event, Rows):
                    self.rows += len(event.rows)
                    await writer.add(event.rows)
                elif isinstance(event, Fault):
                    self.outcome = event.message
                elif isinstance(event, Done):
                    if event.more:
                        self.outcome = "the result is larger than a file may be: ask for fewer rows or columns"
                    else:
                        await writer.end(self.rows)
        finally:
            writer.stdin.close()

    async def passed(self, writer: Writer, taken: Taken) -> None:
        """Send what the writer writes."""
        try:
            async for part in writer.parts():
                if not self.size:
                    self.headed(taken)
                self.size += len(part)
                self.digest.update(part)
                self.write(part)
                await self.flush()
        except ExportError as error:
            raise ExportError(self.outcome if self.outcome != type(self).outcome else str(error)) from None

    def headed(self, taken: Taken) -> None:
        """What stands before the file."""
        name = f"sql-v{taken.record['data_version']}-{self.code}.{taken.format}"
        self.set_header("Content-Type", FORMATS[taken.format])
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.set_header("X-Tidemark-Receipt", self.code)

    def sorry(self, sentence: str, status: int) -> None:
        """Say what went wrong; where the file has begun, cut it off, so that it does not look whole."""
        if self._headers_written:
            self.request.connection.stream.close()  # type: ignore[union-attr]
            return
        answer(self, Denial(status, sentence))

    def on_connection_close(self) -> None:
        """The browser is gone: stop."""
        super().on_connection_close()
        if self.sending:
            self.sending.cancel()


async def first(events: AsyncIterator[Event], taken: Taken) -> list[Column]:
    """The columns of a result; raise ExportError if it has none."""
    async for event in events:
        if isinstance(event, Columns):
            return [Column(column.name, column.type) for column in event.columns]
        if isinstance(event, Fault) and event.kind in ("wrong", "denied") and taken.changed:
            raise ExportError(
                f"the own table {taken.changed[0]} was replaced or deleted since: run the statement again"
            )
        if isinstance(event, Fault):
            raise ExportError(event.message)
    raise ExportError("the result ended before it began: try again")
