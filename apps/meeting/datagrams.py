"""The bus of one host: unix datagrams, a socket for each worker in the private folder of the run."""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from apps.meeting.bus import Hear

PIECE = 2**16
"""Bytes of a datagram's content; what is longer goes in pieces."""
HELD = 16 * 2**20
"""Bytes that wait for a worker which is too busy to take them; beyond that, the oldest are lost to it."""
HEAD = struct.Struct(">8sIHHH")
"""Sender, number of the message, piece, how many there are, and the length of the topic."""
ENDING = ".bus"


class Datagrams:
    """One worker's end. Whoever has a socket in `folder` is told; a socket that nobody holds any more is removed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.me = folder, secrets.token_bytes(8)
        self.path = folder / f"{self.me.hex()}{ENDING}"
        self.ways: dict[Path, Way] = {}
        self.parts: dict[bytes, tuple[int, list[bytes]]] = {}
        self.number = 0
        self.ear: socket.socket | None = None

    async def open(self, hear: Hear) -> None:
        """Hear what the others say from now on."""
        self.hear, self.loop = hear, asyncio.get_running_loop()
        self.ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ear.setblocking(False)
        self.ear.bind(str(self.path))
        self.loop.add_reader(self.ear, self._heard)

    def publish(self, topic: str, content: bytes) -> None:
        """Tell all others."""
        if self.ear is None:
            return
        self.number = (self.number + 1) % 2**32
        pieces = list(self._pieces(topic.encode(), content))
        for path in self._others():
            self.ways[path].send(pieces)

    async def close(self) -> None:
        """Leave."""
        if self.ear is not None:
            self.loop.remove_reader(self.ear)
            self.ear.close()
            self.ear = None
            self.path.unlink(missing_ok=True)
        for way in self.ways.values():
            way.close()
        self.ways.clear()

    def _others(self) -> list[Path]:
        found = [path for path in self.folder.glob(f"*{ENDING}") if path != self.path]
        for path in found:
            if path not in self.ways:
                with suppress(OSError):
                    self.ways[path] = Way(path, self.loop)
        for path in [path for path, way in self.ways.items() if way.over or path not in found]:
            self.ways.pop(path).close()
        return [path for path in found if path in self.ways]

    def _pieces(self, topic: bytes, content: bytes) -> Iterator[bytes]:
        places = range(0, max(len(content), 1), PIECE)
        for piece, place in enumerate(places):
            head = HEAD.pack(self.me, self.number, piece, len(places), len(topic))
            yield head + topic + content[place : place + PIECE]

    def _heard(self) -> None:
        for _ in range(64):  # then other work has its turn
            try:
                datagram = self.ear.recv(HEAD.size + 2**16 + PIECE) if self.ear else b""
            except OSError:
                return
            self._take(datagram)

    def _take(self, datagram: bytes) -> None:
        """Put pieces together; a message of which one is missing is lost."""
        if len(datagram) < HEAD.size:
            return
        sender, number, piece, pieces, length = HEAD.unpack_from(datagram)
        topic, content = datagram[HEAD.size : HEAD.size + length], datagram[HEAD.size + length :]
        known, parts = self.parts.get(sender, (number, []))
        parts = parts if known == number and piece else []
        if piece != len(parts):
            self.parts.pop(sender, None)
            return
        self.parts[sender] = number, [*parts, content]
        if piece + 1 == pieces:
            self.hear(topic.decode(errors="replace"), b"".join(self.parts.pop(sender)[1]))


class Way:
    """The way to one other worker, and what waits for it. `over` once nobody listens at its end."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.path, self.loop, self.over = path, loop, False
        self.waiting: deque[bytes] = deque()
        self.bytes = 0
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)
        try:
            self.socket.connect(str(path))
        except OSError:
            self.socket.close()
            path.unlink(missing_ok=True)
            raise

    def send(self, pieces: list[bytes]) -> None:
        """Send datagrams behind those that wait."""
        idle = not self.waiting
        self.waiting.extend(pieces)
        self.bytes += sum(map(len, pieces))
        while self.bytes > HELD and len(self.waiting) > 1:
            self.bytes -= len(self.waiting.popleft())
        if idle:
            self._drain()

    def _drain(self) -> None:
        """Send as much as the other end takes; the rest goes once it takes more."""
        try:
            while self.waiting:
                self.socket.send(self.waiting[0])
                self.bytes -= len(self.waiting.popleft())
        except BlockingIOError:
            self.loop.add_writer(self.socket, self._drain)
            return
        except OSError:
            self.over = True
            self.waiting.clear()
            self.path.unlink(missing_ok=True)
        self.loop.remove_writer(self.socket)

    def close(self) -> None:
        """Let go of it."""
        if self.socket.fileno() >= 0:
            self.loop.remove_writer(self.socket)
        self.socket.close()
