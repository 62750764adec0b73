"""Frames on a stream: the length in four bytes, then so many bytes."""

from __future__ import annotations

import asyncio
import socket
import struct

LONGEST_FRAME = 2**25
"""Bytes; whoever says that more will come is not listened to."""
HEAD = struct.Struct(">I")


class BrokenError(ConnectionError):
    """The other side says what makes no sense."""


def framed(body: bytes) -> bytes:
    """`body` as a frame."""
    return HEAD.pack(len(body)) + body


def length(head: bytes) -> int:
    """How long a frame is; raise BrokenError if it is too long."""
    (size,) = HEAD.unpack(head)
    if size > LONGEST_FRAME:
        raise BrokenError(f"a frame of {size} bytes")
    return int(size)


async def taken(reader: asyncio.StreamReader) -> bytes:
    """The next frame; raise ConnectionError or EOFError if there is none."""
    return await reader.readexactly(length(await reader.readexactly(HEAD.size)))


def received(stream: socket.socket) -> bytes:
    """The next frame, waited for; raise ConnectionError if there is none."""
    return _exactly(stream, length(_exactly(stream, HEAD.size)))


def _exactly(stream: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = stream.recv(min(size - len(parts), 2**20))
        if not part:
            raise ConnectionError("the other side has ended")
        parts += part
    return bytes(parts)
