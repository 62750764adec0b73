"""A websocket that notes when messages arrive, and has them read later: hundreds of them measure without a hurry."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
UNMASKED = bytes(4)
"""A mask that changes nothing: what is sent is nobody's secret."""


class Arrival(NamedTuple):
    """A message, and when its last byte came: seconds of `time.perf_counter`."""

    at: float
    content: bytes


class Line(asyncio.Protocol):
    """One end of a websocket. `arrivals` are all messages since the beginning."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.received = 0
        self.buffer = bytearray()
        self.upgraded = False
        self.over = False
        self.news = asyncio.Event()
        self.transport: asyncio.Transport

    @classmethod
    async def open(cls, address: str, path: str, protocols: Sequence[str] = ()) -> Line:
        """A websocket of the server at `address`; raise RuntimeError with its first words if it refuses."""
        host = urlsplit(address)
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(cls, host.hostname or "", host.port or 80)
        asked = [
            f"GET {path} HTTP/1.1",
            f"Host: {host.netloc}",
            f"Origin: {address}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            *([f"Sec-WebSocket-Protocol: {', '.join(protocols)}"] if protocols else []),
        ]
        line.transport.write("\r\n".join([*asked, "", ""]).encode())
        await line.until(lambda: line.upgraded)
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The server accepts."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, received: bytes) -> None:
        """Take bytes in, and the messages that they complete."""
        now = time.perf_counter()
        self.received += len(received)
        self.buffer += received
        if not self.upgraded and b"\r\n\r\n" in self.buffer:
            head, _, rest = self.buffer.partition(b"\r\n\r\n")
            self.upgraded = head.startswith(b"HTTP/1.1 101")
            self.over = not self.upgraded
            self.buffer = rest if self.upgraded else head
        while self.upgraded and (frame := self._frame()):
            self._take(now, *frame)
        self.news.set()

    def connection_lost(self, _: Exception | None) -> None:
        """The server has left."""
        self.over = True
        self.news.set()

    def send(self, content: bytes, kind: int = TEXT) -> None:
        """Send one message."""
        size = len(content)
        short = min(size, 126 if size < 2**16 else 127)
        long = b"" if size < 126 else struct.pack(">H" if short == 126 else ">Q", size)
        self.transport.write(bytes([0x80 | kind, 0x80 | short]) + long + UNMASKED + content)

    async def until(self, true: Callable[[], object], seconds: float = 60.0) -> None:
        """Wait for something that an arrival makes true. Raises TimeoutError, and RuntimeError if the server leaves."""
        async with asyncio.timeout(seconds):
            while not true():
                if self.over:
                    raise RuntimeError(f"the server has closed a websocket: {bytes(self.buffer[:200])!r}")
                self.news.clear()
                await self.news.wait()

    def close(self) -> None:
        """Leave."""
        if not self.over:
            self.send(struct.pack(">H", 1000), CLOSE)
        self.transport.close()

    def _frame(self) -> tuple[int, bytes] | None:
        """The kind and content of the first frame, if all of it has arrived."""
        if len(self.buffer) < 2:
            return None
        short = self.buffer[1] & 0x7F
        start = {126: 4, 127: 10}.get(short, 2)
        if len(self.buffer) < start:
            return None
        size = short if short < 126 else int.from_bytes(self.buffer[2:start], "big")
        if len(self.buffer) < start + size:
            return None
        kind, content = self.buffer[0] & 0x0F, bytes(self.buffer[start : start + size])
        del self.buffer[: start + size]
        return kind, content

    def _take(self, now: float, kind: int, content: bytes) -> None:
        if kind == PING:
            self.send(content, PONG)
        elif kind == CLOSE:
            self.over = True
        else:
            self.arrivals.append(Arrival(now, content))
