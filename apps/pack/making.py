"""A file made of a deck, slide by slide: for a job of the server, and for the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from apps.board import Board
from apps.pack.content import leaf
from apps.pack.leaf import Leaf, PackError
from apps.pack.offline.making import Offline
from apps.pack.packing import Packed, Packing
from apps.pack.wish import HTML, Wish
from apps.present.deck import Slide
from apps.present.telling import telling
from apps.scene import Stage
from queries.answer import EXPORTED
from queries.trail.audit import Audit

T = TypeVar("T")
Shown = Callable[[str], Stage | Board | None]
Off = Callable[[Callable[[], T]], asyncio.Future[T]]
SECONDS = 600.0
"""What a file may take."""
SLOW = "the file takes longer than 10 minutes: export fewer slides at a time"


class Stopped(Exception):
    """The file is not wanted any more."""


@dataclass
class Making:
    """One file of `wish`, for `actor`, made in the folder `work`.

    `shown` gives the page of a slide as the actor sees it, None where they do not; `off` asks the engine in a thread;
    `told` hears how many slides are written, and raises Stopped once the file is not wanted any more. `audit` says what
    left.
    """

    wish: Wish
    actor: str
    shown: Shown
    off: Off[Any]
    told: Callable[[int], None]
    work: Path
    audit: Audit
    codes: list[str] = field(default_factory=list)
    """The receipt codes of all that stands in the file."""

    async def made(self) -> Packed:
        """The file. Raise PackError, which names the slide, Stopped, and what the engine raises."""
        try:
            async with asyncio.timeout(SECONDS):
                return await (Offline(self).made() if self.wish.format == HTML else self._made())
        except TimeoutError:
            raise PackError(SLOW) from None

    async def _made(self) -> Packed:
        packing = await Packing.begin(self.wish.order(self.work), self.told)
        try:
            for slide in self.wish.deck.slides:
                self.told(-1)
                await packing.add(await self.off(partial(self.leaf, slide)))
            return await packing.end()
        finally:
            await packing.close()

    def leaf(self, slide: Slide) -> Leaf:
        """A slide with its figures, written down as exported. Asks the engine, and draws."""
        shown = self.shown(slide.state.page)
        board = shown.board if isinstance(shown, Stage) else shown
        told = telling(board, self.wish.deck, slide, self.wish.language, self.actor, record=True, kind=EXPORTED)
        made = leaf(board, told, self.wish.language)
        self.codes += [each.code for each in made.drawings if each.code] + list(made.codes)
        return made if self.wish.notes else replace(made, notes="")
