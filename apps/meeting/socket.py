"""`/meeting/<id>/ws`: the websocket of a window at a meeting, JSON both ways."""

from __future__ import annotations

import json
from typing import Any

from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError

from apps.meeting.meetings import Meetings
from apps.meeting.window import Window
from apps.serving.gated import GatedSocket
from apps.serving.spoken import FAILED, PROTOCOL, forgiven, shortened
from apps.trouble import logged, said

LARGEST = 2**16
"""Bytes of a message that a window may send."""
GONE = 4004
"""The code that a websocket is closed with whose meeting is not there."""


class MeetingSocket(GatedSocket):
    """One window at a meeting."""

    window: Window | None = None

    def initialize(self, meetings: Meetings) -> None:
        """`meetings` are the worker's."""
        self.meetings = meetings

    @property
    def ping_interval(self) -> float:
        """Seconds between pings: a host who is cut off is missed soon."""
        return 8.0

    @property
    def max_message_size(self) -> int:
        """Bytes of the longest message that is taken."""
        return LARGEST

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """The token stands where another protocol could."""
        return "bokeh" if subprotocols[:1] == ["bokeh"] else None

    def wanted(self) -> tuple[str, str]:
        """To be there: what is shown depends on what the role may open."""
        return wanted(self.meetings, self.actor.entitlement)

    async def open(self, *given: str, **_: str) -> None:
        """Come in."""
        super().open()
        self.set_nodelay(True)
        try:
            live = await self.meetings.entered(given[0])
        except Exception as error:
            self.close(GONE, shortened(said(error)))
            return
        self.window = Window(live, self.actor, self.language, self.send, self.session is not None)

    def send(self, text: str) -> None:
        """Send a message; a browser that has gone needs none."""
        try:
            self.write_message(text).add_done_callback(forgiven)
        except WebSocketClosedError:
            return

    def on_message(self, frame: str | bytes) -> Any:
        """Take a message."""
        self.heard = True
        if self.over or self.window is None:
            return
        try:
            message = json.loads(frame)
            if not isinstance(message, dict):
                raise ValueError
        except (ValueError, RecursionError):
            self.close(PROTOCOL, "a message is a JSON object")
            return
        try:
            self.window.hear(message)
        except Exception as error:
            logged(error)
            self.close(FAILED, "something unexpected went wrong")

    def on_close(self) -> None:
        """Leave."""
        super().on_close()
        if self.window is not None:
            self.window.leave()


def wanted(meetings: Meetings, entitlement: str) -> tuple[str, str]:
    """What a meeting asks of a reader: nothing but to see some of the figures."""
    if entitlement not in meetings.hall.offers:
        raise HTTPError(404)
    return "", ""
