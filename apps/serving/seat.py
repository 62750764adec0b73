"""Where a reader sits: the websocket handler of a page. What takes time is done off the event loop."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any

from tornado.websocket import WebSocketClosedError

from apps.reader import Reader
from apps.scene import Scene, Stage
from apps.serving.gated import GatedSocket
from apps.serving.hall import Hall
from apps.serving.wire import LARGEST, ProtocolError, Receiver, events, frames
from apps.state import State
from apps.trouble import logged, said
from components.cells import Event
from queries.trail.chain import AuditError
from queries.wish import Superseded, Wish

PATIENCE = 0.15
"""Seconds after which a chart that is not there yet says that it is being worked out."""
PROTOCOL, FAILED = 1002, 1011
REASON = 123
"""Bytes of the reason that a closing frame gives."""


class Seat(GatedSocket):
    """One reader at one browser."""

    reader: Reader
    stage: Stage

    def initialize(self, hall: Hall, page: str) -> None:
        """`hall` is the worker's; `page` is the name of the page, "" for the reader's first."""
        self.hall, self.page = hall, page
        self.receiver = Receiver()
        self.showing: asyncio.Future[None] | None = None
        self.again = asyncio.Event()
        self.wish = Wish()
        self.seated = False

    @property
    def ping_interval(self) -> float:
        """Seconds between pings: shorter than the patience of usual proxies."""
        return 25.0

    @property
    def max_message_size(self) -> int:
        """Bytes of the longest message that is taken."""
        return LARGEST

    def wanted(self) -> tuple[str, str]:
        """To open the page."""
        self.stage = self.hall.stage(self.page, self.actor)
        return "open", self.stage.board.page.name

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Bokeh's protocol; the token stands where another protocol could."""
        return "bokeh" if subprotocols[:1] == ["bokeh"] else None

    def open(self, *_: str, **__: str) -> None:
        """Begin."""
        super().open()
        self.set_nodelay(True)
        self.reader, self.seated = Reader(self.stage, self.actor, self.gate.audit.event), True
        self.hall.enter(self)
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
            self.patch(self.reader.hurry())
        elif kind == "PATCH-DOC":
            await self.hear([event for event in events(content) if self.reader.concerns(event)])
        elif kind != "OK":
            raise ProtocolError(f"a message of kind {kind!r} is not understood")

    async def opened(self) -> str:
        """The page in the state of the link."""
        begun = time.monotonic()
        link = self.get_query_argument("state", "")

        def open_page() -> str:
            self.reader.open(link)
            return self.reader.document()

        state = asked(link) or self.stage.opening
        at_once, drawn = self.stage.opened(state, self.reader.rights), self.stage.drawn(state)
        document = open_page() if at_once else await self.hall.off(open_page, drawing=not drawn)
        self.hall.row.seconds("page_seconds", time.monotonic() - begun)
        return document

    async def hear(self, told: list[Event]) -> None:
        """Take what the browser tells and show what comes of it."""
        for event in told:
            if self.reader.slow(event):
                await self.hall.off(partial(self.reader.hear, event))
            else:
                self.reader.hear(event)
        if told:
            self.show()

    def show(self) -> None:
        """Bring the browser to the reader's state. While that is worked out, only the latest wish waits behind it."""
        self.again.set()
        if self.showing is None:
            self.showing = asyncio.ensure_future(self.shown())

    async def shown(self) -> None:
        """One update after the other, until no wish is left."""
        try:
            while self.again.is_set():
                self.again.clear()
                await self.update()
        except WebSocketClosedError:
            pass
        finally:
            self.showing = None

    async def update(self) -> None:
        """One update: what needs no statement at once, the rest when it comes."""
        begun, state = time.monotonic(), self.reader.state
        try:
            cached = self.stage.ready(state)
            scene = self.stage.at_once(state)
            if scene is not None:
                self.sent(scene, begun, cached)
            if scene is None or scene.late:
                self.sent(await self.waited(state), begun)
        except WebSocketClosedError:
            raise
        except Superseded:
            self.hall.row.add("superseded_total")
        except Exception as error:
            self.reader.tell("strip", message=said(error).splitlines()[0])
            self.patch(self.reader.hurry())

    def sent(self, scene: Scene, begun: float, cached: bool = False) -> None:
        """Show `scene`, and count it if it is another."""
        moved = scene is not self.reader.scene
        self.patch(self.reader.show(scene))
        if moved:
            self.hall.counted(time.monotonic() - begun, cached)

    async def waited(self, state: State) -> Scene:
        """What the page shows in `state`, off the event loop; charts that take long say so.

        From then on a later wish ends it. What takes less is shown all the same, so that a gesture is followed.
        """
        drawing = not self.stage.drawn(state)
        wish = self.wish = Wish()
        work = asyncio.ensure_future(self.hall.off(lambda: self.stage.scene(state, wish), drawing))
        work.add_done_callback(_forgiven)
        if not (await asyncio.wait({work}, timeout=PATIENCE))[0]:
            self.patch(self.reader.wait(state))
            again: asyncio.Future[Any] = asyncio.ensure_future(self.again.wait())
            await asyncio.wait([work, again], return_when=asyncio.FIRST_COMPLETED)
            again.cancel()
            if not work.done():
                wish.drop()
                raise Superseded
        return await work

    def newer(self) -> None:
        """Say that there is newer data, if there is."""
        if self.reader.scene is not None:
            self.reader.tell_newer()
            self.patch(self.reader.hurry())

    def patch(self, content: str) -> None:
        """Send what moved, if anything did."""
        if content:
            self.say("PATCH-DOC", content)

    def say(self, kind: str, content: str, answered: str | None = None) -> None:
        """Send one message; its frames stay together because nothing comes between them on the event loop."""
        for frame in frames(kind, content, answered):
            self.write_message(frame).add_done_callback(_forgiven)

    def on_close(self) -> None:
        """The reader left."""
        super().on_close()
        if self.seated:
            self.seated = False
            self.wish.drop()
            self.hall.leave(self)
            try:
                self.reader.leave()
            except AuditError as error:
                logged(error)


def asked(link: str) -> State | None:
    """The state that a link says, whether or not the page can show it."""
    try:
        return State.read(link) if link else None
    except ValueError:
        return None


def shortened(reason: str) -> str:
    """As much of `reason` as a closing frame holds."""
    return reason.encode(errors="replace")[:REASON].decode(errors="ignore")


def _forgiven(done: asyncio.Future[Any]) -> None:
    """What nobody waits for any more is no error, nor is a browser that leaves while it is written to."""
    if not done.cancelled():
        done.exception()
