"""Messages in pieces that a notification of PostgreSQL can carry: text of fewer than 8,000 bytes each."""

from __future__ import annotations

import re
import secrets
import zlib
from base64 import b64decode, b64encode
from itertools import count

ROOM = 7_900
"""Characters of a message in one piece; what stands before them takes no more than 60."""
LARGEST = 16 * 2**20
"""Bytes of a message that is put together; what claims to be larger is of somebody else."""
PIECE = re.compile(r"(\w{1,16})\.(\d{1,12})\.(\d{1,5})\.(\d{1,5})\.([A-Za-z0-9+/=]*)", re.ASCII)


class Cutter:
    """Cuts the messages of one sender, whose name no other has."""

    def __init__(self) -> None:
        self.sender = secrets.token_hex(6)
        self.numbers = count()

    def cut(self, topic: str, content: bytes) -> list[str]:
        """The pieces of a message. No two are alike: PostgreSQL leaves out what a transaction says again."""
        text = b64encode(zlib.compress(topic.encode() + b"\0" + content, 1)).decode()
        parts = [text[start : start + ROOM] for start in range(0, len(text), ROOM)]
        head = f"{self.sender}.{next(self.numbers)}"
        return [f"{head}.{place}.{len(parts)}.{part}" for place, part in enumerate(parts)]


class Joiner:
    """Puts messages together. Pieces of one come one behind the other, for they are said in one transaction."""

    def __init__(self, own: str) -> None:
        """`own` is the sender whose messages are not heard."""
        self.own = own
        self.message: tuple[str, str] | None = None
        self.parts: list[str] = []

    def take(self, piece: str) -> tuple[str, bytes] | None:
        """Topic and content, once `piece` is the last of a message; None otherwise, and for what is no piece."""
        found = PIECE.fullmatch(piece)
        if found is None or found[1] == self.own:
            return None
        sender, number, place, many, part = found.groups()
        if int(place) == 0:
            self.message, self.parts = (sender, number), []
        if self.message != (sender, number) or int(place) != len(self.parts) or int(many) * ROOM > 2 * LARGEST:
            self.message = None
            return None
        self.parts.append(part)
        return self._whole() if len(self.parts) == int(many) else None

    def _whole(self) -> tuple[str, bytes] | None:
        self.message = None
        try:
            packed = zlib.decompressobj()
            body = packed.decompress(b64decode("".join(self.parts), validate=True), LARGEST)
            topic, mark, content = body.partition(b"\0")
            return (topic.decode(), content) if mark and packed.eof else None
        except (ValueError, zlib.error):
            return None
