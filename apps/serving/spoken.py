"""A websocket that speaks Bokeh's protocol with an unmodified BokehJS; what its page is, subclasses say."""

from __future__ import annotations

import asyncio
from typing import Any

from tornado.websocket import WebSocketClosedError

from apps.serving.gated import GatedSocket
from apps.serving.hall import Hall
from apps.serving.wire import LARGEST, ProtocolError, Receiver, events, frames
from apps.trouble import said
from components.cells import Event
from components.language import LANGUAGES
from components.told import message_of

PROTOCOL, FAILED = 1002, 1011
REASON = 123
"""Bytes of the reason that a closing frame gives."""


class Spoken(GatedSocket):
    """One browser that shows one page. `seated` once the page may be asked for; `showing` while more is to be sent."""

    hall: Hall
    seated = False
    showing: asyncio.Future[None] | None = None

    def prepared(self, hall: Hall) -> None:
        """Take what every such websocket needs; to be called from `initialize`."""
        self.hall = hall
        self.receiver = Receiver()

    @property
    def ping_interval(self) -> float:
        """Seconds between pings: shorter than the patience of usual proxies."""
        return 25.0

    @property
    def max_message_size(self) -> int:
        """Bytes of the longest message that is taken."""
        return LARGEST

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Bokeh's protocol; the token stands where another protocol could."""
        return "bokeh" if subprotocols[:1] == ["bokeh"] else None

    def welcome(self) -> None:
        """Let the browser ask for its page."""
        self.set_nodelay(True)
        self.seated = True
        self.say("ACK", "{}")

    async def on_message(self, frame: str | bytes) -> None:
        """Take a frame, and answer the message that it completes."""
        if not self.seated or self.over:
            return
        self.heard = True
        try:
            whole = self.receiver.take(frame)
            if whole is not None:
                await self.answered(*whole)
        except ProtocolError as error:
            self.hall.row.add("refused_total")
            self.close(PROTOCOL, shortened(str(error)))
        except WebSocketClosedError:
            return
        except Exception as error:
            self.close(FAILED, shortened(said(error)))

    async def answered(self, header: dict[str, Any], content: str) -> None:
        """What a message asks for."""
        kind, number = header.get("msgtype"), str(header.get("msgid"))
        if kind == "PULL-DOC-REQ":
            self.say("PULL-DOC-REPLY", await self.opened(), number)
            self.shown_first()
        elif kind == "PATCH-DOC":
            told = events(content)
            wished = next((each for each in map(wish, told) if each), "")
            if wished:
                await self.speak(wished)
            else:
                await self.hear(told)
        elif kind != "OK":
            raise ProtocolError(f"a message of kind {kind!r} is not understood")

    async def opened(self) -> str:
        """The page as it is first sent: the content of a PULL-DOC-REPLY."""
        raise TypeError("a page says how it opens")

    def shown_first(self) -> None:
        """The page has been sent."""

    async def speak(self, language: str) -> None:
        """Go on in another language: the reader has chosen it."""
        self.language = language

    async def hear(self, told: list[Event]) -> None:
        """Take what the browser tells."""
        raise TypeError("a page says what it hears")

    def newer(self) -> None:
        """There may be newer data."""

    def patch(self, content: str) -> asyncio.Future[None] | None:
        """Send what moved, if anything did; done once it is written."""
        return self.say("PATCH-DOC", content) if content else None

    def say(self, kind: str, content: str | bytes, answered: str | None = None) -> asyncio.Future[None]:
        """Send one message; its frames stay together because nothing comes between them on the event loop."""
        for frame in frames(kind, content, answered):
            written = self.write_message(frame)
            written.add_done_callback(forgiven)
        return written


def wish(event: Event) -> str:
    """The language that an event asks for: the head of every page tells {language: …}. Empty for any other event."""
    told = message_of(event) or {}
    wished = told.get("language") if len(told) == 1 else None
    return wished if isinstance(wished, str) and wished in LANGUAGES else ""


def shortened(reason: str) -> str:
    """As much of `reason` as a closing frame holds."""
    return reason.encode(errors="replace")[:REASON].decode(errors="ignore")


def forgiven(done: asyncio.Future[Any]) -> None:
    """What nobody waits for any more is no error, nor is a browser that leaves while it is written to."""
    if not done.cancelled():
        done.exception()
