"""The readers' own boards in one worker: pages made of pins, drawn when their readers first open them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from apps.board import DRAWING, Board
from apps.grown import grown
from apps.page import Page
from apps.pinned import board, taken
from apps.reader import Reader
from apps.scene import Stage
from apps.shell import Shell, shell
from auth.actor import Actor
from queries.engine import Engine
from queries.library.pins import Pin, Pins, mine
from queries.once import PLACE, Once

MOST = 24
"""Boards that a worker keeps."""
BACK = 8
"""Changes of a board since which its charts need not be drawn anew."""
SHARE = 0.15
"""What a board takes at most of the memory that a page has for its drawings."""


class Boards:
    """Own boards. `engine_of` gives the figures of an entitlement, `titles_of` the pages that it has, by name.

    All wait for the store: they belong into a thread.
    """

    def __init__(
        self, pins: Pins, engine_of: Callable[[str], Engine], titles_of: Callable[[str], Mapping[str, str]]
    ) -> None:
        self.pins, self.engine_of, self.titles_of = pins, engine_of, titles_of
        self.stages: Once[Stage] = Once(MOST * (PLACE + 1), lambda _: 1)

    def empty(self, owner: str) -> bool:
        """Whether nothing is pinned to the reader's board."""
        return not self.pins.take(mine(owner))

    def stage(self, actor: Actor) -> Stage | None:
        """The reader's own board over the current data version, as it is now; None if nothing is pinned to it."""
        engine, name = self.engine_of(actor.entitlement), mine(actor.name)
        number, version = self.pins.number(name), engine.opened().version.number
        pins = self.pins.take(name, number)
        if not pins:
            return None
        key = actor.name, actor.entitlement, number, version
        earlier = (self.stages.find((*key[:2], number - back, version)) for back in range(1, BACK))
        return self.stages.get(key, lambda: self._made(pins, engine, actor, next(filter(None, earlier), None)))

    def pin(self, reader: Reader, name: str) -> str:
        """Pin a chart of a page to the reader's own board, as it is shown now; that is written first. What is said."""
        owner, page = reader.actor.name, reader.stage.board.page
        view, arguments = page.views[name], reader.state.arguments.get(name, {})
        chart = taken(view, self.pins.free(mine(owner), view.title), arguments)
        reader.event("pinned", owner, board=mine(owner), chart=chart.name)
        self.pins.pin(mine(owner), owner, chart, f"from {page.title}")
        return reader.say("{chart} is pinned to your board", chart=reader.say(view.title))

    def _made(self, pins: list[Pin], engine: Engine, actor: Actor, former: Stage | None) -> Stage:
        page = board(pins, engine, actor.name)
        if former:
            page = alike(page, former.board.page)
        stage = Stage(Board(page, engine, SHARE), replace(grown(page), titles=self.titles_of(actor.entitlement)))
        if former:
            stage.board.go_on(former.board)
        return stage


def alike(page: Page, former: Page) -> Page:
    """`page` with the views of `former` that say the same: these have been drawn."""
    known = {name: (type(view), view.param.values()) for name, view in former.views.items()}
    same = {name for name, view in page.views.items() if known.get(name) == (type(view), view.param.values())}
    return replace(page, views={name: (former if name in same else page).views[name] for name in page.views})


def drawn(page: Page) -> Shell:
    """The shell of a page that is made while the server runs."""
    with DRAWING:
        return shell(page, {})
