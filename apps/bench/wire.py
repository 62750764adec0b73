"""What one reader costs on the wire, compressed if the server agrees to it: bytes counted by a relay in between."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

from apps.bench.reader import Reader

BLOCK = 65536


@dataclass(frozen=True)
class Wire:
    """Bytes from the server to the reader, heads and frames included, and what was agreed about compression."""

    page: int
    change: float
    agreed: str


async def wire(address: str, changes: int = 20) -> Wire:
    """Open the page and make so many changes through a relay."""
    async with Relay(address) as relay:
        reader = Reader(address, through=relay.address, compressed=True)
        try:
            await reader.load()
            page = relay.received
            for _ in range(changes):
                await reader.change(reader.offer.choice(reader.chance, reader.now))
            each = (relay.received - page) / changes
            return Wire(page, each, reader.extensions or "no compression of messages")
        finally:
            await reader.close()


class Relay:
    """Hands bytes on between a reader and the server, and counts those that the server sends."""

    def __init__(self, address: str) -> None:
        host, _, port = address.removeprefix("http://").rpartition(":")
        self.host, self.port = host, int(port)
        self.received = 0
        self.connections: list[asyncio.Future[tuple[None, None]]] = []

    async def __aenter__(self) -> Relay:
        self.listening = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self.listening.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self.listening.close()
        await asyncio.gather(*self.connections)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(self.host, self.port)
        both = asyncio.gather(self._pass(reader, to_server, False), self._pass(from_server, writer, True))
        self.connections.append(both)
        await both

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, counted: bool) -> None:
        with suppress(ConnectionError):
            while block := await source.read(BLOCK):
                self.received += len(block) * counted
                sink.write(block)
                await sink.drain()
        sink.close()
