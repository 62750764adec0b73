"""The pages of one meeting in one worker: the host's is told to all others, which show the same cells."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from apps.board import SERVER
from apps.meeting.meeting import At
from apps.meeting.shown import Key, Shown, made
from apps.scene import Scene, Stage
from apps.serving.spoken import forgiven
from apps.state import State
from apps.trouble import logged, said
from auth.actor import Actor
from queries.query import QueryError
from queries.trail.chain import AuditError

if TYPE_CHECKING:
    from apps.meeting.attending import Attending
    from apps.meeting.live import Live


class Screens:
    """The pages here. `shown` is what those show that follow, by page, part of the data, and language."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.seats: set[Attending] = set()
        self.shown: dict[Key, Shown] = {}
        self.codes: dict[tuple[Key, At], tuple[str, ...]] = {}
        self.working: dict[Key, asyncio.Task[None]] = {}
        self.going: asyncio.Task[None] | None = None
        self.to: tuple[int, Actor, str] | None = None

    @property
    def aim(self) -> int:
        """The slide that is shown, or that is about to be."""
        return self.to[0] if self.to else self.live.value.slide

    def go(self, to: int, actor: Actor, language: str = "en") -> None:
        """Show a slide: worked out here, then told to all. Of several wishes, the latest counts."""
        self.to = to, actor, language
        if self.going is None:
            self.going = asyncio.ensure_future(self._go())
            self.going.add_done_callback(forgiven)

    async def _go(self) -> None:
        try:
            while wish := self.to:
                to, actor, language = wish
                await self._turn(to, actor, language)
                if self.to is wish:
                    self.to = None
        finally:
            self.going = self.to = None

    async def _turn(self, to: int, actor: Actor, language: str) -> None:
        """Show a slide that can be shown; of one that cannot, everybody is told why."""
        slide = self.live.deck.slides[to]
        about = {"slide": to, "focus": slide.focus, "blank": ""}
        try:
            stage = self.live.meetings.hall.stage(slide.state.page, actor)
            state = self.stated(slide.state, stage)
            scene = await self.worked(stage, state, language)
            codes = stage.record(scene.receipts, actor.name)
        except Exception as error:
            self.live.become(self.live.value.moved(state=self.stated(slide.state).text(), **about))
            self.live.note("failed", actor.name, slide=to, reason=said(error).splitlines()[0])
            self.live.show()
            return
        value = self.live.value.moved(state=state.text(), **about)
        self.live.become(value, cells=self.led(value.at, scene, stage, codes, language))
        self.live.note("shown", actor.name, slide=to, id=slide.id, state=state.text(), codes=codes)
        self.live.show()
        self.prepare(to + 1)

    def stated(self, state: State, stage: Stage | None = None) -> State:
        """The state of a slide, over the data version of the deck, or the newest of its page."""
        frozen = self.live.deck.frozen
        newest = stage.opening.version if stage else state.version
        return replace(state, version=newest if frozen is None else frozen)

    async def worked(self, stage: Stage, state: State, language: str) -> Scene:
        """What a page shows in a state; QueryError or CatalogError if it cannot."""
        if stage.ready(state, language):
            return stage.scene(state, language=language)
        drawing, work = not stage.drawn(state), partial(worked, stage, state, language)
        return await self.live.meetings.hall.off(work, drawing, stage.board.waits)

    def prepare(self, to: int) -> None:
        """Have a slide worked out before it is asked for, for those who are here."""
        if not 0 <= to < len(self.live.deck.slides):
            return
        hall, state = self.live.meetings.hall, self.live.deck.slides[to].state
        for (_, language), actor in {seat.key[1:]: seat.seat.actor for seat in self.seats}.items():
            try:
                stage = hall.stage(state.page, actor)
            except Exception:
                continue  # it is said once the slide is shown
            work = partial(worked, stage, self.stated(state, stage), language)
            hall.off(work, True, stage.board.waits).add_done_callback(forgiven)

    def led(
        self, at: At, scene: Scene, stage: Stage, codes: Iterable[str], language: str, final: bool = True
    ) -> tuple[Any, bytes] | None:
        """What the others are told of a scene that the host is about to show; this worker shows it as well."""
        key = stage.board.page.name, stage.board.engine.entitlement, language
        before = self.shown.get(key)
        now = self.shown[key] = made(at, scene, codes, final, before)
        if before is None or now.base is None:
            return {"key": key, "codes": dict(now.codes), "all": now.all, "final": final, "base": None}, b""
        return now.told(key, before)

    def take(self, told: Mapping[str, Any] | None, body: bytes) -> None:
        """Take what another worker tells of the host's screen, if it goes on from what is shown here."""
        if told is None:
            return
        page, part, language = told["key"]
        key = page, part, language
        before = self.shown.get(key)
        self.codes = {(key, self.live.value.at): tuple(told["all"])} if told["final"] else {}
        if before is not None and told["base"] is not None and any(seat.key == key for seat in self.seats):
            now = before.followed(self.live.value.at, told, body)
            if now is not None:
                self.shown[key] = now

    def show(self) -> None:
        """Bring every page that follows to where the meeting stands."""
        behind: dict[Key, list[Attending]] = {}
        for seat in self.seats:
            if seat.behind:
                behind.setdefault(seat.key, []).append(seat)
        for key, seats in behind.items():
            shown = self.shown.get(key)
            if shown is not None and shown.at == self.live.value.at:
                self.send(shown, seats)
            elif key not in self.working:
                task = self.working[key] = asyncio.ensure_future(self._work(key))
                task.add_done_callback(partial(self._worked, key))

    def _worked(self, key: Key, task: asyncio.Task[None]) -> None:
        self.working.pop(key, None)
        if not task.cancelled() and (error := task.exception()):
            logged(error) if isinstance(error, Exception) else None

    async def _work(self, key: Key) -> None:
        """Work out for one kind of reader what the meeting shows, once for all of them, until they are up to it."""
        while seats := [seat for seat in self.seats if seat.key == key and seat.behind]:
            value, settled, stage = self.live.value, self.live.settled, seats[0].seat.stage
            known = self.shown.get(key)
            if known is None or known.at != value.at:
                scene = await self.shown_in(stage, State.read(value.state), key[2], seats)
                if scene is None:
                    return
                known = self.recorded(key, scene, stage, value.at, settled)
            self.send(known, [seat for seat in seats if seat in self.seats and seat.behind])

    async def shown_in(self, stage: Stage, state: State, language: str, seats: list[Attending]) -> Scene | None:
        """The scene of a state; None if this kind of reader does not see it, which their windows are told."""
        try:
            return await self.worked(stage, state, language)
        except Exception:  # apps/meeting/lines.py says why in its place
            for seat in seats:
                seat.at = self.live.value.at
            return None

    def recorded(self, key: Key, scene: Scene, stage: Stage, at: At, final: bool) -> Shown:
        """What the pages of one kind show, with the host's receipts if they are of it, else with some of its own.

        These are written down first; while a gesture goes on, there are none. Raises AuditError.
        """
        codes = self.codes.get((key, at)) if final else ()
        if codes is None:
            codes = tuple(stage.record(scene.receipts, SERVER))
        shown = made(at, scene, codes, final, self.shown.get(key))
        if at == self.live.value.at:
            self.shown[key] = shown
        return shown

    def send(self, shown: Shown, seats: list[Attending]) -> None:
        """Show it on these pages. What cannot be recorded is not shown: they stay as they are."""
        if not seats:
            return
        try:
            if shown.final:
                self.live.followed_by(shown.all, [seat.user for seat in seats], seats[0].key[0], shown.state)
        except AuditError as error:
            for seat in seats:
                seat.at = shown.at
            self.live.untold([seat.window for seat in seats], str(error))
            return
        texts: dict[Any, bytes] = {}
        for seat in seats:
            seat.take(shown, texts)


def checked(stage: Stage, state: State) -> State:
    """`state` if a page can show it; raise QueryError or CatalogError otherwise, and for data that are not for all."""
    if state.dataset not in stage.board.engine.opened(state.version).names:
        raise QueryError("your role does not see the figures that it is about")
    return stage.board.checked(state)


def worked(stage: Stage, state: State, language: str) -> Scene:
    """What a page shows in a state that it can show; raise QueryError or CatalogError otherwise. Waits."""
    return stage.scene(checked(stage, state), language=language)
