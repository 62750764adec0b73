"""Where a reader sits: the websocket handler of a page. What takes time is done off the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from tornado.websocket import WebSocketClosedError

from apps.meeting.attending import Attending, attend
from apps.reader import Reader
from apps.scene import Scene, Stage
from apps.serving.hall import Hall
from apps.serving.spoken import Spoken, forgiven
from apps.state import State
from apps.trouble import logged, said
from components.cells import Event
from components.retold import retold
from queries.trail.chain import AuditError
from queries.wish import Superseded, Wish

PATIENCE = 0.15
"""Seconds after which a chart that is not there yet says that it is being worked out."""


T = TypeVar("T")


class Seat(Spoken):
    """One reader at one browser. `stands` once the page has been sent: what comes before it, a browser drops."""

    reader: Reader
    stage: Stage
    stands = False

    def initialize(self, hall: Hall, page: str) -> None:
        """`hall` is the worker's; `page` is the name of the page, "" for the reader's first."""
        self.prepared(hall)
        self.page = page
        self.again = asyncio.Event()
        self.wish = Wish()
        self.attending: Attending | None = None

    def wanted(self) -> tuple[str, str]:
        """To open the page."""
        self.stage = self.hall.stage(self.page, self.actor)
        return "open", self.stage.board.page.name

    def open(self, *_: str, **__: str) -> Any:
        """Begin."""
        super().open()
        self.reader = Reader(self.stage, self.actor, self.gate.audit.event, self.hall.pin, self.language)
        self.reader.take = self.hall.take
        self.hall.enter(self)
        self.welcome()

    def off(self, work: Callable[[], T], drawing: bool = False) -> asyncio.Future[T]:
        """What `work` for this page gives, from a thread."""
        return self.hall.off(work, drawing, self.stage.board.waits)

    async def opened(self) -> str:
        """The page in the state of the link."""
        begun = time.monotonic()
        link = self.get_query_argument("state", "")
        self.attending = attending = await attend(self)
        if attending:
            link = attending.link(link)

        def open_page() -> str:
            self.reader.open(link)
            return self.reader.document(attending.opened if attending else None)

        state = asked(link) or self.stage.opening
        at_once = self.stage.opened(state, self.reader.rights, self.language)
        drawn = self.stage.drawn(state)
        document = open_page() if at_once else await self.off(open_page, drawing=not drawn)
        self.hall.row.seconds("page_seconds", time.monotonic() - begun)
        return document

    def shown_first(self) -> None:
        """What the reader is told beside the page."""
        self.stands = True
        self.patch(self.reader.hurry())
        if self.attending:
            self.attending.ready()

    async def hear(self, told: list[Event]) -> None:
        """Take what the browser tells and show what comes of it."""
        told = [event for event in told if self.reader.concerns(event)]
        if self.attending:
            await self.attending.touched(told)
        for event in told:
            if self.reader.slow(event):
                await self.off(partial(self.reader.hear, event))
            else:
                self.reader.hear(event)
        if told:
            self.show()

    async def speak(self, language: str) -> None:
        """Go on in another language."""
        await super().speak(language)
        await self.off(partial(self.reader.speak, language))
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
            cached = self.stage.ready(state, self.language)
            scene = self.stage.at_once(state, self.language)
            if scene is not None:
                self.sent(scene, begun, cached)
            if scene is None or scene.late:
                self.sent(await self.waited(state), begun)
        except WebSocketClosedError:
            raise
        except Superseded:
            self.hall.row.add("superseded_total")
        except Exception as error:
            self.reader.tell("strip", message=retold(self.language, said(error).splitlines()[0]))
            self.patch(self.reader.hurry())

    def sent(self, scene: Scene, begun: float, cached: bool = False) -> None:
        """Show `scene`, and count it if it is another."""
        if self.attending and self.attending.elsewhere(scene):
            return
        moved = scene is not self.reader.scene
        self.patch(self.reader.show(scene))
        if self.attending:
            self.attending.led(scene)
        if moved:
            self.hall.counted(time.monotonic() - begun, cached)

    async def waited(self, state: State) -> Scene:
        """What the page shows in `state`, off the event loop; charts that take long say so.

        From then on a later wish ends it. What takes less is shown all the same, so that a gesture is followed.
        """
        drawing = not self.stage.drawn(state)
        wish = self.wish = Wish()
        language = self.language
        work = asyncio.ensure_future(self.off(lambda: self.stage.scene(state, wish, language), drawing))
        work.add_done_callback(forgiven)
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
        if self.stands:
            self.reader.tell_newer()
            self.patch(self.reader.hurry())

    def on_close(self) -> None:
        """The reader left."""
        super().on_close()
        if self.seated:
            self.seated = False
            self.wish.drop()
            if self.attending:
                self.attending.leave()
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
