"""The head of the trail, kept beside it and, if wished, on another disk: what ends the file too early is seen by it."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from queries.trail.chain import Chain, Head

SHAPE = re.compile(rb"(\d{12}) ([0-9a-f]{64}) (\d{15}) ([0-9a-f]{64})\n")


class Foreign(ValueError):
    """What stands there is the head of no trail with this key."""


def written(head: Head, chain: Chain) -> bytes:
    """`head` as a file holds it, always of the same length, so that no disk is ever too full for the next one."""
    said = f"{head.seq:012d} {head.mac} {head.size:015d}"
    return f"{said} {chain.mac('head', said.encode())}\n".encode()


def understood(text: bytes, chain: Chain) -> Head | None:
    """The head that `text` says; None if it is empty; raise Foreign if it is not sealed with the chain's key."""
    if not text:
        return None
    shape = SHAPE.fullmatch(text)
    if shape is None or chain.mac("head", text.rsplit(b" ", 1)[0]) != shape[4].decode():
        raise Foreign
    return Head(int(shape[1]), shape[2].decode(), int(shape[3]))


def got(handle: int, chain: Chain) -> Head:
    """The head in an open file; that of an empty chain if it is empty; raise Foreign."""
    return understood(os.pread(handle, 4096, 0), chain) or Head()


def read(path: Path, chain: Chain) -> Head | None:
    """The head in a file, None if there is none; raise Foreign."""
    return understood(path.read_bytes(), chain) if path.exists() else None


def put(handle: int, head: Head, chain: Chain) -> None:
    """Write `head` into an open file; an empty chain has none."""
    if not head.seq:
        os.ftruncate(handle, 0)
        return
    text = written(head, chain)
    if os.pwrite(handle, text, 0) < len(text):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
