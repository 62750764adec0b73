"""What the broker makes of whoever connects, and what a broken process could tell through it."""

from __future__ import annotations

import json
import os
import socket
from typing import Any

import pytest

from queries.sandbox.event import read
from queries.sandbox.wire import framed
from tests.apps.serving.running import wait_until
from tests.attack.sql.booths import Booths, inside
from tests.attack.sql.ground import BRIEF, Ground

ENDLESS = "SELECT count(*) FROM range(1e12::BIGINT)"
FRAMES = [
    b"",
    b"\0\0",
    b"\xff\xff\xff\xffmore",
    framed(b""),
    framed(b"nonsense"),
    framed(b"{}"),
    framed(b"[]"),
    framed(b"null"),
    framed(b"[" * 100_000),
    framed(b'{"a":' * 50_000),
    framed(b"\xff\xfe"),
]
ODD: list[dict[str, Any]] = [
    {"owner": [1]},
    {"owner": {}},
    {"text": 5},
    {"text": None},
    {"start": "a"},
    {"around": ["", 5]},
    {"around": "x"},
    {"reach": {}},
    {"values": [1]},
    {"kind": "shell"},
    {"limits": {"seconds": "x", "rows": 1, "bytes": 1, "memory": 1}},
    {"limits": {"seconds": 1, "rows": 1, "bytes": 1, "memory": None}},
    {"surprise": 1},
]
LIES = [
    b"", b"?", b"z{}", b"r", b"r{}", b"r[]", b"rnull", b'r{"rows":5}', b'r{"rows":[5]}', b"r" + b"[" * 100_000, b"\xff",
    b'd{"rows":"1","more":false,"total":null,"seconds":1}', b'x{"kind":5}', b'c{"columns":[5],"tables":[]}',
    b'c{"columns":[],"tables":[5]}', b's{"start":1}', b'q{"place":' + b"9" * 5000 + b"}",
]  # fmt: skip


def said(ground: Ground, content: bytes, close: bool = True) -> socket.socket:
    """Somebody who has said something to the broker, and left again if they `close`."""
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(str(ground.sandbox.address))
    stream.sendall(content)
    if close:
        stream.close()
    return stream


def test_nobody_else_can_connect(ground: Ground) -> None:
    address = ground.sandbox.address
    assert address.stat().st_mode & 0o077 == 0 and address.parent.stat().st_mode & 0o077 == 0


def test_whoever_talks_nonsense_or_leaves_costs_nothing(ground: Ground, booths: Booths) -> None:
    job = json.loads(ground.job(ENDLESS, limits=BRIEF).written())
    whole = framed(json.dumps(job).encode())
    assert ground.tell("SELECT 42").rows == [[42]]
    broker = booths.broker
    before = len(os.listdir(f"/proc/{broker}/fd"))
    for content in (*FRAMES, whole[:9], whole[:-1], whole, whole + b"more"):
        said(ground, content)
    for wrong in ODD:
        said(ground, framed(json.dumps(job | wrong).encode()), close=False).close()
    for number in range(12):
        assert ground.tell(f"SELECT {number}", limits=BRIEF).rows == [[number]]
    assert booths.broker == broker
    wait_until(lambda: len(os.listdir(f"/proc/{broker}/fd")) <= before + 2, 5)
    assert len(inside(broker)) < 10


@pytest.mark.parametrize("frame", LIES, ids=lambda frame: str(frame[:20]))
def test_a_lie_of_a_process_is_no_event(frame: bytes) -> None:
    with pytest.raises(ValueError):
        read(frame)
