"""A page in a window at a meeting: it shows what the host's does, or is the host's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from apps.meeting.meeting import At, window_of
from apps.meeting.shown import Key, Shown
from apps.scene import Scene
from components.cells import Cell, Cells, Event, message, text
from components.told import message_of

if TYPE_CHECKING:
    from apps.meeting.live import Live
    from apps.reader import Reader
    from apps.serving.seat import Seat

NOWHERE: At = (0, 0)
"""What a page shows that has gone its own way."""
QUIET = ("near",)
"""What a reader's browser tells without a reader who has touched anything."""


class Attending:
    """One page at one meeting. `at` is the step that it shows; `far` whether another worker may have worked it out."""

    def __init__(self, seat: Seat, live: Live, secret: str, signed: bool) -> None:
        self.seat, self.live, self.signed = seat, live, signed
        self.window = window_of(secret)
        self.at: At | None = None
        self.first: At = NOWHERE
        self.far = False
        self.final = True
        live.screens.seats.add(self)

    @property
    def key(self) -> Key:
        """What its cells depend on beside the state."""
        stage = self.seat.stage
        return stage.board.page.name, stage.board.engine.entitlement, self.seat.language

    @property
    def user(self) -> str:
        """What minutes and audit call the reader."""
        known = self.live.roll.members.get(self.window)
        return self.seat.actor.name if self.signed or known is None else f"guest {known.guest}"

    @property
    def leads(self) -> bool:
        """Whether the host sits here."""
        host, actor = self.live.value.host, self.seat.actor
        mine = host.window == self.window and host.user == actor.name
        return mine and not self.live.value.ended and bool(actor.may("present"))

    @property
    def present(self) -> bool:
        """Whether the meeting shows this page."""
        return self.live.value.page == self.seat.stage.board.page.name

    @property
    def follows(self) -> bool:
        """Whether this page shows what the host's does."""
        return (
            self.present and not self.live.value.ended and (self.leads or self.window not in self.live.roll.wandering)
        )

    @property
    def behind(self) -> bool:
        """Whether the page is open, follows, and shows another step."""
        return self.at is not None and self.at != self.live.value.at and self.follows

    def link(self, link: str) -> str:
        """The state that the page opens in."""
        return self.live.value.state if self.follows else link

    def opened(self, scene: Scene) -> None:
        """The page is about to open with `scene`; it is written down that the reader is shown it. Waits.

        Raises AuditError.
        """
        reader, value = self.seat.reader, self.live.value
        if not self.follows or scene.state.text() != value.state:
            reader.note(scene)
            return
        shown = self.live.screens.shown.get(self.key)
        if shown is None or shown.at != value.at or not shown.final:
            shown = self.live.screens.recorded(self.key, scene, self.seat.stage, value.at, True)
        self.live.followed_by(shown.all, [self.user], self.key[0], shown.state)
        taken(reader, scene)
        reader.mark({view: shown.codes.get(view, "") for view in self.seat.stage.board.page.views})
        self.first = shown.at

    def ready(self) -> None:
        """The page has been sent; what has happened meanwhile follows."""
        self.at = self.first
        self.live.screens.show()

    def take(self, shown: Shown, texts: dict[Any, bytes]) -> None:
        """Show a step. Those who were shown the same before, and may do the same, are sent one text."""
        reader, stage = self.seat.reader, self.seat.stage
        receipts = {
            Cell(stage.shell.models[f"card {view}"], "receipt"): text(shown.codes.get(view, ""))
            for view in stage.board.page.views
        }
        reader.own |= receipts
        if self.at == shown.base and not self.far_from(shown):
            content = texts.get(reader.rights)
            if content is None:
                overlay = stage.permitted(reader.rights, reader.language)
                moved = {cell: value for cell, value in (shown.moved | receipts).items() if cell not in overlay}
                content = texts[reader.rights] = message(moved).encode()
            reader.sent.update(shown.moved)
            reader.sent.update(receipts)
            self.seat.say("PATCH-DOC", content)
        else:
            forget(reader, shown.cells)
            self.seat.patch(reader.send(shown.cells | reader.personal()))
        if self.leads:
            reader.history.enter(shown.now)
        else:
            reader.history = type(reader.history)(shown.now)
        self.at, self.far, self.final = shown.at, True, shown.final

    def far_from(self, shown: Shown) -> bool:
        """Whether what the browser was sent of former drawings must be looked through."""
        return any(cell.attribute == "chart" for cell in shown.moved)

    async def touched(self, told: list[Event]) -> None:
        """The reader does something: they move on their own from here, unless they lead."""
        touching = [event for event in told if not any(word in (message_of(event) or {}) for word in QUIET)]
        if not touching or self.at is None:
            return
        if not self.leads:
            self.at = NOWHERE
            if self.follows:
                self.live.followed(self.window, False)
        await self.localise()

    async def localise(self) -> None:
        """Know here what the page shows, if another worker has worked it out."""
        if not self.far:
            return
        self.far = False
        reader, stage = self.seat.reader, self.seat.stage
        scene = await self.seat.off(partial(stage.scene, reader.state, language=reader.language))
        reader.entered(scene)
        if self.final:
            taken(reader, scene)

    def elsewhere(self, scene: Scene) -> bool:
        """Whether the page has gone on with the host since `scene` was asked for."""
        return self.follows and not self.leads and scene.state != self.seat.reader.state

    def led(self, scene: Scene) -> None:
        """The page shows `scene`, since its reader has done something: if the host has, all others follow."""
        reader, value = self.seat.reader, self.live.value
        if not self.leads or not self.present or self.at is None:
            return
        final = reader.history.begun is None
        if scene.late or (scene.state.text() == value.state and final == self.live.settled):
            return
        codes = reader.codes if final else []
        value = value.moved(state=scene.state.text())
        cells = self.live.screens.led(value.at, scene, self.seat.stage, codes, self.seat.language, final)
        self.at = value.at
        self.live.become(value, keep=final, cells=cells)
        if final:
            about = {"slide": value.slide, "state": scene.state.text(), "codes": codes}
            self.live.note("shown", self.seat.actor.name, **about)
        self.live.show(final)

    def leave(self) -> None:
        """The page is closed."""
        self.live.screens.seats.discard(self)


async def attend(seat: Seat) -> Attending | None:
    """The meeting that a page's address names, with the window that the page is in; None if it names none."""
    id, secret = (seat.get_query_argument(name, "") for name in ("meeting", "window"))
    meetings = seat.hall.meetings
    if not id or meetings is None:
        return None
    try:
        live = await meetings.entered(id)
    except ValueError as error:
        seat.reader.tell("strip", message=str(error))
        return None
    return Attending(seat, live, secret, seat.session is not None)


def taken(reader: Reader, scene: Scene) -> None:
    """It is written down already that the reader is shown `scene`."""
    reader.noted, reader.views = scene, frozenset(view for view, _ in scene.receipts)


def forget(reader: Reader, cells: Cells) -> None:
    """Take as not sent what was sent of drawings that are not among `cells`."""
    known = {cell.model for cell in cells} | reader.parts.keys()
    reader.sent = {cell: value for cell, value in reader.sent.items() if cell.model in known}
