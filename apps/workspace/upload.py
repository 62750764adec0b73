"""`POST /sql/upload`: a file comes, and is written to the disk as it comes."""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import unquote

from tornado.web import stream_request_body

from apps.serving.gated import Gated
from apps.serving.hall import Hall
from apps.workspace.room import Room
from apps.workspace.seat import wanted
from queries.own.incoming import Arrival
from queries.own.trouble import OwnError, RoomError
from queries.trail.chain import AuditError

NAME = "X-Tidemark-Name"
"""The header that says what the file is called, percent-encoded."""
PART = 2**20
"""Bytes that are written at a time."""
PATIENCE = 1800.0
"""Seconds that a file may take to come."""
UNBOUNDED = 2**62
TOO_LARGE, NO_ROOM, WRONG, LATER = 413, 507, 400, 503


@stream_request_body
class Upload(Gated):
    """A file that is coming."""

    arrival: Arrival | None = None

    def initialize(self, hall: Hall, room: Room) -> None:
        """Both are the worker's."""
        self.hall, self.room = hall, room
        self.held = bytearray()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain; charset=utf-8")

    def wanted(self) -> tuple[str, str]:
        """To bring tables of one's own."""
        wanted(self.hall, self.actor.entitlement)
        return "upload", ""

    async def prepare(self) -> None:
        """Ask the gate, then whether there is room; what is refused is not read."""
        await super().prepare()
        if self._finished:
            self.hang_up()
            return
        said = self.request.headers.get("Content-Length", "")
        size = int(said) if said.isdecimal() and len(said) < 19 else 0
        if size > self.room.upload:
            self.refuse_file(OwnError(self.too_large()), TOO_LARGE)
            return
        arrival = Arrival(self.room.tables.place(self.actor.name), unquote(self.request.headers.get(NAME, "")))
        try:
            await asyncio.to_thread(partial(arrival.begin, size))
        except OwnError as error:
            self.refuse_file(error)
            return
        self.arrival = arrival
        self.request.connection.set_max_body_size(UNBOUNDED)  # type: ignore[union-attr]
        self.request.connection.set_body_timeout(PATIENCE)  # type: ignore[union-attr]

    async def data_received(self, chunk: bytes) -> None:
        """Take a part; the next is read once it is written."""
        if self.arrival is None:
            return
        self.held += chunk
        if self.arrival.size + len(self.held) > self.room.upload:
            self.refuse_file(OwnError(self.too_large()), TOO_LARGE)
        elif len(self.held) >= PART:
            await self.written()

    async def written(self) -> None:
        """Write what is held."""
        part, self.held = bytes(self.held), bytearray()
        if self.arrival is not None:
            try:
                await asyncio.to_thread(self.arrival.write, part)
            except OwnError as error:
                self.refuse_file(error)

    async def post(self) -> None:
        """All has come."""
        await self.written()
        arrival, self.arrival = self.arrival, None
        if arrival is None or self._finished:
            return
        try:
            upload = await asyncio.to_thread(arrival.whole)
            about = {"bytes": upload.bytes, "sha256": upload.sha256, "page": "sql", "address": self.request.remote_ip}
            await asyncio.to_thread(partial(self.room.audit.event, "uploaded", self.actor.name, **about))
        except (OwnError, AuditError) as error:
            self.arrival = arrival
            self.refuse_file(error)
            return
        self.finish({"upload": upload.id, "name": upload.name, "bytes": upload.bytes})

    def too_large(self) -> str:
        """Why a file is refused."""
        return f"a file has at most {self.room.upload / 2**20:,.0f} MB here: split it, or write it as Parquet"

    def refuse_file(self, error: Exception, status: int = 0) -> None:
        """Say why a file is not taken, remove what has come of it, and read no more."""
        room = NO_ROOM if isinstance(error, RoomError) else WRONG
        self.leave()
        self.set_status(status or (LATER if isinstance(error, AuditError) else room))
        self.finish(str(error))
        self.hang_up()

    def hang_up(self) -> None:
        """Read no more of what is refused, once the browser has the answer."""
        stream = self.request.connection.stream  # type: ignore[union-attr]
        asyncio.get_running_loop().call_later(1.0, stream.close)

    def leave(self) -> None:
        """Remove what has come."""
        arrival, self.arrival, self.held = self.arrival, None, bytearray()
        if arrival is not None:
            asyncio.get_running_loop().run_in_executor(None, arrival.leave)

    def on_connection_close(self) -> None:
        """The browser is gone."""
        super().on_connection_close()
        self.leave()

    def on_finish(self) -> None:
        """What is not whole does not stay."""
        self.leave()
