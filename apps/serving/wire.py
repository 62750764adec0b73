"""A reader's websocket: Bokeh's protocol as an unmodified BokehJS speaks it, over a reader instead of a document.

A message is three text frames: header, metadata, content; `num_buffers` in the header says how many pairs of frames
follow. tests/apps/serving/test_wire.py and the browser tests hold what is relied on.
"""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from components.cells import Event

LARGEST = 2**20
"""Bytes of a message that a reader may send."""
MOST_BUFFERS = 64
_numbers = count(1)


class ProtocolError(ValueError):
    """A frame that makes no sense where it came."""


class Receiver:
    """Puts frames together to messages."""

    def __init__(self) -> None:
        self.frames: list[str | bytes] = []
        self.expected = 3

    def take(self, frame: str | bytes) -> tuple[dict[str, Any], str] | None:
        """The header and the content of the message that `frame` completes; raise ProtocolError for a wrong frame."""
        if len(self.frames) < 3 and not isinstance(frame, str):
            raise ProtocolError("binary where text was expected")
        self.frames.append(frame)
        if len(self.frames) == 1:
            buffers = mapping(str(frame)).get("num_buffers", 0)
            if type(buffers) is not int or not 0 <= buffers <= MOST_BUFFERS:
                raise ProtocolError(f"num_buffers is {buffers!r}")
            self.expected = 3 + 2 * buffers
        if len(self.frames) < self.expected:
            return None
        header, _, content = (str(each) for each in self.frames[:3])
        self.frames = []
        return mapping(header), content


def mapping(frame: str) -> dict[str, Any]:
    """A frame's JSON object; raise ProtocolError for anything else."""
    try:
        read = json.loads(frame)
    except (ValueError, RecursionError):
        raise ProtocolError("a frame is not JSON") from None
    if not isinstance(read, dict):
        raise ProtocolError("a frame is not a JSON object")
    return read


def events(content: str) -> list[Event]:
    """The events of a PATCH-DOC message; raise ProtocolError if it holds none."""
    told = mapping(content).get("events")
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        raise ProtocolError("a patch without events")
    return told


def frames(kind: str, content: str | bytes, answered: str | None = None) -> tuple[str, str, str | bytes]:
    """The frames of a message; `answered` is the id of the message that it answers. Bytes are those of a text."""
    header = {"msgid": f"s{next(_numbers)}", "msgtype": kind, **({"reqid": answered} if answered else {})}
    return json.dumps(header), "{}", content
